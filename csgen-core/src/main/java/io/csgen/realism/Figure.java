package io.csgen.realism;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

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
public final class Figure {
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
            String id, String meaning, double low, double high, String source, Function<Measured, Value> computation) {
        return new Figure(id, meaning, low, high, source, true, computation);
    }

    /** Returns a figure that is shown, but does not count in the score. */
    static Figure shown(
            String id, String meaning, double low, double high, String source, Function<Measured, Value> computation) {
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
