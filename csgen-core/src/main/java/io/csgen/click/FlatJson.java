package io.csgen.click;

import io.csgen.internal.json.JsonReader;
import io.csgen.internal.json.MalformedJson;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The fields of a line that is one JSON object of plain values, as text. */
final class FlatJson {
    private FlatJson() {}

    /**
     * Returns the fields of an object; see {@link JsonReader#fields}.
     *
     * @throws MalformedLine if the text is something else
     */
    static Map<String, String> parse(String text) {
        try {
            return JsonReader.fields(text);
        } catch (MalformedJson e) {
            throw new MalformedLine(e.rule());
        }
    }

    /**
     * Returns the fields of an object that have other names than the known ones; see {@link JsonReader#others}.
     *
     * @throws MalformedLine if the text is something else
     */
    static String others(String text, Set<String> known) {
        try {
            return JsonReader.others(text, known);
        } catch (MalformedJson e) {
            throw new MalformedLine(e.rule());
        }
    }

    /**
     * Returns the value of a field, or null where there is none.
     *
     * @throws MalformedLine if the value is not plain
     */
    static @Nullable String find(Map<String, String> fields, String name) {
        String value = fields.get(name);
        if (value == JsonReader.NESTED) {
            throw new MalformedLine("have a plain value as " + name + ", not " + value);
        }
        return value;
    }
}
