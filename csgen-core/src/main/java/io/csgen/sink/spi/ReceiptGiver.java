package io.csgen.sink.spi;

import io.csgen.config.Problems;
import io.csgen.internal.Locks;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Gives receipts, never under the lock of the window, then frees the places of their clicks. Where memory is too short for
 * some of them, their clicks stay in flight, for who waits for them to try again. Safe for concurrent use.
 */
final class ReceiptGiver {
    private static final int THREADS = 64;

    private final InFlightList clicks;
    private final ReentrantLock lock;
    private final Condition changed;
    private final List<Thread> threads = new ArrayList<>(THREADS); // that are at work; guarded by the lock
    private final Error lost = new OutOfMemoryError("no memory for a receipt");

    ReceiptGiver(InFlightList clicks, ReentrantLock lock, Condition changed) {
        this.clicks = clicks;
        this.lock = lock;
        this.changed = changed;
    }

    /** Throws if this thread is giving receipts, and would wait for itself; under the lock. */
    void requireNoListener(String sink) {
        if (threads.contains(Thread.currentThread())) {
            throw new IllegalStateException(Problems.describe("receipt listener", "not wait for its own sink", sink));
        }
    }

    /** Takes what is claimed, under the lock; the same thread must {@link #give} it. */
    @Nullable
    InFlightEntry take() {
        InFlightEntry due = clicks.takeDue();
        if (due != null && threads.size() < THREADS) {
            threads.add(Thread.currentThread());
        }
        return due;
    }

    /** Takes what lacks receipts as well. */
    @Nullable
    InFlightEntry takeLacking() {
        clicks.claimDecided();
        return take();
    }

    /** Gives the receipts of what was taken; returns what shows that the sink is broken, or null. */
    @Nullable
    Throwable give(@Nullable InFlightEntry due) {
        if (due == null) {
            return null;
        }
        // Where memory ends for a moment, those that got none are given theirs after the others.
        boolean complete = signal(due) || signal(due);
        Locks.lockAnyway(lock);
        try {
            threads.remove(Thread.currentThread());
            Throwable broken = land(due);
            return complete ? broken : lost;
        } finally {
            changed.signalAll();
            lock.unlock();
        }
    }

    /** Returns whether all have their receipts now. */
    private static boolean signal(InFlightEntry due) {
        boolean complete = true;
        for (InFlightEntry entry = due; entry != null; entry = entry.next) {
            complete &= entry.give();
        }
        return complete;
    }

    private @Nullable Throwable land(InFlightEntry due) {
        Throwable broken = null;
        InFlightEntry following;
        for (InFlightEntry entry = due; entry != null; entry = following) {
            following = entry.next;
            entry.next = null;
            if (!entry.isReceipted()) {
                clicks.unclaim(entry);
                continue;
            }
            clicks.remove(entry);
            try {
                entry.landed();
            } catch (Throwable e) {
                broken = e;
            }
        }
        return broken;
    }
}
