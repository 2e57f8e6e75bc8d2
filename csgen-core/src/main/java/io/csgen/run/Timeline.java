package io.csgen.run;

import java.time.Instant;

/**
 * When clicks are due: the pacing of a run from the moment it began. Immutable.
 *
 * @param pacing one that is paced
 * @param virtualStartMillis virtual time that is due at the start
 * @param startNanos reading of the clock at the start
 */
record Timeline(Pacing pacing, long virtualStartMillis, long startNanos) {
    /**
     * Begins a timeline.
     *
     * @param virtualStartMillis where the clicks begin
     * @param now time of day at the reading
     */
    static Timeline begin(Pacing pacing, long virtualStartMillis, Instant now, long startNanos) {
        // The part of a millisecond that has passed belongs to the clicks of the time of day as well.
        return pacing.isLive()
                ? new Timeline(pacing, now.toEpochMilli(), startNanos - now.getNano() % 1_000_000)
                : new Timeline(pacing, virtualStartMillis, startNanos);
    }

    /** Returns the reading at which a click is due; earlier than the start only for those of a backfill. */
    long dueNanos(long timestampMillis) {
        return startNanos + pacing.dueNanos(timestampMillis - virtualStartMillis);
    }

    /** Returns whether a click was due before the run began: a backfill, which has no lag. */
    boolean isBackfill(long timestampMillis) {
        return timestampMillis < virtualStartMillis;
    }

    /** Returns which virtual time is due at a reading. */
    long virtualMillis(long nanos) {
        return virtualStartMillis + (long) Math.ceil((nanos - startNanos) / 1e6 * pacing.speed());
    }
}
