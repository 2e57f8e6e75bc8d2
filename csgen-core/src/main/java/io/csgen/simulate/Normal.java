package io.csgen.simulate;

/** The standard normal distribution, the same to the last bit on every platform. */
final class Normal {
    private static final double LOG_ROOT_TWO_PI = 0.91893853320467274178;

    private Normal() {}

    /**
     * Returns the probability of a value below {@code x}, by the series of Marsaglia ("Evaluating the
     * normal distribution", 2004); its absolute error is about 1e-16.
     */
    static double cdf(double x) {
        if (x < -8) {
            return 0;
        }
        if (x > 8) {
            return 1;
        }
        double sum = x;
        double previous = 0;
        double term = x;
        for (int i = 3; sum != previous; i += 2) {
            previous = sum;
            term *= x * x / i;
            sum += term;
        }
        return 0.5 + sum * density(x);
    }

    static double density(double x) {
        return StrictMath.exp(-0.5 * x * x - LOG_ROOT_TWO_PI);
    }

    /** Returns the quantiles at (i + 0.5) / n for i from 0 to n - 1: the middles of n equal cells. */
    static double[] quantiles(int n) {
        double[] quantiles = new double[n];
        double x = 0;
        for (int i = n / 2; i < n; i++) {
            x = solve((i + 0.5) / n, x);
            quantiles[i] = x;
            quantiles[n - 1 - i] = -x;
        }
        return quantiles;
    }

    /** Returns the quantiles at i / n for i from 0 to n: the bounds of n equal cells, infinite at both ends. */
    static double[] bounds(int n) {
        double[] bounds = new double[n + 1];
        bounds[0] = Double.NEGATIVE_INFINITY;
        bounds[n] = Double.POSITIVE_INFINITY;
        double x = 0;
        for (int i = (n + 1) / 2; i < n; i++) {
            x = solve((double) i / n, x);
            bounds[i] = x;
            bounds[n - i] = -x;
        }
        return bounds;
    }

    /**
     * Newton's method from a point at or below the solution, which is at or above 0: there the function
     * is concave, so that the steps approach from below and never overshoot.
     */
    private static double solve(double p, double from) {
        double x = from;
        for (int i = 0; i < 100; i++) {
            double step = (p - cdf(x)) / density(x);
            x += step;
            if (step < 1e-13) {
                break;
            }
        }
        return x;
    }
}
