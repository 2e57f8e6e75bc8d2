package io.csgen.simulate;

import io.csgen.model.Distribution;
import io.csgen.model.Sessions;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/** The number of steps of a session. Immutable. */
final class Lengths {
    private final double[] weights; // of 1 step and so on
    private final AliasTable table;
    private final double mean;
    private final double meanSquare;

    static Lengths of(Distribution length) {
        double[] weights = new double[Sessions.MAX_LENGTH];
        if (length instanceof Distribution.Weibull weibull) {
            // Rounding to whole numbers; what lies below 0.5 is left out, what lies above the cap is put there.
            int first = weibull.singles().isPresent() ? 2 : 1;
            double above = survival(weibull, first - 0.5);
            double singles = weibull.singles().orElse(0);
            weights[0] = singles / (1 - singles) * above;
            for (int n = first; n <= Sessions.MAX_LENGTH; n++) {
                double next = n == Sessions.MAX_LENGTH ? 0 : survival(weibull, n + 0.5);
                weights[n - 1] = above - next;
                above = next;
            }
        } else {
            weights[(int) ((Distribution.Constant) length).value() - 1] = 1;
        }
        return new Lengths(weights);
    }

    private Lengths(double[] weights) {
        this.weights = weights;
        table = AliasTable.of(weights);
        double sum = 0;
        double weighted = 0;
        double squares = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i];
            weighted += (i + 1) * weights[i];
            squares += (i + 1.0) * (i + 1) * weights[i];
        }
        mean = weighted / sum;
        meanSquare = squares / sum;
    }

    /** Returns the number of steps of a session that is met as often as it has pauses, with so many for its steps. */
    Lengths weightedBy(IntToDoubleFunction pauses) {
        double[] weighted = new double[weights.length];
        Arrays.setAll(weighted, i -> weights[i] * pauses.applyAsDouble(i + 1));
        return new Lengths(weighted);
    }

    /** Returns a number of steps, from 1. */
    int steps(long random) {
        return table.index(random) + 1;
    }

    /** Returns the mean number of steps. */
    double mean() {
        return mean;
    }

    /** Returns the mean square of the number of steps. */
    double meanSquare() {
        return meanSquare;
    }

    private static double survival(Distribution.Weibull weibull, double x) {
        return StrictMath.exp(-StrictMath.pow(x / weibull.scale(), weibull.shape()));
    }
}
