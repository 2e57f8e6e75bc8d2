package io.csgen.sink.spi;

import io.csgen.config.Problems;
import io.csgen.sink.SinkException;
import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

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
    /**
     * What sends the clicks of a window; written by the author of a sink. Never called under the lock of the window. What
     * it throws ends the sink.
     */
    @FunctionalInterface
    public interface Transport {
        /**
         * Starts what is due, and returns without waiting for answers. Called on any thread, and concurrently, after each
         * change that may make something due: a click whose acceptance said so, receipts, a flush, closing. When the window
         * {@linkplain #isDead is dead}, nothing is due: what waited is decided.
         */
        void push();

        /** Starts nothing more; called once by close, before what is left is given up. */
        default void stop() {}

        /** Releases what the sink owns; called once by close, after the last receipt. */
        default void close() {}

        /**
         * Sees to it that a task is run once, on any thread, when a time has passed; does not wait for that. By default it
         * goes by the clock of the machine, and runs where asynchronous tasks of the JDK do.
         */
        default void after(Duration delay, Runnable task) {
            CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS)
                    .execute(task);
        }
    }

    private final String name;
    private final Transport transport;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // All below: guarded by the lock.
    private final InFlightList clicks = new InFlightList();
    private final Settlement settlement;
    private final Lifecycle life;
    private int limit;
    private int flushes;
    private long awaited; // the latest click that a flush waits for

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
        settlement = new Settlement(name, clicks, lock, changed);
        life = new Lifecycle(name, lock, changed);
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
                awaitChange();
            }
            if (click.number != 0 || !click.isOpen()) {
                throw new IllegalStateException(
                        Problems.describe("click " + click.click().id(), "be accepted once", "again"));
            }
            boolean queued = false;
            clicks.add(click, 1);
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
    public void settle(Collection<? extends InFlightEntry> about, Runnable decide) {
        settlement.settle(about, decide);
        push();
    }

    /** As {@link #settle(Collection, Runnable)}, for clicks that were decided under the lock. */
    public void settle(Collection<? extends InFlightEntry> about) {
        settle(about, () -> {});
    }

    /** As {@link io.csgen.sink.ClickSink#flush}. */
    public void flush() throws InterruptedException {
        long mine;
        lock.lock();
        try {
            life.requireOpen("flush");
            mine = clicks.accepted();
            awaited = mine;
            flushes++;
        } finally {
            lock.unlock();
        }
        push();
        lock.lock();
        try {
            settlement.awaitReceipts(mine);
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
        settlement.die(reason, cause);
    }

    /**
     * Does the same, for a sink with words of its own: {@code send} throws an exception that says the same, nothing is
     * logged, and no memory is needed. With the lock.
     */
    public void die(SinkException why) {
        settlement.die(why);
    }

    /**
     * Ends the sink as {@link #die(String, Throwable)} does, because the program itself is broken. Without the lock.
     *
     * @param sent clicks of which nobody knows how far they have come; they are unconfirmed
     */
    public void crash(Throwable error, Collection<? extends InFlightEntry> sent) {
        settlement.end(error, Objects.requireNonNull(sent, "sent"));
    }

    /**
     * As {@link io.csgen.sink.ClickSink#close}: waits for receipts, gives up what is left, and releases. An interruption
     * does not shorten this; it is kept. A second call waits for the first.
     *
     * @param drain how long it waits for receipts; up to a second more each for a push that hangs, and for listeners that
     *     are at work then
     * @return whether it was this call that closed
     */
    public boolean close(Duration drain) {
        return life.close(drain, transport, this::push, settlement, () -> clicks.size() == 0);
    }

    /**
     * Accepts clicks of an entry that grows, for sinks that find room for them by themselves; with the lock, after {@link
     * #requireUsable}.
     *
     * @param entry a new one, or the latest one while it waits
     */
    public void add(InFlightEntry entry, int more) {
        clicks.add(entry, more);
    }

    /** Throws as {@code send} must where no click is accepted; with the lock. */
    public void requireUsable() {
        life.requireOpen("send");
        settlement.requireAlive();
    }

    /** Waits as {@code send} does for room, until something has changed, and throws what {@code send} must; with the lock. */
    public void awaitChange() throws InterruptedException {
        settlement.requireNoListener();
        changed.await();
        requireUsable();
    }

    /** Returns the one lock, also for conditions of the sink. */
    public ReentrantLock lock() {
        return lock;
    }

    /** Returns whether it is no use to wait for more clicks, as a flush waits or the sink is closing; with the lock. */
    public boolean isUrgent() {
        return flushes > 0 || !life.isOpen();
    }

    /** Returns whether a flush waits for clicks of an entry, or has; with the lock. */
    public boolean isAwaited(InFlightEntry entry) {
        return entry.number <= awaited;
    }

    /** Returns whether as many clicks are in flight as may be; with the lock. */
    public boolean isFull() {
        return clicks.size() >= limit;
    }

    /** Returns whether no more clicks are taken, as the backend or the program is broken; with the lock. */
    public boolean isDead() {
        return settlement.isDead();
    }

    /** Returns what {@code send} throws where no more clicks are taken; with the lock. */
    public Optional<SinkException> death() {
        return settlement.death();
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
            settlement.end(e, null); // of all that is under way, nobody knows whether it is
        }
    }
}
