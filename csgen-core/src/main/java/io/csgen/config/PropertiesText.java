package io.csgen.config;

import io.csgen.config.ConfigException.Problem;
import io.csgen.config.Settings.Entry;
import java.io.IOException;
import java.io.StringReader;
import java.util.Properties;
import java.util.TreeMap;

/**
 * Reads text in the form of a properties file, one line at a time, so that problems name the line. What has escapes is
 * left to the JDK; anything else is read in its place, as the JDK would fill 20 kB of buffers for each line, gigabytes
 * for a large catalog. Confined to one thread.
 */
final class PropertiesText {
    private final String text;
    private final String origin;
    private final Problems problems;
    private final NameMap<Entry> entries = new NameMap<>();

    // The line that was read last: its number from 1, and where it begins, ends, and the next one begins.
    private int number;
    private int begin;
    private int end;
    private int next;

    private int carriageReturn; // the next one, where the text has one
    private int backslash; // the next one

    PropertiesText(String text, String origin, Problems problems) {
        this.text = text;
        this.origin = origin;
        this.problems = problems;
        carriageReturn = indexOf('\r', 0);
        backslash = indexOf('\\', 0);
    }

    /** Reads the text once. Malformed lines and names given twice become problems. */
    NameMap<Entry> entries() {
        while (readLine()) {
            if (isCommentOrBlank()) {
                continue;
            }
            backslash = backslash < begin ? indexOf('\\', begin) : backslash;
            if (backslash < end) {
                readEscaped();
            } else {
                readPlain();
            }
        }
        return entries;
    }

    private boolean readLine() {
        if (next == text.length()) {
            return false;
        }
        begin = next;
        carriageReturn = carriageReturn < begin ? indexOf('\r', begin) : carriageReturn;
        end = Math.min(indexOf('\n', begin), carriageReturn);
        boolean both = end == carriageReturn && text.startsWith("\r\n", end);
        next = Math.min(text.length(), both ? end + 2 : end + 1);
        number++;
        return true;
    }

    private int indexOf(char c, int from) {
        int index = text.indexOf(c, from);
        return index < 0 ? text.length() : index;
    }

    private boolean isCommentOrBlank() {
        int at = begin;
        while (at < end && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        return at == end || text.charAt(at) == '#' || text.charAt(at) == '!';
    }

    private void readPlain() {
        int nameBegin = endOfBlanks(begin);
        int nameEnd = nameBegin;
        while (nameEnd < end && !isBlank(text.charAt(nameEnd)) && !isSign(text.charAt(nameEnd))) {
            nameEnd++;
        }
        int value = endOfBlanks(nameEnd);
        if (value < end && isSign(text.charAt(value))) {
            value = endOfBlanks(value + 1);
        }
        Entry entry = new Entry(text.substring(value, end).strip(), origin, number);
        Entry earlier = entries.putIfAbsent(text, nameBegin, nameEnd, entry);
        if (earlier != null) {
            String name = text.substring(nameBegin, nameEnd);
            problems.add(() -> earlier.twice(name, entry.text(), entry.origin()));
        }
    }

    private int endOfBlanks(int from) {
        int at = from;
        while (at < end && isBlank(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\f';
    }

    private static boolean isSign(char c) {
        return c == '=' || c == ':';
    }

    private void readEscaped() {
        int first = number;
        StringBuilder logical = new StringBuilder().append(text, begin, end);
        while (endsInContinuation()) {
            logical.append('\n');
            if (readLine()) {
                logical.append(text, begin, end);
            } else {
                begin = end; // nothing continues the last line
            }
        }
        String line = logical.toString();
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(line));
        } catch (IOException | IllegalArgumentException e) {
            problems.add(() -> Problem.of(origin + ":" + first, "have well-formed \\uXXXX escapes", line.strip()));
        }
        new TreeMap<>(properties).forEach((name, value) -> {
            Entry entry = new Entry(value.toString().strip(), origin, first);
            Entry earlier = entries.putIfAbsent(name.toString(), entry);
            if (earlier != null) {
                problems.add(() -> earlier.twice(name.toString(), entry.text(), entry.origin()));
            }
        });
    }

    private boolean endsInContinuation() {
        int at = end;
        while (at > begin && text.charAt(at - 1) == '\\') {
            at--;
        }
        return (end - at) % 2 == 1;
    }
}
