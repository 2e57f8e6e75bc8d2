package io.csgen.realism;

import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Computes the figures of the clicks in a collector. For one use. */
final class Measurement {
    private static final int TIMEOUT_MILLIS = (int) ClickCollector.TIMEOUT.toMillis();

    /** Fewer returns than these say more about chance than about the stream. */
    private static final int MIN_RETURNS = 51;

    private final ClickCollector clicks;
    private final boolean cut;
    private final ZoneOffset clock;
    private final int views;
    private final long[] times;
    private final Findings found = new Findings();

    private int[] groupOfProduct = {};
    private int groups;

    Measurement(ClickCollector clicks, ClickCollector.Sessions sessionsFrom, ZoneOffset clock) {
        this.clicks = clicks;
        this.cut = sessionsFrom == ClickCollector.Sessions.CUT;
        this.clock = clock;
        views = clicks.views();
        times = clicks.times();
    }

    ClickStatistics statistics() {
        groupProducts();
        Grouping bySession = cut
                ? Grouping.of(views, clicks.userCount(), clicks::userOf)
                : Grouping.of(views, clicks.sessionCount(), clicks::sessionOf);
        bySession.sortedBy(times);
        int[] starts = sessionStarts(bySession);
        SessionFigures sessions = new SessionFigures(clicks, groupOfProduct, groups, bySession, starts, found);
        returns(bySession, starts);
        int[] productViews = popularity();
        ClockFigures ofClock = new ClockFigures(clicks, clock, found);
        ofClock.days();
        users();
        if (clicks.carts() + clicks.purchases() == 0) {
            found.none(Figure.F1, "has no carts");
            found.none(Figure.F2, "has no carts and purchases");
        } else {
            found.ratio(Figure.F1, clicks.carts(), views, "has no product views");
            found.ratio(Figure.F2, clicks.purchases(), clicks.carts(), "has no carts");
        }
        return new ClickStatistics(
                found.values(),
                found.missing(),
                new ClickStatistics.Totals(
                        clicks.clicks(),
                        views,
                        starts.length - 1,
                        clicks.userCount(),
                        clicks.productCount(),
                        groups,
                        IntStream.range(0, views).mapToLong(view -> times[view]).min(),
                        IntStream.range(0, views).mapToLong(view -> times[view]).max(),
                        clock),
                sessions.lengths(),
                sessions.gapPercentiles(),
                productViews,
                ofClock.hours());
    }

    private void groupProducts() {
        LongIndex groupIds = new LongIndex();
        groupOfProduct = IntStream.range(0, clicks.productCount())
                .map(product -> groupIds.indexOf(clicks.productKey(product) >>> 32))
                .toArray();
        groups = groupIds.size();
    }

    private int groupOf(int view) {
        return groupOfProduct[clicks.productOf(view)];
    }

    /** Returns the positions at which sessions start, then that of the end. */
    private int[] sessionStarts(Grouping bySession) {
        int[] starts = new int[bySession.groups() + 1];
        int count = 0;
        for (int key = 0; key < bySession.groups(); key++) {
            for (int i = bySession.start(key); i < bySession.end(key); i++) {
                boolean first = i == bySession.start(key)
                        || cut && times[bySession.at(i)] - times[bySession.at(i - 1)] > TIMEOUT_MILLIS;
                if (first) {
                    if (count + 1 == starts.length) {
                        starts = Arrays.copyOf(starts, starts.length * 2);
                    }
                    starts[count++] = i;
                }
            }
        }
        starts[count] = views;
        return Arrays.copyOf(starts, count + 1);
    }

    /** V3: which groups a user's sessions begin with. */
    private void returns(Grouping bySession, int[] starts) {
        int sessions = starts.length - 1;
        long[] firstTimes = new long[sessions];
        double[] sessionsOfGroup = new double[groups];
        for (int s = 0; s < sessions; s++) {
            firstTimes[s] = times[bySession.at(starts[s])];
            sessionsOfGroup[groupOf(bySession.at(starts[s]))]++;
        }
        Grouping byUser = Grouping.of(sessions, clicks.userCount(), s -> clicks.userOf(bySession.at(starts[s])))
                .sortedBy(firstTimes);
        long pairs = 0;
        long same = 0;
        for (int user = 0; user < byUser.groups(); user++) {
            for (int i = byUser.start(user) + 1; i < byUser.end(user); i++) {
                pairs++;
                int group = groupOf(bySession.at(starts[byUser.at(i)]));
                same += group == groupOf(bySession.at(starts[byUser.at(i - 1)])) ? 1 : 0;
            }
        }
        double byChance = 0;
        for (double count : sessionsOfGroup) {
            byChance += count / sessions * (count / sessions);
        }
        if (groups < 2) {
            found.tooFew(Figure.V3, "product groups", 2, groups);
        } else if (pairs < MIN_RETURNS) {
            found.tooFew(Figure.V3, "sessions of users who came before", MIN_RETURNS, pairs);
        } else {
            found.put(Figure.V3, (double) same / pairs / byChance, "");
        }
    }

    /** P1, P2 and C3; returns views per product, the most viewed first. */
    private int[] popularity() {
        int[] ofProduct = new int[clicks.productCount()];
        int[] ofGroup = new int[groups];
        for (int view = 0; view < views; view++) {
            ofProduct[clicks.productOf(view)]++;
            ofGroup[groupOf(view)]++;
        }
        int[] byProduct = descending(ofProduct);
        found.ratio(Figure.P1, top(byProduct, 0.01), views, "no product views");
        found.ratio(Figure.P2, top(byProduct, 0.1), views, "no product views");
        if (groups > 1) {
            found.ratio(Figure.C3, top(descending(ofGroup), 0.1), views, "no product views");
        } else {
            found.tooFew(Figure.C3, "product groups", 2, groups);
        }
        return byProduct;
    }

    private static int[] descending(int[] counts) {
        int[] sorted = counts.clone();
        Arrays.sort(sorted);
        for (int i = 0, j = sorted.length - 1; i < j; i++, j--) {
            int low = sorted[i];
            sorted[i] = sorted[j];
            sorted[j] = low;
        }
        return sorted;
    }

    private static long top(int[] descending, double share) {
        int count = (int) Math.max(1, Math.rint(descending.length * share));
        return Arrays.stream(descending).limit(count).asLongStream().sum();
    }

    /** V1 and V2. */
    private void users() {
        int[] counts = new int[clicks.userCount()];
        for (int view = 0; view < views; view++) {
            counts[clicks.userOf(view)]++;
        }
        Arrays.sort(counts);
        double median = Findings.percentile(counts, 50);
        found.put(Figure.V1, Findings.percentile(counts, 90) / median, "no product views");
        found.put(Figure.V2, Findings.percentile(counts, 99) / median, "no product views");
    }
}
