package io.csgen.simulate;

import io.csgen.model.Traffic;
import java.util.Arrays;
import java.util.List;

/**
 * How the rate of arrivals moves over time, as a factor on its mean: constant in short pieces, so that
 * it can be integrated and inverted exactly. Immutable.
 */
final class RateCurve {
    private static final long PIECE_MILLIS = 300_000; // of hours and weekdays, whose rates change slowly
    private static final long RAMP_PIECE_MILLIS = 1_000;
    private static final long HOUR = 3_600_000;
    private static final long DAY = 24 * HOUR;
    private static final long WEEK = 7 * DAY;

    /** 1970-01-01 was a Thursday: three days after the start of its week. */
    private static final long MONDAY_TO_EPOCH = 3 * DAY;

    private final double[] ofWeek; // by piece from Monday 00:00 UTC, mean 1
    private final List<Traffic.Stage> stages;
    private final List<RateChange> changes; // in order of time; the first ends the stages
    private final long startMillis;
    private final double baseRate;
    private final boolean isEvenWeek; // all hours of the week are alike

    RateCurve(Traffic traffic, long startMillis) {
        this.startMillis = startMillis;
        stages = traffic.stages();
        changes = List.of();
        baseRate = traffic.clicksPerSecond();
        ofWeek = new double[(int) (WEEK / PIECE_MILLIS)];
        double sum = 0;
        for (int i = 0; i < ofWeek.length; i++) {
            long middle = i * PIECE_MILLIS + PIECE_MILLIS / 2;
            ofWeek[i] = hourFactor(traffic.hourlyRates(), middle % DAY)
                    * traffic.weekdayRates().get((int) (middle / DAY));
            sum += ofWeek[i];
        }
        for (int i = 0; i < ofWeek.length; i++) {
            ofWeek[i] *= ofWeek.length / sum;
        }
        isEvenWeek = Arrays.stream(ofWeek).allMatch(factor -> factor == 1);
    }

    private RateCurve(RateCurve other, List<RateChange> changes) {
        ofWeek = other.ofWeek;
        stages = other.stages;
        this.changes = changes;
        startMillis = other.startMillis;
        baseRate = other.baseRate;
        isEvenWeek = other.isEvenWeek;
    }

    /** Returns this curve with other changes; they lie after the start, in order. */
    RateCurve with(List<RateChange> others) {
        return new RateCurve(this, others);
    }

    /** Between the middles of two hours, the rate goes in a straight line. */
    private static double hourFactor(List<Double> hourly, long ofDay) {
        double hours = (ofDay + DAY - HOUR / 2) % DAY / (double) HOUR;
        int before = (int) hours;
        double within = hours - before;
        return (1 - within) * hourly.get(before) + within * hourly.get((before + 1) % 24);
    }

    /** Returns the greatest factor there ever is without changes. */
    double peak() {
        double stagePeak = 1;
        for (Traffic.Stage stage : stages) {
            stagePeak = Math.max(stagePeak, Math.max(stage.from(), stage.to()) / baseRate);
        }
        return peakOfWeek() * stagePeak;
    }

    /** Returns the greatest factor of hours and weekdays. */
    double peakOfWeek() {
        return Arrays.stream(ofWeek).max().orElseThrow();
    }

    /** Returns the factor at a time. */
    double factor(double millis) {
        int change = changeAt((long) millis);
        double base = change < 0
                ? stageFactor((long) millis - startMillis)
                : changes.get(change).clicksPerSecond() / baseRate;
        return ofWeek[pieceOfWeek((long) millis)] * base;
    }

    /** Returns the factor at a time before the start, had the rate there been the same but for hours and weekdays. */
    double earlierFactor(long millis) {
        return ofWeek[pieceOfWeek(millis)] * stageFactor(0);
    }

    /** Returns the greatest of the factors before the start. */
    double earlierPeak() {
        return peakOfWeek() * stageFactor(0);
    }

    /** Returns whether all factors before the start are alike. */
    boolean isEarlierEven() {
        return isEvenWeek;
    }

    /** Returns the number of the change that holds at a time; -1 for none. */
    int changeAt(long millis) {
        int from = 0;
        int to = changes.size();
        while (from < to) {
            int middle = from + to >>> 1;
            if (changes.get(middle).atMillis() <= millis) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from - 1;
    }

    /** Returns a cursor at a time. */
    Cursor cursor(long millis) {
        return new Cursor(this, millis);
    }

    /** Moves forward over a curve. Confined to one thread. */
    static final class Cursor {
        private RateCurve curve;
        private double before; // where the latest move began
        private double at; // milliseconds since 1970, with fractions
        private double end; // of the piece at hand
        private double factor; // of the piece at hand

        private Cursor(RateCurve curve, long millis) {
            this.curve = curve;
            at = millis;
            before = millis;
            enterPiece();
        }

        private void enterPiece() {
            factor = curve.factor(at);
            end = curve.pieceEnd((long) at);
        }

        /**
         * Moves on to where the factor, integrated over time, has grown by an exposure.
         *
         * @param exposure in milliseconds at factor 1
         * @return the time
         */
        double after(double exposure) {
            before = at;
            double left = exposure;
            while (left >= factor * (end - at)) {
                left -= factor * (end - at);
                at = end;
                enterPiece();
            }
            at += left / factor;
            return at;
        }

        /**
         * Takes back the latest move, and makes it over another curve, which is the same up to where the move
         * began, and up to where it ended if that lies before what is different.
         *
         * @param exposure the same as in the latest move
         * @return the time
         */
        double again(RateCurve other, double exposure) {
            curve = other;
            at = before;
            enterPiece();
            return after(exposure);
        }
    }

    private int pieceOfWeek(long millis) {
        return (int) (Math.floorMod(millis + MONDAY_TO_EPOCH, WEEK) / PIECE_MILLIS);
    }

    private double pieceEnd(long millis) {
        int change = changeAt(millis);
        double next = change + 1 < changes.size() ? changes.get(change + 1).atMillis() : Double.POSITIVE_INFINITY;
        boolean isLast = change < 0
                ? isEvenWeek && stages.isEmpty()
                : isEvenWeek || changes.get(change).clicksPerSecond() == 0;
        if (isLast) {
            return next;
        }
        return Math.min(next, change < 0 ? pieceEndOfStages(millis) : pieceEndOfWeek(millis));
    }

    private static long pieceEndOfWeek(long millis) {
        return millis + PIECE_MILLIS - Math.floorMod(millis + MONDAY_TO_EPOCH, PIECE_MILLIS);
    }

    private long pieceEndOfStages(long millis) {
        long end = pieceEndOfWeek(millis);
        long begin = startMillis;
        for (Traffic.Stage stage : stages) {
            long stageEnd = begin + stage.duration().toMillis();
            if (millis < stageEnd) {
                long piece = stage.from() == stage.to()
                        ? stageEnd
                        : millis + RAMP_PIECE_MILLIS - (millis - begin) % RAMP_PIECE_MILLIS;
                return Math.min(end, Math.min(piece, stageEnd));
            }
            begin = stageEnd;
        }
        return end;
    }

    /** Returns the rate of the stage as a factor; 1 after the last. */
    private double stageFactor(long sinceStart) {
        long begin = 0;
        for (Traffic.Stage stage : stages) {
            long length = stage.duration().toMillis();
            if (sinceStart < begin + length) {
                long piece = (sinceStart - begin) / RAMP_PIECE_MILLIS * RAMP_PIECE_MILLIS;
                double middle = (piece + Math.min(length, piece + RAMP_PIECE_MILLIS)) / 2.0;
                return (stage.from() + (stage.to() - stage.from()) * middle / length) / baseRate;
            }
            begin += length;
        }
        return 1;
    }
}
