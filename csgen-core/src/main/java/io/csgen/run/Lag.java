package io.csgen.run;

import java.time.Duration;

/**
 * How much later than due clicks were handed to the sink. A sink that blocks shows here, in every click that was
 * due meanwhile. Immutable. All are zero where nothing is paced. Percentiles are exact to one part in a hundred,
 * and beyond a day say one day; the maximum is exact.
 *
 * @param latest of the latest click
 * @param p50 of which half the clicks were not later
 * @param p90 of which 90 % were not later
 * @param p99 of which 99 % were not later
 * @param p999 of which 99.9 % were not later
 * @param max of the latest of all
 */
public record Lag(Duration latest, Duration p50, Duration p90, Duration p99, Duration p999, Duration max) {
    /** No lag at all. */
    public static final Lag NONE =
            new Lag(Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);

    /** Returns the figures in milliseconds, in one line for people. */
    @Override
    public String toString() {
        return "lag p50 " + millis(p50) + ", p99 " + millis(p99) + ", max " + millis(max) + " ms";
    }

    private static String millis(Duration lag) {
        return String.valueOf(Math.round(lag.toNanos() / 1e4) / 1e2);
    }
}
