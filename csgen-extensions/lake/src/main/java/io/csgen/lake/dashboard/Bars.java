package io.csgen.lake.dashboard;

import io.csgen.internal.Chart;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.LongFunction;

/** Draws counts as bars in a chart. Has no state. */
final class Bars {
    private static final double HALF_WIDTH = 0.4;

    private Bars() {}

    /**
     * Draws a bar for each count.
     *
     * @param counts by their place on the x axis
     * @param from the first place that is drawn
     * @param to the last place that is drawn
     * @param label what stands below some of the places
     * @param every how many places lie between two labels
     * @param about for those who cannot see it
     */
    static String draw(
            SortedMap<Long, Long> counts, long from, long to, LongFunction<String> label, long every, String about) {
        Map<Long, Long> shown = counts.subMap(from, to + 1);
        long most = shown.values().stream().mapToLong(Long::longValue).max().orElse(0);
        long step = step(most);
        long top = Math.max(step, (most + step - 1) / step * step);
        Chart chart = new Chart(Chart.Axis.linear(from - 0.6, to + 0.6), Chart.Axis.linear(0, top));
        for (long mark = 0; mark <= top; mark += step) {
            chart.markY(mark, shortened(mark));
        }
        for (long place = from; place <= to; place += every) {
            chart.markX(place, label.apply(place));
        }
        shown.forEach((place, count) -> chart.bar(
                place - HALF_WIDTH, place + HALF_WIDTH, count, label.apply(place) + ": " + Html.number(count)));
        return chart.svg(about);
    }

    /** Returns 1, 2 or 5 times a power of ten, so that there are 3 to 8 marks. */
    private static long step(long most) {
        long step = 1;
        for (int i = 0; step * 6 < most; i++) {
            step = i % 3 == 1 ? step / 2 * 5 : step * 2;
        }
        return step;
    }

    private static String shortened(long number) {
        if (number >= 1_000_000) {
            return Html.format(number % 1_000_000 == 0 ? "%.0f M" : "%.1f M", number / 1e6);
        }
        return number >= 10_000
                ? Html.format(number % 1_000 == 0 ? "%.0f k" : "%.1f k", number / 1e3)
                : Html.number(number);
    }
}
