package io.csgen.run;

import io.csgen.config.ConfigException;
import io.csgen.config.Key;
import io.csgen.config.Problems;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * How the virtual time of clicks maps to real time. Immutable.
 *
 * <p>A click is due when as much real time has passed since the start of the run as its own timestamp
 * lies after the start of the generator, or the position it begins at, divided by the speed. A late
 * click goes out at once; nothing is dropped, and no delay adds up.
 */
public final class Pacing {
    private static final double SLOWEST = 1e-6;
    private static final double FASTEST = 1e6;

    /** Which speeds there are, in words. */
    private static final String SPEEDS = "from 0.000001 to 1000000";

    /** 73 years: later than any click is due in real time, and far from where the clock overflows. */
    private static final double LATEST_NANOS = 0x1.0p61;

    private static final Pacing UNPACED = new Pacing(Double.POSITIVE_INFINITY, false);
    private static final Pacing REAL_TIME = new Pacing(1, false);
    private static final Pacing LIVE = new Pacing(1, true);

    private final double speed;
    private final boolean live;

    private Pacing(double speed, boolean live) {
        this.speed = speed;
        this.live = live;
    }

    /** Returns no pacing: every click is due at once. */
    public static Pacing unpaced() {
        return UNPACED;
    }

    /** Returns the pace of the clock. */
    public static Pacing realTime() {
        return REAL_TIME;
    }

    /**
     * Returns the time of day: a click is due at its own timestamp. What lies before the run begins is a
     * backfill, goes out as fast as possible and has no lag; the run then goes on in real time, without gap
     * or overlap. Should the time of day be set anew, a run does not follow.
     */
    public static Pacing live() {
        return LIVE;
    }

    /**
     * Returns a pace faster or slower than the clock.
     *
     * @param factor virtual seconds in a real second; from 0.000001 to 1,000,000
     * @throws ConfigException if the factor is out of bounds
     */
    public static Pacing speedup(double factor) {
        if (!(factor >= SLOWEST && factor <= FASTEST)) {
            throw new ConfigException(List.of(Problems.describe("speed", "be a number " + SPEEDS, factor)));
        }
        return new Pacing(factor, false);
    }

    /** Returns whether clicks wait for their time at all. */
    public boolean isPaced() {
        return speed < Double.POSITIVE_INFINITY;
    }

    /** Returns whether clicks are due at their timestamp by the time of day. */
    boolean isLive() {
        return live;
    }

    /** Returns how many virtual seconds pass in a real one; infinite where there is no pacing. */
    public double speed() {
        return speed;
    }

    /** Returns how much later than the start a click is due, in nanoseconds of real time. */
    long dueNanos(long virtualMillis) {
        return isPaced() ? (long) Math.max(-LATEST_NANOS, Math.min(LATEST_NANOS, virtualMillis * 1e6 / speed)) : 0;
    }

    /** Returns the pace for people: {@code unpaced}, {@code real time}, {@code live} or a factor. */
    @Override
    public String toString() {
        return live ? "live" : !isPaced() ? "unpaced" : speed == 1 ? "real time" : Key.plain(speed) + " x real time";
    }

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
}
