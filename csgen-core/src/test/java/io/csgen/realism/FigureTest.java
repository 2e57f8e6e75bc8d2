package io.csgen.realism;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.csgen.realism.RealismScore.Figure;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FigureTest {
    private static RealismScore score(List<Figure> figures) {
        Measured measured = new Measured(
                new Views().gaps(1, 1, 1).collected(), ClickStatistics.Collector.Sessions.GIVEN, ZoneOffset.UTC);
        return RealismScore.of(measured.statistics(figures));
    }

    @Test
    void hasAReadableNameOfItsOwn() {
        assertThat(Figure.all())
                .extracting(Figure::id)
                .doesNotHaveDuplicates()
                .allMatch(id -> id.length() <= 24 && id.matches("[a-z0-9]+(-[a-z0-9]+)*"));
    }

    @Test
    void saysWhatItMeansAndWhereItsBandComesFrom() {
        for (Figure figure : Figure.all()) {
            assertThat(figure.meaning()).as("%s", figure).isNotBlank();
            assertThat(figure.source()).as("%s", figure).containsAnyOf("measured", "published");
            assertThat(figure.low()).as("%s", figure).isPositive().isLessThan(figure.high());
        }
    }

    @Test
    void isFoundByItsName() {
        Figure figure = Figure.named("carts-per-view");

        assertThat(figure).hasToString("carts-per-view");
        assertThat(figure.meaning()).isEqualTo("carts per product view");
        assertThat(figure.low()).isEqualTo(0.026);
        assertThat(figure.high()).isEqualTo(0.087);
        assertThat(figure.source()).isEqualTo("RetailRocket to OTTO (published)");
        assertThat(figure.inScore()).isFalse();
        assertThat(Figure.named("gap-median").inScore()).isTrue();
    }

    @Test
    void thatDoesNotExistIsRefusedWithThoseThatDo() {
        assertThatThrownBy(() -> Figure.named("S1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("figure must be one of views-per-session-mean, sessions-2-plus, ")
                .hasMessageEndingWith(", purchases-per-cart: S1");
    }

    @Test
    void isOneEntryThatIsComputedScoredAndShown() {
        List<Figure> figures = new ArrayList<>(Figure.all());
        figures.add(Figure.scored(
                "pairs-per-view",
                "pairs of views per view",
                0.1,
                0.9,
                "an example (measured)",
                measured -> Value.ratio(measured.sessions().pairs(), measured.views(), "no product views")));

        RealismScore score = score(figures);

        Figure added = figures.get(figures.size() - 1);
        assertThat(score.statistics().value(added)).hasValue(2 / 3.0);
        assertThat(score.outOfBand()).isEqualTo(score(Figure.all()).outOfBand());
        long counted = figures.stream().filter(Figure::inScore).count();
        assertThat(score.toString())
                .contains(" of " + counted + " figures in band", "pairs-per-view ", "pairs of views per view");
        assertThat(score.html())
                .contains(" of " + counted + " figures in band", "<tr id='pairs-per-view'>", "an example (measured)");
    }

    @Test
    void thatWasNotAskedForIsNotGuessed() {
        ClickStatistics statistics = score(List.of(Figure.named("gap-p10"))).statistics();

        assertThatThrownBy(() -> statistics.value(Figure.named("gap-p90")))
                .hasMessage("figure must be one that was asked for: gap-p90");
    }

    @Test
    void hasEitherANumberOrAReason() {
        assertThat(Value.ratio(1, 0, "none")).isEqualTo(Value.none("none"));
        assertThat(Value.ratio(0, 0, "none")).isEqualTo(Value.none("none"));
        assertThat(Value.tooFew("days", 7, 3)).isEqualTo(Value.none("needs 7 days, has 3"));
        assertThatThrownBy(
                        () -> new Value(Value.of(1).number(), Value.none("none").missing()))
                .hasMessage("value must be a number or a reason: OptionalDouble[1.0], Optional[none]");
    }
}
