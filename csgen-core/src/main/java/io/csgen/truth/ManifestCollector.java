package io.csgen.truth;

import io.csgen.click.Click;
import io.csgen.click.ClickType;
import io.csgen.click.ClickView;
import io.csgen.model.Catalog.ProductGroup;
import io.csgen.model.ShopModel;
import io.csgen.simulate.ClickGenerator;
import io.csgen.simulate.Position;
import io.csgen.simulate.RateChange;
import io.csgen.truth.Counts.Dimension;
import io.csgen.truth.Manifest.Shortfall;
import io.csgen.truth.Origin.Mark;
import io.csgen.truth.internal.DigestSum;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.IntToLongFunction;

/**
 * Counts the clicks of a generator as they go by, and makes their {@link Manifest}. Give it all clicks, in
 * order: it is the {@link io.csgen.run.ClickRun.Builder#witness} of a run. Confined to one thread.
 *
 * <p>Memory, all of it taken at the beginning but for minutes: 4 bytes for each user and 8 for each product, each
 * up to {@link #MAX_COUNTED} of them; and 8 for each group and minute, of which the first {@link #MAX_MINUTES}
 * are counted. With more users or products than that, their clicks are one number, not one for each. No object
 * is made for a click.
 */
public final class ManifestCollector implements Consumer<ClickView> {
    /** Greatest number of users, and of products, that are counted one by one: 16,777,216. */
    public static final int MAX_COUNTED = 1 << 24;

    /** Greatest number of minutes that are counted one by one: 1,048,576, or 728 days. */
    public static final int MAX_MINUTES = 1 << 20;

    private static final long MILLIS_PER_MINUTE = 60_000;
    private static final int RECENT = 1_024;
    private static final int TYPES = ClickType.values().length;

    private final ClickGenerator generator;
    private List<RateChange> rateChanges;
    private final DigestSum digest = new DigestSum();
    private final long[] byGroupAndType;
    private final long firstMinute;
    private final int userMin;
    private final int[] byUser; // as unsigned numbers
    private final long[] byProduct;
    private final int[] productOffset; // by group: what to add to a product id
    private final List<ProductGroup> groups;
    // The counts of users are far apart in memory: many at once can wait for it together.
    private final int[] recentUsers = new int[RECENT];
    private final int[] recentProducts = new int[RECENT];
    private int recentUserCount;
    private int recentProductCount;
    private long[] byOrdinal = new long[64];
    private long[] byMinute = new long[256];

    private long minuteEndMillis; // of the minute of the latest click
    private int minute = -1;
    private long firstMillis;
    private long clicks;
    private long clicksBeforeMinute; // that of the latest click, so far as its clicks are not counted yet
    private long lastMillis;
    private long lastSessionId;
    private int lastOrdinal;
    private long sessionMillis; // of the first click of the session begun last
    private long sessionId;

    private ManifestCollector(ClickGenerator generator) {
        this.generator = generator;
        rateChanges = generator.rateChanges();
        ShopModel model = generator.model();
        groups = model.catalog().groups();
        byGroupAndType = new long[(groups.size() + 1) * TYPES];
        firstMinute = Math.floorDiv(generator.begin().toEpochMilli(), MILLIS_PER_MINUTE);
        userMin = model.users().idMin();
        byUser = new int[model.users().count() <= MAX_COUNTED ? model.users().count() : 0];
        long products = model.catalog().productCount();
        byProduct = new long[products <= MAX_COUNTED ? (int) products : 0];
        productOffset = new int[groups.size() + 1];
        int offset = 0;
        for (ProductGroup group : groups) {
            productOffset[group.id()] = offset - group.productIdMin();
            offset += group.productCount();
        }
    }

    /** Returns a collector that has seen no click. */
    public static ManifestCollector of(ClickGenerator generator) {
        return new ManifestCollector(generator);
    }

    /** Counts the next click of the generator; keeps nothing of the view. */
    @Override
    public void accept(ClickView click) {
        long millis = click.timestampMillis();
        if (millis >= minuteEndMillis || minute < 0) {
            turnMinute(millis);
        }
        int ordinal = click.ordinal();
        if (ordinal >= byOrdinal.length) {
            byOrdinal = Arrays.copyOf(byOrdinal, 2 * ordinal);
        }
        int user = click.userId();
        long session = click.sessionId();
        int group = click.groupId();
        int product = click.productId();
        int type = click.type().ordinal();
        digest.add(millis, type, session, user, ordinal, group, product);
        byOrdinal[ordinal]++;
        byGroupAndType[group * TYPES + type]++;
        recentUsers[recentUserCount++] = user - userMin;
        if (product != Click.NO_PRODUCT) {
            recentProducts[recentProductCount++] = product + productOffset[group];
        }
        if (recentUserCount == RECENT) {
            countRecent();
        }
        clicks++;
        lastMillis = millis;
        lastSessionId = session;
        lastOrdinal = ordinal;
        if (ordinal == 1) {
            sessionMillis = millis;
            sessionId = session;
        }
    }

    /**
     * Takes notice of changes of the rate that came up while the clicks went by, such as those in the report of the
     * run. They take the place of the generator's.
     *
     * @param changes as {@link ClickGenerator#rateChanges(List)} takes them
     */
    public void rateChanges(List<RateChange> changes) {
        rateChanges = List.copyOf(changes);
    }

    private void countRecent() {
        if (byUser.length > 0) {
            for (int i = 0; i < recentUserCount; i++) {
                byUser[recentUsers[i]]++;
            }
        }
        if (byProduct.length > 0) {
            for (int i = 0; i < recentProductCount; i++) {
                byProduct[recentProducts[i]]++;
            }
        }
        recentUserCount = 0;
        recentProductCount = 0;
    }

    /** All minutes beyond the last that is counted by itself are one. */
    private void turnMinute(long millis) {
        if (clicks == 0) {
            firstMillis = millis;
        } else {
            countMinute();
        }
        long number = Math.floorDiv(millis, MILLIS_PER_MINUTE);
        minute = (int) Math.min(MAX_MINUTES, number - firstMinute);
        minuteEndMillis = minute == MAX_MINUTES ? Long.MAX_VALUE : (number + 1) * MILLIS_PER_MINUTE;
        if (minute >= byMinute.length) {
            byMinute = Arrays.copyOf(byMinute, Math.min(MAX_MINUTES + 1, Math.max(minute + 1, 2 * byMinute.length)));
        }
    }

    private void countMinute() {
        byMinute[minute] += clicks - clicksBeforeMinute;
        clicksBeforeMinute = clicks;
    }

    /** Returns the manifest, of a generator whose clicks were all given. */
    public Manifest manifest() {
        return manifest(generator.maxClicks(), Optional.empty());
    }

    /**
     * Returns the manifest of the clicks up to here, as those of a run that was stopped: where it was meant to make more,
     * the manifest says so.
     */
    public Manifest manifestSoFar() {
        return manifestSoFar(Optional.empty());
    }

    /**
     * Returns the manifest of the clicks up to here, as those of a run that failed.
     *
     * @param problem why, in one line
     */
    public Manifest manifestSoFar(String problem) {
        return manifestSoFar(Optional.of(problem));
    }

    private Manifest manifestSoFar(Optional<String> problem) {
        long before = generator.position().map(Position::clickCount).orElse(0L);
        return manifest(before + clicks, Shortfall.of(generator, problem, clicks));
    }

    private Manifest manifest(long maxClicks, Optional<Shortfall> shortfall) {
        countRecent();
        if (clicks > 0) {
            countMinute();
        }
        boolean cut = maxClicks != Long.MAX_VALUE || generator.maxSessions() != Long.MAX_VALUE;
        long sessions = byOrdinal[1];
        Origin.Part part = new Origin.Part(
                generator.slices(),
                generator.begin(),
                generator.end(),
                maxClicks,
                generator.maxSessions(),
                generator.position(),
                cut && clicks > 0 ? Optional.of(new Mark(lastMillis, lastSessionId, lastOrdinal)) : Optional.empty(),
                generator.maxSessions() != Long.MAX_VALUE && sessions > 0
                        ? Optional.of(new Mark(sessionMillis, sessionId, 1))
                        : Optional.empty());
        Origin origin = new Origin(
                generator.model().toProperties(),
                generator.seed(),
                generator.start(),
                generator.isWarm() ? Origin.Beginning.WARM : Origin.Beginning.COLD,
                rateChanges,
                List.of(part));
        return new Manifest(
                origin,
                sessions,
                byUser.length > 0
                        ? OptionalLong.of(
                                Arrays.stream(byUser).filter(n -> n != 0).count())
                        : OptionalLong.empty(),
                new Digest(digest.high(), digest.low()),
                clicks > 0 ? Optional.of(Instant.ofEpochMilli(firstMillis)) : Optional.empty(),
                clicks > 0 ? Optional.of(Instant.ofEpochMilli(lastMillis)) : Optional.empty(),
                counts(),
                Optional.empty(),
                shortfall.stream().toList());
    }

    private Map<Dimension, Counts> counts() {
        long[] types = new long[TYPES];
        long[] ofGroups = new long[groups.size() + 1];
        long ofProducts = 0;
        for (int i = 0; i < byGroupAndType.length; i++) {
            types[i % TYPES] += byGroupAndType[i];
            ofGroups[i / TYPES] += byGroupAndType[i];
            ofProducts += ClickType.values()[i % TYPES].hasProduct() ? byGroupAndType[i] : 0;
        }
        boolean hasUsers = byUser.length > 0;
        int minutes = Math.min(byMinute.length, MAX_MINUTES);
        long later = byMinute.length > MAX_MINUTES ? byMinute[MAX_MINUTES] : 0;
        Map<Dimension, Counts> counts = new EnumMap<>(Dimension.class);
        counts.put(Dimension.TYPE, counts(TYPES, 0, i -> types[i], 0));
        counts.put(Dimension.GROUP, counts(ofGroups.length, 0, i -> ofGroups[i], 0));
        counts.put(Dimension.PRODUCT, byProduct(byProduct.length > 0 ? 0 : ofProducts));
        counts.put(
                Dimension.USER,
                counts(byUser.length, userMin, i -> Integer.toUnsignedLong(byUser[i]), hasUsers ? 0 : clicks));
        counts.put(Dimension.MINUTE, counts(minutes, firstMinute, i -> byMinute[i], later));
        counts.put(Dimension.ORDINAL, counts(byOrdinal.length, 0, i -> byOrdinal[i], 0));
        return counts;
    }

    private Counts byProduct(long other) {
        Counts.Selection selection = new Counts.Selection();
        selection.addOther(other);
        if (byProduct.length > 0) {
            int index = 0;
            for (ProductGroup group : groups) {
                for (int i = 0; i < group.productCount(); i++) {
                    selection.add(Dimension.product(group.id(), group.productIdMin() + i), byProduct[index++]);
                }
            }
        }
        return selection.counts();
    }

    private static Counts counts(int length, long firstKey, IntToLongFunction count, long other) {
        Counts.Selection selection = new Counts.Selection();
        selection.addOther(other);
        for (int i = 0; i < length; i++) {
            selection.add(firstKey + i, count.applyAsLong(i));
        }
        return selection.counts();
    }
}
