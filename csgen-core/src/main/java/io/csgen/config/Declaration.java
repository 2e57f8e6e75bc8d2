package io.csgen.config;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * What is said of a key, and holds for all members of a family. Immutable.
 *
 * @param file whether the value is the path of a file that a run writes, with variables in it
 */
record Declaration<T>(
        String name, Key.Rule<T> rule, String help, Codec<T> codec, boolean file, Optional<Default<T>> otherwise) {
    /** The value in the place of one that is not given; its text is empty where other values decide. */
    record Default<T>(Function<ValueSource, T> value, Optional<String> text) {}

    Declaration {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(help, "help");
        Objects.requireNonNull(codec, "codec");
    }

    Declaration(String name, Key.Rule<T> rule, String help, Codec<T> codec, boolean file) {
        this(name, rule, help, codec, file, Optional.empty());
    }

    Declaration<T> with(Default<T> value) {
        return new Declaration<>(name, rule, help, codec, file, Optional.of(value));
    }
}
