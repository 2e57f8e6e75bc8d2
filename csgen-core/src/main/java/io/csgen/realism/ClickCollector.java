package io.csgen.realism;

import io.csgen.click.Click;
import io.csgen.click.ClickType;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Arrays;

/**
 * Takes in a click stream, one click at a time and in any order, and measures it. Use it where clicks
 * come from somewhere other than an {@code Iterable}; else {@link ClickStatistics#of} does. Confined to
 * one thread.
 *
 * <p>It keeps 20 bytes for each product view, and about 25 for each session, user and product; its
 * arrays grow by half, so allow for half as much again. Measuring takes 4 bytes more for each view:
 * ten million views fit into a heap of 1 GiB. A group view costs nothing.
 */
public final class ClickCollector {
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

    private ClickCollector() {}

    /** Returns a collector without clicks. */
    public static ClickCollector create() {
        return new ClickCollector();
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
