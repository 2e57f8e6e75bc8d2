package io.csgen.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.csgen.click.Click;
import io.csgen.config.Settings;
import io.csgen.internal.RandomStream;
import io.csgen.model.ShopModel;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.statistics.inference.ChiSquareTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Popularity stays as it is through a day, and moves from one to the next as far as the model says. */
class TrendsTest {
    private static final int PRODUCTS = 2_000;

    /** Begins in the middle of a day, as the days of popularity count from the start. */
    private static final Instant START = Instant.parse("2026-01-05T13:37:00Z");

    /** One group with nothing but independent product views. */
    private static ShopModel model(double sigma, double drift) {
        return ShopModel.of(Settings.parse("""
                click-model=independent
                clicks-per-second=5
                group-count=1
                group-name-1=Books
                group-product-id-min-1=1
                group-product-id-max-1=%d
                probability-browsing-group=0
                probability-browsing-group-1=1
                probability-browsing-products-in-group-1=1
                product-popularity=lognormal(%s)
                popularity-drift=%s
                """.formatted(PRODUCTS, sigma, drift), "trends"));
    }

    private static long[] counts(ShopModel model, long seed, Duration from, Duration to) {
        long[] counts = new long[PRODUCTS];
        long first = START.plus(from).toEpochMilli();
        ClickGenerator.of(model, seed, START).until(START.plus(to)).stream()
                .filter(click -> click.timestampMillis() >= first)
                .mapToInt(Click::productId)
                .forEach(product -> counts[product - 1]++);
        return counts;
    }

    /** Pearson's test that two counts come from one law; products rarely viewed are taken together. */
    private static double pValueOfOneLaw(long[] a, long[] b) {
        long[][] table = new long[2][PRODUCTS + 1];
        for (int i = 0; i < PRODUCTS; i++) {
            int cell = a[i] + b[i] < 20 ? PRODUCTS : i;
            table[0][cell] += a[i];
            table[1][cell] += b[i];
        }
        int[] used = IntStream.rangeClosed(0, PRODUCTS)
                .filter(i -> table[0][i] + table[1][i] > 0)
                .toArray();
        return ChiSquareTest.withDefaults()
                .test(new long[][] {
                    Arrays.stream(used).mapToLong(i -> table[0][i]).toArray(),
                    Arrays.stream(used).mapToLong(i -> table[1][i]).toArray()
                })
                .getPValue();
    }

    /** Three tests at p > 0.0001: seeds taken at random would fail in 0.03 % of runs. */
    @Test
    void popularityChangesWithTheDayAndNotBefore() {
        ShopModel drifting = model(1, 0.3);
        Duration day = Duration.ofDays(1);
        Duration noon = Duration.ofHours(12);
        long[] first = counts(drifting, 20272, Duration.ZERO, day);
        long[] morning = counts(drifting, 20272, Duration.ZERO, noon);
        long[] evening = counts(drifting, 20272, noon, day);
        long[] second = counts(drifting, 20272, day, day.multipliedBy(2));
        long[] secondMorning = counts(drifting, 20272, day, day.plus(noon));
        ShopModel lasting = model(1, 0);

        assertThat(pValueOfOneLaw(morning, evening)).isGreaterThan(1e-4);
        assertThat(pValueOfOneLaw(secondMorning, minus(second, secondMorning))).isGreaterThan(1e-4);
        assertThat(pValueOfOneLaw(first, second)).isLessThan(1e-10);
        assertThat(pValueOfOneLaw(
                        counts(lasting, 20273, Duration.ZERO, day), counts(lasting, 20273, day, day.multipliedBy(2))))
                .isGreaterThan(1e-4);
    }

    private static long[] minus(long[] a, long[] b) {
        return IntStream.range(0, a.length).mapToLong(i -> a[i] - b[i]).toArray();
    }

    /**
     * Logarithms of weights have correlation 1 - δ + δ 0.88^d over d days, and the same spread on all. Over
     * 2,000 products the transformed correlation of a sample has a standard deviation of 1/√1,997, and the
     * logarithm of its variance one of √(2/1,999). Weights are seen through counts of views, the logarithm
     * of a count n varies by 1/n more, and that is taken off. For each of three drifts, 3 correlations and 4
     * spreads within 4.5 deviations (p > 0.000007): seeds taken at random would fail in 0.015 % of runs.
     */
    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.55, 0.95})
    void popularityMovesAsFarAsTheModelSays(double drift) {
        int[] days = {0, 1, 2, 30};
        double sigma = 0.8;
        Trends trends = new Trends(new Shelves(model(sigma, drift).catalog()), 20274);
        RandomStream random = new RandomStream(20275);
        double[][] logarithms = new double[days.length][PRODUCTS];
        double[] variance = new double[days.length];
        for (int d = 0; d < days.length; d++) {
            long[] views = new long[PRODUCTS];
            trends.setDay(days[d]);
            for (int i = 0; i < 2_000 * PRODUCTS; i++) {
                views[trends.product(0, random.next()) - 1]++;
            }
            logarithms[d] = Arrays.stream(views).mapToDouble(StrictMath::log).toArray();
            variance[d] = covariance(logarithms[d], logarithms[d])
                    - Arrays.stream(views).mapToDouble(n -> 1.0 / n).average().orElseThrow();
            assertThat(StrictMath.log(variance[d] / (sigma * sigma)))
                    .as("spread on day %d", days[d])
                    .isCloseTo(0, within(4.5 * StrictMath.sqrt(2.0 / 1_999)));
        }

        for (int d = 1; d < days.length; d++) {
            double correlation = covariance(logarithms[0], logarithms[d]) / StrictMath.sqrt(variance[0] * variance[d]);
            double expected = 1 - drift + drift * StrictMath.pow(0.88, days[d]);
            assertThat(transformed(correlation))
                    .as("correlation over %d days", days[d])
                    .isCloseTo(transformed(expected), within(4.5 / StrictMath.sqrt(1_997)));
        }
    }

    private static double covariance(double[] a, double[] b) {
        double meanOfA = Arrays.stream(a).average().orElseThrow();
        double meanOfB = Arrays.stream(b).average().orElseThrow();
        return IntStream.range(0, a.length)
                        .mapToDouble(i -> (a[i] - meanOfA) * (b[i] - meanOfB))
                        .sum()
                / (a.length - 1);
    }

    /** Fisher's transformation, which makes the correlation of a sample nearly normal. */
    private static double transformed(double correlation) {
        return StrictMath.log((1 + correlation) / (1 - correlation)) / 2;
    }
}
