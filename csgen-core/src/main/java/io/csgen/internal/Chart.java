package io.csgen.internal;

import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A drawing of data in axes, as inline SVG for a page with the style {@code page.css}. What is drawn later lies above.
 * Labels and titles are HTML: who gives text from elsewhere escapes it. Confined to one thread at a time.
 */
public final class Chart {
    private static final double WIDTH = 480;
    private static final double HEIGHT = 250;
    private static final double LEFT = 44;
    private static final double RIGHT = 22;
    private static final double TOP = 10;
    private static final double BOTTOM = 24;

    /** Maps values to 0 to 1. */
    @FunctionalInterface
    public interface Axis {
        /** Returns where a value lies, between 0 and 1; what lies outside is drawn at the end. */
        double share(double value);

        /** Returns an axis on which equal differences are equally far apart. */
        static Axis linear(double from, double to) {
            return value -> (value - from) / (to - from);
        }

        /** An axis on which equal factors are equally far apart. */
        static Axis logarithmic(double from, double to) {
            return value -> Math.log(value / from) / Math.log(to / from);
        }
    }

    private final Axis xAxis;
    private final Axis yAxis;
    private final StringBuilder svg = new StringBuilder();

    /** Creates a drawing without anything in it. */
    public Chart(Axis xAxis, Axis yAxis) {
        this.xAxis = xAxis;
        this.yAxis = yAxis;
    }

    private double x(double value) {
        return LEFT + clamp(xAxis.share(value)) * (WIDTH - LEFT - RIGHT);
    }

    private double y(double value) {
        return HEIGHT - BOTTOM - clamp(yAxis.share(value)) * (HEIGHT - TOP - BOTTOM);
    }

    private static double clamp(double share) {
        return Math.max(0, Math.min(1, share));
    }

    /** Draws a line across at a value, with a label. */
    public Chart markY(double value, String label) {
        add("<line class='grid' x1='%.1f' x2='%.1f' y1='%.1f' y2='%.1f'/>", LEFT, WIDTH - RIGHT, y(value), y(value));
        add("<text x='%.1f' y='%.1f' text-anchor='end'>%s</text>", LEFT - 6, y(value) + 4, label);
        return this;
    }

    /** Writes a label below a value. */
    public Chart markX(double value, String label) {
        add("<text x='%.1f' y='%.1f' text-anchor='middle'>%s</text>", x(value), HEIGHT - 6, label);
        return this;
    }

    /** Draws a bar from one x to another, as high as a value. */
    public Chart bar(double from, double to, double value, String title) {
        add(
                "<rect class='bar stream' x='%.1f' y='%.1f' width='%.1f' height='%.1f'><title>%s</title></rect>",
                x(from), y(value), x(to) - x(from), y(0) - y(value), title);
        return this;
    }

    /** Draws a line through points, in the colour of a class of the style. */
    public Chart line(String who, double[] xs, double[] ys) {
        String points = IntStream.range(0, xs.length)
                .mapToObj(i -> String.format(Locale.ROOT, "%.1f,%.1f", x(xs[i]), y(ys[i])))
                .collect(Collectors.joining(" "));
        add("<polyline class='line %s' points='%s'/>", who, points);
        return this;
    }

    /** Draws a point, in the colour of a class of the style. */
    public Chart dot(String who, double x, double y, String title) {
        add("<circle class='dot %s' cx='%.1f' cy='%.1f' r='4'><title>%s</title></circle>", who, x(x), y(y), title);
        return this;
    }

    /** Returns the drawing, with words for those who cannot see it. */
    public String svg(String label) {
        return String.format(
                Locale.ROOT,
                "<svg viewBox='0 0 %.0f %.0f' role='img' aria-label='%s'>%s</svg>",
                WIDTH,
                HEIGHT,
                label,
                svg);
    }

    private void add(String format, Object... arguments) {
        svg.append(String.format(Locale.ROOT, format, arguments));
    }
}
