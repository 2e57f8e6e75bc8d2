package io.csgen.click;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Takes comma-separated values apart (RFC 4180) by the names in their header; empty values are left out. */
final class CsvRecord {
    private final List<String> names;

    private CsvRecord(List<String> names) {
        this.names = names;
    }

    static CsvRecord ofHeader(String header) {
        return new CsvRecord(split(header));
    }

    /** Returns a name that stands in the header more than once. */
    Optional<String> twice() {
        Set<String> seen = new HashSet<>();
        return names.stream().filter(name -> !seen.add(name)).findFirst();
    }

    Set<String> names() {
        return new HashSet<>(names);
    }

    /** Returns whether another header has the same names in the same order. */
    boolean hasNamesOf(CsvRecord other) {
        return names.equals(other.names);
    }

    /**
     * Returns the fields of a record.
     *
     * @throws MalformedLine if it is no record of this header
     */
    Map<String, String> parse(String text) {
        List<String> values = split(text);
        if (values.size() != names.size()) {
            throw new MalformedLine("have " + names.size() + " values as its header has, not " + values.size());
        }
        Map<String, String> fields = new HashMap<>();
        for (int i = 0; i < values.size(); i++) {
            if (!values.get(i).isEmpty()) {
                fields.put(names.get(i), values.get(i));
            }
        }
        return fields;
    }

    /** Returns whether a quoted value goes on in the next line. */
    static boolean isOpen(String text) {
        return text.chars().filter(c -> c == '"').count() % 2 == 1;
    }

    private static List<String> split(String text) {
        List<String> values = new ArrayList<>();
        int at = 0;
        while (true) {
            int end;
            if (at < text.length() && text.charAt(at) == '"') {
                StringBuilder value = new StringBuilder();
                end = quoted(text, at, value);
                values.add(value.toString());
            } else {
                int comma = text.indexOf(',', at);
                end = comma < 0 ? text.length() : comma;
                String value = text.substring(at, end);
                if (value.indexOf('"') >= 0) {
                    throw new MalformedLine("quote a value from its beginning at character " + (at + 1));
                }
                values.add(value);
            }
            if (end == text.length()) {
                return values;
            }
            if (text.charAt(end) != ',') {
                throw new MalformedLine("have a comma after a quoted value at character " + (end + 1));
            }
            at = end + 1;
        }
    }

    private static int quoted(String text, int from, StringBuilder value) {
        int at = from + 1;
        while (true) {
            int quote = text.indexOf('"', at);
            if (quote < 0) {
                throw new MalformedLine("close the quote at character " + (from + 1));
            }
            value.append(text, at, quote);
            if (quote + 1 == text.length() || text.charAt(quote + 1) != '"') {
                return quote + 1;
            }
            value.append('"');
            at = quote + 2;
        }
    }
}
