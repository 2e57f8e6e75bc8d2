package io.csgen.sink.kinesis;

import java.util.concurrent.TimeUnit;

/**
 * How fast a Kinesis shard takes records, learnt from its answers. Nothing is held back until the first
 * throttling; from then on records leave at the documented rate of a Kinesis shard times a factor that
 * grows slowly while nothing is refused and there is more to send, and shrinks with the share that was
 * refused. So it stays a little above the true rate, whatever that is and however many clients share it,
 * and few records are refused. Guarded by the lock of the sink.
 */
final class Pace {
    private static final double RECORDS_PER_SECOND = 1_000;
    private static final double BYTES_PER_SECOND = 1 << 20;
    private static final double GROWTH_PER_SECOND = 0.1;
    private static final double CUT = 0.5;

    /** Where even this is too fast, the pauses after requests without any success take over. */
    private static final double SLOWEST = 0.05;

    /** Portions of this many seconds: few enough requests, and no long bursts. */
    private static final double PORTION_SECONDS = 0.2;

    /** What a late start may make up for: Kinesis counts by the second. */
    private static final double CREDIT_SECONDS = 1;

    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

    private double factor = Double.POSITIVE_INFINITY;
    private long freeAt;
    private boolean heldBack;

    Pace(long now) {
        freeAt = now;
    }

    boolean isLimited() {
        return factor != Double.POSITIVE_INFINITY;
    }

    /** Returns when the next portion may leave; a time past means now. */
    long freeAt(long now) {
        return isLimited() ? freeAt : now;
    }

    /** Returns how much may leave now, in seconds of a Kinesis shard at its documented rate. */
    double allowance(long now) {
        return isLimited() ? factor * (PORTION_SECONDS + Math.min((now - freeAt) / NANOS, CREDIT_SECONDS)) : factor;
    }

    static double seconds(int records, long bytes) {
        return Math.max(records / RECORDS_PER_SECOND, bytes / BYTES_PER_SECOND);
    }

    /**
     * Takes note of what leaves.
     *
     * @param more whether more would have left but for this pace
     */
    void spend(long now, double seconds, boolean more) {
        heldBack = more;
        if (isLimited()) {
            long earliest = now - (long) (CREDIT_SECONDS * NANOS);
            freeAt = (freeAt - earliest > 0 ? freeAt : earliest) + (long) (seconds / factor * NANOS);
        }
    }

    /** Learns from an answer about this Kinesis shard. */
    void learn(long now, int accepted, int throttled, double secondsAccepted) {
        if (throttled > 0) {
            if (isLimited()) {
                factor = Math.max(factor * (1 - CUT * throttled / (accepted + throttled)), SLOWEST);
            } else {
                factor = 1;
                freeAt = now;
            }
        } else if (heldBack && isLimited()) {
            factor += GROWTH_PER_SECOND * secondsAccepted;
        }
    }

    double factor() {
        return factor;
    }
}
