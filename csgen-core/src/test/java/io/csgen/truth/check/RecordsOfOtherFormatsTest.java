package io.csgen.truth.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.csgen.click.Click;
import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickField;
import io.csgen.click.ClickFormat;
import io.csgen.click.ClickView;
import io.csgen.click.Store;
import io.csgen.config.ConfigException;
import io.csgen.model.ShopModel;
import io.csgen.simulate.ClickGenerator;
import io.csgen.truth.Manifest;
import io.csgen.truth.check.CheckReport.Deviation;
import io.csgen.truth.check.CheckReport.Verdict;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Records, such as those of Kinesis, in a format that only its own reader knows. */
class RecordsOfOtherFormatsTest {
    private static final ShopModel MODEL = ShopModel.classic();
    private static final ClickGenerator CLICKS =
            ClickGenerator.of(MODEL, 7, Instant.parse("2026-01-05T00:00:00Z")).clicks(50);
    private static final ClickFormat BACKWARDS = new Backwards(true);
    private static final ClickEncoder ENCODER = MODEL.encoder(BACKWARDS);

    /** Writes each click as JSON from its end to its beginning. */
    private record Backwards(boolean isRead) implements ClickFormat {
        @Override
        public String name() {
            return "backwards";
        }

        @Override
        public ClickEncoder encoder(Store store) {
            ClickEncoder json = JSON.encoder(store);
            return new ClickEncoder() {
                @Override
                public int maxBytes() {
                    return json.maxBytes();
                }

                @Override
                public Framing framing() {
                    return Framing.none();
                }

                @Override
                public int encode(ClickView click, byte[] target, int offset) {
                    byte[] text = turned(json.encode(click));
                    System.arraycopy(text, 0, target, offset, text.length);
                    return offset + text.length;
                }
            };
        }

        @Override
        public List<ClickField> fields() {
            return ClickField.ALL;
        }

        @Override
        public Optional<Unpacker> unpacker() {
            return isRead ? Optional.of(new TurningUnpacker()) : Optional.empty();
        }
    }

    private static final class TurningUnpacker implements ClickFormat.Unpacker {
        @Override
        public boolean recognizes(byte[] beginning) {
            return beginning.length > 0 && beginning[0] == '}';
        }

        @Override
        public InputStream unpack(InputStream stream) throws IOException {
            byte[] all = stream.readAllBytes();
            if (all.length > 0 && !recognizes(all)) {
                throw new IOException("begins with " + (char) all[0]);
            }
            if (new String(all, StandardCharsets.UTF_8).contains("bug")) {
                throw new IllegalStateException("has a bug");
            }
            return new ByteArrayInputStream(turned(all));
        }
    }

    private static byte[] turned(byte[] bytes) {
        byte[] turned = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            turned[bytes.length - 1 - i] = bytes[i];
        }
        return turned;
    }

    private static StreamCheck check() {
        StreamCheck check = StreamCheck.of(Manifest.of(CLICKS)).format(BACKWARDS);
        int place = 0;
        for (Click click : CLICKS) {
            check.accept(ENCODER.encode(click), "shard-1:" + place++);
        }
        return check;
    }

    @Test
    void areReadByThatReader() {
        CheckReport report = check().report();

        assertThat(report.verdict()).as(report.toString()).isEqualTo(Verdict.COMPLETE);
    }

    @Test
    void mayHoldSeveralClicks() {
        StreamCheck check = check();
        byte[] two = turned((new String(turned(ENCODER.encode(first())), StandardCharsets.UTF_8) + "\n{}")
                .getBytes(StandardCharsets.UTF_8));
        check.accept(two, "shard-1:50");

        assertThat(check.captured()).isEqualTo(52);
        assertThat(check.report().count(Deviation.DUPLICATED)).isEqualTo(1);
        assertThat(check.report().findings(Deviation.MALFORMED)).hasSize(1);
    }

    private static Click first() {
        return CLICKS.iterator().next();
    }

    @Test
    void areMalformedWhereThatReaderSaysSoOrFails() {
        StreamCheck check = check();
        check.accept("hello".getBytes(StandardCharsets.UTF_8), "shard-1:50");
        check.accept("} a bug {".getBytes(StandardCharsets.UTF_8), "shard-1:51");
        check.accept(new byte[0], "shard-1:52");

        CheckReport report = check.report();

        assertThat(check.captured()).isEqualTo(53);
        assertThat(report.verdict()).isEqualTo(Verdict.BROKEN);
        assertThat(report.toString())
                .contains("shard-1:50 must be a click: begins with h")
                .contains("shard-1:51 must be a click: has a bug")
                .contains("shard-1:52 must have a click: none");
    }

    @Test
    void areRefusedWhereNothingReadsThem() {
        StreamCheck check = StreamCheck.of(Manifest.of(CLICKS));

        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> check.format(new Backwards(false)))
                .withMessage("format must be one that can be read back: backwards");
    }
}
