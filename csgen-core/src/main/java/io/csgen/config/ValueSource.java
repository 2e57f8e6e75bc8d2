package io.csgen.config;

import io.csgen.config.ConfigException.Problem;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Where the values of keys come from: chosen by a program, as {@link Values}, or read, by a {@link SettingsReader}. */
public interface ValueSource {
    /**
     * Values of a set of declared keys, each checked by the rule of its key; a key without a value has its default. For
     * classes that are configured by keys: keep one of these and check what rules there are between keys. Immutable.
     *
     * <p>Looking a value up costs some nanoseconds, and more where a default follows from other values: read what is needed
     * often once.
     */
    public static final class Values implements ValueSource {
        private final DeclaredKeys keys;
        private final Map<Key<?>, Object> given; // of the type of the key

        private Values(DeclaredKeys keys, Map<Key<?>, Object> given) {
            this.keys = keys;
            this.given = given;
        }

        /** Returns the defaults of keys, none of which is a family. */
        public static Values of(Collection<Key<?>> keys) {
            return new Values(new DeclaredKeys(keys), Map.of());
        }

        /**
         * Returns these values with another one.
         *
         * @throws ConfigException if the key is none of these, or the value breaks its rule
         */
        public <T> Values with(Key<T> key, T value) {
            Objects.requireNonNull(value, key.name());
            requireDeclared(key, value);
            Problems problems = new Problems();
            problems.check(key, value);
            problems.throwIfAny();
            Map<Key<?>, Object> changed = new IdentityHashMap<>(given);
            changed.put(key, value);
            return new Values(keys, changed);
        }

        /** {@inheritDoc} */
        @Override
        @SuppressWarnings("unchecked") // with puts no other values there
        public <T> Optional<T> find(Key<T> key) {
            Object value = given.get(key);
            if (value != null) {
                return Optional.of((T) value);
            }
            requireDeclared(key, "nothing");
            return key.defaultIn(this);
        }

        List<Key<?>> keys() {
            return keys.all();
        }

        private void requireDeclared(Key<?> key, Object value) {
            if (!keys.all().contains(key)) {
                throw new ConfigException(Problem.of(key.name(), keys.ruleFor(key.name()), value));
            }
        }

        /** Returns all values as in a properties file, separated by commas. */
        @Override
        public String toString() {
            StringBuilder text = new StringBuilder();
            keys.all().forEach(key -> append(text, key));
            return text.toString();
        }

        private <T> void append(StringBuilder text, Key<T> key) {
            find(key)
                    .ifPresent(value -> text.append(text.isEmpty() ? "" : ", ")
                            .append(key.name())
                            .append('=')
                            .append(key.textOf(value)));
        }
    }

    /** Returns the value of a key, or else its default; empty where there is neither. */
    <T> Optional<T> find(Key<T> key);

    /**
     * Returns the value of a key, or else its default.
     *
     * @throws IllegalStateException if there is neither
     */
    default <T> T get(Key<T> key) {
        return find(key).orElseThrow(() -> new IllegalStateException("key must have a default: " + key.name()));
    }
}
