package io.csgen.examples.http;

import java.util.Collection;
import java.util.Optional;

/** Writes one JSON object, field after field. Confined to one thread. */
public final class Json {
    private final StringBuilder text = new StringBuilder("{");

    /** Returns an object with one field. */
    public static String of(String name, String value) {
        return new Json().put(name, value).toString();
    }

    public Json put(String name, String value) {
        return raw(name, quote(value));
    }

    public Json put(String name, long value) {
        return raw(name, Long.toString(value));
    }

    /** Adds a field that is null where there is no value. */
    public Json put(String name, Optional<String> value) {
        return raw(name, value.map(Json::quote).orElse("null"));
    }

    /** Adds an array of values that are JSON already. */
    public Json array(String name, Collection<String> values) {
        return raw(name, "[" + String.join(",", values) + "]");
    }

    /** Adds a field whose value is JSON already. */
    public Json raw(String name, String value) {
        text.append(text.length() > 1 ? "," : "")
                .append(quote(name))
                .append(':')
                .append(value);
        return this;
    }

    @Override
    public String toString() {
        return text + "}";
    }

    /** Returns a text as JSON. */
    public static String quote(String value) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char c : value.toCharArray()) {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append("\\u00").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
