package io.csgen.truth.check;

import io.csgen.click.ClickDecoder;
import io.csgen.config.Problems;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/** Gives the lines of a stream to a decoder, one by one, and tells where they are. Confined to one thread. */
final class CapturedLines implements Supplier<String> {
    private static final int LONGEST = 1 << 20;
    private static final int SHOWN = 60;

    private final InputStream stream;
    private final String name;
    private final byte[] buffer = new byte[LONGEST];
    private int from;
    private int to;
    private boolean ended;
    private long line;
    private boolean tooLong;

    CapturedLines(InputStream stream, String name) {
        this.stream = stream;
        this.name = name;
    }

    /** Lets a decoder read the next line; returns whether there is one. */
    boolean next(ClickDecoder decoder) throws IOException {
        tooLong = false;
        line++;
        while (true) {
            // A decoder is fast where it can look ahead.
            if (ended || to - from > decoder.maxBytes()) {
                int end = decoder.readLine(buffer, from, to);
                if (end >= 0) {
                    from = end;
                    return true;
                }
            }
            if (ended) {
                if (from == to) {
                    return false;
                }
                decoder.read(buffer, from, to);
                from = to;
                return true;
            }
            if (from == 0 && to == buffer.length) {
                skipLine();
                tooLong = true;
                return true;
            }
            fill();
        }
    }

    private void fill() throws IOException {
        System.arraycopy(buffer, from, buffer, 0, to - from);
        to -= from;
        from = 0;
        int count = stream.read(buffer, to, buffer.length - to);
        ended = count < 0;
        to += Math.max(0, count);
    }

    /** Keeps the beginning of the buffer, which is to be shown. */
    private void skipLine() throws IOException {
        int lineFeed = -1;
        while (lineFeed < 0 && !ended) {
            to = SHOWN;
            int count = stream.read(buffer, to, buffer.length - to);
            ended = count < 0;
            to += Math.max(0, count);
            for (int i = SHOWN; i < to && lineFeed < 0; i++) {
                lineFeed = buffer[i] == '\n' ? i : -1;
            }
        }
        from = lineFeed < 0 ? to : lineFeed + 1;
    }

    /** Returns whether the line is too long to be one: no decoder has read it. */
    boolean isTooLong() {
        return tooLong;
    }

    /** Returns what is wrong with a line that is too long. */
    String tooLong() {
        String beginning = new String(buffer, 0, SHOWN, StandardCharsets.UTF_8);
        return Problems.describe(get(), "be shorter than " + LONGEST + " bytes", beginning + "…");
    }

    /** Returns the place of the line, such as {@code clicks.json:17}. */
    @Override
    public String get() {
        return name + ":" + line;
    }
}
