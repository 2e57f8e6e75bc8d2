package io.csgen.internal.json;

import io.csgen.config.ConfigException;
import io.csgen.config.Problems;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes a text apart that is one JSON value (RFC 8259): objects become maps, arrays lists, whole numbers {@code
 * Long}s and others {@code Double}s. Core has no JSON library, and a manifest needs no more than this.
 */
public final class JsonReader {
    private static final int DEEPEST = 16;
    private static final int SHOWN = 40;
    private static final Pattern DECIMAL = Pattern.compile("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?");

    private final String text;
    private int at;
    private int depth;

    private JsonReader(String text) {
        this.text = text;
    }

    /**
     * Returns the value.
     *
     * @throws ConfigException if the text is no such value
     */
    public static @Nullable Object parse(String text) {
        JsonReader reader = new JsonReader(text);
        Object value = reader.value();
        reader.space();
        if (reader.at < text.length()) {
            throw reader.malformed("end");
        }
        return value;
    }

    private @Nullable Object value() {
        space();
        switch (peek()) {
            case '{' -> {
                return object();
            }
            case '[' -> {
                return array();
            }
            case '"' -> {
                return string();
            }
            default -> {
                return literal();
            }
        }
    }

    private Map<String, @Nullable Object> object() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        enter('{');
        if (!take('}')) {
            do {
                space();
                String name = string();
                if (fields.containsKey(name)) {
                    throw malformed("have each field once, not twice " + name + ",");
                }
                expect(':');
                fields.put(name, value());
            } while (take(','));
            expect('}');
        }
        depth--;
        return fields;
    }

    private List<@Nullable Object> array() {
        List<@Nullable Object> values = new ArrayList<>();
        enter('[');
        if (!take(']')) {
            do {
                values.add(value());
            } while (take(','));
            expect(']');
        }
        depth--;
        return values;
    }

    private void enter(char bracket) {
        expect(bracket);
        if (++depth > DEEPEST) {
            throw malformed("be no deeper than " + DEEPEST + " levels");
        }
    }

    private @Nullable Object literal() {
        int start = at;
        while (at < text.length() && ",]}".indexOf(text.charAt(at)) < 0 && text.charAt(at) > ' ') {
            at++;
        }
        String literal = text.substring(start, at);
        switch (literal) {
            case "null" -> {
                return null;
            }
            case "true" -> {
                return Boolean.TRUE;
            }
            case "false" -> {
                return Boolean.FALSE;
            }
            default -> {
                try {
                    long number = Long.parseLong(literal);
                    if (Long.toString(number).equals(literal)) {
                        return number;
                    }
                } catch (NumberFormatException e) {
                    // No whole number, or one that is too great.
                }
                if (DECIMAL.matcher(literal).matches()) {
                    return Double.valueOf(literal);
                }
                at = start;
                throw malformed("have a JSON value");
            }
        }
    }

    private String string() {
        int start = at;
        if (!take('"')) {
            throw malformed("have a string");
        }
        StringBuilder value = new StringBuilder();
        while (at < text.length() && text.charAt(at) >= ' ') {
            char c = text.charAt(at++);
            if (c == '"') {
                return value.toString();
            }
            value.append(c == '\\' ? escaped() : c);
        }
        at = start;
        throw malformed("close the string");
    }

    private char escaped() {
        char c = peek();
        int simple = "\"\\/bfnrt".indexOf(c);
        if (simple >= 0) {
            at++;
            return "\"\\/\b\f\n\r\t".charAt(simple);
        }
        String digits = text.substring(Math.min(at + 1, text.length()), Math.min(at + 5, text.length()));
        if (c == 'u' && digits.matches("[0-9a-fA-F]{4}")) {
            at += 5;
            return (char) Integer.parseInt(digits, 16);
        }
        throw malformed("have a known escape");
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private void space() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private boolean take(char c) {
        space();
        boolean found = peek() == c && at < text.length();
        at += found ? 1 : 0;
        return found;
    }

    private void expect(char c) {
        if (!take(c)) {
            throw malformed("have '" + c + "'");
        }
    }

    private ConfigException malformed(String rule) {
        String rest = text.substring(at, Math.min(text.length(), at + SHOWN));
        return new ConfigException(List.of(Problems.describe("JSON", rule + " at character " + (at + 1), rest)));
    }
}
