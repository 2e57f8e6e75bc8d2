package io.csgen.simulate;

import io.csgen.internal.RandomStream;
import io.csgen.model.Distribution;
import java.util.Arrays;

/**
 * Draws an index from 0 (inclusive) to a count (exclusive); index 0 is the likeliest, unless the
 * distribution is a bell over the range. Immutable; sessions share it and bring their own random
 * numbers.
 */
interface IndexSampler {
    /**
     * Up to this count a distribution over indices is a table with a weight for each index; above, one of
     * fixed size, interpolated.
     */
    int MAX_EXACT = 1 << 16;

    /** Returns the index for a random 64-bit number. */
    int index(long random);

    /** Returns a sampler of a distribution over so many indices. */
    static IndexSampler of(Distribution distribution, int count) {
        if (distribution instanceof Distribution.Uniform) {
            return random -> RandomStream.below(random, count);
        }
        if (count <= MAX_EXACT || distribution instanceof Distribution.Zipf) {
            return AliasTable.of(weights(distribution, count));
        }
        return PercentileTable.of(distribution, count);
    }

    /** Returns the weights of the indices, not normalised. */
    static double[] weights(Distribution distribution, int count) {
        double[] weights = new double[count];
        if (distribution instanceof Distribution.LogNormal logNormal) {
            // Drawing in proportion to log-normal weights shifts Z by sigma. Cell by cell of the range, not
            // with random weights, so that catalogs of all sizes and seeds have the same skew.
            double[] z = Normal.bounds(count);
            double below = 0;
            for (int i = 0; i < count; i++) {
                double upTo = Normal.cdf(z[i + 1] + logNormal.sigma());
                weights[i] = upTo - below;
                below = upTo;
            }
        } else if (distribution instanceof Distribution.Zipf zipf) {
            for (int i = 0; i < count; i++) {
                weights[i] = StrictMath.pow(i + 1.0, -zipf.exponent());
            }
        } else if (distribution instanceof Distribution.Gaussian) {
            for (int i = 0; i < count; i++) {
                weights[i] = PercentileTable.bell((i + 1.0) / count) - PercentileTable.bell((double) i / count);
            }
        } else {
            Arrays.fill(weights, 1);
        }
        return weights;
    }
}
