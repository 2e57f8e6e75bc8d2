package io.csgen.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.click.Click;
import io.csgen.click.ClickType;
import io.csgen.model.Catalog.ProductGroup;
import io.csgen.model.ShopModel;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The shares of the model hold at every position of a session, not only on the whole.
 *
 * <p>Three shares at three step positions for three models are 27 tests at p > 0.0001: with a seed
 * taken at random, at least one would fail in 0.27 % of runs. The seeds are fixed.
 */
class MarginalsTest {
    private static final double P = 1e-4;

    /** What the pages of one step position add up to, over all sessions. */
    private static final class Position {
        private final double p;
        private final double[] b;
        private final double[] c;
        private final long[] productPages;
        private long sessions;
        private double excess; // sum over sessions of: group pages - p × pages
        private double excessSquared;
        private final double[] groupExcess; // by group: sum over sessions of: its group pages - b × group pages
        private final double[][] groupCovariance;

        Position(ShopModel model) {
            List<ProductGroup> groups = model.catalog().groups();
            p = model.navigation().groupPageShare();
            b = groups.stream().mapToDouble(ProductGroup::groupPageShare).toArray();
            c = groups.stream().mapToDouble(ProductGroup::productPageShare).toArray();
            productPages = new long[b.length];
            groupExcess = new double[b.length];
            groupCovariance = new double[b.length][b.length];
        }

        void add(int[] groupPages, int productGroup) {
            sessions++;
            productPages[productGroup]++;
            int pages = 0;
            for (int n : groupPages) {
                pages += n;
            }
            double d = pages - p * (pages + 1);
            excess += d;
            excessSquared += d * d;
            for (int g = 0; g < b.length; g++) {
                double dg = groupPages[g] - b[g] * pages;
                groupExcess[g] += dg;
                for (int h = 0; h < b.length; h++) {
                    groupCovariance[g][h] += dg * (groupPages[h] - b[h] * pages);
                }
            }
        }

        /** Product pages of one position are one a session, so independent: Pearson's test. */
        double pValueOfProductPages() {
            return SamplersTest.pValue(c, productPages);
        }

        /**
         * Group pages of one session hang together, since users return to a group; sessions do not. So the
         * unit is the session, and the test is Wald's: the sum over sessions squared, by its variance.
         */
        double pValueOfGroupShare() {
            return upperTail(1, excess * excess / excessSquared);
        }

        /** The same with a vector by group; the last group follows from the others. */
        double pValueOfGroupPages() {
            int n = b.length - 1;
            double statistic;
            if (n == 1) {
                statistic = groupExcess[0] * groupExcess[0] / groupCovariance[0][0];
            } else {
                double[][] v = groupCovariance;
                double det = v[0][0] * v[1][1] - v[0][1] * v[1][0];
                double x = groupExcess[0];
                double y = groupExcess[1];
                statistic = (x * x * v[1][1] - 2 * x * y * v[0][1] + y * y * v[0][0]) / det;
            }
            return upperTail(n, statistic);
        }

        private static double upperTail(int degrees, double statistic) {
            return ChiSquaredDistribution.of(degrees).survivalProbability(statistic);
        }
    }

    static Stream<Arguments> models() {
        return Stream.of(
                Arguments.of("classic", ShopModel.classic(), 205_000, 20261),
                Arguments.of(
                        "without returns", Streams.roomy().with("probability-focused-return", "0"), 205_000, 20262),
                Arguments.of("lopsided", Streams.lopsided(), 150_000, 20263));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void sharesHoldAtStepsOneTwoAndFive(String name, ShopModel model, int sessions, long seed) {
        Map<Integer, Position> positions =
                Map.of(1, new Position(model), 2, new Position(model), 5, new Position(model));
        int groups = model.catalog().groups().size();
        Map<Long, int[]> open = new HashMap<>(); // by session: group pages of the present step, then its number
        long clicks = 0;
        for (Click click : ClickGenerator.of(model, seed, Streams.START).sessions(sessions)) {
            clicks++;
            int[] step = open.computeIfAbsent(click.sessionId(), id -> new int[groups + 1]);
            if (click.type() == ClickType.GROUP_VIEW) {
                step[click.groupId() - 1]++;
                continue;
            }
            step[groups]++;
            Position position = positions.get(step[groups]);
            if (position != null) {
                position.add(Arrays.copyOf(step, groups), click.groupId() - 1);
            }
            Arrays.fill(step, 0, groups, 0);
        }

        assertThat(clicks).as("clicks").isGreaterThan(900_000);
        positions.forEach((number, position) -> {
            assertThat(position.sessions)
                    .as("sessions that reach step " + number)
                    .isGreaterThan(30_000);
            assertThat(position.pValueOfGroupShare()).as("p at step " + number).isGreaterThan(P);
            assertThat(position.pValueOfGroupPages()).as("b at step " + number).isGreaterThan(P);
            assertThat(position.pValueOfProductPages())
                    .as("c at step " + number)
                    .isGreaterThan(P);
        });
    }

    @Test
    void aWrongShareWouldBeFound() {
        // Clicks of a model with p = 0.1, held against 0.09: what the classic program did.
        Position position = new Position(ShopModel.classic().with("probability-browsing-group", "0.09"));
        Map<Long, int[]> open = new HashMap<>();
        for (Click click :
                ClickGenerator.of(ShopModel.classic(), 1, Streams.START).sessions(50_000)) {
            int[] step = open.computeIfAbsent(click.sessionId(), id -> new int[2]);
            if (click.type() == ClickType.GROUP_VIEW) {
                step[click.groupId() - 1]++;
            } else {
                position.add(step.clone(), click.groupId() - 1);
                Arrays.fill(step, 0);
            }
        }

        assertThat(position.pValueOfGroupShare()).isLessThan(1e-10);
    }

    @Test
    void onlyGroupPagesWhereTheirShareIsOne() {
        ShopModel model = Streams.roomy().with("probability-browsing-group", "1");

        assertThat(ClickGenerator.of(model, 1, Streams.START).clicks(10_000))
                .allMatch(click -> click.type() == ClickType.GROUP_VIEW);
    }

    @Test
    void onlyProductPagesWhereTheShareOfGroupPagesIsZero() {
        ShopModel model = Streams.roomy().with("probability-browsing-group", "0");

        assertThat(ClickGenerator.of(model, 1, Streams.START).clicks(10_000))
                .allMatch(click -> click.type() == ClickType.PRODUCT_VIEW);
    }
}
