package io.csgen.run;

import io.csgen.run.Pacing.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** Time that stands still until somebody waits for it, and then leaps to the end of the wait. */
public final class LeapingTime implements TimeSource {
    private static final long START = Long.MAX_VALUE - 1_000; // so that readings overflow

    private final AtomicLong nanos = new AtomicLong(START);

    @Override
    public Instant now() {
        return Instant.EPOCH.plus(passed());
    }

    @Override
    public long nanoTime() {
        return nanos.get();
    }

    @Override
    public void awaitNanoTime(long reading) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        nanos.accumulateAndGet(reading, (now, end) -> end - now > 0 ? end : now);
    }

    /** Goes on without anybody waiting. */
    public void advance(Duration by) {
        nanos.addAndGet(by.toNanos());
    }

    /** Returns how long it is since the beginning. */
    public Duration passed() {
        return Duration.ofNanos(nanos.get() - START);
    }
}
