package io.csgen.click;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes a line apart that is one JSON object (RFC 8259): plain values, as text; fields that are null are left out, and
 * of those that hold objects or arrays it only tells that they are there. Core has no JSON library, and flat objects
 * need none.
 */
final class FlatJson {
    /** Stands for an object or an array as the value of a field, and is no other text. */
    static final String NESTED = new StringBuilder("an object or an array").toString();

    private static final int DEEPEST = 64;

    /** Collects, as they stand in the text, the fields whose names are not known. */
    private record Others(Set<String> known, StringBuilder members) {}

    private final String text;
    private final @Nullable Others others;
    private int at;

    private FlatJson(String text, @Nullable Others others) {
        this.text = text;
        this.others = others;
    }

    /**
     * Returns the fields of an object.
     *
     * @throws MalformedLine if the text is something else
     */
    static Map<String, String> parse(String text) {
        return new FlatJson(text, null).object();
    }

    /**
     * Returns the fields of an object that have other names than the known ones, each behind a comma, as they stand
     * in the text but for line breaks, which are blanks then; those that are null are left out.
     *
     * @throws MalformedLine if the text is something else
     */
    static String others(String text, Set<String> known) {
        Others others = new Others(known, new StringBuilder());
        new FlatJson(text, others).object();
        return others.members.toString().replace('\n', ' ').replace('\r', ' ');
    }

    /**
     * Returns the value of a field, or null where there is none.
     *
     * @throws MalformedLine if the value is not plain
     */
    static @Nullable String find(Map<String, String> fields, String name) {
        String value = fields.get(name);
        if (value == NESTED) {
            throw new MalformedLine("have a plain value as " + name + ", not " + value);
        }
        return value;
    }

    private Map<String, String> object() {
        Map<String, String> fields = new HashMap<>();
        expect('{');
        if (!take('}')) {
            do {
                space();
                int start = at;
                String name = string();
                expect(':');
                space();
                String value = value();
                if (value != null && fields.put(name, value) != null) {
                    throw malformed("have each field once, not twice", start);
                }
                if (others != null && value != null && !others.known.contains(name)) {
                    others.members.append(',').append(text, start, at);
                }
            } while (take(','));
            expect('}');
        }
        space();
        if (at < text.length()) {
            throw malformed("end after the JSON object", at);
        }
        return fields;
    }

    private @Nullable String value() {
        if (peek() == '"') {
            return string();
        }
        if (isNested()) {
            skipNested(1);
            return NESTED;
        }
        int start = at;
        while (at < text.length() && ",}]".indexOf(text.charAt(at)) < 0 && text.charAt(at) > ' ') {
            at++;
        }
        String literal = text.substring(start, at);
        boolean word = literal.equals("true") || literal.equals("false") || literal.equals("null");
        if (!word && !isNumber(literal)) {
            throw malformed("have a JSON value", start);
        }
        return literal.equals("null") ? null : literal;
    }

    private boolean isNested() {
        return peek() == '{' || peek() == '[';
    }

    private void skipNested(int depth) {
        if (depth > DEEPEST) {
            throw malformed("be no deeper than " + DEEPEST + " levels", at);
        }
        boolean object = peek() == '{';
        char end = object ? '}' : ']';
        at++;
        if (take(end)) {
            return;
        }
        do {
            space();
            if (object) {
                string();
                expect(':');
                space();
            }
            if (isNested()) {
                skipNested(depth + 1);
            } else {
                value();
            }
        } while (take(','));
        expect(end);
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

    private static MalformedLine malformed(String rule, int at) {
        return new MalformedLine(rule + " at character " + (at + 1));
    }
}
