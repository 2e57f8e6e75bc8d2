package io.csgen.realism;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Views in each hour of the shop's clock. */
final class HourCounts {
    private static final int HOURS = 24;
    private static final int SIX = 6;
    private static final long HOUR_MILLIS = 3_600_000;

    private final int views;
    private final long[] counts = new long[HOURS];
    /** Views in 6 consecutive hours, the fewest first. */
    private final long[] ofSix;

    HourCounts(ClickStatistics.Collector clicks, long offsetMillis) {
        views = clicks.views();
        for (int view = 0; view < views; view++) {
            long hour = Math.floorDiv(clicks.times()[view] + offsetMillis, HOUR_MILLIS);
            counts[(int) Math.floorMod(hour, (long) HOURS)]++;
        }
        ofSix = IntStream.range(0, HOURS)
                .mapToLong(from -> IntStream.range(from, from + SIX)
                        .mapToLong(hour -> counts[hour % HOURS])
                        .sum())
                .sorted()
                .toArray();
    }

    long busiestSix() {
        return ofSix[HOURS - 1];
    }

    long quietestSix() {
        return ofSix[0];
    }

    /** Returns the share of views in each hour. */
    double[] shares() {
        return Arrays.stream(counts)
                .mapToDouble(count -> (double) count / Math.max(1, views))
                .toArray();
    }
}
