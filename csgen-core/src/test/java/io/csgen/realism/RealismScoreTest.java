package io.csgen.realism;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.csgen.realism.RealismScore.Figure;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RealismScoreTest {

    private static Map<Figure, Double> figures(ToDoubleFunction<Figure> value) {
        Map<Figure, Double> figures = new LinkedHashMap<>();
        Figure.all().stream()
                .filter(Figure::inScore)
                .forEach(figure -> figures.put(figure, value.applyAsDouble(figure)));
        return figures;
    }

    private static RealismScore score(Map<Figure, Double> figures) {
        Map<Figure, Value> values = new LinkedHashMap<>();
        for (Figure figure : Figure.all()) {
            values.put(figure, figures.containsKey(figure) ? Value.of(figures.get(figure)) : Value.none("of no use"));
        }
        ClickStatistics.Totals totals = new ClickStatistics.Totals(
                8, 7, 6, 5, 4, 3, OptionalLong.empty(), OptionalLong.empty(), ZoneOffset.UTC);
        return RealismScore.of(new ClickStatistics(
                values,
                totals,
                new ClickStatistics.Distributions(new long[501], new double[0], new int[0], new double[24])));
    }

    /** Returns how many figures count. */
    private static double all() {
        return Figure.all().stream().filter(Figure::inScore).count();
    }

    private static Shop shop(String id) {
        return shops().stream().filter(shop -> shop.id().equals(id)).findFirst().orElseThrow();
    }

    static List<Shop> shops() {
        return Shops.KNOWN.all();
    }

    @Test
    void isFullAtTheEdgesOfTheBands() {
        assertThat(score(figures(Figure::low)).score()).isEqualTo(100);
        assertThat(score(figures(Figure::high)).score()).isEqualTo(100);
        assertThat(score(figures(Figure::low)).outOfBand()).isEmpty();
        assertThat(score(figures(Figure::high)).outOfBand()).isEmpty();
        assertThat(score(figures(Figure::high)).averageFactor()).isEqualTo(1);
        assertThat(score(figures(figure -> figure.low() * 0.999999)).outOfBand())
                .hasSize((int) all());
        assertThat(score(figures(figure -> figure.high() * 1.000001)).outOfBand())
                .hasSize((int) all());
    }

    @Test
    void costsTheLogarithmOfTheFactorOutside() {
        RealismScore high = score(figures(figure -> 2 * figure.high()));
        RealismScore low = score(figures(figure -> figure.low() / 2));

        double expected = 100 * (1 - Math.log(2) / Math.log(3));
        assertThat(high.score()).isCloseTo(expected, within(1e-9));
        assertThat(low.score()).isCloseTo(expected, within(1e-9));
        assertThat(high.averageFactor()).isCloseTo(2, within(1e-9));
    }

    @ParameterizedTest
    @ValueSource(doubles = {3 * 6.887, 100, 3.568 / 3, 1e-3, 0, -1})
    void countsAFactorOfThreeAsWhollyWrong(double wrong) {
        Map<Figure, Double> figures = figures(Figure::low);
        figures.put(Figure.named("views-per-session-mean"), wrong);

        assertThat(score(figures).score()).isCloseTo(100 * (1 - 1 / all()), within(1e-9));
        assertThat(score(figures).outOfBand()).containsExactly(Figure.named("views-per-session-mean"));
    }

    @Test
    void countsAMissingFigureAsWhollyWrongUnlessLeftOut() {
        Map<Figure, Double> figures = figures(Figure::low);
        figures.remove(Figure.named("return-to-group"));

        RealismScore score = score(figures);

        assertThat(score.score()).isCloseTo(100 * (1 - 1 / all()), within(1e-9));
        assertThat(score.availableScore()).hasValue(100);
        assertThat(score.outOfBand()).containsExactly(Figure.named("return-to-group"));
        assertThat(score.averageFactor()).isCloseTo(Math.pow(3, 1 / all()), within(1e-9));
    }

    @Test
    void isZeroWithoutFigures() {
        RealismScore score = score(Map.of());

        assertThat(score.score()).isZero();
        assertThat(score.availableScore()).isEmpty();
        assertThat(score.outOfBand()).hasSize((int) all());
        assertThat(score.averageFactor()).isCloseTo(3, within(1e-9));
        assertThat(score.likeness().get("eshop")).isZero();
    }

    @ParameterizedTest
    @MethodSource("shops")
    void findsAShopWhollyLikeItself(Shop shop) {
        assertThat(score(shop.figures()).likeness(shop)).isEqualTo(100);
    }

    @ParameterizedTest
    @MethodSource("shops")
    void hasAShopOnTheRightSideOfEachBand(Shop shop) {
        // Some ends of bands stand with a digit less than the value they come from.
        shop.figures()
                .forEach((figure, value) -> assertThat(value)
                        .as("%s of %s", figure, shop)
                        .isBetween(figure.low() * 0.99, figure.high() * 1.01));
    }

    @Test
    void measuresLikenessFromTheValuesOfAShop() {
        Map<Figure, Double> figures = new LinkedHashMap<>(shop("eshop").figures());
        figures.put(Figure.named("views-per-session-mean"), 6.887 * Math.sqrt(3));
        figures.put(Figure.named("sessions-20-plus"), 0.0855 / 9);

        // One of five costs half, one costs all.
        assertThat(score(figures).likeness().get("eshop")).isCloseTo(100 * (1 - 1.5 / 5), within(1e-9));
    }

    @Test
    void countsCartsForAShopOnlyWhereTheStreamHasThem() {
        Map<Figure, Double> figures = new LinkedHashMap<>(shop("retailrocket").figures());
        int known = figures.size();

        figures.put(Figure.named("carts-per-view"), 1.0);
        assertThat(score(figures).likeness().get("retailrocket")).isCloseTo(100 * (known - 1.0) / known, within(1e-9));
        figures.remove(Figure.named("carts-per-view"));
        figures.remove(Figure.named("purchases-per-cart"));
        assertThat(score(figures).likeness().get("retailrocket")).isEqualTo(100);
    }

    @Test
    void printsATableForPeople() {
        Map<Figure, Double> figures = figures(Figure::low);
        figures.put(Figure.named("views-per-session-mean"), 1.5 * 6.887);
        figures.put(Figure.named("sessions-2-plus"), 0.33);
        figures.put(Figure.named("weekday-variation"), 0.001);
        figures.remove(Figure.named("return-to-group"));

        int in = (int) all() - 4;
        String table = score(figures).toString();

        assertThat(table.lines().toList())
                .startsWith(
                        "Realism score 87.5 of 100: " + in + " of " + (in + 4)
                                + " figures in band, factor outside 1.15 on average",
                        "Over the " + (in + 3) + " figures that could be computed: 91.3",
                        "8 clicks, of them 7 views of 4 products in 3 groups, in 6 sessions of 5 users",
                        "",
                        "Figure                       Value  Band                          Meaning")
                .contains(
                        "views-per-session-mean       10.33  3.568 - 6.887    high, 1.50x  product views per session, mean",
                        "sessions-2-plus             0.3300  0.66 - 0.863     low, 2.00x   share of sessions with 2 views or more",
                        "sessions-5-plus             0.1630  0.163 - 0.58     in           share with 5 or more, of sessions with 2 or more",
                        "weekday-variation         0.001000  0.034 - 0.215    low, >10x    variation between weekdays, coefficient",
                        "return-to-group                  -  2.9 - 8.3        missing      of no use",
                        "carts-per-view                   -  0.026 - 0.087                 of no use",
                        "Likeness to one shop")
                .endsWith("e-shop clothing 2008 (UCI)          "
                        + text(score(figures).likeness().get("eshop")));
        assertThat(table.lines()).allMatch(line -> line.length() <= 120);
    }

    private static String text(double likeness) {
        return String.format(Locale.ROOT, "%.1f", likeness);
    }

    @Test
    void givesTheLikenessByTheIdsOfTheShops() {
        assertThat(score(shop("diginetica").figures()).likeness())
                .containsOnlyKeys("yoochoose", "diginetica", "retailrocket", "rees46", "eshop")
                .containsEntry("diginetica", 100.0);
    }
}
