package io.csgen.run;

import io.csgen.sink.Receipt;
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
        } else if (receipt instanceof Receipt.Failed) {
            failed.increment();
        } else {
            unconfirmed.increment();
        }
        if (receipt.attempts() > 1) {
            retried.add(receipt.attempts() - 1L);
        }
    }

    /** Returns the counts so far. */
    RunCounts counts() {
        // Receipts before acceptances: what is in flight may then look too much, never below zero.
        long confirmed = delivered.sum();
        long lost = failed.sum();
        long unknown = unconfirmed.sum();
        long taken = Math.max(accepted.get(), confirmed + lost + unknown);
        return new RunCounts(
                sessions.get(), Math.max(generated.get(), taken), taken, confirmed, lost, unknown, retried.sum());
    }
}
