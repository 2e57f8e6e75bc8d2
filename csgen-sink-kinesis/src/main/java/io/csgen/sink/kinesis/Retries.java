package io.csgen.sink.kinesis;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** The budget of attempts and time for one click, and the pauses between attempts. Immutable. */
record Retries(int maxAttempts, long budgetNanos, long baseNanos, long capNanos) {
    /** Lets no click be tried again. */
    static final Retries NONE = new Retries(0, 0, 0, 0);

    private static final int MAX_DOUBLINGS = 20;

    static Retries of(KinesisSinkConfig config) {
        return new Retries(
                config.maxAttempts(),
                config.retryBudget().toNanos(),
                config.backoffBase().toNanos(),
                config.backoffCap().toNanos());
    }

    /**
     * Draws the pause before clicks of one request are tried again: anything from nothing to the
     * longest, so that clients that failed together do not come back together.
     */
    long pauseNanos(List<InFlightClick> clicks) {
        int attempts = clicks.stream().mapToInt(click -> click.attempts).max().orElse(1);
        long longest = Math.min(baseNanos << Math.min(attempts - 1, MAX_DOUBLINGS), capNanos);
        return ThreadLocalRandom.current().nextLong(longest + 1);
    }

    boolean allow(InFlightClick click, long nextAttempt) {
        return click.attempts < maxAttempts && nextAttempt - click.firstAttemptNanos <= budgetNanos;
    }
}
