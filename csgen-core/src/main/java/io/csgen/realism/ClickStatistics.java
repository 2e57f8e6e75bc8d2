package io.csgen.realism;

import io.csgen.click.Click;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

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

    /**
     * What drawings show.
     *
     * @param lengths how many sessions have each length; the last entry is of all longer ones, too
     * @param gapPercentiles percentiles 0 to 100 of gaps, in seconds; empty where there are no gaps
     * @param viewsByProduct views per product, the most viewed first
     * @param hours the share of views in each hour of the clock
     */
    record Distributions(long[] lengths, double[] gapPercentiles, int[] viewsByProduct, double[] hours) {}

    private final Map<Figure, Value> values;
    private final Totals totals;
    private final Distributions distributions;

    ClickStatistics(Map<Figure, Value> values, Totals totals, Distributions distributions) {
        this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        this.totals = totals;
        this.distributions = distributions;
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
        return find(figure).number();
    }

    /** Returns why a figure cannot be computed, such as {@code needs 101 gaps of at most 30 minutes, has 7}; empty where it can. */
    public Optional<String> missing(Figure figure) {
        return find(figure).missing();
    }

    private Value find(Figure figure) {
        return Objects.requireNonNull(values.get(figure), () -> "figure must be one that was asked for: " + figure);
    }

    /** Returns the figures that were asked for, in the order in which they are shown. */
    Set<Figure> figures() {
        return values.keySet();
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
        return period().map(period -> counts() + ", " + period).orElse(counts());
    }

    /** Returns the totals for people. */
    String counts() {
        return String.format(
                Locale.ROOT,
                "%,d clicks, of them %,d views of %,d products in %,d groups, in %,d sessions of %,d users",
                clicks(),
                productViews(),
                products(),
                groups(),
                sessions(),
                users());
    }

    /** Returns the times of the first and the last product view for people; empty where there is none. */
    Optional<String> period() {
        return totals.firstMillis.isEmpty()
                ? Optional.empty()
                : Optional.of(Instant.ofEpochMilli(totals.firstMillis.getAsLong()) + " to "
                        + Instant.ofEpochMilli(totals.lastMillis.orElseThrow()));
    }

    /** Returns the offset of the clock by which hours and days are told. */
    ZoneOffset clock() {
        return totals.clock;
    }

    Distributions distributions() {
        return distributions;
    }
}
