package io.csgen.realism;

import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** What is found by the hours and days of the shop's clock: T and P3. */
final class ClockFigures {
    private static final long DAY_MILLIS = 86_400_000;
    private static final long HOUR_MILLIS = 3_600_000;
    private static final int MIN_WEEK_DAYS = 7;
    private static final int MIN_TOP_DAYS = 5;
    private static final int MIN_TOP_PRODUCTS = 500;
    private static final int TOP = 100;
    private static final int MIN_VIEWS_OF_TOP_DAY = 1500;

    /** The share of the median day's views below which a day does not count. */
    private static final double SMALL_DAY = 0.2;

    private final ClickCollector clicks;
    private final int views;
    private final long offsetMillis;
    private final Findings found;

    ClockFigures(ClickCollector clicks, ZoneOffset clock, Findings found) {
        this.clicks = clicks;
        this.views = clicks.views();
        this.offsetMillis = clock.getTotalSeconds() * 1000L;
        this.found = found;
    }

    /** T1 and T2; returns the share of views in each hour of the clock. */
    double[] hours() {
        long[] counts = new long[24];
        for (int view = 0; view < views; view++) {
            counts[(int) Math.floorMod(Math.floorDiv(clicks.times()[view] + offsetMillis, HOUR_MILLIS), 24L)]++;
        }
        long[] six = IntStream.range(0, 24)
                .mapToLong(hour -> IntStream.range(hour, hour + 6)
                        .mapToLong(h -> counts[h % 24])
                        .sum())
                .sorted()
                .toArray();
        found.ratio(Figure.T1, six[23], views, "no product views");
        found.ratio(Figure.T2, six[0], views, "no product views");
        return Arrays.stream(counts)
                .mapToDouble(count -> (double) count / Math.max(1, views))
                .toArray();
    }

    private long dayOf(int view) {
        return Math.floorDiv(clicks.times()[view] + offsetMillis, DAY_MILLIS);
    }

    /** P3 and T3. */
    void days() {
        long firstDay = IntStream.range(0, views).mapToLong(this::dayOf).min().orElse(0);
        long lastDay = IntStream.range(0, views).mapToLong(this::dayOf).max().orElse(-1);
        int[] viewsOfDay = new int[(int) (lastDay - firstDay + 1)];
        for (int view = 0; view < views; view++) {
            viewsOfDay[(int) (dayOf(view) - firstDay)]++;
        }
        int[] sorted =
                Arrays.stream(viewsOfDay).filter(count -> count > 0).sorted().toArray();
        double smallDay = SMALL_DAY * Findings.percentile(sorted, 50);
        weekdays(firstDay, viewsOfDay, smallDay);
        if (clicks.productCount() < MIN_TOP_PRODUCTS) {
            found.tooFew(Figure.P3, "products", MIN_TOP_PRODUCTS, clicks.productCount());
        } else {
            drift(firstDay, viewsOfDay, Math.max(smallDay, MIN_VIEWS_OF_TOP_DAY));
        }
    }

    private void weekdays(long firstDay, int[] viewsOfDay, double smallDay) {
        int[] days = IntStream.range(0, viewsOfDay.length)
                .filter(day -> viewsOfDay[day] > 0 && viewsOfDay[day] >= smallDay)
                .toArray();
        if (days.length > MIN_WEEK_DAYS + 1) {
            days = Arrays.copyOfRange(days, 1, days.length - 1);
        }
        if (days.length < MIN_WEEK_DAYS) {
            found.tooFew(Figure.T3, "days of ordinary traffic", MIN_WEEK_DAYS, days.length);
            return;
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
        found.put(Figure.T3, Math.sqrt(variance) / mean, "");
    }

    private void drift(long firstDay, int[] viewsOfDay, double minViews) {
        Grouping byDay = Grouping.of(views, viewsOfDay.length, view -> (int) (dayOf(view) - firstDay));
        int[] rank = hashedRanks();
        int[] counts = new int[clicks.productCount()];
        Map<Integer, Set<Integer>> tops = new HashMap<>();
        for (int day = 0; day < viewsOfDay.length; day++) {
            if (viewsOfDay[day] >= minViews) {
                tops.put(day, topOf(byDay, day, counts, rank));
            }
        }
        if (tops.size() < MIN_TOP_DAYS) {
            found.tooFew(Figure.P3, "days of 1,500 views", MIN_TOP_DAYS, tops.size());
        } else {
            found.put(Figure.P3, overlap(tops, 3) / overlap(tops, 1), "no two of the days are 1 and 3 days apart");
        }
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
                .mapToLong(product -> LongIndex.mix(clicks.productKey(product)))
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
                .mapToLong(day -> tops.get(day.getKey() + lag).stream()
                        .filter(day.getValue()::contains)
                        .count())
                .average()
                .orElse(Double.NaN);
    }
}
