package io.csgen.click;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The lines of one stream of text, and where in it they are. */
final class Lines {
    /** How far a quoted value can reach; a quote that nothing closes must not swallow a whole file. */
    private static final int MAX_LINES_OF_RECORD = 32;

    private final BufferedReader reader;
    private final String name;
    private final Deque<String> ahead = new ArrayDeque<>();
    private long number;

    Lines(InputStream stream, String name) {
        reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8), 1 << 16);
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
        while (taken.size() < MAX_LINES_OF_RECORD) {
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
        return ahead.isEmpty() ? reader.readLine() : ahead.removeFirst();
    }
}
