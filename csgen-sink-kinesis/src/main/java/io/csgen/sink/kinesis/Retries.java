package io.csgen.sink.kinesis;

import java.util.concurrent.ThreadLocalRandom;

/** The budget of attempts and time for one click, and the pauses between attempts. Immutable. */
record Retries(int maxAttempts, long budgetNanos, long baseNanos, long capNanos) {
    /** Lets no click be tried again. */
    static final Retries NONE = new Retries(0, 0, 0, 0);

    private static final int MAX_DOUBLINGS = 20;

    static Retries of(KinesisSinkConfig config) {
        return new Retries(
                config.get(KinesisSinkConfig.MAX_ATTEMPTS),
                config.get(KinesisSinkConfig.RETRY_BUDGET).toNanos(),
                config.get(KinesisSinkConfig.BACKOFF_BASE).toNanos(),
                config.get(KinesisSinkConfig.BACKOFF_CAP).toNanos());
    }

    /**
     * Draws the pause before a lane sends again: anything from nothing to the longest, so that clients
     * that failed together do not come back together.
     *
     * @param failures answers without any success since the last one with some
     */
    long pauseNanos(int failures) {
        long longest = Math.min(baseNanos << Math.min(Math.max(failures - 1, 0), MAX_DOUBLINGS), capNanos);
        return ThreadLocalRandom.current().nextLong(longest + 1);
    }

    boolean allow(KinesisClick click, long nextAttempt) {
        return click.attempts() < maxAttempts && nextAttempt - click.firstAttemptNanos <= budgetNanos;
    }
}
