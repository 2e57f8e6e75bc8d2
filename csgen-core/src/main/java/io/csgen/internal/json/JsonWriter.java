package io.csgen.internal.json;

import java.util.Collection;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes one JSON object (RFC 8259), field after field. Confined to one thread. */
public final class JsonWriter {
    private final StringBuilder text = new StringBuilder("{");
    private final String beforeField;
    private final String beforeValue;
    private final String end;
    private boolean empty = true;

    private JsonWriter(String beforeField, String beforeValue, String end) {
        this.beforeField = beforeField;
        this.beforeValue = beforeValue;
        this.end = end;
    }

    /** Begins an object in one line, without spaces. */
    public JsonWriter() {
        this("", ":", "}");
    }

    /** Begins an object with each of its fields on a line, so that people can read it. */
    public static JsonWriter ofLines() {
        return new JsonWriter("\n  ", ": ", "\n}");
    }

    /** Returns an object with one field. */
    public static String of(String name, String value) {
        return new JsonWriter().put(name, value).toString();
    }

    /** Adds a field with a text, or null. */
    public JsonWriter put(String name, @Nullable String value) {
        return raw(name, value == null ? "null" : quote(value));
    }

    /** Adds a field with a whole number. */
    public JsonWriter put(String name, long value) {
        begin(name).append(value);
        return this;
    }

    /**
     * Adds a field with any value: a text, a number, a boolean or null, an object as one of these writers or as a map, an
     * array as a collection, or what is optional.
     */
    public JsonWriter put(String name, @Nullable Object value) {
        return raw(name, json(value));
    }

    /** Adds a field whose value is JSON already. */
    public JsonWriter raw(String name, String value) {
        begin(name).append(value);
        return this;
    }

    /** Adds fields that are JSON already, each behind a comma; there must be one before them. */
    public JsonWriter putAll(String members) {
        text.append(members);
        return this;
    }

    /** Adds an array of values that are JSON already. */
    public JsonWriter array(String name, Collection<String> values) {
        return raw(name, "[" + String.join(",", values) + "]");
    }

    private StringBuilder begin(String name) {
        text.append(empty ? "" : ",").append(beforeField);
        empty = false;
        return text.append(quote(name)).append(beforeValue);
    }

    private static String json(@Nullable Object value) {
        if (value instanceof String plain) {
            return quote(plain);
        } else if (value instanceof Map<?, ?> fields) {
            JsonWriter object = new JsonWriter();
            fields.forEach((name, each) -> object.put(String.valueOf(name), (Object) each));
            return object.toString();
        } else if (value instanceof Collection<?> values) {
            return values.stream().map(JsonWriter::json).collect(Collectors.joining(",", "[", "]"));
        } else if (value instanceof Optional<?> optional) {
            return optional.map(JsonWriter::json).orElse("null");
        }
        return String.valueOf(value);
    }

    /** Returns a text as JSON. */
    public static String quote(String text) {
        return '"' + escape(text) + '"';
    }

    /** Escapes what RFC 8259 section 7 demands, and surrogates without a partner, which UTF-8 cannot hold. */
    public static String escape(String text) {
        return isPlain(text) ? text : escapeEach(text);
    }

    /** Tells most texts at once: no character of them needs a look of its own. */
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == '"' || c == '\\' || Character.isSurrogate(c)) {
                return false;
            }
        }
        return true;
    }

    private static String escapeEach(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (int i = 0, c; i < text.length(); i += Character.charCount(c)) {
            c = text.codePointAt(i);
            if (c == '"' || c == '\\') {
                escaped.append('\\').append((char) c);
            } else if (c == '\n') {
                escaped.append("\\n");
            } else if (c < ' ' || Character.getType(c) == Character.SURROGATE) {
                escaped.append("\\u").append(HexFormat.of().toHexDigits((char) c));
            } else {
                escaped.appendCodePoint(c);
            }
        }
        return escaped.toString();
    }

    /** Returns the object. */
    @Override
    public String toString() {
        return text + end;
    }
}
