package io.csgen.model;

import static io.csgen.Rejections.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.csgen.click.Store;
import io.csgen.model.Catalog.ProductGroup;
import io.csgen.model.Distribution.Constant;
import io.csgen.model.Distribution.ConstantSpan;
import io.csgen.model.Distribution.LogLogistic;
import io.csgen.model.Distribution.LogNormal;
import io.csgen.model.Distribution.Uniform;
import io.csgen.model.Distribution.Weibull;
import io.csgen.model.Users.OverlappingSessions;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the parts of a model refuse when they are built by hand: each value by the name of its setting. */
class ModelPartsTest {
    private static final Store.Url STORE = new Store.Url("https://webstore.demo.com");
    private static final Weibull LENGTH = new Weibull(0.75, 2.8);
    private static final LogLogistic THINK_TIME = new LogLogistic(Duration.ofSeconds(46), 1.55);
    private static final LogNormal PACE = new LogNormal(0.68);
    private static final Duration TIMEOUT = Duration.ofMinutes(30);

    private static ProductGroup group(int id, double groupPages, double productPages) {
        return new ProductGroup(id, "group " + id, 1, 10, groupPages, productPages);
    }

    private static Catalog catalog(ProductGroup... groups) {
        return new Catalog(STORE, List.of(groups), new Uniform(), 0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-1|0|0|0|0|0|probability-browsing-group must be a number from 0 to 0.99, or 1: -1.0",
                "0|1.1|0|0|0|0|probability-same-product must be a number from 0 to 1: 1.1",
                "0|0|NaN|0|0|0|probability-earlier-product must be a number from 0 to 1: NaN",
                "0|0|0|Infinity|0|0|probability-focused-session must be a number from 0 to 1: Infinity",
                "0|0|0|0|1|0|probability-focused-return must be a number from 0 to 0.99: 1.0",
                "0|0|0|0|0|-0.5|probability-exploring-return must be a number from 0 to 0.99: -0.5",
            })
    void navigationIsMadeOfProbabilities(
            double group,
            double same,
            double earlier,
            double focused,
            double focusedReturn,
            double exploringReturn,
            String problem) {
        assertThat(problemsOf(() -> new Navigation(
                        group,
                        same,
                        earlier,
                        focused,
                        focusedReturn,
                        exploringReturn,
                        0,
                        Navigation.ClickModel.SESSIONS)))
                .containsExactly(problem);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN, Double.POSITIVE_INFINITY})
    void aFavouriteGroupIsVisitedWithAProbability(double favourite) {
        assertThat(problemsOf(() -> new Navigation(0, 0, 0, 0, 0, 0, favourite, Navigation.ClickModel.SESSIONS)))
                .containsExactly("probability-favourite-group must be a number from 0 to 1: " + favourite);
    }

    @ParameterizedTest
    @CsvSource({
        "-0.1, popularity-drift must be a number from 0 to 0.95: -0.1",
        "0.96, popularity-drift must be a number from 0 to 0.95: 0.96",
        "NaN, popularity-drift must be a number from 0 to 0.95: NaN",
        "Infinity, popularity-drift must be a number from 0 to 0.95: Infinity",
    })
    void driftHasBounds(double drift, String problem) {
        assertThat(problemsOf(() -> new Catalog(STORE, List.of(group(1, 1, 1)), new LogNormal(1), drift)))
                .containsExactly(problem);
    }

    @Test
    void onlyLogNormalPopularityDrifts() {
        for (Distribution other : List.of(new Uniform(), new Distribution.Zipf(1), new Distribution.Gaussian())) {
            assertThat(problemsOf(() -> new Catalog(STORE, List.of(group(1, 1, 1)), other, 0.5)))
                    .containsExactly("popularity-drift must be 0 where product-popularity is not lognormal: 0.5");
            assertThat(new Catalog(STORE, List.of(group(1, 1, 1)), other, -0.0))
                    .isEqualTo(new Catalog(STORE, List.of(group(1, 1, 1)), other, 0));
        }
    }

    @Test
    void navigationNamesAllThatIsWrong() {
        assertThat(problemsOf(() -> new Navigation(-1, -1, -1, -1, -1, -1, 0, Navigation.ClickModel.SESSIONS)))
                .hasSize(6);
    }

    @ParameterizedTest
    @CsvSource({
        "-1, clicks-per-second must be a number from 0.0001 to 10000000: -1",
        "0, clicks-per-second must be a number from 0.0001 to 10000000: 0",
        "1e8, clicks-per-second must be a number from 0.0001 to 10000000: 100000000",
        "NaN, clicks-per-second must be a number from 0.0001 to 10000000: NaN",
        "Infinity, clicks-per-second must be a number from 0.0001 to 10000000: Infinity",
    })
    void trafficHasBounds(double rate, String problem) {
        assertThat(problemsOf(() -> Traffic.even(rate))).containsExactly(problem);
    }

    @Test
    void userIdsAreARange() {
        assertThat(new Users(7, 7, new Uniform(), OverlappingSessions.ALLOW).count())
                .isOne();
        assertThat(new Users(0, ModelKeys.MAX_ID, new Uniform(), OverlappingSessions.ALLOW).count())
                .isEqualTo(Integer.MAX_VALUE);
        assertThat(problemsOf(() -> new Users(101, 100, new Uniform(), OverlappingSessions.ALLOW)))
                .containsExactly("customer-id-min must be at most customer-id-max (100): 101");
        assertThat(problemsOf(() -> new Users(-1, Integer.MAX_VALUE, new Uniform(), OverlappingSessions.FORBID)))
                .containsExactly(
                        "customer-id-min must be a whole number from 0 to 2147483646: -1",
                        "customer-id-max must be a whole number from 0 to 2147483646: 2147483647");
    }

    @Test
    void sessionTimeoutHasBounds() {
        assertThat(problemsOf(() -> new Sessions(LENGTH, THINK_TIME, PACE, Duration.ofMillis(999))))
                .containsExactly("session-timeout must be a time span such as 250ms, 46s, 30m, 2h or 28d,"
                        + " from 1s to 1d: 999ms");
        assertThat(problemsOf(() -> new Sessions(LENGTH, THINK_TIME, PACE, Duration.ofSeconds(1, 1))))
                .containsExactly("session-timeout must be a time span such as 250ms, 46s, 30m, 2h or 28d,"
                        + " from 1s to 1d: PT1.000000001S");
        assertThat(problemsOf(() -> new Sessions(
                        LENGTH,
                        new ConstantSpan(Duration.ofSeconds(1)),
                        new Constant(1),
                        Duration.ofSeconds(Long.MAX_VALUE))))
                .containsExactly("session-timeout must be a time span such as 250ms, 46s, 30m, 2h or 28d,"
                        + " from 1s to 1d: PT2562047788015215H30M7S");
    }

    @Test
    void constantThinkTimeStaysBelowTheTimeout() {
        ConstantSpan tenMinutes = new ConstantSpan(Duration.ofMinutes(10));

        assertThat(new Sessions(LENGTH, tenMinutes, new Constant(2.9), TIMEOUT).thinkTime())
                .isEqualTo(tenMinutes);
        assertThat(problemsOf(() -> new Sessions(LENGTH, tenMinutes, new Constant(3), TIMEOUT)))
                .containsExactly("think-time must be below session-timeout (30m) after the pace: constant(10m)");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 2.5, 501})
    void constantLengthIsANumberOfSteps(double length) {
        assertThat(problemsOf(() -> new Sessions(new Constant(length), THINK_TIME, PACE, TIMEOUT)))
                .singleElement()
                .asString()
                .startsWith(
                        "session-length must be one of weibull(SHAPE, SCALE[, SINGLES]), constant(N) with N a whole number"
                                + " from 1 to 500: constant(");
    }

    @Test
    void distributionsAreRefusedWhereTheyHaveNoMeaning() {
        Uniform uniform = new Uniform();

        assertThat(problemsOf(() -> new Sessions(uniform, uniform, uniform, TIMEOUT)))
                .containsExactly(
                        "session-length must be one of weibull(SHAPE, SCALE[, SINGLES]), constant(N) with N a whole number"
                                + " from 1 to 500: uniform",
                        "think-time must be one of loglogistic(MEDIAN, SHAPE), constant(SPAN): uniform",
                        "session-pace must be one of lognormal(SIGMA), constant(VALUE): uniform");
        assertThat(problemsOf(() -> new Users(1, 2, LENGTH, OverlappingSessions.ALLOW)))
                .containsExactly("user-activity must be one of lognormal(SIGMA), zipf(EXPONENT), uniform, gaussian:"
                        + " weibull(0.75, 2.8)");
        assertThat(problemsOf(() -> new Catalog(STORE, List.of(group(1, 1, 1)), new Constant(1), 0)))
                .containsExactly("product-popularity must be one of lognormal(SIGMA), zipf(EXPONENT), uniform,"
                        + " gaussian: constant(1)");
    }

    @Test
    void groupNamesAllThatIsWrong() {
        assertThat(problemsOf(() -> new ProductGroup(2, " ", -5, -7, -0.1, Double.NaN)))
                .containsExactly(
                        "group-name-2 must not be blank: \"\"",
                        "group-product-id-min-2 must be a whole number from 0 to 2147483646: -5",
                        "group-product-id-max-2 must be a whole number from 0 to 2147483646: -7",
                        "group-product-id-min-2 must be at most group-product-id-max-2 (-7): -5",
                        "probability-browsing-group-2 must be a number from 0 to 1: -0.1",
                        "probability-browsing-products-in-group-2 must be a number from 0 to 1: NaN");
        assertThat(problemsOf(() -> group(0, 1, 1))).containsExactly("group id must be at least 1: 0");
    }

    @Test
    void groupNameIsAUsefulName() {
        assertThat(new ProductGroup(1, "  Books\t", 1, 1, 1, 1).name()).isEqualTo("Books");
        assertThat(problemsOf(() -> new ProductGroup(1, "a\u0085b", 1, 1, 1, 1)))
                .containsExactly("group-name-1 must have no control characters: a\\u0085b");
        assertThat(problemsOf(() -> new ProductGroup(1, "<PROVIDE-NAME>", 1, 1, 1, 1)))
                .containsExactly("group-name-1 must be no placeholder: <PROVIDE-NAME>");
    }

    @Test
    void groupCountsItsProducts() {
        assertThat(new ProductGroup(1, "a", 7, 7, 1, 1).productCount()).isOne();
        assertThat(new ProductGroup(1, "a", 0, ModelKeys.MAX_ID, 1, 1).productCount())
                .isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void catalogHasGroupsNumberedFromOne() {
        assertThat(problemsOf(ModelPartsTest::catalog))
                .containsExactly("group-count must be a whole number from 1 to 100000: 0");
        assertThat(problemsOf(() -> catalog(group(1, 0.5, 0.5), group(3, 0.5, 0.5))))
                .containsExactly("id of group 2 must be 2: 3");
    }

    @Test
    void catalogLimitsTheNumberOfGroups() {
        List<ProductGroup> groups = IntStream.rangeClosed(1, Catalog.MAX_GROUPS + 1)
                .mapToObj(id -> group(id, id == 1 ? 1 : 0, id == 1 ? 1 : 0))
                .toList();

        assertThat(problemsOf(() -> new Catalog(STORE, groups, new Uniform(), 0)))
                .containsExactly("group-count must be a whole number from 1 to 100000: 100001");
        assertThat(new Catalog(STORE, groups.subList(0, Catalog.MAX_GROUPS), new Uniform(), 0).productCount())
                .isEqualTo(10L * Catalog.MAX_GROUPS);
    }

    @Test
    void catalogTakesSharesThatSumToOneWithinTheTolerance() {
        Catalog thirds = catalog(group(1, 0.333, 0.334), group(2, 0.333, 0.334), group(3, 0.333, 0.333));

        assertThat(thirds.groups())
                .allSatisfy(group -> assertThat(group.groupPageShare()).isCloseTo(1 / 3.0, within(1e-15)));
        assertThat(thirds.groups().stream()
                        .mapToDouble(ProductGroup::productPageShare)
                        .sum())
                .isCloseTo(1, within(1e-15));
        assertThat(thirds.groups().get(0).productPageShare()).isCloseTo(0.334 / 1.001, within(1e-15));
    }

    @Test
    void catalogScalesOnce() {
        Catalog thirds = catalog(group(1, 0.333, 0.334), group(2, 0.333, 0.334), group(3, 0.333, 0.333));

        assertThat(new Catalog(STORE, thirds.groups(), new Uniform(), 0)).isEqualTo(thirds);
    }

    @Test
    void catalogRefusesSharesThatDoNotSumToOne() {
        assertThat(problemsOf(() -> catalog(group(1, 0.3, 0.5), group(2, 0.6989, 0.5011))))
                .containsExactly(
                        "probability-browsing-group-N must sum to 1 (within 0.001) over all groups: 0.9989",
                        "probability-browsing-products-in-group-N must sum to 1 (within 0.001) over all groups: 1.0011");
    }

    @Test
    void catalogNamesItsGroups() {
        assertThat(catalog(group(1, 0.5, 0.5), group(2, 0.5, 0.5)).groupNames()).containsExactly("group 1", "group 2");
    }

    @Test
    void valuesThatNoHeapAndNoSessionCanHoldAreRefused() {
        assertThat(problemsOf(() ->
                        ShopModel.classic().with("user-activity", "zipf(1)").with("customer-id-max", "2147483646")))
                .singleElement()
                .asString()
                .startsWith("user-activity must be no zipf where there are more than 1000000000 users: zipf(1");
        assertThat(problemsOf(() -> ShopModel.classic().with("think-time", "constant(106751991167d)")))
                .singleElement()
                .asString()
                .startsWith("think-time must be below session-timeout (30m) after the pace: constant(106751991167d)");
        assertThat(problemsOf(() -> ShopModel.classic().with("weekday-rates", "1e-310 0 0 0 0 0 0")))
                .singleElement()
                .asString()
                .startsWith("weekday-rates must be flat, or 7 numbers, each 0 or from 0.000001 to 1000, not all 0,"
                        + " separated by blanks: 1e-310 0 0 0 0 0 0");
    }
}
