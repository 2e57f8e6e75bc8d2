package io.csgen.examples.cli;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * A line on a terminal that tells how far a command has come, and is drawn over itself. Short commands never show it.
 * Confined to one thread.
 */
public final class ProgressLine {
    /** How long it stays as it is. */
    static final Duration INTERVAL = Duration.ofMillis(500);

    private static final int BAR = 20;
    private static final int SAMPLES = 11; // so that the rate is that of the last 5 seconds

    private record Sample(long nanos, long count) {}

    private final PrintStream out;
    private final String unit;
    private final LongSupplier nanoTime;
    private final long beginNanos;
    private final Deque<Sample> samples = new ArrayDeque<>();
    private int width;

    /**
     * Creates it, and draws nothing yet.
     *
     * @param unit what is counted, in the plural
     */
    ProgressLine(PrintStream out, String unit, LongSupplier nanoTime) {
        this.out = out;
        this.unit = unit;
        this.nanoTime = nanoTime;
        beginNanos = nanoTime.getAsLong();
        samples.add(new Sample(beginNanos, 0));
    }

    /**
     * Draws it, unless that was just done.
     *
     * @param count how many there are so far
     * @param done which part of all is done, from 0 to 1; NaN where that is not known
     */
    public void show(long count, double done) {
        long now = nanoTime.getAsLong();
        if (now - samples.getLast().nanos < INTERVAL.toNanos()) {
            return;
        }
        if (samples.size() == SAMPLES) {
            samples.removeFirst();
        }
        samples.addLast(new Sample(now, count));
        Sample first = samples.getFirst();
        draw(text(count, (count - first.count) * 1e9 / (now - first.nanos), done, now - beginNanos));
    }

    private String text(long count, double perSecond, double done, long elapsedNanos) {
        String text = String.format(
                Locale.ROOT, perSecond < 10 ? "%,d %s, %,.1f/s" : "%,d %s, %,.0f/s", count, unit, perSecond);
        if (!Double.isFinite(done)) {
            return text;
        }
        double part = Math.max(0, Math.min(1, done));
        String bar = "#".repeat((int) (BAR * part)) + ".".repeat(BAR - (int) (BAR * part));
        String left = part == 0 ? "" : ", " + span(Math.round(elapsedNanos / 1e9 * (1 - part) / part)) + " left";
        return String.format(Locale.ROOT, "%3d %% [%s] ", (int) (100 * part), bar) + text + left;
    }

    private static String span(long seconds) {
        if (seconds < 60) {
            return seconds + " s";
        } else if (seconds < 3600) {
            return seconds / 60 + " min " + seconds % 60 + " s";
        }
        return seconds / 3600 + " h " + seconds / 60 % 60 + " min";
    }

    private void draw(String text) {
        out.print("\r" + text + " ".repeat(Math.max(0, width - text.length())));
        out.flush();
        width = text.length();
    }

    /** Takes it off the terminal, for other lines. */
    public void clear() {
        if (width > 0) {
            draw("");
            out.print("\r");
            out.flush();
        }
    }
}
