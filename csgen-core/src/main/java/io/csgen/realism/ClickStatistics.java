package io.csgen.realism;

import io.csgen.click.Click;
import io.csgen.click.ClickType;
import io.csgen.realism.RealismScore.Figure;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
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
     * Measures a stream by its own sessions and the clock of UTC; a {@link Collector} offers more.
     *
     * @param clicks read once, to the end
     */
    public static ClickStatistics of(Iterable<Click> clicks) {
        Collector collector = Collector.create();
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

    /**
     * Takes in a click stream, one click at a time and in any order, and measures it. Use it where clicks
     * come from somewhere other than an {@code Iterable}; else {@link ClickStatistics#of} does. Confined to
     * one thread.
     *
     * <p>It keeps 20 bytes for each product view, and about 25 for each session, user and product; its
     * arrays grow by half, so allow for half as much again. Measuring takes 4 bytes more for each view:
     * ten million views fit into a heap of 1 GiB. A group view costs nothing.
     */
    public static final class Collector {
        /** Where the sessions of a stream come from. Immutable. */
        public enum Sessions {
            /** From the session ids of the clicks. */
            GIVEN,
            /**
             * From the product views of each user, cut where none comes for more than {@link #TIMEOUT};
             * session ids are not looked at. For data that has none.
             */
            CUT
        }

        /** The pause after which a cut session ends, and above which no gap is measured: 30 minutes. */
        public static final Duration TIMEOUT = Duration.ofMinutes(30);

        private static final int MAX_VIEWS = Integer.MAX_VALUE - 8;

        private final LongIndex userIds = new LongIndex();
        private final LongIndex sessionIds = new LongIndex();
        private final LongIndex productIds = new LongIndex();
        private long[] times = new long[1024];
        private int[] users = new int[1024];
        private int[] sessions = new int[1024];
        private int[] products = new int[1024];
        private int views;
        private long clicks;
        private long carts;
        private long purchases;

        private Collector() {}

        /** Returns a collector without clicks. */
        public static Collector create() {
            return new Collector();
        }

        /**
         * Takes in a click.
         *
         * @throws IllegalStateException if there are more than 2,147,483,639 product views
         */
        public void add(Click click) {
            clicks++;
            if (click.type() != ClickType.PRODUCT_VIEW) {
                carts += click.type() == ClickType.ADD_TO_CART ? 1 : 0;
                purchases += click.type() == ClickType.PURCHASE ? 1 : 0;
                return;
            }
            if (views == times.length) {
                grow();
            }
            times[views] = click.timestampMillis();
            users[views] = userIds.indexOf(click.userId());
            sessions[views] = sessionIds.indexOf(click.sessionId());
            products[views] = productIds.indexOf((long) click.groupId() << 32 | click.productId());
            views++;
        }

        private void grow() {
            if (views == MAX_VIEWS) {
                throw new IllegalStateException("product views must be at most " + MAX_VIEWS);
            }
            int length = (int) Math.min(MAX_VIEWS, views * 3L / 2);
            times = Arrays.copyOf(times, length);
            users = Arrays.copyOf(users, length);
            sessions = Arrays.copyOf(sessions, length);
            products = Arrays.copyOf(products, length);
        }

        /** Measures the clicks taken in so far, by their own sessions and the clock of UTC. */
        public ClickStatistics statistics() {
            return statistics(Sessions.GIVEN, ZoneOffset.UTC);
        }

        /**
         * Measures the clicks taken in so far.
         *
         * @param sessionsFrom where sessions come from
         * @param clock offset of the clock by which hours and days of the shop are told
         */
        public ClickStatistics statistics(Sessions sessionsFrom, ZoneOffset clock) {
            return new Measured(this, sessionsFrom, clock).statistics(Figure.all());
        }

        long clicks() {
            return clicks;
        }

        long carts() {
            return carts;
        }

        long purchases() {
            return purchases;
        }

        int views() {
            return views;
        }

        long[] times() {
            return times;
        }

        int userOf(int view) {
            return users[view];
        }

        int sessionOf(int view) {
            return sessions[view];
        }

        int productOf(int view) {
            return products[view];
        }

        int userCount() {
            return userIds.size();
        }

        int sessionCount() {
            return sessionIds.size();
        }

        int productCount() {
            return productIds.size();
        }

        /** Returns group id and product id in one number. */
        long productKey(int product) {
            return productIds.valueAt(product);
        }
    }
}
