package io.csgen.realism;

import io.csgen.realism.ClickStatistics.Collector.Sessions;
import java.util.Arrays;

/** What is counted going once through the sessions: their lengths, gaps, and pairs of views. */
final class SessionCounts {
    private static final long TIMEOUT_MILLIS = ClickStatistics.Collector.TIMEOUT.toMillis();

    private final Measured measured;
    private final ClickStatistics.Collector clicks;
    private final long[] lengths = new long[ClickStatistics.LONGEST + 1];
    private final GapCounts gaps = new GapCounts();
    private final int[] firstViews;
    private long pairs;
    private long repeats;
    private long samePairs;
    private long groupChanges;
    private long ofSeveralGroups;

    SessionCounts(Measured measured, ClickStatistics.Collector clicks, Sessions from) {
        this.measured = measured;
        this.clicks = clicks;
        boolean cut = from == Sessions.CUT;
        Grouping order = cut
                ? Grouping.of(clicks.views(), clicks.userCount(), clicks::userOf)
                : Grouping.of(clicks.views(), clicks.sessionCount(), clicks::sessionOf);
        order.sortedBy(clicks.times());
        int[] starts = starts(order, cut);
        firstViews = new int[starts.length - 1];
        int[] lastSession = new int[clicks.productCount()];
        Arrays.fill(lastSession, -1);
        for (int s = 0; s < firstViews.length; s++) {
            firstViews[s] = order.at(starts[s]);
            session(order, starts[s], starts[s + 1], s, lastSession);
        }
        gaps.end();
    }

    /** Returns the positions at which sessions start, then that of the end. */
    private int[] starts(Grouping order, boolean cut) {
        long[] times = clicks.times();
        int[] starts = new int[order.groups() + 1];
        int count = 0;
        for (int key = 0; key < order.groups(); key++) {
            for (int i = order.start(key); i < order.end(key); i++) {
                boolean first =
                        i == order.start(key) || cut && times[order.at(i)] - times[order.at(i - 1)] > TIMEOUT_MILLIS;
                if (first) {
                    if (count + 1 == starts.length) {
                        starts = Arrays.copyOf(starts, starts.length * 2);
                    }
                    starts[count++] = i;
                }
            }
        }
        starts[count] = clicks.views();
        return Arrays.copyOf(starts, count + 1);
    }

    private void session(Grouping order, int from, int to, int session, int[] lastSession) {
        lengths[Math.min(to - from, ClickStatistics.LONGEST)]++;
        boolean changed = false;
        int previous = order.at(from);
        lastSession[clicks.productOf(previous)] = session;
        gaps.beginSession();
        for (int i = from + 1; i < to; i++) {
            int view = order.at(i);
            int product = clicks.productOf(view);
            pairs++;
            samePairs += product == clicks.productOf(previous) ? 1 : 0;
            repeats += lastSession[product] == session ? 1 : 0;
            if (measured.groupOf(view) != measured.groupOf(previous)) {
                groupChanges++;
                changed = true;
            }
            long gap = clicks.times()[view] - clicks.times()[previous];
            if (gap <= TIMEOUT_MILLIS) {
                gaps.add((int) gap);
            }
            lastSession[product] = session;
            previous = view;
        }
        gaps.endSession();
        ofSeveralGroups += changed ? 1 : 0;
    }

    /** Returns the number of sessions. */
    int count() {
        return firstViews.length;
    }

    /** Returns the number of sessions of so many views or more, up to {@link ClickStatistics#LONGEST}. */
    long atLeast(int length) {
        return Arrays.stream(lengths, length, lengths.length).sum();
    }

    /** Returns how many sessions have each length. */
    long[] lengths() {
        return lengths;
    }

    /** Returns the first view of each session. */
    int[] firstViews() {
        return firstViews;
    }

    GapCounts gaps() {
        return gaps;
    }

    /** Returns the number of times that a view follows another in its session. */
    long pairs() {
        return pairs;
    }

    /** Returns the number of views of a product that the session had viewed before. */
    long repeats() {
        return repeats;
    }

    /** Returns the number of pairs of one and the same product. */
    long samePairs() {
        return samePairs;
    }

    /** Returns the number of pairs of products of different groups. */
    long groupChanges() {
        return groupChanges;
    }

    /** Returns the number of sessions with products of more than one group. */
    long ofSeveralGroups() {
        return ofSeveralGroups;
    }
}
