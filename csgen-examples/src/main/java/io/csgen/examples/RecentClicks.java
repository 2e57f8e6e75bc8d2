package io.csgen.examples;

import io.csgen.click.Click;
import io.csgen.sink.Receipt;
import io.csgen.sink.ReceiptListener;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Remembers the latest clicks that were delivered. Safe for concurrent use. */
final class RecentClicks implements ReceiptListener {
    static final int CAPACITY = 20;

    private final Deque<Click> clicks = new ArrayDeque<>(CAPACITY);

    @Override
    public void receive(Receipt receipt) {
        if (receipt instanceof Receipt.Delivered) {
            synchronized (clicks) {
                if (clicks.size() == CAPACITY) {
                    clicks.removeLast();
                }
                clicks.addFirst(receipt.click());
            }
        }
    }

    /** Returns the latest clicks, the newest first. */
    List<Click> latest() {
        synchronized (clicks) {
            return new ArrayList<>(clicks);
        }
    }
}
