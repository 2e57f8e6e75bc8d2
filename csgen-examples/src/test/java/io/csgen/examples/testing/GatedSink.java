package io.csgen.examples.testing;

import io.csgen.click.Click;
import io.csgen.sink.ClickSink;
import io.csgen.sink.Receipt;
import io.csgen.sink.ReceiptListener;
import io.csgen.sink.SinkException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** A sink whose test says when it takes clicks, when it gives receipts and when it dies. */
public final class GatedSink implements ClickSink {
    private record Owed(Click click, ReceiptListener listener) {}

    private final List<Click> accepted = new ArrayList<>();
    private final Queue<Owed> owed = new ArrayDeque<>();
    private boolean holdsReceipts;
    private int room = Integer.MAX_VALUE;
    private int waiting;
    private String fatal = "";
    private int closes;

    /** Holds the receipts from now on. */
    public synchronized GatedSink holdingReceipts() {
        holdsReceipts = true;
        return this;
    }

    /** Takes only so many more clicks; then send blocks. */
    public synchronized GatedSink withRoomFor(int clicks) {
        room = clicks;
        return this;
    }

    public synchronized void releaseReceipts() {
        holdsReceipts = false;
        owed.forEach(o -> o.listener.receive(new Receipt.Delivered(o.click, 1, "")));
        owed.clear();
        notifyAll();
    }

    public synchronized void die(String reason) {
        fatal = reason;
        notifyAll();
    }

    public synchronized int acceptedCount() {
        return accepted.size();
    }

    public synchronized boolean isSendBlocked() {
        return waiting > 0;
    }

    public synchronized int closeCount() {
        return closes;
    }

    @Override
    public synchronized void send(Click click, ReceiptListener listener) throws InterruptedException {
        waiting++;
        try {
            while (room == 0 && fatal.isEmpty()) {
                wait();
            }
        } finally {
            waiting--;
        }
        if (!fatal.isEmpty()) {
            throw new SinkException(fatal, null);
        }
        room--;
        accepted.add(click);
        if (holdsReceipts) {
            owed.add(new Owed(click, listener));
        } else {
            listener.receive(new Receipt.Delivered(click, 1, ""));
        }
    }

    @Override
    public synchronized void flush() throws InterruptedException {
        while (!owed.isEmpty() && closes == 0) {
            wait();
        }
    }

    @Override
    public synchronized void close() {
        closes++;
        owed.forEach(o -> o.listener.receive(new Receipt.Unconfirmed(o.click, 1, "closed")));
        owed.clear();
        notifyAll();
    }
}
