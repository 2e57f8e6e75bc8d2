package io.csgen.run;

import io.csgen.run.RunReport.ReasonCount;
import io.csgen.sink.Receipt;
import io.csgen.sink.ReceiptListener;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts for a run: receipts on any thread, which it then hands on, all else on that of the run only. Read on any thread.
 */
final class RunCounter implements ReceiptListener {
    private final LongAdder delivered = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder unconfirmed = new LongAdder();
    private final LongAdder retried = new LongAdder();
    // Written by the thread of the run only, so without the price of an atomic update.
    private final AtomicLong sessions = new AtomicLong();
    private final AtomicLong generated = new AtomicLong();
    private final AtomicLong accepted = new AtomicLong();
    private final ReasonCounter reasons = new ReasonCounter();
    private final GuardedListener listener;

    /**
     * Creates a counter of nothing.
     *
     * @param listener learns of each click that was not delivered, and gets the receipts
     */
    RunCounter(GuardedListener listener) {
        this.listener = listener;
    }

    /** Counts clicks that the sink accepted. */
    void accepted(int clicks) {
        accepted.lazySet(accepted.get() + clicks);
        generated.lazySet(generated.get() + clicks);
    }

    /** Counts a click that the sink did not accept. */
    void refused() {
        generated.lazySet(generated.get() + 1);
    }

    /** Counts sessions that have begun. */
    void sessions(int begun) {
        sessions.lazySet(sessions.get() + begun);
    }

    @Override
    public void receive(Receipt receipt) {
        count(receipt, 1);
        listener.receive(receipt);
    }

    @Override
    public void receiveAll(List<Receipt> receipts) {
        if (listener.hasObserver()) {
            ReceiptListener.super.receiveAll(receipts);
        } else {
            count(receipts.get(0), receipts.size());
        }
    }

    /** Counts receipts that differ in their clicks only, of which one is given. */
    private void count(Receipt receipt, int clicks) {
        if (receipt instanceof Receipt.Delivered) {
            delivered.add(clicks);
        } else if (receipt instanceof Receipt.Failed lost) {
            failed.add(clicks);
            undelivered(ReasonCount.Outcome.FAILED, lost.reason(), clicks);
        } else if (receipt instanceof Receipt.Unconfirmed unknown) {
            unconfirmed.add(clicks);
            undelivered(ReasonCount.Outcome.UNCONFIRMED, unknown.reason(), clicks);
        }
        if (receipt.attempts() > 1) {
            retried.add((receipt.attempts() - 1L) * clicks);
        }
    }

    private void undelivered(ReasonCount.Outcome outcome, String text, int clicks) {
        for (int i = 0; i < clicks; i++) {
            listener.undelivered(outcome, reasons.count(outcome, text));
        }
    }

    /** Returns why clicks were not delivered so far, the most frequent reason first. */
    List<ReasonCount> reasons() {
        return reasons.counts();
    }

    /** Returns the counts so far. */
    RunReport.Counts counts() {
        // Receipts before acceptances: what is in flight may then look too much, never below zero.
        long confirmed = delivered.sum();
        long lost = failed.sum();
        long unknown = unconfirmed.sum();
        long taken = Math.max(accepted.get(), confirmed + lost + unknown);
        return new RunReport.Counts(
                sessions.get(), Math.max(generated.get(), taken), taken, confirmed, lost, unknown, retried.sum());
    }
}
