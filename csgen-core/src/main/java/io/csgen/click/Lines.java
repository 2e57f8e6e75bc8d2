package io.csgen.click;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The lines of one stream of text, and where in it they are. A line ends with a line feed, a carriage return or both;
 * of one that is longer than any line with a click, only the beginning is kept.
 */
final class Lines {
    /** Longest line, in characters. */
    static final int LONGEST = 1 << 20;

    /** How far a quoted value can reach; a quote that nothing closes must not swallow a whole file. */
    private static final int MAX_LINES_OF_RECORD = 32;

    private final Reader reader;
    private final String name;
    private final char[] buffer = new char[1 << 16];
    private int at;
    private int end;
    private boolean lineFeedMayFollow;
    private final Deque<String> ahead = new ArrayDeque<>();
    private long number;

    Lines(InputStream stream, String name) {
        reader = new InputStreamReader(stream, StandardCharsets.UTF_8);
        this.name = name;
    }

    /** Returns the next line, or null at the end. */
    @Nullable
    String next() throws IOException {
        String text = read();
        number++;
        return text != null && number == 1 && text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    /** Returns the line just read with those in which its quoted values go on, or alone where no line closes them. */
    String record(String first) throws IOException {
        if (!CsvRecord.isOpen(first)) {
            return first;
        }
        StringBuilder record = new StringBuilder(first);
        Deque<String> taken = new ArrayDeque<>();
        while (taken.size() < MAX_LINES_OF_RECORD && record.length() <= LONGEST) {
            String text = read();
            if (text == null) {
                break;
            }
            taken.addLast(text);
            record.append('\n').append(text);
            if (CsvRecord.isOpen(text)) {
                number += taken.size();
                return record.toString();
            }
        }
        while (!taken.isEmpty()) {
            ahead.addFirst(taken.removeLast());
        }
        return first;
    }

    /** Returns the number of the last line of the record just read, from 1. */
    long number() {
        return number;
    }

    /** Returns the place of the record just read, such as {@code clicks.json:17}. */
    String place() {
        return name + ":" + number;
    }

    private @Nullable String read() throws IOException {
        return ahead.isEmpty() ? readLine() : ahead.removeFirst();
    }

    private @Nullable String readLine() throws IOException {
        StringBuilder line = null;
        while (at < end || fill()) {
            if (lineFeedMayFollow) {
                lineFeedMayFollow = false;
                if (buffer[at] == '\n') {
                    at++;
                    continue;
                }
            }
            int start = at;
            while (at < end && buffer[at] != '\n' && buffer[at] != '\r') {
                at++;
            }
            if (at < end && line == null) {
                return new String(buffer, start, endOfLine() - start);
            }
            line = line == null ? new StringBuilder() : line;
            line.append(buffer, start, Math.min(at - start, Math.max(0, LONGEST + 1 - line.length())));
            if (at < end) {
                endOfLine();
                return line.toString();
            }
        }
        return line == null ? null : line.toString();
    }

    /** Goes past the end of a line; returns where it is. */
    private int endOfLine() {
        lineFeedMayFollow = buffer[at] == '\r';
        return at++;
    }

    private boolean fill() throws IOException {
        at = 0;
        end = Math.max(0, reader.read(buffer));
        return end > 0;
    }
}
