package io.csgen.sink.kinesis;

import java.util.concurrent.TimeUnit;

/**
 * How fast a Kinesis shard takes records, learnt from its answers. Nothing is held back until the first
 * throttling; from then on records leave at the documented rate of a Kinesis shard times a factor that
 * grows while nothing is refused and there is more to send, slowly at first, and shrinks with what was
 * refused. So it stays a little above the true rate, whatever that is and however many clients share it,
 * and few records are refused. Guarded by the lock of the sink.
 */
final class Pace {
    private static final double RECORDS_PER_SECOND = 1_000;
    private static final double BYTES_PER_SECOND = 1 << 20;

    /** By how much the factor grows in a second, for each second since the last refusal, and at most. */
    private static final double GROWTH = 0.02;

    private static final double FASTEST_GROWTH = 0.5;

    /** By how much the factor shrinks for a second's worth of refused records, and at most if all were. */
    private static final double CUT = 2;

    private static final double DEEPEST_CUT = 0.5;

    /** Where even this is too fast, the pauses after requests without any success take over. */
    private static final double SLOWEST = 0.05;

    /** Portions of this many seconds: few enough requests, and no long bursts. */
    private static final double PORTION_SECONDS = 0.2;

    /** What a late start may make up for: Kinesis counts by the second. */
    private static final double CREDIT_SECONDS = 1;

    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

    private double factor = Double.POSITIVE_INFINITY;
    private long freeAt;
    private long refusedAt;
    private boolean heldBack;

    Pace(long now) {
        freeAt = now;
        refusedAt = now;
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

    /**
     * Learns from an answer about this Kinesis shard.
     *
     * @param accepted what it took, in seconds at the documented rate
     * @param refused what it refused because of its rate, likewise
     */
    void learn(long now, double accepted, double refused) {
        if (refused > 0) {
            refusedAt = now;
            if (isLimited()) {
                double share = refused / (accepted + refused);
                factor = Math.max(factor - Math.min(CUT * refused, DEEPEST_CUT * share * factor), SLOWEST);
            } else {
                factor = 1;
                freeAt = now;
            }
        } else if (heldBack && isLimited()) {
            double growth = GROWTH * (1 + (now - refusedAt) / NANOS);
            factor += Math.min(growth, FASTEST_GROWTH) * accepted;
        }
    }

    double factor() {
        return factor;
    }
}
