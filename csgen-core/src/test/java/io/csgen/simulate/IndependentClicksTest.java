package io.csgen.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.click.Click;
import io.csgen.click.ClickType;
import io.csgen.model.Catalog.ProductGroup;
import io.csgen.model.ShopModel;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * With {@code click-model=independent}, every click is a session of its own. The chi-square tests have
 * fixed seeds and pass at p > 0.0001: 17 of them with seeds taken at random would fail in 0.17 % of runs.
 */
class IndependentClicksTest {
    private static final double P = 1e-4;

    private static ClickGenerator generator(ShopModel model, long seed) {
        return ClickGenerator.of(model.with("click-model", "independent"), seed, Streams.START);
    }

    @Test
    void everyClickIsTheFirstOfItsOwnSession() {
        Set<Long> sessions = new HashSet<>();
        ClickIterator clicks =
                generator(Streams.roomy(), 1).startingWarm().clicks(100_000).iterator();
        clicks.forEachRemaining(click -> {
            assertThat(click.ordinal()).isOne();
            assertThat(sessions.add(click.sessionId())).isTrue();
        });

        assertThat(clicks.sessionCount()).isEqualTo(100_000);
        assertThat(clicks.clickCount()).isEqualTo(100_000);
    }

    static Stream<Arguments> models() {
        return Stream.of(
                Arguments.of("classic", ShopModel.classic()),
                Arguments.of("lopsided", Streams.lopsided()),
                Arguments.of(
                        "with journeys, which have no place here",
                        ShopModel.classic().with("shop-journeys", "on")),
                Arguments.of(
                        "with favourite groups, which have none either",
                        ShopModel.classic().with("probability-favourite-group", "1")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void sharesOfPagesAndGroupsAreThoseOfTheModel(String name, ShopModel model) {
        List<Click> clicks = generator(model, 20264).clicks(500_000).stream().toList();
        double p = model.navigation().groupPageShare();
        long groupPages =
                clicks.stream().filter(c -> c.type() == ClickType.GROUP_VIEW).count();

        assertThat(SamplersTest.pValue(new double[] {p, 1 - p}, new long[] {groupPages, 500_000 - groupPages}))
                .isGreaterThan(P);
        assertThat(pValue(clicks, model, c -> c.type() == ClickType.GROUP_VIEW, ProductGroup::groupPageShare))
                .isGreaterThan(P);
        assertThat(pValue(clicks, model, c -> c.type() == ClickType.PRODUCT_VIEW, ProductGroup::productPageShare))
                .isGreaterThan(P);
        assertThat(clicks).noneMatch(c -> c.type() != ClickType.GROUP_VIEW && c.type() != ClickType.PRODUCT_VIEW);
    }

    private static double pValue(
            List<Click> clicks, ShopModel model, Predicate<Click> which, ToDoubleFunction<ProductGroup> share) {
        long[] counts = new long[model.catalog().groups().size()];
        clicks.stream().filter(which).forEach(c -> counts[c.groupId() - 1]++);
        return SamplersTest.pValue(
                model.catalog().groups().stream().mapToDouble(share).toArray(), counts);
    }

    /** One session after another gives page types and groups that hang together; these do not. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void aClickTellsNothingOfTheNextOfItsUser(String name, ShopModel model) {
        ClickGenerator clicks = generator(model.with("customer-id-max", "100"), 20282);
        int groups = model.catalog().groups().size();
        double[] weights = new double[2 * groups];
        for (int g = 0; g < groups; g++) {
            ProductGroup group = model.catalog().groups().get(g);
            double p = model.navigation().groupPageShare();
            weights[g] = p * group.groupPageShare();
            weights[groups + g] = (1 - p) * group.productPageShare();
        }
        double[] pairWeights = new double[weights.length * weights.length];
        for (int i = 0; i < pairWeights.length; i++) {
            pairWeights[i] = weights[i / weights.length] * weights[i % weights.length];
        }
        long[] pairs = new long[pairWeights.length];
        Map<Integer, Integer> waiting = new HashMap<>(); // by user: the first click of a pair, in cells
        clicks.clicks(500_000).forEach(c -> {
            int cell = (c.type() == ClickType.GROUP_VIEW ? 0 : groups) + c.groupId() - 1;
            Integer first = waiting.remove(c.userId());
            if (first == null) {
                waiting.put(c.userId(), cell);
            } else {
                pairs[first * weights.length + cell]++;
            }
        });

        assertThat(SamplersTest.pValue(pairWeights, pairs)).isGreaterThan(P);
    }

    @Test
    void usersClickByTheirActivityHoweverBusyTheyAre() {
        // About half of the users have clicked within the session timeout, the active ones nearly always.
        ShopModel model = ShopModel.classic().with("user-activity", "zipf(1)").with("clicks-per-second", "0.05");
        long[] byUser = new long[100];
        ClickIterator clicks = generator(model, 20265).clicks(200_000).iterator();
        clicks.forEachRemaining(c -> byUser[c.userId() - 1]++);
        Population population = new Population(model.users(), Simulation.SLICES);
        double[] weights = new double[100];
        for (int rank = 0; rank < 100; rank++) {
            int user = population.userId(rank % Simulation.SLICES, rank / Simulation.SLICES);
            weights[user - 1] = 1.0 / (rank + 1);
        }

        assertThat(SamplersTest.pValue(weights, byUser)).isGreaterThan(P);
        assertThat(clicks.overlappingSessionCount()).isZero();
    }

    @Test
    void fewUsersAreNoReasonForAWarning() {
        ShopModel model = ShopModel.classic().with("overlapping-sessions", "forbid");

        assertThat(generator(model.with("click-model", "independent"), 1).warning())
                .isEmpty();
    }
}
