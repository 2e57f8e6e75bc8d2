package io.csgen.realism;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RealismScoreTest {

    private static Map<Figure, Double> figures(ToDoubleFunction<Figure> value) {
        Map<Figure, Double> figures = new EnumMap<>(Figure.class);
        Arrays.stream(Figure.values())
                .filter(Figure::isCore)
                .forEach(figure -> figures.put(figure, value.applyAsDouble(figure)));
        return figures;
    }

    private static RealismScore score(Map<Figure, Double> figures) {
        Map<Figure, String> missing = new EnumMap<>(Figure.class);
        for (Figure figure : Figure.values()) {
            if (!figures.containsKey(figure)) {
                missing.put(figure, "of no use");
            }
        }
        ClickStatistics.Totals totals = new ClickStatistics.Totals(
                8, 7, 6, 5, 4, 3, OptionalLong.empty(), OptionalLong.empty(), ZoneOffset.UTC);
        return RealismScore.of(new ClickStatistics(
                figures, missing, totals, new long[501], new double[0], new int[0], new double[24]));
    }

    @Test
    void hasTwentyFourCoreFigures() {
        assertThat(figures(figure -> 1)).hasSize(24).doesNotContainKeys(Figure.F1, Figure.F2);
    }

    @Test
    void isFullAtTheEdgesOfTheBands() {
        assertThat(score(figures(Figure::low)).score()).isEqualTo(100);
        assertThat(score(figures(Figure::high)).score()).isEqualTo(100);
        assertThat(score(figures(Figure::low)).inBand()).isEqualTo(24);
        assertThat(score(figures(Figure::high)).inBand()).isEqualTo(24);
        assertThat(score(figures(Figure::high)).averageFactor()).isEqualTo(1);
        assertThat(score(figures(figure -> figure.low() * 0.999999)).inBand()).isZero();
        assertThat(score(figures(figure -> figure.high() * 1.000001)).inBand()).isZero();
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
        figures.put(Figure.S1, wrong);

        assertThat(score(figures).score()).isCloseTo(100 * 23 / 24.0, within(1e-9));
        assertThat(score(figures).inBand()).isEqualTo(23);
    }

    @Test
    void countsAMissingFigureAsWhollyWrongUnlessLeftOut() {
        Map<Figure, Double> figures = figures(Figure::low);
        figures.remove(Figure.V3);

        RealismScore score = score(figures);

        assertThat(score.score()).isCloseTo(100 * 23 / 24.0, within(1e-9));
        assertThat(score.availableScore()).hasValue(100);
        assertThat(score.inBand()).isEqualTo(23);
        assertThat(score.averageFactor()).isCloseTo(Math.pow(3, 1 / 24.0), within(1e-9));
    }

    @Test
    void isZeroWithoutFigures() {
        RealismScore score = score(Map.of());

        assertThat(score.score()).isZero();
        assertThat(score.availableScore()).isEmpty();
        assertThat(score.inBand()).isZero();
        assertThat(score.averageFactor()).isCloseTo(3, within(1e-9));
        assertThat(score.score(Shop.ESHOP)).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void findsAShopWhollyLikeItself(Shop shop) {
        assertThat(score(shop.figures()).score(shop)).isEqualTo(100);
    }

    @ParameterizedTest
    @EnumSource
    void hasAShopOnTheRightSideOfEachBand(Shop shop) {
        // Some ends of bands stand with a digit less than the value they come from.
        shop.figures()
                .forEach((figure, value) -> assertThat(value)
                        .as("%s of %s", figure, shop)
                        .isBetween(figure.low() * 0.99, figure.high() * 1.01));
    }

    @Test
    void measuresLikenessFromTheValuesOfAShop() {
        Map<Figure, Double> figures = new EnumMap<>(Shop.ESHOP.figures());
        figures.put(Figure.S1, 6.887 * Math.sqrt(3));
        figures.put(Figure.S5, 0.0855 / 9);

        // One of five costs half, one costs all.
        assertThat(score(figures).score(Shop.ESHOP)).isCloseTo(100 * (1 - 1.5 / 5), within(1e-9));
    }

    @Test
    void countsCartsForAShopOnlyWhereTheStreamHasThem() {
        Map<Figure, Double> figures = new EnumMap<>(Shop.RETAILROCKET.figures());
        int known = figures.size();

        figures.put(Figure.F1, 1.0);
        assertThat(score(figures).score(Shop.RETAILROCKET)).isCloseTo(100 * (known - 1.0) / known, within(1e-9));
        figures.remove(Figure.F1);
        figures.remove(Figure.F2);
        assertThat(score(figures).score(Shop.RETAILROCKET)).isEqualTo(100);
    }

    @Test
    void printsATableForPeople() {
        Map<Figure, Double> figures = figures(Figure::low);
        figures.put(Figure.S1, 1.5 * 6.887);
        figures.put(Figure.S2, 0.33);
        figures.put(Figure.T3, 0.001);
        figures.remove(Figure.V3);

        assertThat(score(figures).toString().lines().toList())
                .startsWith(
                        "Realism score 87.5 of 100: 20 of 24 figures in band, factor outside 1.15 on average",
                        "Over the 23 figures that could be computed: 91.3",
                        "8 clicks, of them 7 views of 4 products in 3 groups, in 6 sessions of 5 users",
                        "")
                .contains(
                        "S1       10.33  3.568 - 6.887    high, 1.50x  product views per session, mean",
                        "S2      0.3300  0.66 - 0.863     low, 2.00x   sessions of 2 views or more",
                        "S3      0.1630  0.163 - 0.58     in           of these, 5 or more",
                        "T3    0.001000  0.034 - 0.215    low, >10x    variation between weekdays",
                        "V3           -  2.9 - 8.3        missing      next session in the same group, odds (of no use)",
                        "F1           -  0.026 - 0.087                 carts per view (of no use)");
    }
}
