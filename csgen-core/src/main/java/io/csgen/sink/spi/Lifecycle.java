package io.csgen.sink.spi;

import io.csgen.config.Problems;
import io.csgen.internal.Locks;
import io.csgen.sink.spi.InFlightWindow.Transport;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a sink is open, closing or closed, and who waits for that. State is guarded by the lock of the window. */
final class Lifecycle {
    private static final Logger LOGGER = LoggerFactory.getLogger(InFlightWindow.class);

    /** What listeners that are still at work get when the time for draining is over. */
    private static final Duration LAST_RECEIPTS = Duration.ofSeconds(1);

    /** How long the last push is waited for. */
    private static final Duration LAST_PUSH = Duration.ofSeconds(1);

    private enum State {
        OPEN,
        CLOSING,
        CLOSED
    }

    /** Whether a time or a call is over; guarded by the lock. */
    private static final class Deadline {
        boolean isOver;
    }

    private final String name;
    private final ReentrantLock lock;
    private final Condition changed;
    private State state = State.OPEN;

    Lifecycle(String name, ReentrantLock lock, Condition changed) {
        this.name = name;
        this.lock = lock;
        this.changed = changed;
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    boolean isClosed() {
        return state == State.CLOSED;
    }

    void requireOpen(String toDo) {
        if (state != State.OPEN) {
            throw new IllegalStateException(Problems.describe("sink", "be open to " + toDo, name));
        }
    }

    /**
     * Closes, or waits for the thread that does; without the lock.
     *
     * @param push starts what is due
     * @param isEmpty whether no click is in flight
     * @return whether it is this call that closes
     */
    boolean close(Duration drain, Transport transport, Runnable push, Settlement settlement, BooleanSupplier isEmpty) {
        if (!beginClose(settlement::requireNoListener)) {
            return false;
        }
        boolean interrupted = false;
        try {
            pushAside(push);
            interrupted = await(isEmpty, drain, transport);
            release(transport::stop);
            settlement.giveUpAll();
            // A thread that took its receipts before may still be giving them.
            interrupted |= await(isEmpty, LAST_RECEIPTS, transport);
        } finally {
            release(transport::close);
            endClose();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return true;
    }

    /** Pushes on another thread, so that a push that hangs does not hold up closing for more than a moment. */
    private void pushAside(Runnable push) {
        Deadline pushed;
        try {
            pushed = pushing(push);
        } catch (Throwable e) {
            push.run(); // there is no thread for it
            return;
        }
        awaitShortly(pushed);
    }

    private Deadline pushing(Runnable push) {
        Deadline pushed = new Deadline();
        Runnable task = () -> {
            try {
                push.run();
            } finally {
                end(pushed);
            }
        };
        Thread thread = new Thread(task, "csgen-close " + name);
        thread.setDaemon(true);
        thread.start();
        return pushed;
    }

    /** Keeps an interruption for what comes next. */
    private void awaitShortly(Deadline pushed) {
        boolean interrupted = false;
        long left = LAST_PUSH.toNanos();
        lock.lock();
        try {
            while (!pushed.isOver && left > 0) {
                try {
                    left = changed.awaitNanos(left);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            lock.unlock();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Begins to close, or waits for the thread that does; without the lock.
     *
     * @param mayWait throws where this thread may not wait
     * @return whether it is this call that closes
     */
    private boolean beginClose(Runnable mayWait) {
        lock.lock();
        try {
            if (state != State.CLOSED) {
                mayWait.run();
            }
            if (state == State.OPEN) {
                state = State.CLOSING;
                changed.signalAll();
                return true;
            }
            while (state != State.CLOSED) {
                changed.awaitUninterruptibly();
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void endClose() {
        Locks.lockAnyway(lock);
        try {
            state = State.CLOSED;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a condition for a limited time, without the lock; returns whether it was interrupted meanwhile. */
    private boolean await(BooleanSupplier condition, Duration limit, Transport clock) {
        Deadline deadline = new Deadline();
        if (limit.isZero() || holds(condition) || !callsBack(clock, limit, deadline)) {
            return false;
        }
        boolean interrupted = false;
        lock.lock();
        try {
            while (!condition.getAsBoolean() && !deadline.isOver) {
                try {
                    changed.await();
                } catch (InterruptedException e) {
                    interrupted = true; // closing takes as long as it takes, up to the limit
                }
            }
            return interrupted;
        } finally {
            lock.unlock();
        }
    }

    private boolean holds(BooleanSupplier condition) {
        lock.lock();
        try {
            return condition.getAsBoolean();
        } finally {
            lock.unlock();
        }
    }

    private boolean callsBack(Transport clock, Duration limit, Deadline deadline) {
        try {
            clock.after(limit, () -> end(deadline));
            return true;
        } catch (Throwable e) {
            warn("{} cannot wait for receipts", e); // closing must not depend on it
            return false;
        }
    }

    private void end(Deadline deadline) {
        Locks.lockAnyway(lock);
        try {
            deadline.isOver = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Runs a part of closing, on which the rest must not depend. */
    private void release(Runnable part) {
        try {
            part.run();
        } catch (Throwable e) {
            warn("{} could not let go of all it holds", e);
        }
    }

    private void warn(String message, Throwable e) {
        try {
            LOGGER.warn(message, name, e);
        } catch (Throwable again) {
            return; // the log is no reason to stay open
        }
    }
}
