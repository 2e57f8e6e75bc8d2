package io.csgen.sink;

import io.csgen.click.Click;
import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickFormat;
import io.csgen.click.ClickType;
import io.csgen.click.Store;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

/** Clicks that differ in their URL, and encoders of the store they belong to. */
final class SampleClicks {
    static final Store STORE = new Store(new Store.Url("https://webstore.demo.com"), List.of("books", "movies"));
    static final ClickEncoder URLS = encoder(ClickFormat.URL);

    private SampleClicks() {}

    static ClickEncoder encoder(ClickFormat format) {
        return format.encoder(STORE);
    }

    /** Returns the group page of the given user; three users in a row share a session. */
    static Click numbered(int userId) {
        return new Click(
                1_700_000_000_000L + userId,
                userId,
                userId / 3,
                userId % 3 + 1,
                ClickType.GROUP_VIEW,
                2,
                Click.NO_PRODUCT);
    }

    static List<Click> first(int count) {
        return IntStream.range(0, count).mapToObj(SampleClicks::numbered).toList();
    }

    static List<String> urls(Collection<Click> clicks) {
        return clicks.stream()
                .map(click -> "https://webstore.demo.com/api/group/2?userid=" + click.userId())
                .toList();
    }

    static String url(Click click) {
        return new String(URLS.encode(click), StandardCharsets.US_ASCII);
    }

    static List<String> lines(String text) {
        return text.isEmpty() ? List.of() : Arrays.asList(text.split("\n"));
    }

    static void send(List<Click> clicks, ClickSink sink, ReceiptListener listener) throws InterruptedException {
        for (Click click : clicks) {
            sink.send(click, listener);
        }
    }
}
