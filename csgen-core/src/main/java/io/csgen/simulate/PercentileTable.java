package io.csgen.simulate;

import io.csgen.model.Distribution;

/**
 * Draws an index out of very many, without a weight for each: a table of fixed size maps a uniform
 * number to a share of the range, linear in between.
 */
final class PercentileTable implements IndexSampler {
    private static final int CELL_BITS = 12;
    private static final int CELLS = 1 << CELL_BITS;

    private final double[] share;
    private final int count;

    private PercentileTable(double[] share, int count) {
        this.share = share;
        this.count = count;
    }

    /** Returns a table for a {@code lognormal} or {@code gaussian} distribution. */
    static PercentileTable of(Distribution distribution, int count) {
        double[] share = new double[CELLS + 1];
        if (distribution instanceof Distribution.LogNormal logNormal) {
            // The inverse of the law in IndexSampler.weights.
            double[] z = Normal.bounds(CELLS);
            for (int i = 1; i < CELLS; i++) {
                share[i] = Normal.cdf(z[i] - logNormal.sigma());
            }
        } else {
            int from = 0;
            for (int i = 1; i < CELLS; i++) {
                share[i] = inverseBell((double) i / CELLS, share[from]);
                from = i;
            }
        }
        share[CELLS] = 1;
        return new PercentileTable(share, count);
    }

    /** Returns the same distribution over another range. */
    PercentileTable over(int otherCount) {
        return new PercentileTable(share, otherCount);
    }

    @Override
    public int index(long random) {
        int cell = (int) (random >>> Long.SIZE - CELL_BITS);
        double within = (random << CELL_BITS >>> 11) * 0x1.0p-53;
        double at = share[cell] + within * (share[cell + 1] - share[cell]);
        return (int) Math.min(count - 1L, (long) (at * count));
    }

    /**
     * Returns the distribution function of the bell over the range 0 to 1: centred, truncated at both
     * ends, its standard deviation 1/√8 of the range.
     */
    static double bell(double x) {
        double deviation = StrictMath.sqrt(0.125);
        double low = Normal.cdf(-0.5 / deviation);
        double high = Normal.cdf(0.5 / deviation);
        return (Normal.cdf((x - 0.5) / deviation) - low) / (high - low);
    }

    private static double inverseBell(double p, double from) {
        double low = from;
        double high = 1;
        for (int i = 0; i < 52; i++) {
            double middle = (low + high) / 2;
            if (bell(middle) < p) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
