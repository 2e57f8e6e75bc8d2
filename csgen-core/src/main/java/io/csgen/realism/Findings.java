package io.csgen.realism;

import java.util.EnumMap;
import java.util.Map;

/** The figures of a stream as they are found, and why others are not. */
final class Findings {
    private final Map<Figure, Double> values = new EnumMap<>(Figure.class);
    private final Map<Figure, String> missing = new EnumMap<>(Figure.class);

    void put(Figure figure, double value, String reasonIfUndefined) {
        if (Double.isFinite(value)) {
            values.put(figure, value);
        } else {
            missing.put(figure, reasonIfUndefined);
        }
    }

    void ratio(Figure figure, double part, double whole, String reasonIfEmpty) {
        put(figure, part / whole, reasonIfEmpty);
    }

    void none(Figure figure, String reason) {
        missing.put(figure, reason);
    }

    void tooFew(Figure figure, String what, long needed, long found) {
        none(figure, "needs " + needed + " " + what + ", has " + found);
    }

    Map<Figure, Double> values() {
        return values;
    }

    Map<Figure, String> missing() {
        return missing;
    }

    /** Returns a percentile, interpolated; not a number where there are none. */
    static double percentile(int[] sorted, double percent) {
        if (sorted.length == 0) {
            return Double.NaN;
        }
        double rank = (sorted.length - 1) * percent / 100;
        int low = (int) rank;
        int high = Math.min(low + 1, sorted.length - 1);
        return sorted[low] + (sorted[high] - sorted[low]) * (rank - low);
    }
}
