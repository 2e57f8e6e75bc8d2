package io.csgen.config;

import io.csgen.config.ConfigException.Problem;
import io.csgen.config.ValueSource.Values;
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
public final class SettingsReader implements ValueSource {
    private static final int SHOWN_ORIGINS = 3;

    private Settings settings;
    private final Problems problems = new Problems();
    private final NameMap<Boolean> read = new NameMap<>();
    private final Set<String> blamed = new HashSet<>();
    private long badValues;
    private DeclaredKeys declared = DeclaredKeys.NONE;

    SettingsReader(Settings settings) {
        this.settings = settings;
        problems.add(settings.problems());
    }

    /** Returns whether the user gave a value, a placeholder excepted. */
    public boolean has(Key<?> key) {
        return settings.find(key).filter(e -> !e.isPlaceholder()).isPresent();
    }

    /**
     * Returns the value of a key, or its default; a value that breaks the key's rule is a problem and
     * reads as the default. A placeholder reads as not given.
     *
     * @return empty only where the key has neither a good value nor a default
     */
    @Override
    public <T> Optional<T> find(Key<T> key) {
        return find(key, settings.find(key));
    }

    private <T> Optional<T> find(Key<T> key, Optional<Settings.Entry> entry) {
        Optional<T> given = given(key, entry);
        return given.isPresent() ? given : key.defaultIn(this);
    }

    private <T> Optional<T> given(Key<T> key, Optional<Settings.Entry> entry) {
        read.putIfAbsent(key, true);
        if (entry.isEmpty() || entry.get().isPlaceholder()) {
            return Optional.empty();
        }
        try {
            return Optional.of(key.parse(entry.get().text()));
        } catch (ConfigException e) {
            badValues++;
            if (blamed.add(key.name())) {
                problems.add(e.all(), this::located);
            }
            return Optional.empty();
        }
    }

    /** Reads the keys of values, and returns these values with what the user gave in the place of theirs. */
    public Values over(Values values) {
        Values all = values;
        for (Key<?> key : values.keys()) {
            all = with(all, key);
        }
        return all;
    }

    private <T> Values with(Values values, Key<T> key) {
        return given(key, settings.find(key))
                .map(value -> values.with(key, value))
                .orElse(values);
    }

    /**
     * Returns the value of a key that must be given; where it is missing or still a placeholder, that
     * is a problem.
     */
    public <T> Optional<T> require(Key<T> key) {
        Optional<Settings.Entry> entry = settings.find(key);
        if (entry.isEmpty() && !key.hasDefault()) {
            problems.add(() -> new Problem(key.name(), "be set", key.help(), ""));
        } else if (entry.isPresent() && entry.get().isPlaceholder()) {
            problems.add(() -> located(Problem.of(
                    key.name(), "be set instead of the placeholder", entry.get().text())));
        }
        return find(key, entry);
    }

    /**
     * Builds a value from what was read, and records its problems instead of throwing them, each with
     * the place of the setting it begins with. Where reading the parts of the value found problems
     * already, only those are kept: the rest would speak of defaults that stand in for bad values.
     *
     * @return the value, or empty where it could not be built
     */
    public <T> Optional<T> collect(Supplier<T> builder) {
        long before = problems.count() + badValues;
        Problems ofValue = new Problems();
        Optional<T> value = ofValue.collect(builder);
        if (value.isEmpty() && problems.count() + badValues == before) {
            problems.add(ofValue, this::located);
        }
        return value;
    }

    /** Records a problem unless the rule holds; see {@link Problems#require}. */
    public boolean require(boolean holds, Key<?> key, String rule, Object value) {
        if (!holds) {
            problems.add(() -> located(Problem.of(key.name(), rule, value)));
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
        DeclaredKeys all = new DeclaredKeys(families);
        for (String name :
                settings.names(single -> false, stem -> all.coveredOf(stem).and(number -> number > count))) {
            String value = settings.find(name).orElseThrow().text();
            problems.add(
                    () -> located(Problem.of(name, "have a number from 1 to " + countKey + " (" + count + ")", value)));
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
        for (String name : settings.names(
                name -> read.get(name) == null,
                stem -> declared.coveredOf(stem).and(number -> read.get(stem, number) == null))) {
            declared.covering(name).ifPresent(key -> findMember(key, name));
        }
        problems.throwIfAny();
    }

    private <T> void findMember(Key<T> key, String name) {
        key.named(name).ifPresent(this::find);
    }

    private Problem located(Problem problem) {
        List<String> places = settings.originsOf(problem.name(), SHOWN_ORIGINS + 1);
        if (places.isEmpty() || !problem.origin().isEmpty()) {
            return problem;
        }
        String all = places.stream().limit(SHOWN_ORIGINS).collect(Collectors.joining(", "));
        return problem.at(all + (places.size() > SHOWN_ORIGINS ? ", …" : ""));
    }
}
