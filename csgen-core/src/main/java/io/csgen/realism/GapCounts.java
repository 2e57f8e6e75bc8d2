package io.csgen.realism;

import java.util.stream.IntStream;

/** How long the gaps of sessions are, and how alike those of one session. Gaps are added session by session. */
final class GapCounts {
    /** Fewer of these say more about chance than about the stream. */
    private static final int MIN_GAPS = 101;

    private static final int MIN_SESSIONS_WITH_GAPS = 51;
    private static final int TIMEOUT_MILLIS = (int) ClickStatistics.Collector.TIMEOUT.toMillis();
    /** Shorter gaps are as alike as those of this length. */
    private static final int SHORTEST_MILLIS = 500;

    private final int[] gapsUpTo = new int[TIMEOUT_MILLIS + 1];
    private int gaps;

    /** Taken off each logarithm, so that a stream whose gaps are all alike varies by exactly 0. */
    private double origin = Double.NaN;

    private int count;
    private double logs;
    private double squares;

    private long pacedSessions;
    private double pacedGaps;
    private double squaredCounts;
    private double sum;
    private double within;
    private double between;

    void beginSession() {
        count = 0;
        logs = 0;
        squares = 0;
    }

    /** Adds a gap of the session begun last, which is at most {@link ClickStatistics.Collector#TIMEOUT}. */
    void add(int millis) {
        gaps++;
        gapsUpTo[millis]++;
        double log = Math.log(Math.max(millis, SHORTEST_MILLIS));
        if (Double.isNaN(origin)) {
            origin = log;
        }
        log -= origin;
        count++;
        logs += log;
        squares += log * log;
    }

    void endSession() {
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

    /** Ends the counting; only then is there anything to read. */
    void end() {
        for (int millis = 1; millis <= TIMEOUT_MILLIS; millis++) {
            gapsUpTo[millis] += gapsUpTo[millis - 1];
        }
    }

    /** Returns the gap, in seconds, that so many percent of gaps do not exceed. */
    Value percentile(double percent) {
        return gaps < MIN_GAPS
                ? Value.tooFew("gaps of at most 30 minutes", MIN_GAPS, gaps)
                : Value.of(seconds(percent));
    }

    /**
     * Returns the intraclass correlation (one-way random effects) of the logarithm of gaps, over sessions
     * with at least 2 gaps.
     */
    Value likeness() {
        if (pacedSessions < MIN_SESSIONS_WITH_GAPS) {
            return Value.tooFew("sessions with 2 gaps", MIN_SESSIONS_WITH_GAPS, pacedSessions);
        }
        double meanSquareWithin = within / (pacedGaps - pacedSessions);
        double meanSquareBetween = (between - sum * sum / pacedGaps) / (pacedSessions - 1);
        double typicalCount = (pacedGaps - squaredCounts / pacedGaps) / (pacedSessions - 1);
        return Value.ratio(
                meanSquareBetween - meanSquareWithin,
                meanSquareBetween + (typicalCount - 1) * meanSquareWithin,
                "all gaps are alike");
    }

    /** Returns percentiles 0 to 100, in seconds; none where there are no gaps. */
    double[] percentiles() {
        return gaps == 0
                ? new double[0]
                : IntStream.rangeClosed(0, 100).mapToDouble(this::seconds).toArray();
    }

    private double seconds(double percent) {
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
}
