package io.csgen.run;

import java.time.Instant;
import java.util.concurrent.locks.LockSupport;

/**
 * Where a run takes its time from. Tests pass one that they move by hand. Implementations are safe
 * for concurrent use.
 */
public interface TimeSource {
    /** Returns the time of day, for people to read; never used to measure durations. */
    Instant now();

    /** Returns a reading in nanoseconds that only moves forward; only differences have a meaning. */
    long nanoTime();

    /**
     * Waits until {@link #nanoTime} has reached a reading; returns at once where it has.
     *
     * @throws InterruptedException if interrupted while waiting
     */
    void awaitNanoTime(long reading) throws InterruptedException;

    /** Returns the clock of the machine. */
    static TimeSource system() {
        return SystemTime.INSTANCE;
    }

    /** The clock of the machine. */
    enum SystemTime implements TimeSource {
        /** The only instance. */
        INSTANCE;

        @Override
        public Instant now() {
            return Instant.now();
        }

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public void awaitNanoTime(long reading) throws InterruptedException {
            // Not sleep, which rounds up to whole milliseconds on Java 17.
            for (long left = reading - nanoTime(); left > 0; left = reading - nanoTime()) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                LockSupport.parkNanos(this, left);
            }
        }
    }
}
