package io.csgen.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.csgen.internal.RandomStream;
import io.csgen.model.Distribution;
import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.inference.ChiSquareTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The tables that random numbers are turned into quantities with. Each chi-square test has one fixed
 * seed and passes at p > 0.0001: for a seed taken at random it would fail once in 10,000 runs.
 */
class SamplersTest {
    private static final double P = 1e-4;
    private static final int DRAWS = 1_000_000;

    @Test
    void normalDistributionAgreesWithTheOracle() {
        NormalDistribution oracle = NormalDistribution.of(0, 1);

        for (double x = -7.9; x < 8; x += 0.01) {
            assertThat(Normal.cdf(x)).isCloseTo(oracle.cumulativeProbability(x), within(1e-14));
        }
        for (int n : new int[] {1, 2, 5, 1000, 100_001}) {
            double[] quantiles = Normal.quantiles(n);
            for (int i = 0; i < n; i += Math.max(1, n / 500)) {
                assertThat(quantiles[i]).isCloseTo(oracle.inverseCumulativeProbability((i + 0.5) / n), within(1e-9));
            }
        }
    }

    /** An infinity is compared as a number that no quantile reaches. */
    private static double normalOrInfinite(double x) {
        return Math.max(-100, Math.min(100, x));
    }

    @Test
    void aliasTableDrawsByWeight() {
        double[] weights = {0.5, 0, 3, 1e-3, 7, 7, 0, 100, 2};
        AliasTable table = AliasTable.of(weights);

        long[] counts = counts(table, weights.length);

        assertThat(counts[1]).isZero();
        assertThat(counts[6]).isZero();
        assertThat(pValue(weights, counts)).isGreaterThan(P);
    }

    @Test
    void aliasTableOfOneWeightDrawsAlwaysThat() {
        assertThat(counts(AliasTable.of(new double[] {0.1}), 1)[0]).isEqualTo(DRAWS);
    }

    @Test
    void logNormalIndicesFollowTheirWeights() {
        Distribution distribution = new Distribution.LogNormal(1.6);
        double[] weights = IndexSampler.weights(distribution, 1000);

        assertThat(pValue(weights, counts(IndexSampler.of(distribution, 1000), 1000)))
                .isGreaterThan(P);
        // 23.4 % of views go to the first 1 % of products, and 62.5 % to the first 10 %, by arithmetic.
        double sum = Arrays.stream(weights).sum();
        assertThat(Arrays.stream(weights, 0, 10).sum() / sum).isCloseTo(0.2338, within(0.0001));
        assertThat(Arrays.stream(weights, 0, 100).sum() / sum).isCloseTo(0.6250, within(0.0002));
    }

    @Test
    void veryManyLogNormalIndicesFollowTheSameLawWithoutATableOfThem() {
        Distribution distribution = new Distribution.LogNormal(2.1);
        int count = 10_000_000;
        NormalDistribution normal = NormalDistribution.of(0, 1);
        double[] bounds = {1e-6, 1e-5, 1e-4, 1e-3, 0.01, 0.05, 0.1, 0.2, 0.5, 0.8, 1};
        double[] expected = new double[bounds.length];
        double below = 0;
        for (int i = 0; i < bounds.length; i++) {
            double upTo = bounds[i] == 1
                    ? 1
                    : normal.cumulativeProbability(normal.inverseCumulativeProbability(bounds[i]) + 2.1);
            expected[i] = upTo - below;
            below = upTo;
        }
        IndexSampler sampler = IndexSampler.of(distribution, count);
        RandomStream random = new RandomStream(11);
        long[] counts = new long[bounds.length];
        for (int i = 0; i < DRAWS; i++) {
            double share = (sampler.index(random.next()) + 0.5) / count;
            int bin = Arrays.binarySearch(bounds, share);
            counts[bin < 0 ? -bin - 1 : bin]++;
        }

        assertThat(pValue(expected, counts)).isGreaterThan(P);
    }

    @Test
    void zipfAndUniformAndGaussianIndicesFollowTheirWeights() {
        for (Distribution distribution :
                new Distribution[] {new Distribution.Zipf(1.1), new Distribution.Uniform(), new Distribution.Gaussian()
                }) {
            double[] weights = IndexSampler.weights(distribution, 500);
            assertThat(pValue(weights, counts(IndexSampler.of(distribution, 500), 500)))
                    .as(distribution.toString())
                    .isGreaterThan(P);
        }
    }

    @Test
    void gaussianIsHighInTheMiddleAndNotPiledUpAtTheEnds() {
        double[] weights = IndexSampler.weights(new Distribution.Gaussian(), 100);

        assertThat(weights[0]).isLessThan(weights[1]);
        assertThat(weights[50]).isGreaterThan(2 * weights[0]);
        assertThat(weights[99]).isCloseTo(weights[0], within(1e-12));
        long[] many = new long[10];
        IndexSampler table = IndexSampler.of(new Distribution.Gaussian(), 1_000_000);
        RandomStream random = new RandomStream(5);
        for (int i = 0; i < DRAWS; i++) {
            many[table.index(random.next()) / 100_000]++;
        }
        double[] expected = new double[10];
        for (int i = 0; i < 100; i++) {
            expected[i / 10] += weights[i];
        }
        assertThat(pValue(expected, many)).isGreaterThan(P);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64, 65, 100, 1000, 65_537})
    void shuffleMapsEveryNumberToADifferentOne(int count) {
        Permutation shuffle = Permutation.of(new Distribution.Uniform(), count, 3);
        BitSet seen = new BitSet();

        for (int i = 0; i < count; i++) {
            int image = shuffle.apply(i);
            assertThat(image).isBetween(0, count - 1);
            assertThat(seen.get(image)).isFalse();
            seen.set(image);
        }
    }

    @Test
    void shuffleWorksUpToTheGreatestCount() {
        Permutation shuffle = Permutation.of(new Distribution.Uniform(), Integer.MAX_VALUE, 3);

        for (int i = 0; i < 1000; i++) {
            assertThat(shuffle.apply(Integer.MAX_VALUE - 1 - i)).isBetween(0, Integer.MAX_VALUE - 1);
        }
    }

    private static long[] counts(IndexSampler sampler, int count) {
        RandomStream random = new RandomStream(7);
        long[] counts = new long[count];
        for (int i = 0; i < DRAWS; i++) {
            counts[sampler.index(random.next())]++;
        }
        return counts;
    }

    /** Leaves out what has no weight: chi-square cannot take it. */
    static double pValue(double[] weights, long[] counts) {
        int[] used =
                IntStream.range(0, weights.length).filter(i -> weights[i] > 0).toArray();
        return used.length == 1
                ? 1
                : ChiSquareTest.withDefaults()
                        .test(
                                Arrays.stream(used).mapToDouble(i -> weights[i]).toArray(),
                                Arrays.stream(used).mapToLong(i -> counts[i]).toArray())
                        .getPValue();
    }
}
