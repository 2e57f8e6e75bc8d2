package io.csgen.realism;

import io.csgen.realism.RealismScore.Figure;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What figures are computed from: counts of the clicks in a collector. Each is made when a figure first
 * asks for it, in one pass, and kept for the others. For one use, by one thread, before more clicks come.
 */
final class Measured {
    /** Fewer returns than these say more about chance than about the stream. */
    private static final int MIN_RETURNS = 51;

    private final ClickStatistics.Collector clicks;
    private final ZoneOffset clock;
    private final int[] groupOfProduct;
    private final int groups;

    private final Supplier<SessionCounts> sessions;
    private final Supplier<HourCounts> hours;
    private final Supplier<DayCounts> days;
    private final Supplier<int[]> viewsByProduct = once(() -> descending(count(products(), this::productOf)));
    private final Supplier<int[]> viewsByGroup = once(() -> descending(count(groups(), this::groupOf)));
    private final Supplier<int[]> viewsByUser = once(() -> ascending(count(users(), this::userOf)));

    Measured(ClickStatistics.Collector clicks, ClickStatistics.Collector.Sessions sessionsFrom, ZoneOffset clock) {
        this.clicks = clicks;
        this.clock = clock;
        LongIndex groupIds = new LongIndex();
        groupOfProduct = IntStream.range(0, clicks.productCount())
                .map(product -> groupIds.indexOf(clicks.productKey(product) >>> 32))
                .toArray();
        groups = groupIds.size();
        long offsetMillis = clock.getTotalSeconds() * 1000L;
        sessions = once(() -> new SessionCounts(this, clicks, sessionsFrom));
        hours = once(() -> new HourCounts(clicks, offsetMillis));
        days = once(() -> new DayCounts(clicks, offsetMillis));
    }

    private static <T> Supplier<T> once(Supplier<T> count) {
        return new Supplier<>() {
            private @Nullable T result;

            @Override
            public T get() {
                T known = result;
                if (known == null) {
                    known = count.get();
                    result = known;
                }
                return known;
            }
        };
    }

    /** Computes figures, and what drawings show beside them. */
    ClickStatistics statistics(List<Figure> figures) {
        Map<Figure, Value> values = new LinkedHashMap<>();
        figures.forEach(figure -> values.put(figure, figure.of(this)));
        return new ClickStatistics(
                values,
                new ClickStatistics.Totals(
                        clicks.clicks(),
                        views(),
                        sessions().count(),
                        users(),
                        products(),
                        groups,
                        Arrays.stream(clicks.times(), 0, views()).min(),
                        Arrays.stream(clicks.times(), 0, views()).max(),
                        clock),
                new ClickStatistics.Distributions(
                        sessions().lengths(), sessions().gaps().percentiles(), viewsByProduct.get(), hours().shares()));
    }

    int views() {
        return clicks.views();
    }

    long carts() {
        return clicks.carts();
    }

    long purchases() {
        return clicks.purchases();
    }

    /** Returns how many views each of so many users, products or groups has. */
    private int[] count(int keys, IntUnaryOperator keyOf) {
        int[] counts = new int[keys];
        for (int view = 0; view < views(); view++) {
            counts[keyOf.applyAsInt(view)]++;
        }
        return counts;
    }

    private static int[] ascending(int[] counts) {
        Arrays.sort(counts);
        return counts;
    }

    private static int[] descending(int[] counts) {
        Arrays.sort(counts);
        for (int i = 0, j = counts.length - 1; i < j; i++, j--) {
            int low = counts[i];
            counts[i] = counts[j];
            counts[j] = low;
        }
        return counts;
    }

    /** Returns a percentile, interpolated; not a number where there are none. */
    static double percentile(int[] ascending, double percent) {
        if (ascending.length == 0) {
            return Double.NaN;
        }
        double rank = (ascending.length - 1) * percent / 100;
        int low = (int) rank;
        int high = Math.min(low + 1, ascending.length - 1);
        return ascending[low] + (ascending[high] - ascending[low]) * (rank - low);
    }

    private int users() {
        return clicks.userCount();
    }

    private int products() {
        return clicks.productCount();
    }

    int groups() {
        return groups;
    }

    private int userOf(int view) {
        return clicks.userOf(view);
    }

    private int productOf(int view) {
        return clicks.productOf(view);
    }

    int groupOf(int view) {
        return groupOfProduct[clicks.productOf(view)];
    }

    SessionCounts sessions() {
        return sessions.get();
    }

    HourCounts hours() {
        return hours.get();
    }

    DayCounts days() {
        return days.get();
    }

    /** Returns the views of the top products, which are so great a share of the products viewed. */
    long viewsOfTopProducts(double share) {
        return top(viewsByProduct.get(), share);
    }

    /** Returns the views of the top groups, which are so great a share of the groups viewed. */
    long viewsOfTopGroups(double share) {
        return top(viewsByGroup.get(), share);
    }

    private static long top(int[] descending, double share) {
        int count = (int) Math.max(1, Math.rint(descending.length * share));
        return Arrays.stream(descending).limit(count).asLongStream().sum();
    }

    /** Returns a percentile of views per user; not a number where there are none. */
    double viewsOfUsers(double percent) {
        return percentile(viewsByUser.get(), percent);
    }

    /**
     * Returns how much likelier than by chance a user's next session begins in the same group: the share
     * of such pairs of sessions, divided by the sum of the squared shares of first groups.
     */
    Value returnsToGroup() {
        int[] firstViews = sessions().firstViews();
        int count = firstViews.length;
        double[] sessionsOfGroup = new double[groups];
        long[] firstTimes = new long[count];
        for (int s = 0; s < count; s++) {
            firstTimes[s] = clicks.times()[firstViews[s]];
            sessionsOfGroup[groupOf(firstViews[s])]++;
        }
        Grouping byUser =
                Grouping.of(count, users(), s -> userOf(firstViews[s])).sortedBy(firstTimes);
        long pairs = 0;
        long same = 0;
        for (int user = 0; user < byUser.groups(); user++) {
            for (int i = byUser.start(user) + 1; i < byUser.end(user); i++) {
                pairs++;
                int group = groupOf(firstViews[byUser.at(i)]);
                same += group == groupOf(firstViews[byUser.at(i - 1)]) ? 1 : 0;
            }
        }
        if (pairs < MIN_RETURNS) {
            return Value.tooFew("sessions of users who came before", MIN_RETURNS, pairs);
        }
        double byChance = 0;
        for (double sessionsOfOne : sessionsOfGroup) {
            byChance += sessionsOfOne / count * (sessionsOfOne / count);
        }
        return Value.of((double) same / pairs / byChance);
    }
}
