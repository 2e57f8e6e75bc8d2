package io.csgen.run;

import io.csgen.run.Pacing.TimeSource;
import io.csgen.simulate.ClickGenerator;

/**
 * When a paced run takes its clicks from their source, and hands them over. Confined to the thread of the run.
 *
 * @param leadMillis how much earlier than due sessions are drawn, in virtual time
 */
record ClickClock(ClickSource clicks, TimeSource time, Timeline timeline, long leadMillis) {
    /** A wait that is long enough to draw some sessions. */
    private static final long SPARE_NANOS = 50_000;

    /** Returns up to when sessions are to be drawn by now. */
    long limit() {
        return limit(time.nanoTime());
    }

    /** Returns up to when sessions are to be drawn at a reading. */
    long limit(long nanos) {
        return timeline.virtualMillis(nanos) + leadMillis + 1;
    }

    /** Waits until the sessions that begin at a time are to be drawn. */
    void awaitDrawing(long millis) throws InterruptedException {
        time.awaitNanoTime(timeline.dueNanos(millis - leadMillis));
    }

    /**
     * Waits until a click is due. As long as that takes, sessions are drawn for the clicks after it, or their
     * thousands would be drawn when one of them is due.
     *
     * @return the reading then
     */
    long awaitDue(long due) throws InterruptedException {
        long now = time.nanoTime();
        while (due - now > SPARE_NANOS && clicks.prepare(limit(now))) {
            now = time.nanoTime();
        }
        if (due - now > 0) {
            time.awaitNanoTime(due);
            now = time.nanoTime();
        }
        return now;
    }

    /** Waits for the end of clicks that time bounds: a minute is over after a minute, not with the last click before. */
    void awaitEnd(ClickGenerator generator) throws InterruptedException {
        if (clicks.clickCount() < generator.maxClicks() && clicks.sessionCount() < generator.maxSessions()) {
            time.awaitNanoTime(timeline.dueNanos(generator.end().toEpochMilli()));
        }
    }
}
