package io.csgen.simulate;

import io.csgen.model.Traffic;
import java.util.Arrays;
import java.util.List;

/**
 * How the rate of arrivals moves over time, as a factor on its mean: constant in short pieces, so that
 * it can be integrated and inverted exactly. Immutable.
 */
final class RateCurve implements Rates {
    private static final long PIECE_MILLIS = 300_000; // of hours and weekdays, whose rates change slowly
    private static final long RAMP_PIECE_MILLIS = 1_000;
    private static final long HOUR = 3_600_000;
    private static final long DAY = 24 * HOUR;
    static final long WEEK = 7 * DAY;

    /** 1970-01-01 was a Thursday: three days after the start of its week. */
    private static final long MONDAY_TO_EPOCH = 3 * DAY;

    private final double[] ofWeek; // by piece from Monday 00:00 UTC, mean 1
    private final int[] silentOfWeek; // by piece: how many from here on have factor 0, up to a week of them
    private final Stages stages;
    private final List<RateChange> changes; // in order of time; the first ends the stages
    private final long startMillis;
    private final double baseRate;
    private final boolean isEvenWeek; // all hours of the week are alike

    /** The stages as arrays, which are searched, not run through. Immutable. */
    private static final class Stages {
        private final int count;
        private final double[] from;
        private final double[] to;
        private final long[] begin; // since the start; one more than there are stages, for the end of the last
        private final int[] silentUntil; // by stage: the next from it on that is not all 0

        Stages(List<Traffic.Stage> stages) {
            count = stages.size();
            from = new double[count];
            to = new double[count];
            begin = new long[count + 1];
            silentUntil = new int[count];
            for (int i = 0; i < count; i++) {
                Traffic.Stage stage = stages.get(i);
                from[i] = stage.from();
                to[i] = stage.to();
                begin[i + 1] = begin[i] + stage.duration().toMillis();
            }
            for (int i = count - 1; i >= 0; i--) {
                boolean isSilent = from[i] == 0 && to[i] == 0;
                silentUntil[i] = !isSilent ? i : i + 1 < count ? silentUntil[i + 1] : count;
            }
        }

        /** Returns the stage at a time since the start; their number after the last. */
        int at(long sinceStart) {
            int low = 0;
            int high = count;
            while (low < high) {
                int middle = low + high >>> 1;
                if (sinceStart < begin[middle + 1]) {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            return low;
        }

        /** Returns the same, the faster the nearer it is to one before it. */
        int at(long sinceStart, int before) {
            for (int stage = before; stage < Math.min(count, before + 2); stage++) {
                if (sinceStart >= begin[stage] && sinceStart < begin[stage + 1]) {
                    return stage;
                }
            }
            return at(sinceStart);
        }

        double rate(int stage, long sinceStart) {
            long length = begin[stage + 1] - begin[stage];
            long piece = (sinceStart - begin[stage]) / RAMP_PIECE_MILLIS * RAMP_PIECE_MILLIS;
            double middle = (piece + Math.min(length, piece + RAMP_PIECE_MILLIS)) / 2.0;
            return from[stage] + (to[stage] - from[stage]) * middle / length;
        }

        double level(int stage, double sinceStart) {
            return from[stage]
                    + (to[stage] - from[stage]) * (sinceStart - begin[stage]) / (begin[stage + 1] - begin[stage]);
        }

        /** Returns the end of a stage, or of all silent stages from it on. */
        long stretchEnd(int stage) {
            return begin[Math.max(stage + 1, silentUntil[stage])];
        }

        /** Returns the end of the piece of a stage, or of all silent stages from it on. */
        long pieceEnd(int stage, long sinceStart) {
            long end = stretchEnd(stage);
            return from[stage] == to[stage]
                    ? end
                    : Math.min(end, sinceStart + RAMP_PIECE_MILLIS - (sinceStart - begin[stage]) % RAMP_PIECE_MILLIS);
        }
    }

    RateCurve(Traffic traffic, long startMillis) {
        this.startMillis = startMillis;
        stages = new Stages(traffic.stages());
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
        silentOfWeek = new int[ofWeek.length];
        for (int i = 2 * ofWeek.length - 1; i >= 0; i--) {
            int piece = i % ofWeek.length;
            int next = silentOfWeek[(piece + 1) % ofWeek.length];
            silentOfWeek[piece] = ofWeek[piece] == 0 ? Math.min(next + 1, ofWeek.length) : 0;
        }
    }

    private RateCurve(RateCurve other, List<RateChange> changes) {
        ofWeek = other.ofWeek;
        silentOfWeek = other.silentOfWeek;
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
        for (int i = 0; i < stages.count; i++) {
            stagePeak = Math.max(stagePeak, Math.max(stages.from[i], stages.to[i]) / baseRate);
        }
        return peakOfWeek() * stagePeak;
    }

    /** Returns the greatest factor of hours and weekdays. */
    double peakOfWeek() {
        return Arrays.stream(ofWeek).max().orElseThrow();
    }

    /** Returns the greatest factor of hours and weekdays between two times. */
    double peakOfWeek(long fromMillis, long untilMillis) {
        double peak = 0;
        for (long i = 0; i < piecesBetween(fromMillis, untilMillis); i++) {
            peak = Math.max(peak, ofWeek[pieceOfWeek(fromMillis + i * PIECE_MILLIS)]);
        }
        return peak;
    }

    /** Returns about the mean factor of hours and weekdays between two times. */
    double meanOfWeek(long fromMillis, long untilMillis) {
        double sum = 0;
        long pieces = piecesBetween(fromMillis, untilMillis);
        for (long i = 0; i < pieces; i++) {
            sum += ofWeek[pieceOfWeek(fromMillis + i * PIECE_MILLIS)];
        }
        return sum / pieces;
    }

    private long piecesBetween(long fromMillis, long untilMillis) {
        return isEvenWeek ? 1 : Math.min(ofWeek.length, (untilMillis - fromMillis) / PIECE_MILLIS + 2);
    }

    /** Returns the factor at a time. */
    double factor(double millis) {
        return factor((long) millis, changeAt((long) millis), stages.at((long) millis - startMillis));
    }

    private double factor(long millis, int change, int stage) {
        double base = change < 0
                ? stageFactor(stage, millis - startMillis)
                : changes.get(change).clicksPerSecond() / baseRate;
        return ofWeek[pieceOfWeek(millis)] * base;
    }

    /** Returns the factor at a time before the start, had the rate there been the same but for hours and weekdays. */
    double earlierFactor(long millis) {
        return ofWeek[pieceOfWeek(millis)] * stageFactor(0, 0);
    }

    /** Returns the greatest of the factors before the start. */
    double earlierPeak() {
        return peakOfWeek() * stageFactor(0, 0);
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

    @Override
    public void enter(RateCursor cursor, long millis) {
        int change = changeAt(millis);
        int stage = stages.at(millis - startMillis, cursor.number());
        cursor.piece(factor(millis, change, stage), pieceEnd(millis, change, stage), stage);
    }

    /** Returns the mean rate asked for at a time, before hours and weekdays, as a factor; in ramps without steps. */
    double level(double millis) {
        int change = changeAt((long) millis);
        if (change >= 0) {
            return changes.get(change).clicksPerSecond() / baseRate;
        }
        int stage = stages.at((long) millis - startMillis);
        return stage == stages.count ? 1 : stages.level(stage, millis - startMillis) / baseRate;
    }

    /** Returns the factor of hours and weekdays at a time. */
    double factorOfWeek(long millis) {
        return ofWeek[pieceOfWeek(millis)];
    }

    /** Returns the start, in milliseconds since 1970. */
    long startMillis() {
        return startMillis;
    }

    /** Returns whether all hours of the week are alike. */
    boolean isEvenWeek() {
        return isEvenWeek;
    }

    /** Returns until when the level is constant, or goes in a straight line; the end of time for ever. */
    long stretchEnd(long millis) {
        int change = changeAt(millis);
        long next = change + 1 < changes.size() ? changes.get(change + 1).atMillis() : Long.MAX_VALUE;
        int stage = change < 0 ? stages.at(millis - startMillis) : stages.count;
        return stage == stages.count ? next : Math.min(next, startMillis + stages.stretchEnd(stage));
    }

    /** Returns whether the factor stays the same up to the end of the stretch. */
    boolean isSteady(long millis) {
        int change = changeAt(millis);
        int stage = change < 0 ? stages.at(millis - startMillis) : stages.count;
        boolean isLevel = stage == stages.count || stages.from[stage] == stages.to[stage];
        return isLevel && (isEvenWeek || level(millis) == 0);
    }

    /** Returns the last time at which the level changes other than in a straight line; the start where there is none. */
    long lastBreakMillis() {
        return changes.isEmpty()
                ? startMillis + stages.begin[stages.count]
                : changes.get(changes.size() - 1).atMillis();
    }

    /** Returns the integral over time of the factor, or without hours and weekdays of the level; whole weeks at once. */
    double exposure(long fromMillis, long untilMillis, boolean ofWeek) {
        double exposure = 0;
        for (long at = fromMillis; at < untilMillis; ) {
            long end = Math.min(untilMillis, stretchEnd(at));
            double level = level(at + (end - at) / 2.0);
            if (!ofWeek || isEvenWeek || level == 0) {
                exposure += level * (end - at);
            } else if (end - at >= WEEK && level == level(at)) {
                end = at + (end - at) / WEEK * WEEK;
                exposure += level * (end - at);
            } else {
                end = Math.min(end, pieceEndOfWeek(at));
                exposure += level(at + (end - at) / 2.0) * factorOfWeek(at) * (end - at);
            }
            at = end;
        }
        return exposure;
    }

    /** Returns the next time at which hours and weekdays may change the factor. */
    static long pieceEndOfWeek(long millis) {
        return millis + PIECE_MILLIS - Math.floorMod(millis + MONDAY_TO_EPOCH, PIECE_MILLIS);
    }

    List<RateChange> changes() {
        return changes;
    }

    private int pieceOfWeek(long millis) {
        return (int) (Math.floorMod(millis + MONDAY_TO_EPOCH, WEEK) / PIECE_MILLIS);
    }

    private double pieceEnd(long millis, int change, int stage) {
        double next = change + 1 < changes.size() ? changes.get(change + 1).atMillis() : Double.POSITIVE_INFINITY;
        boolean isLast = change < 0
                ? isEvenWeek && stages.count == 0
                : isEvenWeek || changes.get(change).clicksPerSecond() == 0;
        if (isLast) {
            return next;
        }
        long weekEnd = pieceEndOfWeek(millis);
        int silent = silentOfWeek[pieceOfWeek(millis)];
        if (silent > 0) {
            return Math.min(next, weekEnd + (silent - 1) * PIECE_MILLIS);
        } else if (change >= 0 || stage == stages.count) {
            return Math.min(next, weekEnd);
        }
        long stageEnd = startMillis + stages.pieceEnd(stage, millis - startMillis);
        return Math.min(next, stages.silentUntil[stage] > stage ? stageEnd : Math.min(weekEnd, stageEnd));
    }

    /** Returns the rate of the stage as a factor; 1 after the last. */
    private double stageFactor(int stage, long sinceStart) {
        return stage == stages.count ? 1 : stages.rate(stage, sinceStart) / baseRate;
    }
}
