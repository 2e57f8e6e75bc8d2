package io.csgen.internal.json;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes a text apart that is JSON (RFC 8259): any value with all that is in it, or an object of plain values, such as a
 * line of a file, at no more cost than that. Core has no JSON library, and needs no more than this.
 */
public final class JsonReader {
    /** Stands for an object or an array as the value of a field, and is no other text. */
    public static final String NESTED = new StringBuilder("an object or an array").toString();

    private static final int DEEPEST = 16;
    private static final int DEEPEST_SKIPPED = 64;

    /** Collects, as they stand in the text, the fields whose names are not known. */
    private record Others(Set<String> known, StringBuilder members) {}

    private final String text;
    private final @Nullable Others others;
    private int at;

    private JsonReader(String text, @Nullable Others others) {
        this.text = text;
        this.others = others;
    }

    /**
     * Returns a value: objects as maps, arrays as lists, whole numbers as {@code Long}s and others as {@code Double}s.
     *
     * @throws MalformedJson if the text is no such value
     */
    public static @Nullable Object parse(String text) {
        JsonReader reader = new JsonReader(text, null);
        reader.space();
        Object value = reader.value(1);
        reader.requireEnd("end");
        return value;
    }

    /**
     * Returns the fields of an object as texts; those that are null are left out, and of those that hold objects or arrays
     * it only tells that they are there, with {@link #NESTED}.
     *
     * @throws MalformedJson if the text is something else
     */
    public static Map<String, String> fields(String text) {
        return new JsonReader(text, null).fields();
    }

    /**
     * Returns the fields of an object that have other names than the known ones, each behind a comma, as they stand
     * in the text but for line breaks, which are blanks then; those that are null are left out.
     *
     * @throws MalformedJson if the text is something else
     */
    public static String others(String text, Set<String> known) {
        Others others = new Others(known, new StringBuilder());
        new JsonReader(text, others).fields();
        return others.members.toString().replace('\n', ' ').replace('\r', ' ');
    }

    private Map<String, String> fields() {
        Map<String, String> fields = new HashMap<>();
        expect('{');
        if (!take('}')) {
            do {
                space();
                int start = at;
                String name = name();
                String value = plain();
                if (value != null && fields.put(name, value) != null) {
                    throw malformed("have each field once, not twice", start);
                }
                if (others != null && value != null && !others.known.contains(name)) {
                    others.members.append(',').append(text, start, at);
                }
            } while (take(','));
            expect('}');
        }
        requireEnd("end after the JSON object");
        return fields;
    }

    private @Nullable String plain() {
        if (peek() == '"') {
            return string();
        }
        if (isNested()) {
            skip(1);
            return NESTED;
        }
        String literal = literal();
        return literal.equals("null") ? null : literal;
    }

    private boolean isNested() {
        return peek() == '{' || peek() == '[';
    }

    private void skip(int depth) {
        boolean object = peek() == '{';
        char end = object ? '}' : ']';
        enter(depth, DEEPEST_SKIPPED);
        if (take(end)) {
            return;
        }
        do {
            space();
            if (object) {
                name();
            }
            if (isNested()) {
                skip(depth + 1);
            } else {
                plain();
            }
        } while (take(','));
        expect(end);
    }

    private void enter(int depth, int deepest) {
        if (depth > deepest) {
            throw malformed("be no deeper than " + deepest + " levels", at);
        }
        at++;
    }

    private @Nullable Object value(int depth) {
        return switch (peek()) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case '"' -> string();
            default -> typed(literal());
        };
    }

    private Map<String, @Nullable Object> object(int depth) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        enter(depth, DEEPEST);
        if (!take('}')) {
            do {
                space();
                int start = at;
                String name = name();
                if (fields.containsKey(name)) {
                    throw malformed("have each field once, not twice " + name + ",", start);
                }
                fields.put(name, value(depth + 1));
            } while (take(','));
            expect('}');
        }
        return fields;
    }

    private List<@Nullable Object> array(int depth) {
        List<@Nullable Object> values = new ArrayList<>();
        enter(depth, DEEPEST);
        if (!take(']')) {
            do {
                space();
                values.add(value(depth + 1));
            } while (take(','));
            expect(']');
        }
        return values;
    }

    private static @Nullable Object typed(String literal) {
        return switch (literal) {
            case "null" -> null;
            case "true" -> Boolean.TRUE;
            case "false" -> Boolean.FALSE;
            default -> number(literal);
        };
    }

    private static Number number(String literal) {
        try {
            long number = Long.parseLong(literal);
            if (number != 0 || !literal.startsWith("-")) {
                return number;
            }
        } catch (NumberFormatException e) {
            // No whole number, or one that is too great.
        }
        return Double.valueOf(literal);
    }

    /** Reads a number or a word. */
    private String literal() {
        int start = at;
        while (at < text.length() && ",}]".indexOf(text.charAt(at)) < 0 && text.charAt(at) > ' ') {
            at++;
        }
        String literal = text.substring(start, at);
        boolean word = literal.equals("true") || literal.equals("false") || literal.equals("null");
        if (!word && !isNumber(literal)) {
            throw malformed("have a JSON value", start);
        }
        return literal;
    }

    /** Tells numbers by their grammar, without a pattern: it is the busiest place of a reader. */
    private static boolean isNumber(String literal) {
        int i = literal.startsWith("-") ? 1 : 0;
        int whole = i;
        i = digits(literal, i);
        if (i == whole || i - whole > 1 && literal.charAt(whole) == '0') {
            return false;
        }
        if (i < literal.length() && literal.charAt(i) == '.') {
            int fraction = ++i;
            i = digits(literal, i);
            if (i == fraction) {
                return false;
            }
        }
        if (i < literal.length() && (literal.charAt(i) | 0x20) == 'e') {
            i++;
            if (i < literal.length() && "+-".indexOf(literal.charAt(i)) >= 0) {
                i++;
            }
            int exponent = i;
            i = digits(literal, i);
            if (i == exponent) {
                return false;
            }
        }
        return i == literal.length();
    }

    private static int digits(String literal, int from) {
        int i = from;
        while (i < literal.length() && literal.charAt(i) >= '0' && literal.charAt(i) <= '9') {
            i++;
        }
        return i;
    }

    /** Reads the name of a field, and goes to its value. */
    private String name() {
        String name = string();
        expect(':');
        space();
        return name;
    }

    private String string() {
        int start = at;
        if (peek() != '"') {
            throw malformed("have a string", at);
        }
        at++;
        int from = at;
        StringBuilder unescaped = null;
        while (true) {
            if (at >= text.length() || text.charAt(at) < ' ') {
                throw malformed("close the string", start);
            }
            char c = text.charAt(at++);
            if (c == '"') {
                String rest = text.substring(from, at - 1);
                return unescaped == null ? rest : unescaped.append(rest).toString();
            }
            if (c == '\\') {
                unescaped = unescaped == null ? new StringBuilder() : unescaped;
                unescaped.append(text, from, at - 1).append(escaped());
                from = at;
            }
        }
    }

    private char escaped() {
        int start = at - 1;
        char c = at < text.length() ? text.charAt(at++) : ' ';
        int simple = "\"\\/bfnrt".indexOf(c);
        if (simple >= 0) {
            return "\"\\/\b\f\n\r\t".charAt(simple);
        }
        if (c == 'u' && at + 4 <= text.length()) {
            int code = 0;
            boolean valid = true;
            for (int i = 0; i < 4; i++) {
                char digit = text.charAt(at++);
                valid &= digit < 0x80 && Character.digit(digit, 16) >= 0;
                code = code * 16 + Character.digit(digit, 16);
            }
            if (valid) {
                return (char) code;
            }
        }
        throw malformed("have a known escape", start);
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
            throw malformed("have '" + c + "'", at);
        }
    }

    private void requireEnd(String rule) {
        space();
        if (at < text.length()) {
            throw malformed(rule, at);
        }
    }

    private static MalformedJson malformed(String rule, int at) {
        return new MalformedJson(rule, at);
    }
}
