package io.csgen.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.click.Click;
import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickField;
import io.csgen.click.ClickFormat;
import io.csgen.click.ClickView;
import io.csgen.click.Store;
import io.csgen.model.ShopModel;
import io.csgen.simulate.ClickGenerator;
import io.csgen.sink.LineSink;
import io.csgen.sink.ReceiptListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The format of one's own that the docs show. */
class OwnFormatExampleTest {
    // tag::format
    static final class PipeFormat implements ClickFormat {
        @Override
        public String name() {
            return "pipe";
        }

        @Override
        public ClickEncoder encoder(Store store) {
            return new ClickEncoder() {
                @Override
                public int maxBytes() {
                    return 64;
                }

                @Override
                public int encode(ClickView click, byte[] target, int offset) {
                    byte[] text = (click.id() + "|" + click.userId()).getBytes(StandardCharsets.US_ASCII);
                    System.arraycopy(text, 0, target, offset, text.length);
                    return offset + text.length;
                }
            };
        }

        @Override
        public List<ClickField> fields() {
            return List.of(ClickField.SESSION_ID, ClickField.ORDINAL, ClickField.USER_ID);
        }
    }
    // end::format

    @Test
    void itsClicksAreLines() throws InterruptedException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ShopModel model = ShopModel.classic();
        List<Click> clicks = ClickGenerator.of(model, 7, Instant.parse("2026-01-05T00:00:00Z")).clicks(2).stream()
                .toList();
        try (LineSink sink = LineSink.to(out, model.encoder(new PipeFormat()))) {
            for (Click click : clicks) {
                sink.send(click, ReceiptListener.NONE);
            }
        }

        assertThat(out.toString(StandardCharsets.US_ASCII))
                .isEqualTo(clicks.get(0).id() + "|" + clicks.get(0).userId() + "\n"
                        + clicks.get(1).id() + "|" + clicks.get(1).userId() + "\n");
    }

    @Test
    void theDocsShowExactlyThisExample() throws IOException {
        Readme.assertShows("format", OwnFormatExampleTest.class, 30);
    }
}
