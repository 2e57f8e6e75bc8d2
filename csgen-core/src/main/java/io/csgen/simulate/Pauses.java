package io.csgen.simulate;

import io.csgen.internal.RandomStream;
import io.csgen.model.Distribution;
import io.csgen.model.Sessions;
import java.util.Arrays;

/**
 * The pauses between the clicks of a session: a think time times the pace of the session, drawn so
 * that it stays below the session timeout. Immutable.
 *
 * <p>A pause is median × pace × x, where x is log-logistic with median 1. The uniform number behind x
 * is scaled to the range in which the pause is short enough, rather than cutting long pauses off,
 * which would pile them up at the timeout.
 */
final class Pauses {
    private static final int PACES = 1 << 12;
    private static final int CELLS = 1 << 14;
    private static final int FEWEST_CELLS = 64;

    private final double[] quantile; // of x at i / CELLS
    private final double[] integral; // of the quantile from 0 to i, in cells
    private final double[] scaleMillis; // median × pace, for each pace
    private final double[] range; // the part of the uniform range that keeps below the timeout, for each pace
    private final AliasTable pacesUnderWay; // by the mean pause of each pace
    private final long longestMillis;
    private final double meanMillis;

    Pauses(Sessions sessions) {
        longestMillis = sessions.timeout().toMillis() - 1;
        double[] paces = paces(sessions.pace());
        double shape;
        double median;
        quantile = new double[CELLS + 1];
        if (sessions.thinkTime() instanceof Distribution.LogLogistic logLogistic) {
            shape = logLogistic.shape();
            median = logLogistic.median().toMillis();
            for (int i = 1; i <= CELLS; i++) {
                // The last cell would reach to infinity; half a cell stands for its far end.
                double u = i < CELLS ? (double) i / CELLS : (i - 0.5) / CELLS;
                quantile[i] = StrictMath.pow(u / (1 - u), 1 / shape);
            }
        } else {
            shape = Double.POSITIVE_INFINITY;
            median = ((Distribution.ConstantSpan) sessions.thinkTime()).span().toMillis();
            Arrays.fill(quantile, 1);
        }
        scaleMillis = new double[PACES];
        range = new double[PACES];
        for (int i = 0; i < PACES; i++) {
            scaleMillis[i] = median * paces[i];
            if (shape < Double.POSITIVE_INFINITY) {
                // Beyond that the law is always the same, and the first cells are too coarse for it.
                scaleMillis[i] = Math.min(scaleMillis[i], longestMillis / quantile[FEWEST_CELLS]);
            }
            double longest = longestMillis / scaleMillis[i];
            // With a constant think time the pace itself is held below the timeout.
            range[i] = shape == Double.POSITIVE_INFINITY ? 1 : 1 / (1 + StrictMath.pow(longest, -shape));
            scaleMillis[i] =
                    shape == Double.POSITIVE_INFINITY ? Math.min(scaleMillis[i], longestMillis) : scaleMillis[i];
        }
        integral = new double[CELLS + 1];
        for (int i = 0; i < CELLS; i++) {
            integral[i + 1] = integral[i] + (quantile[i] + quantile[i + 1]) / 2;
        }
        double[] means = new double[PACES];
        double sum = 0;
        for (int pace = 0; pace < PACES; pace++) {
            means[pace] = scaleMillis[pace] * integralOver(pace) / (range[pace] * CELLS);
            sum += means[pace];
        }
        meanMillis = sum / PACES;
        pacesUnderWay = AliasTable.of(means);
    }

    /** Returns the integral of the quantile over the range of a pace, in cells. */
    private double integralOver(int pace) {
        double position = range[pace] * CELLS;
        int cell = Math.min(CELLS - 1, (int) position);
        return integral[cell] + (position - cell) * (integral[cell + 1] - integral[cell]);
    }

    /** Returns the pace of a session, to be passed to {@link #millis}. */
    int pace(long random) {
        return (int) (random >>> 52);
    }

    /** Returns a pause in milliseconds, from 1 to below the timeout. */
    long millis(int pace, long random) {
        double position = (random >>> 11) * 0x1.0p-53 * range[pace] * CELLS;
        int cell = (int) position;
        return millis(pace, cell, position - cell);
    }

    private long millis(int pace, int cell, double within) {
        double x = quantile[cell] + within * (quantile[cell + 1] - quantile[cell]);
        long millis = (long) (x * scaleMillis[pace]);
        return Math.max(1, Math.min(millis, longestMillis));
    }

    /** Returns the pace of a session that is met in a pause at some moment: slow ones are met more often. */
    int paceUnderWay(long random) {
        return pacesUnderWay.index(random);
    }

    /** Returns the pause in which a session of a pace is met at some moment: the longer, the likelier. */
    long millisUnderWay(int pace, RandomStream random) {
        double upTo = random.nextFraction() * integralOver(pace);
        int cell = Arrays.binarySearch(integral, 0, CELLS, upTo);
        cell = cell < 0 ? -cell - 2 : cell;
        double part = Math.min(1, range[pace] * CELLS - cell);
        double within;
        do {
            within = part * random.nextFraction();
        } while (random.nextFraction() * quantile[cell + 1]
                >= quantile[cell] + within * (quantile[cell + 1] - quantile[cell]));
        return millis(pace, cell, within);
    }

    /** Returns the mean pause over all paces, in milliseconds. */
    double meanMillis() {
        return meanMillis;
    }

    private static double[] paces(Distribution pace) {
        double[] paces = new double[PACES];
        if (pace instanceof Distribution.LogNormal logNormal) {
            double[] z = Normal.quantiles(PACES);
            for (int i = 0; i < PACES; i++) {
                paces[i] = StrictMath.exp(logNormal.sigma() * z[i]);
            }
        } else {
            Arrays.fill(paces, ((Distribution.Constant) pace).value());
        }
        return paces;
    }
}
