package io.csgen.sink.spi;

import io.csgen.config.Problems;
import io.csgen.internal.Locks;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The clicks in flight of one sink, and with them what the {@linkplain io.csgen.sink.ClickSink sink contract} asks of
 * every sink: the bound, exactly one receipt, flush, close, and an end when the backend or the program is broken. A sink
 * built on it says how clicks are sent and what an answer means. {@link BatchQueue} does more, for sinks whose clicks go
 * out in batches, one after the other. Safe for concurrent use.
 *
 * <p><b>Life of a click.</b> {@link #accept} counts it and puts it where the sink wants it; the {@link Transport} sends
 * it; the sink takes the answer with {@link #settle}, which gives the receipts of the clicks that are decided.
 *
 * <p><b>Lock.</b> There is one lock, which guards the window, its clicks, and whatever the sink puts under it. With the
 * lock are called what {@code accept} and {@code settle} are given, {@link InFlightClick#landed}, and by the sink the
 * methods that say so; none of these may wait. Without it are called {@code accept}, {@code settle}, {@code flush} and
 * {@code close}, and by the window the transport and the listeners of receipts.
 *
 * <p><b>Failure.</b> What the sink's own code throws, be it an {@link Error}, ends the sink: it takes no more clicks,
 * every click in flight gets a receipt, and whoever waits goes on. A listener that waits for its own sink, by {@code
 * flush}, {@code close} or a {@code send} at the bound, gets an {@link IllegalStateException}.
 */
public final class InFlightWindow {
    /** What listeners that are still at work get when the time for draining is over. */
    private static final Duration LAST_RECEIPTS = Duration.ofSeconds(1);

    private final String name;
    private final Transport transport;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // All below: guarded by the lock.
    private final InFlightList clicks = new InFlightList();
    private final ReceiptGiver giver = new ReceiptGiver(clicks, lock, changed);
    private final Lifecycle life;
    private final Death death;
    private int limit;
    private int flushes;

    /**
     * Opens a window.
     *
     * @param name of the sink, as it stands in messages
     * @param mostInFlight most clicks accepted without receipt, from 1
     */
    public InFlightWindow(String name, int mostInFlight, Transport transport) {
        this.name = Objects.requireNonNull(name, "name");
        this.limit = atLeastOne("mostInFlight", mostInFlight);
        this.transport = Objects.requireNonNull(transport, "transport");
        life = new Lifecycle(name, lock, changed);
        death = new Death(name);
    }

    static int atLeastOne(String path, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(Problems.describe(path, "be at least 1", value));
        }
        return value;
    }

    /**
     * Accepts a click, as {@link io.csgen.sink.ClickSink#send} does: waits while as many as allowed are in flight, then
     * counts it and puts it where the sink wants it.
     *
     * @param click a new one
     * @param enqueue keeps the click for the transport; called under the lock. It returns whether something may be due
     *     now. Where it throws it must have kept nothing: the click is not accepted
     */
    public <E extends InFlightClick> void accept(E click, Predicate<? super E> enqueue) throws InterruptedException {
        boolean due;
        lock.lock();
        try {
            requireUsable();
            while (clicks.size() >= limit) {
                giver.requireNoListener(name);
                changed.await();
                requireUsable();
            }
            boolean queued = false;
            clicks.add(click);
            try {
                due = enqueue.test(click);
                queued = true;
            } finally {
                if (!queued) {
                    clicks.undoAdd(click);
                }
            }
        } finally {
            lock.unlock();
        }
        if (due) {
            push();
        }
    }

    /**
     * Takes an answer: gives the receipts of those clicks that are decided, frees their places, and lets the transport go
     * on. When the sink is dead, those that wait again have failed.
     *
     * @param about all clicks that the answer is about; those that have receipts are passed over, as when it comes twice
     * @param decide says what became of them; called under the lock. Where it throws, the sink ends, and of what it has
     *     left open nobody knows
     */
    public void settle(Collection<? extends InFlightClick> about, Runnable decide) {
        requireUnlocked();
        InFlightClick due;
        Locks.lockAnyway(lock);
        try {
            due = decided(about, decide);
        } finally {
            lock.unlock();
        }
        give(due);
        push();
    }

    /** As {@link #settle(Collection, Runnable)}, for clicks that were decided under the lock. */
    public void settle(Collection<? extends InFlightClick> about) {
        settle(about, () -> {});
    }

    /** As {@link io.csgen.sink.ClickSink#flush}. */
    public void flush() throws InterruptedException {
        long mine;
        lock.lock();
        try {
            life.requireOpen("flush");
            mine = clicks.accepted();
            flushes++;
        } finally {
            lock.unlock();
        }
        push();
        lock.lock();
        try {
            while (clicks.holdsAnyUpTo(mine)) {
                giver.requireNoListener(name);
                changed.await();
            }
        } finally {
            flushes--;
            lock.unlock();
        }
    }

    /**
     * Takes no more clicks, as none will get through: {@code send} throws a {@link io.csgen.sink.SinkException}, and what
     * waits has failed. What is under way is still answered. Only the first death counts. With the lock or without it;
     * with it, a {@link #settle} must follow, which gives the receipts.
     *
     * @param reason one line for people, which receipts and the exception show
     * @param cause of the exception
     */
    public void die(String reason, Throwable cause) {
        Objects.requireNonNull(cause, "cause");
        boolean settles = lock.isHeldByCurrentThread();
        InFlightClick due = null;
        Locks.lockAnyway(lock);
        try {
            noteDeath(reason, cause);
            due = settles ? null : giver.take();
        } finally {
            lock.unlock();
        }
        if (!settles) {
            give(due);
        }
    }

    /**
     * Ends the sink as {@link #die} does, because the program itself is broken. Without the lock.
     *
     * @param sent clicks of which nobody knows how far they have come; they are unconfirmed
     */
    public void crash(Throwable error, Collection<? extends InFlightClick> sent) {
        end(error, Objects.requireNonNull(sent, "sent"));
    }

    /**
     * As {@link io.csgen.sink.ClickSink#close}: waits for receipts, gives up what is left, and releases. An interruption
     * does not shorten this; it is kept. A second call waits for the first.
     *
     * @param drain how long it waits for receipts; up to a second more for listeners that are at work then
     * @return whether it was this call that closed
     */
    public boolean close(Duration drain) {
        if (!life.beginClose(() -> giver.requireNoListener(name))) {
            return false;
        }
        boolean interrupted = false;
        try {
            push();
            interrupted = life.await(() -> clicks.size() == 0, drain, transport);
            life.release(transport::stop);
            giveUpRest();
            // A thread that took its receipts before may still be giving them.
            interrupted |= life.await(() -> clicks.size() == 0, LAST_RECEIPTS, transport);
        } finally {
            life.release(transport::close);
            life.endClose();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return true;
    }

    /** Returns the one lock, also for conditions of the sink. */
    public ReentrantLock lock() {
        return lock;
    }

    /** Returns whether it is no use to wait for more clicks, as a flush waits or the sink is closing; with the lock. */
    public boolean isUrgent() {
        return flushes > 0 || !life.isOpen();
    }

    /** Returns whether as many clicks are in flight as may be; with the lock. */
    public boolean isFull() {
        return clicks.size() >= limit;
    }

    /** Returns whether no more clicks are taken, as the backend or the program is broken; with the lock. */
    public boolean isDead() {
        return death.isNoted();
    }

    /** Returns whether {@code close} has begun; with the lock. */
    public boolean isClosing() {
        return !life.isOpen();
    }

    /** Returns whether {@code close} is over; with the lock. */
    public boolean isClosed() {
        return life.isClosed();
    }

    /** Returns how many clicks were accepted and have no receipt yet; with the lock. */
    public int inFlight() {
        return clicks.size();
    }

    /** Returns how many clicks were accepted; with the lock. */
    public long accepted() {
        return clicks.accepted();
    }

    /** Changes how many clicks may be in flight, from 1; with the lock. */
    public void limit(int mostInFlight) {
        limit = atLeastOne("mostInFlight", mostInFlight);
        changed.signalAll();
    }

    private void push() {
        try {
            transport.push();
        } catch (Throwable e) {
            end(e, null); // of all that is under way, nobody knows whether it is
        }
    }

    /** Needs memory for nothing but words, and does without them. */
    private void end(Throwable error, @Nullable Collection<? extends InFlightClick> sent) {
        requireUnlocked();
        InFlightClick due;
        Locks.lockAnyway(lock);
        try {
            due = ended(error, sent);
        } finally {
            lock.unlock();
        }
        give(due);
    }

    private @Nullable InFlightClick decided(Collection<? extends InFlightClick> about, Runnable decide) {
        try {
            decide.run();
            if (death.isNoted()) {
                about.forEach(click -> InFlightList.failWaiting(click, death.reason()));
            }
            clicks.claim(about);
            return giver.take();
        } catch (Throwable e) {
            return ended(e, about);
        }
    }

    /**
     * Ends the sink.
     *
     * @param sent what is unconfirmed; null for all that is under way
     */
    private @Nullable InFlightClick ended(Throwable error, @Nullable Collection<? extends InFlightClick> sent) {
        String text = Death.textOf(error);
        noteDeath(text, error);
        String reason = Death.reasonOf(text);
        if (sent == null || !clicks.lose(sent, reason)) {
            clicks.loseAll(reason);
        }
        return giver.take();
    }

    private void noteDeath(String reason, Throwable cause) {
        if (death.note(reason, cause)) {
            clicks.giveUpWaiting(death.reason());
            changed.signalAll();
        }
    }

    private void giveUpRest() {
        InFlightClick due;
        Locks.lockAnyway(lock);
        try {
            clicks.giveUpAll();
            due = giver.take();
        } finally {
            lock.unlock();
        }
        give(due);
    }

    private void give(@Nullable InFlightClick due) {
        death.announce();
        Throwable broken = giver.give(due);
        if (broken != null) {
            end(broken, List.of());
        }
    }

    private void requireUnlocked() {
        if (lock.isHeldByCurrentThread()) {
            throw new IllegalStateException(Problems.describe("receipts", "be given without the lock", name));
        }
    }

    private void requireUsable() {
        life.requireOpen("send");
        death.throwIfNoted();
    }
}
