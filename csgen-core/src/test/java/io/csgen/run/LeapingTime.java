package io.csgen.run;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** Time that stands still until somebody waits for it, and then leaps to the end of the wait. */
final class LeapingTime implements TimeSource {
    private final AtomicLong nanos = new AtomicLong(1_000_000_007);

    @Override
    public Instant now() {
        return Instant.EPOCH.plusNanos(nanos.get());
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
        nanos.accumulateAndGet(reading, Math::max);
    }

    void advance(long byNanos) {
        nanos.addAndGet(byNanos);
    }
}
