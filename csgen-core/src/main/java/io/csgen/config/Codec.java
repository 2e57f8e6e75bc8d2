package io.csgen.config;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/**
 * How the values of a {@link Key} are written as text, in settings and in messages. Implementations are immutable, so
 * safe for concurrent use.
 *
 * @param <T> the type of the values
 */
@FunctionalInterface
public interface Codec<T> {
    /** Finite decimal numbers in the digits 0 to 9; written without an exponent and needless zeros: 3, 0.25, 1000000. */
    Codec<Double> DECIMAL = of(Texts::number, Texts::write, value -> value.toString());

    /**
     * Time spans in a whole number and a unit, such as {@code 250ms}, {@code 46s}, {@code 30m}, {@code 2h} and {@code
     * 28d}; written in the largest unit that holds them exactly.
     */
    Codec<Duration> DURATION = of(Texts::duration, Texts::write);

    /**
     * Reads a value.
     *
     * @param text without surrounding blanks
     * @return empty where the text is no such value; the same is said by a {@link ConfigException}, whose message then
     *     follows the rule of the key, or any other {@link IllegalArgumentException}
     */
    Optional<T> read(String text);

    /** Writes a value that obeys the rule of its key, as {@link #read} reads it. */
    default String write(T value) {
        return String.valueOf(value);
    }

    /** Returns how messages show a value that breaks the rule of its key, and perhaps cannot be written, such as NaN. */
    default String show(T value) {
        return write(value);
    }

    /** Returns a codec that reads with one function and writes with another. */
    static <T> Codec<T> of(Function<String, Optional<T>> reader, Function<? super T, String> writer) {
        return of(reader, writer, writer);
    }

    private static <T> Codec<T> of(
            Function<String, Optional<T>> reader,
            Function<? super T, String> writer,
            Function<? super T, String> shower) {
        return new Codec<>() {
            @Override
            public Optional<T> read(String text) {
                return reader.apply(text);
            }

            @Override
            public String write(T value) {
                return writer.apply(value);
            }

            @Override
            public String show(T value) {
                return shower.apply(value);
            }
        };
    }
}
