package io.csgen.sink.spi;

import io.csgen.config.Problems;
import io.csgen.internal.Locks;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a sink is open, closing or closed, and who waits for that. State is guarded by the lock of the window. */
final class Lifecycle {
    private static final Logger LOGGER = LoggerFactory.getLogger(InFlightWindow.class);

    private enum State {
        OPEN,
        CLOSING,
        CLOSED
    }

    /** Whether a time is over; guarded by the lock. */
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
     * Begins to close, or waits for the thread that does; without the lock.
     *
     * @param mayWait throws where this thread may not wait
     * @return whether it is this call that closes
     */
    boolean beginClose(Runnable mayWait) {
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

    void endClose() {
        Locks.lockAnyway(lock);
        try {
            state = State.CLOSED;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a condition for a limited time, without the lock; returns whether it was interrupted meanwhile. */
    boolean await(BooleanSupplier condition, Duration limit, Transport clock) {
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
    void release(Runnable part) {
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
