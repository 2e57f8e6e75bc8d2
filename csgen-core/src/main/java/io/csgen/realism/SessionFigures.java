package io.csgen.realism;

import java.util.Arrays;
import java.util.stream.IntStream;

/** What is found going once through the sessions: S, G, R, C1 and C2. */
final class SessionFigures {
    /** Fewer than these make a figure that says more about chance than about the stream. */
    private static final int MIN_GAPS = 101;

    private static final int MIN_SESSIONS_WITH_GAPS = 51;
    private static final int TIMEOUT_MILLIS = (int) ClickCollector.TIMEOUT.toMillis();

    private final ClickCollector clicks;
    private final int[] groupOfProduct;
    private final Findings found;
    private final long[] lengths = new long[ClickStatistics.LONGEST + 1];
    private final int[] gapsUpTo = new int[TIMEOUT_MILLIS + 1];
    private int gaps;
    private long pairs;
    private long repeats;
    private long samePairs;
    private long groupChanges;
    private long changedSessions;

    /** Taken off each logarithm, so that a stream whose gaps are all alike varies by exactly 0. */
    private double origin = Double.NaN;

    private long pacedSessions;
    private double pacedGaps;
    private double squaredCounts;
    private double sum;
    private double within;
    private double between;

    /**
     * Goes through the sessions.
     *
     * @param order views by session and time
     * @param starts positions at which sessions start, then that of the end
     */
    SessionFigures(
            ClickCollector clicks, int[] groupOfProduct, int groups, Grouping order, int[] starts, Findings found) {
        this.clicks = clicks;
        this.groupOfProduct = groupOfProduct;
        this.found = found;
        int[] lastSession = new int[clicks.productCount()];
        Arrays.fill(lastSession, -1);
        int sessions = starts.length - 1;
        for (int s = 0; s < sessions; s++) {
            session(order, starts[s], starts[s + 1], s, lastSession);
        }
        lengthFigures(sessions);
        gapFigures();
        found.ratio(Figure.R1, repeats, pairs, "no session has 2 product views");
        found.ratio(Figure.R2, samePairs, pairs, "no session has 2 product views");
        if (groups > 1) {
            found.ratio(Figure.C1, groupChanges, pairs - samePairs, "no session has 2 different products");
            found.ratio(Figure.C2, changedSessions, sessions - lengths[1], "no session has 2 product views");
        } else {
            found.tooFew(Figure.C1, "product groups", 2, groups);
            found.tooFew(Figure.C2, "product groups", 2, groups);
        }
    }

    private void session(Grouping order, int from, int to, int session, int[] lastSession) {
        lengths[Math.min(to - from, ClickStatistics.LONGEST)]++;
        int count = 0;
        double logs = 0;
        double squares = 0;
        boolean changed = false;
        for (int i = from; i < to; i++) {
            int view = order.at(i);
            int product = clicks.productOf(view);
            if (i > from) {
                int previous = order.at(i - 1);
                pairs++;
                samePairs += product == clicks.productOf(previous) ? 1 : 0;
                repeats += lastSession[product] == session ? 1 : 0;
                if (groupOfProduct[product] != groupOfProduct[clicks.productOf(previous)]) {
                    groupChanges++;
                    changed = true;
                }
                long gap = clicks.times()[view] - clicks.times()[previous];
                if (gap <= TIMEOUT_MILLIS) {
                    gaps++;
                    gapsUpTo[(int) gap]++;
                    double log = Math.log(Math.max(gap, 500)) - origin(gap);
                    count++;
                    logs += log;
                    squares += log * log;
                }
            }
            lastSession[product] = session;
        }
        changedSessions += changed ? 1 : 0;
        if (count >= 2) {
            double square = logs * logs / count;
            pacedSessions++;
            pacedGaps += count;
            squaredCounts += (double) count * count;
            sum += logs;
            within += squares - square;
            between += square;
        }
    }

    private double origin(long gap) {
        if (Double.isNaN(origin)) {
            origin = Math.log(Math.max(gap, 500));
        }
        return origin;
    }

    private void lengthFigures(long sessions) {
        found.ratio(Figure.S1, clicks.views(), sessions, "no product views");
        found.ratio(Figure.S2, sessions - lengths[1], sessions, "no product views");
        long ofTwo = sessions - lengths[1];
        found.ratio(Figure.S3, atLeast(5), ofTwo, "no session has 2 product views");
        found.ratio(Figure.S4, atLeast(10), ofTwo, "no session has 2 product views");
        found.ratio(Figure.S5, atLeast(20), ofTwo, "no session has 2 product views");
    }

    private long atLeast(int length) {
        return Arrays.stream(lengths, length, lengths.length).sum();
    }

    private void gapFigures() {
        for (int millis = 1; millis <= TIMEOUT_MILLIS; millis++) {
            gapsUpTo[millis] += gapsUpTo[millis - 1];
        }
        Figure[] figures = {Figure.G1, Figure.G2, Figure.G3, Figure.G4};
        double[] percents = {10, 50, 90, 99};
        for (int i = 0; i < figures.length; i++) {
            if (gaps >= MIN_GAPS) {
                found.put(figures[i], gapPercentile(percents[i]), "");
            } else {
                found.tooFew(figures[i], "gaps of at most 30 minutes", MIN_GAPS, gaps);
            }
        }
        if (pacedSessions < MIN_SESSIONS_WITH_GAPS) {
            found.tooFew(Figure.G5, "sessions with 2 gaps", MIN_SESSIONS_WITH_GAPS, pacedSessions);
            return;
        }
        double meanSquareWithin = within / (pacedGaps - pacedSessions);
        double meanSquareBetween = (between - sum * sum / pacedGaps) / (pacedSessions - 1);
        double typicalCount = (pacedGaps - squaredCounts / pacedGaps) / (pacedSessions - 1);
        found.put(
                Figure.G5,
                (meanSquareBetween - meanSquareWithin) / (meanSquareBetween + (typicalCount - 1) * meanSquareWithin),
                "all gaps are alike");
    }

    /** Returns the gap, in seconds, that so many percent of gaps do not exceed. */
    private double gapPercentile(double percent) {
        double rank = (gaps - 1) * percent / 100;
        int low = (int) rank;
        double from = gapAt(low);
        double to = gapAt(Math.min(low + 1, gaps - 1));
        return (from + (to - from) * (rank - low)) / 1000;
    }

    private int gapAt(int rank) {
        int low = 0;
        int high = TIMEOUT_MILLIS;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (gapsUpTo[middle] > rank) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** Returns how many sessions have each length. */
    long[] lengths() {
        return lengths;
    }

    /** Returns percentiles 0 to 100; none where there are no gaps. */
    double[] gapPercentiles() {
        return gaps == 0
                ? new double[0]
                : IntStream.rangeClosed(0, 100).mapToDouble(this::gapPercentile).toArray();
    }
}
