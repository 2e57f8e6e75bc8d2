package io.csgen.config;

import java.util.Optional;

/** Where the values of keys come from: chosen by a program, as {@link Values}, or read, by a {@link SettingsReader}. */
public interface ValueSource {
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
