package io.csgen.realism;

import io.csgen.config.Key;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How close the figures of a click stream are to those of real shops. Immutable.
 *
 * <p>A figure within its band costs nothing; one outside costs the logarithm of the factor that is
 * missing to the band, and at a factor of 3 it counts as wholly wrong, as does one that cannot be
 * computed. The score is 100 less the mean cost of the figures {@linkplain Figure#inScore in the score}, in percent of the greatest. A
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

    private final ClickStatistics statistics;
    private final List<Figure> scored;

    private RealismScore(ClickStatistics statistics) {
        this.statistics = statistics;
        scored = statistics.figures().stream().filter(Figure::inScore).toList();
    }

    /** Scores the figures of a stream. */
    public static RealismScore of(ClickStatistics statistics) {
        return new RealismScore(statistics);
    }

    /** Returns the score, from 0 to 100. */
    public double score() {
        return percent(scored.stream(), this::cost).orElseThrow();
    }

    /** Returns the score over those of its figures that could be computed; empty where none could. */
    public OptionalDouble availableScore() {
        return percent(scored.stream().filter(this::isAvailable), this::cost);
    }

    /** Returns the figures of the score that do not lie within their bands, those that are missing included. */
    public List<Figure> outOfBand() {
        return scored.stream().filter(figure -> cost(figure) > 0).toList();
    }

    /** Returns the factor by which figures of the score are outside their bands, as a geometric mean; from 1 to 3. */
    public double averageFactor() {
        return Math.exp(scored.stream().mapToDouble(this::cost).average().orElseThrow());
    }

    /**
     * Returns how close the stream comes to single shops, from 0 to 100, by the ids of the shops: {@code
     * yoochoose}, {@code diginetica}, {@code retailrocket}, {@code rees46} and {@code eshop}. Each is like the
     * score, but measured from the values of the shop, over the figures known of it. Carts and purchases
     * count only where the stream has them.
     */
    public Map<String, Double> likeness() {
        Map<String, Double> likeness = new LinkedHashMap<>();
        Shops.KNOWN.all().forEach(shop -> likeness.put(shop.id(), likeness(shop)));
        return Collections.unmodifiableMap(likeness);
    }

    double likeness(Shop shop) {
        Map<Figure, Double> known = shop.figures();
        return percent(known.keySet().stream().filter(figure -> figure.inScore() || isAvailable(figure)), figure -> {
                    double value = Objects.requireNonNull(known.get(figure));
                    return cost(figure, value, value);
                })
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

    /**
     * Returns a page for the browser: the score, each figure in its band, and the distributions of the stream
     * beside those of real shops. It is one file of HTML, to be stored in UTF-8, with its drawings in it; it
     * needs no network and no scripts, and is light or dark as the reader's system is.
     */
    public String html() {
        return new RealismReport(this).html();
    }

    /** Returns a table for people: the score, each figure with its band, and how close each shop is. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        line(text, "Realism score %.1f of 100: %s", score(), summary());
        long available = scored.stream().filter(this::isAvailable).count();
        if (available > 0 && available < scored.size()) {
            line(
                    text,
                    "Over the %d figures that could be computed: %.1f",
                    available,
                    availableScore().orElseThrow());
        }
        line(text, "%s", statistics.counts());
        statistics.period().ifPresent(period -> line(text, "%s", period));
        line(text, "");
        String row = "%-" + width(statistics.figures(), Figure::id) + "s  %9s  %-15s  %-11s  %s";
        line(text, row, "Figure", "Value", "Band", "", "Meaning");
        for (Figure figure : statistics.figures()) {
            String what = statistics.missing(figure).orElse(figure.meaning());
            line(text, row, figure, value(figure), band(figure, " - "), verdict(figure), what);
        }
        line(text, "");
        line(text, "Likeness to one shop");
        String likeness = "%-" + width(Shops.KNOWN.all(), Shop::name) + "s  %5.1f";
        Shops.KNOWN.all().forEach(shop -> line(text, likeness, shop.name(), likeness(shop)));
        return text.toString();
    }

    private static <T> int width(Collection<T> rows, Function<T, String> text) {
        return rows.stream().map(text).mapToInt(String::length).max().orElse(1);
    }

    /** Returns how many figures are in band, and how far the others are outside, for people. */
    String summary() {
        return String.format(
                Locale.ROOT,
                "%d of %d figures in band, factor outside %.2f on average",
                scored.size() - outOfBand().size(),
                scored.size(),
                averageFactor());
    }

    /** Returns the figures that count. */
    List<Figure> scored() {
        return scored;
    }

    /** Returns the band of a figure for people. */
    static String band(Figure figure, String to) {
        return Key.plain(figure.low()) + to + Key.plain(figure.high());
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
            return figure.inScore() ? "missing" : "";
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

    /**
     * One number that describes a click stream, with the band in which real shops have it. Use it to ask
     * {@link ClickStatistics} for a single number:
     *
     * <pre>{@code
     * statistics.value(Figure.named("gap-median"))
     * }</pre>
     *
     * <p>Most figures look at product views alone. A <em>pair</em> is two product views that follow each
     * other in one session; a <em>gap</em> is the time between them, where it is at most 30 minutes.
     * Percentiles interpolate linearly. Immutable.
     */
    public static final class Figure {
        private final String id;
        private final String meaning;
        private final double low;
        private final double high;
        private final String source;
        private final boolean inScore;
        private final Function<Measured, Value> computation;

        private Figure(
                String id,
                String meaning,
                double low,
                double high,
                String source,
                boolean inScore,
                Function<Measured, Value> computation) {
            this.id = id;
            this.meaning = meaning;
            this.low = low;
            this.high = high;
            this.source = source;
            this.inScore = inScore;
            this.computation = computation;
        }

        /** Returns a figure that counts in the score. */
        static Figure scored(
                String id,
                String meaning,
                double low,
                double high,
                String source,
                Function<Measured, Value> computation) {
            return new Figure(id, meaning, low, high, source, true, computation);
        }

        /** Returns this figure, shown, but without a part in the score. */
        Figure onlyShown() {
            return new Figure(id, meaning, low, high, source, false, computation);
        }

        /** Returns all figures, in the order in which they are shown. */
        public static List<Figure> all() {
            return Figures.ALL;
        }

        /**
         * Returns the figure of an id.
         *
         * @throws IllegalArgumentException if there is none; the message lists all ids
         */
        public static Figure named(String id) {
            return all().stream()
                    .filter(figure -> figure.id.equals(id))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("figure must be one of "
                            + all().stream().map(Figure::id).collect(Collectors.joining(", ")) + ": " + id));
        }

        /** Returns the short name, such as {@code gap-median}. It stays the same from version to version. */
        public String id() {
            return id;
        }

        /** Returns what the figure says, in a few words. */
        public String meaning() {
            return meaning;
        }

        /** Returns the lower end of the band, inclusive. */
        public double low() {
            return low;
        }

        /** Returns the upper end of the band, inclusive. */
        public double high() {
            return high;
        }

        /** Returns where the band comes from: the data sets at its ends, or the one data set and a tolerance. */
        public String source() {
            return source;
        }

        /** Returns whether the figure counts in the score; the others are only shown. */
        public boolean inScore() {
            return inScore;
        }

        Value of(Measured measured) {
            return computation.apply(measured);
        }

        /** Returns the id. */
        @Override
        public String toString() {
            return id;
        }
    }
}
