package io.csgen.sink.kinesis;

import io.csgen.click.Click;
import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickFormat;
import io.csgen.click.ClickType;
import io.csgen.click.Store;
import io.csgen.sink.Receipt;
import io.csgen.sink.ReceiptListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

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

    /** Returns the first clicks of many users, one of each user in turn. */
    static List<Click> interleaved(int users, int clicksEach) {
        List<Click> clicks = new ArrayList<>();
        for (int ordinal = 1; ordinal <= clicksEach; ordinal++) {
            for (int user = 0; user < users; user++) {
                clicks.add(click(user, ordinal));
            }
        }
        return clicks;
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

        Stream<Click> clicks() {
            return all.stream().map(Receipt::click);
        }
    }
}
