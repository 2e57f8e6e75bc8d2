package io.csgen.sink;

import io.csgen.config.ConfigException;
import io.csgen.config.Key;
import io.csgen.config.Problems;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;

/**
 * Opens the sinks of one kind from settings. Implementations are found with {@link ServiceLoader}: a
 * jar on the class path and {@code sink=NAME} in the settings is all a user needs. They are
 * immutable and have a public constructor without parameters.
 */
public interface SinkProvider {
    /** Returns the name by which settings choose this kind of sink: one word in lower case. */
    String name();

    /** Returns the keys of this kind of sink, beyond those all sinks share. */
    List<Key<?>> keys();

    /**
     * Checks the settings of this sink as {@link #open} would, without opening anything. Without an
     * implementation nothing but the rules of the keys themselves is checked, which the caller does.
     *
     * @throws ConfigException if settings of this sink are missing or wrong; it holds all problems
     */
    default void check(SinkSettings settings) {}

    /**
     * Opens a sink.
     *
     * @throws ConfigException if settings of this sink are missing or wrong; it holds all problems
     * @throws SinkException if the backend cannot be used
     */
    ClickSink open(SinkSettings settings);

    /** Returns the providers on the class path, ordered by name. */
    static List<SinkProvider> all() {
        return ServiceLoader.load(SinkProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .sorted(Comparator.comparing(SinkProvider::name))
                .toList();
    }

    /**
     * Returns the provider with the given name.
     *
     * @throws ConfigException if there is none on the class path; it lists those there are
     */
    static SinkProvider named(String name) {
        List<SinkProvider> all = all();
        return all.stream()
                .filter(provider -> provider.name().equals(name))
                .findFirst()
                .orElseThrow(() -> {
                    String names = String.join(
                            ", ", all.stream().map(SinkProvider::name).toList());
                    return new ConfigException(List.of(Problems.describe("sink", "be one of " + names, name)));
                });
    }
}
