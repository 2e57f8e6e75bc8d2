package io.csgen.run;

import io.csgen.run.RunReport.Lag;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the lags of the clicks of a run. One thread records; any thread reads. Takes some 200 kB.
 *
 * <p>What was recorded since the last reading is added to the whole when somebody reads, and to the window of the
 * moment: recent is what the window before it and its own hold.
 */
final class LagRecorder {
    private static final long HIGHEST = Duration.ofDays(1).toNanos();
    private static final int DIGITS = 2;
    private static final long WINDOW_NANOS = Duration.ofSeconds(5).toNanos();

    private final SingleWriterRecorder recorder = new SingleWriterRecorder(HIGHEST, DIGITS);
    private final AtomicLong latest = new AtomicLong();
    private final AtomicLong max = new AtomicLong();

    // Guarded by this.
    private final Histogram whole = new Histogram(HIGHEST, DIGITS);
    private Histogram window = new Histogram(HIGHEST, DIGITS);
    private Histogram windowBefore = new Histogram(HIGHEST, DIGITS);
    private @Nullable Histogram interval;
    private long windowNanos; // when the window of the moment began

    LagRecorder(long nowNanos) {
        windowNanos = nowNanos;
    }

    /** Takes the lag of the latest click. */
    void record(long nanos) {
        long lag = Math.max(0, nanos);
        recorder.recordValue(Math.min(HIGHEST, lag));
        latest.lazySet(lag);
        if (lag > max.get()) {
            max.lazySet(lag);
        }
    }

    /** Returns the lags of all clicks. */
    synchronized Lag whole(long nowNanos) {
        collect(nowNanos);
        return figures(whole, max.get());
    }

    /** Returns the lags of the last 5 to 10 seconds, or from the last reading on if that is longer ago. */
    synchronized Lag recent(long nowNanos) {
        collect(nowNanos);
        Histogram both = window.copy();
        both.add(windowBefore);
        return figures(both, Math.min(max.get(), both.getMaxValue()));
    }

    private void collect(long nowNanos) {
        long windows = (nowNanos - windowNanos) / WINDOW_NANOS;
        Histogram drained = recorder.getIntervalHistogram(interval);
        interval = drained;
        whole.add(drained);
        if (windows > 0) {
            Histogram spare = windowBefore;
            windowBefore = window;
            window = spare;
            window.reset();
            if (windows > 1) {
                windowBefore.reset();
            }
            windowNanos += windows * WINDOW_NANOS;
        }
        window.add(drained);
    }

    private Lag figures(Histogram lags, long highest) {
        if (lags.getTotalCount() == 0) {
            return Lag.NONE;
        }
        return new Lag(
                Duration.ofNanos(latest.get()),
                percentile(lags, 50, highest),
                percentile(lags, 90, highest),
                percentile(lags, 99, highest),
                percentile(lags, 99.9, highest),
                Duration.ofNanos(highest));
    }

    private static Duration percentile(Histogram lags, double percent, long highest) {
        return Duration.ofNanos(Math.min(highest, lags.getValueAtPercentile(percent)));
    }
}
