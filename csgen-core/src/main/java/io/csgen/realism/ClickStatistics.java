package io.csgen.realism;

import io.csgen.click.Click;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What a click stream is like: its {@linkplain Figure figures}. Immutable.
 *
 * <pre>{@code
 * ClickStatistics statistics = ClickStatistics.of(generator.until(end));
 * System.out.println(RealismScore.of(statistics));
 * }</pre>
 *
 * <p>A product is told by its id and that of its group, as its page is. Product views count in the
 * order of their times within a session, those of equal times in that of the stream; the order of the
 * stream does not matter otherwise.
 */
public final class ClickStatistics {
    /** The greatest length told apart; longer sessions count as of this length. */
    static final int LONGEST = 500;

    /** How much of everything there is. */
    record Totals(
            long clicks,
            long views,
            long sessions,
            long users,
            long products,
            long groups,
            OptionalLong firstMillis,
            OptionalLong lastMillis,
            ZoneOffset clock) {}

    private final Map<Figure, Double> values = new EnumMap<>(Figure.class);
    private final Map<Figure, String> missing = new EnumMap<>(Figure.class);
    private final Totals totals;
    private final long[] lengths;
    private final double[] gapPercentiles;
    private final int[] productViews;
    private final double[] hours;

    ClickStatistics(
            Map<Figure, Double> values,
            Map<Figure, String> missing,
            Totals totals,
            long[] lengths,
            double[] gapPercentiles,
            int[] productViews,
            double[] hours) {
        this.values.putAll(values);
        this.missing.putAll(missing);
        this.totals = totals;
        this.lengths = lengths;
        this.gapPercentiles = gapPercentiles;
        this.productViews = productViews;
        this.hours = hours;
    }

    /**
     * Measures a stream by its own sessions and the clock of UTC; a {@link ClickCollector} offers more.
     *
     * @param clicks read once, to the end
     */
    public static ClickStatistics of(Iterable<Click> clicks) {
        ClickCollector collector = ClickCollector.create();
        clicks.forEach(collector::add);
        return collector.statistics();
    }

    /** Returns a figure; empty where it cannot be computed. */
    public OptionalDouble value(Figure figure) {
        Double value = values.get(figure);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    /** Returns why a figure cannot be computed, such as {@code needs 101 gaps of at most 30 minutes, has 7}; empty where it can. */
    public Optional<String> missing(Figure figure) {
        return Optional.ofNullable(missing.get(figure));
    }

    /** Returns the number of clicks of all types. */
    public long clicks() {
        return totals.clicks;
    }

    /** Returns the number of product views. */
    public long productViews() {
        return totals.views;
    }

    /** Returns the number of sessions with a product view. */
    public long sessions() {
        return totals.sessions;
    }

    /** Returns the number of users with a product view. */
    public long users() {
        return totals.users;
    }

    /** Returns the number of products viewed. */
    public long products() {
        return totals.products;
    }

    /** Returns the number of groups of which a product was viewed. */
    public long groups() {
        return totals.groups;
    }

    /** Returns totals and period in one line for people. */
    @Override
    public String toString() {
        String counts = String.format(
                Locale.ROOT,
                "%,d clicks, of them %,d views of %,d products in %,d groups, in %,d sessions of %,d users",
                clicks(),
                productViews(),
                products(),
                groups(),
                sessions(),
                users());
        return totals.firstMillis.isEmpty()
                ? counts
                : counts + ", " + Instant.ofEpochMilli(totals.firstMillis.getAsLong()) + " to "
                        + Instant.ofEpochMilli(totals.lastMillis.orElseThrow());
    }

    /** Returns the offset of the clock by which hours and days are told. */
    ZoneOffset clock() {
        return totals.clock;
    }

    /** Returns how many sessions have each length; the last entry is of all longer ones, too. */
    long[] lengths() {
        return lengths;
    }

    /** Returns percentiles 0 to 100 of gaps, in seconds; empty where there are no gaps. */
    double[] gapPercentiles() {
        return gapPercentiles;
    }

    /** Returns views per product, the most viewed first. */
    int[] viewsByProduct() {
        return productViews;
    }

    /** Returns the share of views in each hour of the clock. */
    double[] hours() {
        return hours;
    }
}
