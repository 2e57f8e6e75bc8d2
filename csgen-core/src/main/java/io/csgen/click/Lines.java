package io.csgen.click;

import io.csgen.internal.ByteLines;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The lines of one stream of text in UTF-8, and where in it they are. Of one that is longer than any line with a click,
 * only the beginning is kept.
 */
final class Lines {
    /** Longest line, in characters. */
    static final int LONGEST = 1 << 20;

    /** How far a quoted value can reach; a quote that nothing closes must not swallow a whole file. */
    private static final int MAX_LINES_OF_RECORD = 32;

    private static final int MAX_BYTES_OF_CHARACTER = 3; // in UTF-8; a pair of surrogates has four

    private final ByteLines lines;
    private final String name;
    private final Deque<String> ahead = new ArrayDeque<>();
    private long number;

    Lines(InputStream stream, String name) {
        lines = new ByteLines(stream, MAX_BYTES_OF_CHARACTER * (LONGEST + 1));
        this.name = name;
    }

    /** Returns the next line, or null at the end. */
    @Nullable
    String next() throws IOException {
        String text = read();
        number++;
        return text;
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
        if (!ahead.isEmpty()) {
            return ahead.removeFirst();
        }
        byte[] line = lines.next();
        return line == null ? null : new String(line, StandardCharsets.UTF_8);
    }
}
