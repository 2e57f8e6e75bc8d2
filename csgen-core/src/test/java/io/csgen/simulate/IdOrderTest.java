package io.csgen.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.click.Click;
import io.csgen.model.Distribution;
import io.csgen.model.ShopModel;
import java.util.Arrays;
import java.util.Comparator;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Ids tell nothing: not who is active, nor which product is popular. Where the order of ids is a random one, Spearman's
 * rank correlation of n ids and their clicks has mean 0 and variance 1/(n − 1), and the sum of the ranks of any k of
 * the ids has mean k (n + 1)/2 and variance k (n − k) (n + 1)/12; ties make the latter smaller.
 *
 * <p>31 figures within 4.5 standard deviations (p > 0.000007), and 1,600 within 5.5 (p > 0.00000004): with shuffles
 * taken at random, at least one would fail in 0.03 % of runs. The shuffles are fixed.
 */
class IdOrderTest {
    private static final int[] LOW = {10, 100, 1_000, 10_000};

    @ParameterizedTest
    @CsvSource({"100, 20000", "1000, 50000", "100000, 500000"})
    void userIdsDoNotTellWhoIsActive(int users, int clicks) {
        ShopModel model = ShopModel.classic()
                .with("customer-id-min", "0")
                .with("customer-id-max", Integer.toString(users - 1))
                .with("user-activity", "lognormal(2.1)");

        assertOrderIsNoise(count(model, clicks, users, Click::userId));
    }

    @ParameterizedTest
    @CsvSource({"100, 20000", "1000, 50000", "100000, 500000"})
    void productIdsDoNotTellWhatIsPopular(int products, int clicks) {
        ShopModel model = Streams.roomy()
                .with("group-product-id-min-1", "0")
                .with("group-product-id-max-1", Integer.toString(products - 1))
                .with("product-popularity", "lognormal(1.6)");

        assertOrderIsNoise(
                count(model, clicks, products, c -> c.groupId() == 1 && c.type().hasProduct() ? c.productId() : -1));
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 100, 1_000, 5_000})
    void noKeyOfAShuffleKeepsTheOrder(int count) {
        for (long key = -200; key < 200; key++) {
            Permutation shuffle = Permutation.of(new Distribution.Uniform(), count, key);
            double[] images =
                    IntStream.range(0, count).mapToDouble(shuffle::apply).toArray();

            assertThat(correlation(images)).as("key %d", key).isBetween(-5.5, 5.5);
        }
    }

    private static double[] count(ShopModel model, int clicks, int ids, ToIntFunction<Click> id) {
        double[] counts = new double[ids];
        ClickGenerator.of(model, 7, Streams.START).clicks(clicks).stream()
                .mapToInt(id)
                .filter(i -> i >= 0)
                .forEach(i -> counts[i]++);
        return counts;
    }

    private static void assertOrderIsNoise(double[] countsById) {
        int n = countsById.length;
        assertThat(correlation(countsById)).isBetween(-4.5, 4.5);
        double[] ranks = ranks(countsById);
        for (int k : LOW) {
            if (k < n) {
                assertThat(correlation(Arrays.copyOf(countsById, k)))
                        .as("of the lowest %d ids", k)
                        .isBetween(-4.5, 4.5);
                double sum = Arrays.stream(ranks, 0, k).sum();
                double deviation = Math.sqrt(k * (n - (double) k) * (n + 1.0) / 12);
                assertThat((sum - k * (n + 1.0) / 2) / deviation)
                        .as("ranks of the lowest %d ids", k)
                        .isBetween(-4.5, 4.5);
            }
        }
    }

    /** Returns Spearman's rank correlation of values and their places, in standard deviations. */
    private static double correlation(double[] values) {
        int n = values.length;
        double[] ranks = ranks(values);
        double middle = (n + 1) / 2.0;
        double both = 0;
        double own = 0;
        double places = 0;
        for (int i = 0; i < n; i++) {
            both += (ranks[i] - middle) * (i + 1 - middle);
            own += (ranks[i] - middle) * (ranks[i] - middle);
            places += (i + 1 - middle) * (i + 1 - middle);
        }
        return own == 0 ? 0 : both / Math.sqrt(own * places) * Math.sqrt(n - 1.0);
    }

    /** Returns the ranks of values from 1; equal ones share the mean of theirs. */
    private static double[] ranks(double[] values) {
        Integer[] order = IntStream.range(0, values.length).boxed().toArray(Integer[]::new);
        Arrays.sort(order, Comparator.comparingDouble(i -> values[i]));
        double[] ranks = new double[values.length];
        int from = 0;
        while (from < order.length) {
            int to = from;
            while (to < order.length && values[order[to]] == values[order[from]]) {
                to++;
            }
            for (int i = from; i < to; i++) {
                ranks[order[i]] = (from + 1 + to) / 2.0;
            }
            from = to;
        }
        return ranks;
    }
}
