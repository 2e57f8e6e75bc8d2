package io.csgen.config;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Reads settings through their keys and remembers every problem, so that a user sees all of them at
 * once: read everything, build everything, then call {@link #throwIfAny}. Confined to one thread.
 */
public final class SettingsReader {
    private static final int SHOWN_ORIGINS = 3;

    private Settings settings;
    private final Problems problems = new Problems();
    private final Set<String> read = new HashSet<>();
    private DeclaredKeys declared = DeclaredKeys.NONE;

    SettingsReader(Settings settings) {
        this.settings = settings;
        problems.add(settings.problems());
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
        read.add(key.name());
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
            problems.add(() -> key.name() + " must be set: " + key.help());
        } else if (entry.isPresent() && entry.get().isPlaceholder()) {
            problems.add(() -> located(Problems.describe(
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
        long before = problems.count();
        Problems ofValue = new Problems();
        Optional<T> value = ofValue.collect(builder);
        if (value.isEmpty() && problems.count() == before) {
            problems.add(ofValue, this::located);
        }
        return value;
    }

    /** Records a problem unless the rule holds; see {@link Problems#require}. */
    public boolean require(boolean holds, Key<?> key, String rule, Object value) {
        if (!holds) {
            problems.add(() -> located(Problems.describe(key.name(), rule, value)));
        }
        return holds;
    }

    /** Puts values under those that are read: they stand for what the user does not give. */
    public void addDefaults(Settings lower) {
        settings = settings.over(lower);
        problems.add(lower.problems());
    }

    /**
     * Records a problem for every name that no key declares, with the nearest name that one does. Values of declared
     * keys that nobody reads are checked in the end.
     *
     * @param all all keys there are
     */
    public void requireDeclared(Collection<Key<?>> all) {
        declared = new DeclaredKeys(all);
        settings.requireDeclared(declared, problems);
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
                    problems.add(() -> located(Problems.describe(
                            name, "have a number from 1 to " + countKey + " (" + count + ")", value)));
                }
            }
        }
    }

    /** Returns the settings that are read. */
    public Settings settings() {
        return settings;
    }

    /** Adds problems that were found elsewhere. */
    public void add(Problems others) {
        problems.add(others);
    }

    /** Returns the problems so far; see {@link Problems#found}. */
    public List<String> found() {
        return problems.found();
    }

    /** Returns how many problems there are so far. */
    public long count() {
        return problems.count();
    }

    /**
     * Ends the reading.
     *
     * @throws ConfigException if there is any problem; it holds all of them
     */
    public void throwIfAny() {
        for (String name : settings.names()) {
            if (read.add(name)) {
                declared.covering(name).ifPresent(key -> findMember(key, name));
            }
        }
        problems.throwIfAny();
    }

    private <T> void findMember(Key<T> key, String name) {
        find(key.isFamily() ? key.at(key.numberOf(name)) : key);
    }

    private String located(String problem) {
        String name = problem.substring(0, Math.max(0, problem.indexOf(' ')));
        List<String> places = Key.isFamily(name)
                ? settings.originsOf(name, SHOWN_ORIGINS + 1)
                : settings.find(name).map(Settings.Entry::origin).stream().toList();
        if (places.isEmpty()) {
            return problem;
        }
        String all = places.stream().limit(SHOWN_ORIGINS).collect(Collectors.joining(", "));
        return problem + " (" + all + (places.size() > SHOWN_ORIGINS ? ", …" : "") + ")";
    }
}
