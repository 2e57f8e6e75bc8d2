package io.csgen.config;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads settings through their keys and remembers every problem, so that a user sees all of them at
 * once: read everything, build everything, then call {@link #throwIfAny}. Confined to one thread.
 */
public final class SettingsReader {
    private static final Pattern FIRST_WORD = Pattern.compile("^[a-z][a-z0-9-]*");

    private Settings settings;
    private final Problems problems = new Problems();

    SettingsReader(Settings settings) {
        this.settings = settings;
    }

    /** Returns whether the user gave a value, a placeholder excepted. */
    public boolean has(Key<?> key) {
        return settings.find(key.name()).filter(e -> !e.isPlaceholder()).isPresent();
    }

    /**
     * Returns the value of a key, or its default; a value that breaks the key's rule is a problem and
     * reads as the default. A placeholder reads as not given.
     *
     * @return empty only where the key has neither a good value nor a default
     */
    public <T> Optional<T> find(Key<T> key) {
        Optional<T> given = settings.find(key.name())
                .filter(entry -> !entry.isPlaceholder())
                .flatMap(entry -> collect(() -> key.parse(entry.text())));
        return given.isPresent() ? given : key.defaultText().map(key::parse);
    }

    /**
     * Returns the value of a key that has a default.
     *
     * @throws IllegalStateException if the key has no default
     */
    public <T> T get(Key<T> key) {
        return find(key).orElseThrow(() -> new IllegalStateException("key must have a default: " + key.name()));
    }

    /**
     * Returns the value of a key that must be given; where it is missing or still a placeholder, that
     * is a problem.
     */
    public <T> Optional<T> require(Key<T> key) {
        Optional<Settings.Entry> entry = settings.find(key.name());
        if (entry.isEmpty() && key.defaultText().isEmpty()) {
            problems.add(key.name() + " must be set: " + key.help());
        } else if (entry.isPresent() && entry.get().isPlaceholder()) {
            problems.add(located(Problems.describe(
                    key.name(), "be set instead of the placeholder", entry.get().text())));
        }
        return find(key);
    }

    /**
     * Builds a value from what was read, and records its problems instead of throwing them, each with
     * the place of the setting it begins with. Where reading the parts of the value found problems
     * already, only those are kept: the rest would speak of defaults that stand in for bad values.
     *
     * @return the value, or empty where it could not be built
     */
    public <T> Optional<T> collect(Supplier<T> builder) {
        int before = problems.count();
        try {
            return Optional.of(builder.get());
        } catch (ConfigException e) {
            if (problems.count() == before) {
                e.problems().forEach(problem -> problems.add(located(problem)));
            }
            return Optional.empty();
        }
    }

    /** Records a problem unless the rule holds; see {@link Problems#require}. */
    public boolean require(boolean holds, Key<?> key, String rule, Object value) {
        if (!holds) {
            problems.add(located(Problems.describe(key.name(), rule, value)));
        }
        return holds;
    }

    /** Puts values under those that are read: they stand for what the user does not give. */
    public void addDefaults(Settings lower) {
        settings = settings.over(lower);
    }

    /**
     * Records a problem for every name that no key declares, with the nearest name that one does.
     *
     * @param declared all keys there are
     */
    public void requireDeclared(Collection<Key<?>> declared) {
        settings.undeclared(declared).forEach(problems::add);
    }

    /**
     * Records a problem for every member of the given families whose number is above a count.
     *
     * @param count how many members there are
     * @param countKey the key that says so
     */
    public void requireNumbersUpTo(int count, Key<?> countKey, Collection<Key<?>> families) {
        for (String name : settings.names()) {
            for (Key<?> family : families) {
                if (family.covers(name) && family.numberOf(name) > count) {
                    String value = settings.find(name).orElseThrow().text();
                    problems.add(located(Problems.describe(
                            name, "have a number from 1 to " + countKey + " (" + count + ")", value)));
                }
            }
        }
    }

    /** Returns the settings that are read. */
    public Settings settings() {
        return settings;
    }

    /** Returns the problems so far. */
    public List<String> found() {
        return problems.found();
    }

    /**
     * Ends the reading.
     *
     * @throws ConfigException if there is any problem; it holds all of them
     */
    public void throwIfAny() {
        problems.throwIfAny();
    }

    private String located(String problem) {
        Matcher name = FIRST_WORD.matcher(problem);
        if (!name.find()) {
            return problem;
        }
        return settings.find(name.group())
                .map(entry -> problem + " (" + entry.origin() + ")")
                .orElse(problem);
    }
}
