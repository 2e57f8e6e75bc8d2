package io.csgen.click;

import java.util.Locale;

/** Writes one flat JSON object of texts and numbers, field after field. */
final class JsonText {
    private final StringBuilder text = new StringBuilder("{");

    JsonText put(String name, String value) {
        name(name).append('"').append(escape(value)).append('"');
        return this;
    }

    JsonText put(String name, long value) {
        name(name).append(value);
        return this;
    }

    /** Puts fields that are JSON already, each behind a comma; there must be one before them. */
    JsonText putAll(String members) {
        text.append(members);
        return this;
    }

    private StringBuilder name(String name) {
        return text.append(text.length() > 1 ? "," : "")
                .append('"')
                .append(name)
                .append("\":");
    }

    @Override
    public String toString() {
        return text + "}";
    }

    /** Escapes what RFC 8259 section 7 demands, and surrogates without a partner, which UTF-8 cannot hold. */
    static String escape(String text) {
        return isPlain(text) ? text : escapeEach(text);
    }

    /** Tells most texts at once: no character of them needs a look of its own. */
    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20 || c == '"' || c == '\\' || Character.isSurrogate(c)) {
                return false;
            }
        }
        return true;
    }

    private static String escapeEach(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                escaped.append('\\').appendCodePoint(c);
            } else if (c < 0x20 || Character.getType(c) == Character.SURROGATE) {
                escaped.append(String.format(Locale.ROOT, "\\u%04x", c));
            } else {
                escaped.appendCodePoint(c);
            }
        });
        return escaped.toString();
    }
}
