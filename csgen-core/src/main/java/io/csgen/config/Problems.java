package io.csgen.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Collects what is wrong with a set of values, so that all of it is reported at once. Use it in the
 * constructor of a value with several rules, and wherever several such values are built from one
 * source. Confined to one thread.
 */
public final class Problems {
    private final List<String> found = new ArrayList<>();

    /** Creates a collection without problems. */
    public Problems() {}

    /**
     * Records a problem unless the rule holds.
     *
     * @param holds whether the value obeys the rule
     * @param path what the value is called where the user wrote it
     * @param rule what the value must do, as it follows the word "must"
     * @param value the value itself
     * @return {@code holds}
     */
    public boolean require(boolean holds, String path, String rule, Object value) {
        if (!holds) {
            found.add(describe(path, rule, value));
        }
        return holds;
    }

    /** Adds a problem that is described already. */
    public void add(String problem) {
        found.add(problem);
    }

    /**
     * Builds a value, and records its problems instead of throwing them.
     *
     * @return the value, or empty where it could not be built
     */
    public <T> Optional<T> collect(Supplier<T> builder) {
        try {
            return Optional.of(builder.get());
        } catch (ConfigException e) {
            found.addAll(e.problems());
            return Optional.empty();
        }
    }

    int count() {
        return found.size();
    }

    /** Returns the problems so far, in the order in which they were found. */
    public List<String> found() {
        return List.copyOf(found);
    }

    /**
     * Ends the collection.
     *
     * @throws ConfigException if there is any problem; it holds all of them
     */
    public void throwIfAny() {
        if (!found.isEmpty()) {
            throw new ConfigException(found);
        }
    }

    /**
     * Returns a problem in its standard form, {@code <path> must <rule>: <value>}, in one line: a blank
     * path or value stands in quotes, a control character as its escape.
     */
    public static String describe(String path, String rule, Object value) {
        return oneLine(quotedIfBlank(path) + " must " + rule + ": " + quotedIfBlank(String.valueOf(value)));
    }

    private static String quotedIfBlank(String text) {
        return text.isBlank() ? '"' + text + '"' : text;
    }

    /** Returns a text with each control character as its escape, so that it is one line. */
    public static String oneLine(String text) {
        StringBuilder line = new StringBuilder(text.length());
        text.chars().forEach(c -> {
            if (Character.isISOControl(c)) {
                line.append(String.format(Locale.ROOT, "\\u%04x", c));
            } else {
                line.append((char) c);
            }
        });
        return line.toString();
    }
}
