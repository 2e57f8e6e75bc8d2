package io.csgen.realism;

import io.csgen.config.Key;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How close the figures of a click stream are to those of real shops. Immutable.
 *
 * <p>A figure within its band costs nothing; one outside costs the logarithm of the factor that is
 * missing to the band, and at a factor of 3 it counts as wholly wrong, as does one that cannot be
 * computed. The score is 100 less the mean cost of the 24 core figures, in percent of the greatest. A
 * real shop scored against the bands of the others gets 70 to 100, 88 on average. Quote the number of
 * figures in band with the score: the bands are wide, and a stream without any memory can reach 60 by
 * chance.
 *
 * <p>The score is meant for a stream of about a million product views over four weeks from a Monday;
 * shares of products need at least 20 views for each product viewed.
 */
public final class RealismScore {
    private static final double WORST = Math.log(3);
    private static final double TINY = 1e-9;
    private static final List<Figure> CORE =
            Arrays.stream(Figure.values()).filter(Figure::isCore).toList();

    private final ClickStatistics statistics;

    private RealismScore(ClickStatistics statistics) {
        this.statistics = statistics;
    }

    /** Scores the figures of a stream. */
    public static RealismScore of(ClickStatistics statistics) {
        return new RealismScore(statistics);
    }

    /** Returns the score, from 0 to 100. */
    public double score() {
        return percent(CORE.stream(), this::cost).orElseThrow();
    }

    /** Returns the score over the core figures that could be computed; empty where none could. */
    public OptionalDouble availableScore() {
        return percent(CORE.stream().filter(this::isAvailable), this::cost);
    }

    /** Returns how many of the 24 core figures lie within their bands. */
    public int inBand() {
        return (int) CORE.stream().filter(figure -> cost(figure) == 0).count();
    }

    /** Returns the factor by which core figures are outside their bands, as a geometric mean; from 1 to 3. */
    public double averageFactor() {
        return Math.exp(CORE.stream().mapToDouble(this::cost).average().orElseThrow());
    }

    /**
     * Returns how close the stream comes to one shop, from 0 to 100: like the score, but measured from
     * the values of the shop, over the figures known of it. Carts and purchases count only where the
     * stream has them.
     */
    public double score(Shop shop) {
        return percent(
                        shop.figures().keySet().stream().filter(figure -> figure.isCore() || isAvailable(figure)),
                        figure -> cost(
                                figure,
                                shop.figures().get(figure),
                                shop.figures().get(figure)))
                .orElseThrow();
    }

    /** Returns the figures that were scored. */
    public ClickStatistics statistics() {
        return statistics;
    }

    /** Returns how far a figure is outside its band, from 0 to {@code ln 3}; 0 only within it. */
    double cost(Figure figure) {
        return cost(figure, figure.low(), figure.high());
    }

    private double cost(Figure figure, double low, double high) {
        OptionalDouble value = statistics.value(figure);
        if (value.isEmpty()) {
            return WORST;
        }
        double x = Math.max(value.getAsDouble(), TINY);
        return Math.min(WORST, Math.max(0, Math.max(Math.log(low / x), Math.log(x / high))));
    }

    private static OptionalDouble percent(Stream<Figure> figures, ToDoubleFunction<Figure> cost) {
        OptionalDouble mean = figures.mapToDouble(cost).average();
        return mean.isEmpty() ? mean : OptionalDouble.of(100 * (1 - mean.getAsDouble() / WORST));
    }

    private boolean isAvailable(Figure figure) {
        return statistics.value(figure).isPresent();
    }

    /** Returns a table for people: the score, each figure with its band, and how close each shop is. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        line(
                text,
                "Realism score %.1f of 100: %d of %d figures in band, factor outside %.2f on average",
                score(),
                inBand(),
                CORE.size(),
                averageFactor());
        long available = CORE.stream().filter(this::isAvailable).count();
        if (available > 0 && available < CORE.size()) {
            line(
                    text,
                    "Over the %d figures that could be computed: %.1f",
                    available,
                    availableScore().orElseThrow());
        }
        line(text, "%s", statistics);
        line(text, "");
        line(text, "%-4s %9s  %-16s %-12s %s", "", "Value", "Band", "", "Meaning");
        for (Figure figure : Figure.values()) {
            line(
                    text,
                    "%-4s %9s  %-16s %-12s %s",
                    figure,
                    value(figure),
                    Key.plain(figure.low()) + " - " + Key.plain(figure.high()),
                    verdict(figure),
                    figure.meaning()
                            + statistics
                                    .missing(figure)
                                    .map(why -> " (" + why + ")")
                                    .orElse(""));
        }
        line(text, "");
        line(
                text,
                "Likeness to one shop: %s",
                Arrays.stream(Shop.values())
                        .map(shop -> String.format(Locale.ROOT, "%s %.1f", shop.publishedName(), score(shop)))
                        .collect(Collectors.joining(", ")));
        return text.toString();
    }

    /** Returns the value of a figure for people, with four digits. */
    String value(Figure figure) {
        OptionalDouble value = statistics.value(figure);
        return value.isEmpty() ? "-" : String.format(Locale.ROOT, "%.4g", value.getAsDouble());
    }

    /** Returns {@code in}, {@code missing}, or the factor by which a figure is outside its band. */
    String verdict(Figure figure) {
        OptionalDouble value = statistics.value(figure);
        if (value.isEmpty()) {
            return figure.isCore() ? "missing" : "";
        }
        double x = value.getAsDouble();
        if (cost(figure) == 0) {
            return "in";
        }
        double factor = x < figure.low() ? figure.low() / Math.max(x, TINY) : x / figure.high();
        String side = x < figure.low() ? "low" : "high";
        return factor >= 10 ? side + ", >10x" : String.format(Locale.ROOT, "%s, %.2fx", side, factor);
    }

    private static void line(StringBuilder text, String format, Object... arguments) {
        text.append(String.format(Locale.ROOT, format, arguments).stripTrailing())
                .append('\n');
    }
}
