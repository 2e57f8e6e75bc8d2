package io.csgen.sink.kpl;

import io.csgen.click.Click;
import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickFormat;
import io.csgen.click.ClickType;
import io.csgen.click.PartitionKey;
import io.csgen.click.Store;
import io.csgen.sink.Receipt;
import io.csgen.sink.ReceiptListener;
import io.csgen.sink.testing.SinkBackend;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

/** Clicks to send, and what is learnt of them. */
final class SampleClicks {
    static final ClickEncoder ENCODER =
            ClickFormat.JSON.encoder(new Store(new Store.Url("https://webstore.demo.com"), List.of("DVD", "Books")));

    private SampleClicks() {}

    /** Returns a click of a user: one session each, so users differ in session id, too. */
    static Click click(int user, int ordinal) {
        return new Click(
                1_764_000_000_000L + ordinal, user, user, ordinal, ClickType.PRODUCT_VIEW, 1 + ordinal % 2, 345);
    }

    /** Returns the first click of as many users. */
    static List<Click> clicks(int users) {
        return IntStream.rangeClosed(1, users).mapToObj(user -> click(user, 1)).toList();
    }

    static String payload(Click click) {
        return new String(ENCODER.encode(click), StandardCharsets.UTF_8);
    }

    /** Returns the user as a key, which is longer than Kinesis allows for one of them. */
    static PartitionKey userOrTooLong() {
        return click -> click.userId() == SinkBackend.OVERSIZED_USER
                ? "k".repeat(257)
                : PartitionKey.user().of(click);
    }

    /** Collects receipts. */
    static final class Receipts implements ReceiptListener {
        private final Queue<Receipt> all = new ConcurrentLinkedQueue<>();

        @Override
        public void receive(Receipt receipt) {
            all.add(receipt);
        }

        List<Receipt> all() {
            return List.copyOf(all);
        }

        <R extends Receipt> List<R> all(Class<R> type) {
            return all.stream().filter(type::isInstance).map(type::cast).toList();
        }
    }
}
