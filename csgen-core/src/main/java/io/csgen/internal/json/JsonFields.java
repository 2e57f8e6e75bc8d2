package io.csgen.internal.json;

import io.csgen.config.ConfigException;
import io.csgen.config.Problems;
import java.time.DateTimeException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The fields of an object in JSON, and how to speak of them. Immutable. */
public final class JsonFields {
    private static final int SHOWN = 40;

    private final String path;
    private final Map<?, ?> fields;

    /**
     * Creates the fields of a value.
     *
     * @throws ConfigException if it is no object
     */
    public JsonFields(String path, @Nullable Object value) {
        if (!(value instanceof Map<?, ?>)) {
            throw wrong(path, "be a JSON object", value);
        }
        this.path = path;
        fields = (Map<?, ?>) value;
    }

    /**
     * Returns the fields of a text.
     *
     * @throws ConfigException if it is no JSON, or no object
     */
    public static JsonFields parse(String path, String text) {
        try {
            return new JsonFields(path, JsonReader.parse(text));
        } catch (MalformedJson e) {
            String rest = text.substring(e.at(), Math.min(text.length(), e.at() + SHOWN));
            throw new ConfigException(List.of(Problems.describe("JSON", e.rule(), rest)));
        }
    }

    public Set<String> names() {
        return fields.keySet().stream().map(String::valueOf).collect(Collectors.toSet());
    }

    public void requireExactly(Set<String> known) {
        Problems problems = new Problems();
        for (String name : new TreeSet<>(known)) {
            problems.require(fields.containsKey(name), path, "have " + name, "nothing");
        }
        problems.throwIfAny();
        requireOnly(known);
    }

    public void requireOnly(Set<String> known) {
        Problems problems = new Problems();
        for (String name : new TreeSet<>(names())) {
            problems.require(known.contains(name), path, "have no other fields", name);
        }
        problems.throwIfAny();
    }

    public boolean has(String name) {
        return fields.get(name) != null;
    }

    public <T> T get(String name, Class<T> type, String rule) {
        Object value = fields.get(name);
        if (!type.isInstance(value)) {
            throw wrong(path + "." + name, rule, value);
        }
        return type.cast(value);
    }

    public String text(String name) {
        return get(name, String.class, "be a text");
    }

    public long number(String name) {
        long number = get(name, Long.class, "be a whole number");
        require(number >= 0, path + "." + name, "be at least 0", number);
        return number;
    }

    public List<?> list(String name) {
        return get(name, List.class, "be an array");
    }

    public Object object(String name) {
        return get(name, Map.class, "be a JSON object");
    }

    public <T> Optional<T> find(String name, String rule, Function<String, T> parser) {
        return has(name) ? Optional.of(parse(name, rule, parser)) : Optional.empty();
    }

    public <T> T parse(String name, String rule, Function<String, T> parser) {
        String value = text(name);
        try {
            return parser.apply(value);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new ConfigException(List.of(Problems.describe(path + "." + name, rule, value)));
        }
    }

    public static void require(boolean holds, String path, String rule, Object value) {
        Problems problems = new Problems();
        problems.require(holds, path, rule, value);
        problems.throwIfAny();
    }

    /** Values may be long, so they become text only where they are wrong. */
    private static ConfigException wrong(String path, String rule, @Nullable Object value) {
        return new ConfigException(List.of(Problems.describe(path, rule, value == null ? "nothing" : value)));
    }
}
