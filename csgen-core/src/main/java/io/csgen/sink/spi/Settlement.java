package io.csgen.sink.spi;

import io.csgen.config.Problems;
import io.csgen.internal.Locks;
import io.csgen.sink.SinkException;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the clicks of a window: takes what is decided and gives the receipts, and ends the sink where its backend
 * or the program is broken. Needs memory for nothing but words, and does without them. Safe for concurrent use.
 */
final class Settlement {
    private final String name;
    private final ReentrantLock lock;
    private final Condition changed;

    // Guarded by the lock.
    private final InFlightList clicks;
    private final ReceiptGiver giver;
    private final Death death;

    Settlement(String name, InFlightList clicks, ReentrantLock lock, Condition changed) {
        this.name = name;
        this.clicks = clicks;
        this.lock = lock;
        this.changed = changed;
        giver = new ReceiptGiver(clicks, lock, changed);
        death = new Death(name);
    }

    /** With the lock. */
    boolean isDead() {
        return death.isNoted();
    }

    /** Returns what is thrown to those who send, if no click is accepted; with the lock. */
    Optional<SinkException> death() {
        return death.exception();
    }

    /** Throws why no click is accepted, if there is a reason; with the lock. */
    void requireAlive() {
        death.throwIfNoted();
    }

    /** Throws if this thread is giving receipts, and would wait for itself; with the lock. */
    void requireNoListener() {
        giver.requireNoListener(name);
    }

    /** As {@link InFlightWindow#settle(Collection, Runnable)}, without what follows from free places. */
    void settle(Collection<? extends InFlightEntry> about, Runnable decide) {
        requireUnlocked();
        InFlightEntry due;
        Locks.lockAnyway(lock);
        try {
            due = decided(about, decide);
        } finally {
            lock.unlock();
        }
        give(due);
    }

    private @Nullable InFlightEntry decided(Collection<? extends InFlightEntry> about, Runnable decide) {
        try {
            decide.run();
            if (death.isNoted()) {
                about.forEach(entry -> InFlightList.failWaiting(entry, death.reason()));
            }
            clicks.claim(about);
            return giver.take();
        } catch (Throwable e) {
            return ended(e, about);
        }
    }

    /** As {@link InFlightWindow#die(String, Throwable)}. */
    void die(String reason, Throwable cause) {
        Objects.requireNonNull(cause, "cause");
        boolean settles = lock.isHeldByCurrentThread();
        InFlightEntry due = null;
        Locks.lockAnyway(lock);
        try {
            giveUpIf(death.note(reason, cause));
            due = settles ? null : giver.take();
        } finally {
            lock.unlock();
        }
        if (!settles) {
            give(due);
        }
    }

    /** As {@link InFlightWindow#die(SinkException)}; with the lock. */
    void die(SinkException why) {
        giveUpIf(death.note(why));
    }

    /**
     * Ends the sink.
     *
     * @param sent what is unconfirmed; null for all that is under way
     */
    void end(Throwable error, @Nullable Collection<? extends InFlightEntry> sent) {
        requireUnlocked();
        InFlightEntry due;
        Locks.lockAnyway(lock);
        try {
            due = ended(error, sent);
        } finally {
            lock.unlock();
        }
        give(due);
    }

    private @Nullable InFlightEntry ended(Throwable error, @Nullable Collection<? extends InFlightEntry> sent) {
        String text = Death.textOf(error);
        giveUpIf(death.note(text, error));
        String reason = Death.reasonOf(text);
        if (sent == null || !clicks.lose(sent, reason)) {
            clicks.loseAll(reason);
        }
        return giver.take();
    }

    private void giveUpIf(boolean isNews) {
        if (isNews) {
            clicks.giveUpWaiting(death.reason());
            changed.signalAll();
        }
    }

    /** Gives up all that is left, as the sink is closed. */
    void giveUpAll() {
        InFlightEntry due;
        Locks.lockAnyway(lock);
        try {
            clicks.giveUpAll();
            due = giver.takeLacking();
        } finally {
            lock.unlock();
        }
        give(due);
    }

    /**
     * Waits until all clicks up to a number have their receipts; with the lock, which is not held meanwhile.
     *
     * @throws OutOfMemoryError if there is no memory for some of them, not even by now
     */
    void awaitReceipts(long number) throws InterruptedException {
        while (clicks.holdsAnyUpTo(number)) {
            if (clicks.isLacking()) {
                giveLacking();
            } else {
                requireNoListener();
                changed.await();
            }
        }
    }

    private void giveLacking() {
        InFlightEntry due = giver.takeLacking();
        lock.unlock();
        Throwable broken;
        try {
            broken = give(due);
        } finally {
            Locks.lockAnyway(lock);
        }
        if (broken instanceof OutOfMemoryError lost) {
            throw lost;
        }
    }

    /** Returns what shows that the sink is broken, which then ends, or null. */
    private @Nullable Throwable give(@Nullable InFlightEntry due) {
        death.announce();
        Throwable broken = giver.give(due);
        if (broken != null) {
            end(broken, List.of());
        }
        return broken;
    }

    private void requireUnlocked() {
        if (lock.isHeldByCurrentThread()) {
            throw new IllegalStateException(Problems.describe("receipts", "be given without the lock", name));
        }
    }
}
