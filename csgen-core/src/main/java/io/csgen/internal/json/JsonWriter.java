package io.csgen.internal.json;

import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes JSON of maps, lists, texts, numbers and nulls; what {@link JsonReader} reads. */
public final class JsonWriter {
    private JsonWriter() {}

    /** Writes a value, its own members on a line each so that people can read it. */
    public static void write(Map<String, @Nullable Object> fields, StringBuilder target) {
        target.append('{');
        String separator = "\n  ";
        for (Map.Entry<String, @Nullable Object> field : fields.entrySet()) {
            target.append(separator);
            string(field.getKey(), target);
            target.append(": ");
            value(field.getValue(), target);
            separator = ",\n  ";
        }
        target.append("\n}");
    }

    private static void value(@Nullable Object value, StringBuilder target) {
        if (value instanceof Map<?, ?> fields) {
            target.append('{');
            for (Iterator<? extends Map.Entry<?, ?>> i = fields.entrySet().iterator(); i.hasNext(); ) {
                Map.Entry<?, ?> field = i.next();
                string(String.valueOf(field.getKey()), target);
                target.append(':');
                value(field.getValue(), target);
                target.append(i.hasNext() ? "," : "");
            }
            target.append('}');
        } else if (value instanceof List<?> values) {
            target.append('[');
            for (Iterator<?> i = values.iterator(); i.hasNext(); ) {
                value(i.next(), target);
                target.append(i.hasNext() ? "," : "");
            }
            target.append(']');
        } else if (value instanceof String text) {
            string(text, target);
        } else {
            target.append(value);
        }
    }

    private static void string(String text, StringBuilder target) {
        target.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                target.append('\\').append(c);
            } else if (c == '\n') {
                target.append("\\n");
            } else if (c < ' ' || Character.isSurrogate(c)) {
                target.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                target.append(c);
            }
        }
        target.append('"');
    }
}
