package io.csgen.sink.kinesis;

import java.util.concurrent.TimeUnit;

/**
 * How fast a Kinesis shard takes records, learnt from its answers. Nothing is held back until the first
 * throttling; from then on records leave at the documented rate of a Kinesis shard times a factor that
 * grows while nothing is refused and there is more to send, slowly at first, and shrinks with the share
 * that was refused. So it stays a little above the true rate, whatever that is and however many clients share it,
 * and few records are refused. Guarded by the lock of the sink.
 */
final class Pace {
    private static final double RECORDS_PER_SECOND = 1_000;
    private static final double BYTES_PER_SECOND = 1 << 20;

    /** By how much the factor grows in a second, for each second since the last refusal, and at most. */
    private static final double GROWTH = 0.02;

    private static final double FASTEST_GROWTH = 0.5;

    /** By which part the factor shrinks if all was refused. */
    private static final double CUT = 0.5;

    /** Answers about less than this many seconds' worth are taken together: the share of so few says little. */
    private static final double SAMPLE_SECONDS = 0.01;

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

    /** What was accepted and refused since the factor last changed or nothing was refused. */
    private double sampleAccepted;

    private double sampleRefused;

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
        sampleAccepted += accepted;
        sampleRefused += refused;
        if (sampleRefused == 0) {
            grow(now);
        } else if (!isLimited()) {
            factor = 1;
            freeAt = now + (long) (PORTION_SECONDS * NANOS);
            startSample();
        } else if (sampleAccepted + sampleRefused >= SAMPLE_SECONDS) {
            double share = sampleRefused / (sampleAccepted + sampleRefused);
            factor = Math.max(factor * (1 - CUT * share), SLOWEST);
            startSample();
        }
        refusedAt = refused > 0 ? now : refusedAt;
    }

    private void grow(long now) {
        if (heldBack && isLimited()) {
            double growth = GROWTH * (1 + (now - refusedAt) / NANOS);
            factor += Math.min(growth, FASTEST_GROWTH) * sampleAccepted;
        }
        startSample();
    }

    private void startSample() {
        sampleAccepted = 0;
        sampleRefused = 0;
    }

    double factor() {
        return factor;
    }
}
