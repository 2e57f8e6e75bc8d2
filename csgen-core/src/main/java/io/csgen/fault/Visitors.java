package io.csgen.fault;

import io.csgen.click.Click;
import io.csgen.click.ClickType;
import io.csgen.click.Store;
import io.csgen.internal.RandomStream;
import io.csgen.model.Catalog.ProductGroup;
import io.csgen.model.ShopModel;
import io.csgen.simulate.ClickGenerator;
import java.time.Instant;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Who comes besides the users, and what they do. Their ids follow the greatest of the users: first bots, about one
 * for every 200 users, then as many who leave an orphan. Immutable, so safe for concurrent use.
 */
final class Visitors {
    private static final double BOTS_PER_USER = 0.005;
    private static final int MEAN_CLICKS_OF_VISIT = 50;
    private static final double LONGEST_MEAN_PAUSE_SECONDS = 5;
    private static final double GROUP_PAGE_SHARE = 0.1;
    private static final int GREATEST_ORPHAN_ORDINAL = 10;
    private static final long MILLIS_PER_MINUTE = 60_000;

    private final ClickGenerator generator;
    private final int lastUserId;
    private final int kind; // how many there are of each
    private final double visitsPerClick;
    private final List<ProductGroup> groups;
    private final long[] productsUpTo; // the group and all before it

    /** How likely a click in a minute begins a visit. */
    private record Chance(long minute, double probability) {}

    // Threads may find it out again without harm.
    private Chance latest = new Chance(Long.MIN_VALUE, 0);

    Visitors(ClickGenerator generator, double botShare) {
        ShopModel model = generator.model();
        this.generator = generator;
        lastUserId = model.users().idMax();
        double clicksPerUserClick = botShare / (1 - botShare);
        visitsPerClick = clicksPerUserClick / MEAN_CLICKS_OF_VISIT;
        // Twice as many as are busy at a time.
        double needed = 2 * clicksPerUserClick * model.traffic().clicksPerSecond() * LONGEST_MEAN_PAUSE_SECONDS;
        kind = (int) Math.ceil(Math.max(needed, BOTS_PER_USER * model.users().count()));
        groups = model.catalog().groups();
        productsUpTo = new long[groups.size()];
        long products = 0;
        for (int i = 0; i < productsUpTo.length; i++) {
            products += groups.get(i).productCount();
            productsUpTo[i] = products;
        }
    }

    /** Returns the store that they visit. */
    Store store() {
        return generator.model().store();
    }

    long count() {
        return 2L * kind;
    }

    long lastId() {
        return lastUserId + count();
    }

    /** Returns a product view in the middle of a session of somebody who is seen once. */
    Click orphan(long millis, RandomStream random) {
        long session = random.next();
        int ordinal = 2 + RandomStream.below(random.next(), GREATEST_ORPHAN_ORDINAL - 1);
        int user = lastUserId + 1 + kind + RandomStream.below(random.next(), kind);
        return click(millis, user, session, ordinal, ClickType.PRODUCT_VIEW, random);
    }

    /**
     * Returns whether a click begins a visit of a bot. Where users click more than in the mean, fewer of their clicks
     * do: bots come at any hour alike.
     */
    boolean begins(long draw, long millis) {
        double u = (draw >>> 11) * 0x1.0p-53;
        long minute = Math.floorDiv(millis, MILLIS_PER_MINUTE);
        Chance chance = latest;
        if (chance.minute != minute) {
            double rate = generator.clicksPerSecond(Instant.ofEpochMilli(minute * MILLIS_PER_MINUTE));
            double mean = generator.model().traffic().clicksPerSecond();
            chance = new Chance(minute, rate > 0 ? visitsPerClick * mean / rate : 0);
            latest = chance;
        }
        return u < chance.probability;
    }

    /**
     * Returns the clicks of a visit: pages of any products, with exponential pauses, whose mean is from 1 to 5 s by
     * bot.
     */
    Iterator<Click> visit(long key, long beginMillis, long endMillis) {
        return new Visit(key, beginMillis, endMillis);
    }

    /** A visit that goes on. Confined to one thread. */
    private final class Visit implements Iterator<Click> {
        private final RandomStream random;
        private final long endMillis;
        private final long session;
        private final int bot;
        private final int length;
        private final double meanPauseMillis;
        private double atMillis;
        private int ordinal;

        Visit(long key, long beginMillis, long endMillis) {
            this.endMillis = endMillis;
            random = new RandomStream(key);
            session = random.next();
            bot = lastUserId + 1 + RandomStream.below(random.next(), kind);
            length = 1 + RandomStream.below(random.next(), 2 * MEAN_CLICKS_OF_VISIT - 1);
            double ofBot = new RandomStream(bot).nextFraction();
            meanPauseMillis = 1_000 * (1 + ofBot * (LONGEST_MEAN_PAUSE_SECONDS - 1));
            atMillis = beginMillis;
            pause();
        }

        private void pause() {
            atMillis += meanPauseMillis * random.nextExponential();
        }

        @Override
        public boolean hasNext() {
            return ordinal < length && (long) atMillis < endMillis;
        }

        @Override
        public Click next() {
            if (!hasNext()) {
                throw new NoSuchElementException("no click is left");
            }
            ClickType type = random.nextFraction() < GROUP_PAGE_SHARE ? ClickType.GROUP_VIEW : ClickType.PRODUCT_VIEW;
            Click click = click((long) atMillis, bot, session, ++ordinal, type, random);
            pause();
            return click;
        }
    }

    /** Returns a click on any product, or on the page of its group. */
    private Click click(long millis, int user, long session, int ordinal, ClickType type, RandomStream random) {
        long products = productsUpTo[productsUpTo.length - 1];
        long index = Math.multiplyHigh(random.next() >>> 1, products << 1);
        int found = Arrays.binarySearch(productsUpTo, index);
        ProductGroup group = groups.get(found < 0 ? -found - 1 : found + 1);
        long first = productsUpTo[group.id() - 1] - group.productCount();
        int product = (int) (group.productIdMin() + index - first);
        return new Click(
                millis, user, session, ordinal, type, group.id(), type.hasProduct() ? product : Click.NO_PRODUCT);
    }
}
