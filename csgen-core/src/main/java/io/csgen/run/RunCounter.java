package io.csgen.run;

import io.csgen.run.RunReport.ReasonCount;
import io.csgen.sink.Receipt;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Counts for a run: receipts on any thread, all else on that of the run only. Read on any thread. */
final class RunCounter {
    private final LongAdder delivered = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder unconfirmed = new LongAdder();
    private final LongAdder retried = new LongAdder();
    // Written by the thread of the run only, so without the price of an atomic update.
    private final AtomicLong sessions = new AtomicLong();
    private final AtomicLong generated = new AtomicLong();
    private final AtomicLong accepted = new AtomicLong();
    private final ReasonCounter reasons = new ReasonCounter();
    private final RunListener listener;

    /**
     * Creates a counter of nothing.
     *
     * @param listener learns of each click that was not delivered
     */
    RunCounter(RunListener listener) {
        this.listener = listener;
    }

    /** Counts a click that the sink accepted. */
    void accepted() {
        accepted.lazySet(accepted.get() + 1);
        generated.lazySet(generated.get() + 1);
    }

    /** Counts a click that the sink did not accept. */
    void refused() {
        generated.lazySet(generated.get() + 1);
    }

    /** Notes how many sessions have begun. */
    void sessions(long count) {
        sessions.lazySet(count);
    }

    /** Counts a receipt. */
    void received(Receipt receipt) {
        if (receipt instanceof Receipt.Delivered) {
            delivered.increment();
        } else if (receipt instanceof Receipt.Failed lost) {
            failed.increment();
            undelivered(ReasonCount.Outcome.FAILED, lost.reason());
        } else if (receipt instanceof Receipt.Unconfirmed unknown) {
            unconfirmed.increment();
            undelivered(ReasonCount.Outcome.UNCONFIRMED, unknown.reason());
        }
        if (receipt.attempts() > 1) {
            retried.add(receipt.attempts() - 1L);
        }
    }

    private void undelivered(ReasonCount.Outcome outcome, String text) {
        listener.undelivered(outcome, reasons.count(outcome, text));
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
