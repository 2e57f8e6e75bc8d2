package io.csgen.realism;

import io.csgen.internal.RandomStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;

/** Views on each day of the shop's clock, and which products are on top. */
final class DayCounts {
    private static final long DAY_MILLIS = 86_400_000;
    private static final int MIN_WEEK_DAYS = 7;
    private static final int MIN_TOP_DAYS = 5;
    private static final int MIN_TOP_PRODUCTS = 500;
    private static final int TOP = 100;
    private static final int MIN_VIEWS_OF_TOP_DAY = 1500;

    /** The share of the median day's views below which a day does not count. */
    private static final double SMALL_DAY = 0.2;

    private final ClickStatistics.Collector clicks;
    private final long offsetMillis;
    private final long firstDay;
    private final int[] viewsOfDay;
    private final double smallDay;

    DayCounts(ClickStatistics.Collector clicks, long offsetMillis) {
        this.clicks = clicks;
        this.offsetMillis = offsetMillis;
        int views = clicks.views();
        firstDay = IntStream.range(0, views).mapToLong(this::dayOf).min().orElse(0);
        long lastDay = IntStream.range(0, views).mapToLong(this::dayOf).max().orElse(-1);
        viewsOfDay = new int[(int) (lastDay - firstDay + 1)];
        for (int view = 0; view < views; view++) {
            viewsOfDay[(int) (dayOf(view) - firstDay)]++;
        }
        int[] sorted =
                Arrays.stream(viewsOfDay).filter(count -> count > 0).sorted().toArray();
        smallDay = SMALL_DAY * Measured.percentile(sorted, 50);
    }

    private long dayOf(int view) {
        return Math.floorDiv(clicks.times()[view] + offsetMillis, DAY_MILLIS);
    }

    /**
     * Returns the coefficient of variation of the mean views of the weekdays. Small days do not count, nor,
     * of more than 8 days, the first and last.
     */
    Value weekdayVariation() {
        int[] days = IntStream.range(0, viewsOfDay.length)
                .filter(day -> viewsOfDay[day] > 0 && viewsOfDay[day] >= smallDay)
                .toArray();
        if (days.length > MIN_WEEK_DAYS + 1) {
            days = Arrays.copyOfRange(days, 1, days.length - 1);
        }
        if (days.length < MIN_WEEK_DAYS) {
            return Value.tooFew("days of ordinary traffic", MIN_WEEK_DAYS, days.length);
        }
        double[] sums = new double[7];
        int[] counts = new int[7];
        for (int day : days) {
            int weekday = (int) Math.floorMod(firstDay + day, 7L);
            sums[weekday] += viewsOfDay[day];
            counts[weekday]++;
        }
        double[] means = IntStream.range(0, 7)
                .filter(weekday -> counts[weekday] > 0)
                .mapToDouble(weekday -> sums[weekday] / counts[weekday])
                .toArray();
        double mean = Arrays.stream(means).average().orElseThrow();
        double variance =
                Arrays.stream(means).map(x -> (x - mean) * (x - mean)).average().orElseThrow();
        return Value.of(Math.sqrt(variance) / mean);
    }

    /**
     * Returns how much of the daily top 100 is left after three days, compared with after one: the ratio of
     * the two mean overlaps. Small days, and those with fewer than 1,500 views, do not count.
     */
    Value topPersistence() {
        if (clicks.productCount() < MIN_TOP_PRODUCTS) {
            return Value.tooFew("products", MIN_TOP_PRODUCTS, clicks.productCount());
        }
        double minViews = Math.max(smallDay, MIN_VIEWS_OF_TOP_DAY);
        Grouping byDay = Grouping.of(clicks.views(), viewsOfDay.length, view -> (int) (dayOf(view) - firstDay));
        int[] rank = hashedRanks();
        int[] counts = new int[clicks.productCount()];
        Map<Integer, Set<Integer>> tops = new HashMap<>();
        for (int day = 0; day < viewsOfDay.length; day++) {
            if (viewsOfDay[day] >= minViews) {
                tops.put(day, topOf(byDay, day, counts, rank));
            }
        }
        return tops.size() < MIN_TOP_DAYS
                ? Value.tooFew("days of 1,500 views", MIN_TOP_DAYS, tops.size())
                : Value.of(overlap(tops, 3) / overlap(tops, 1), "no two of the days are 1 and 3 days apart");
    }

    /** Returns the ranks of the most viewed products of a day. */
    private Set<Integer> topOf(Grouping byDay, int day, int[] counts, int[] rank) {
        int distinct = 0;
        for (int i = byDay.start(day); i < byDay.end(day); i++) {
            distinct += counts[clicks.productOf(byDay.at(i))]++ == 0 ? 1 : 0;
        }
        long[] keys = new long[distinct];
        int at = 0;
        for (int i = byDay.start(day); i < byDay.end(day); i++) {
            int product = clicks.productOf(byDay.at(i));
            if (counts[product] > 0) {
                keys[at++] = (long) -counts[product] << 32 | rank[product];
                counts[product] = 0;
            }
        }
        Arrays.sort(keys);
        Set<Integer> top = new HashSet<>();
        Arrays.stream(keys).limit(TOP).forEach(key -> top.add((int) key));
        return top;
    }

    /** Returns a number for each product, in an order that has nothing to do with ids or the stream: it breaks ties. */
    private int[] hashedRanks() {
        int products = clicks.productCount();
        long[] hashes = IntStream.range(0, products)
                .mapToLong(product -> RandomStream.mix(clicks.productKey(product)))
                .toArray();
        long[] sorted = hashes.clone();
        Arrays.sort(sorted);
        return IntStream.range(0, products)
                .map(product -> Arrays.binarySearch(sorted, hashes[product]))
                .toArray();
    }

    private static double overlap(Map<Integer, Set<Integer>> tops, int lag) {
        return tops.entrySet().stream()
                .filter(day -> tops.containsKey(day.getKey() + lag))
                .mapToLong(day -> Objects.requireNonNull(tops.get(day.getKey() + lag)).stream()
                        .filter(day.getValue()::contains)
                        .count())
                .average()
                .orElse(Double.NaN);
    }
}
