package io.csgen.sink.kinesis.stream;

import io.csgen.click.ClickEncoder;
import io.csgen.config.Key;
import io.csgen.config.SettingsReader;
import io.csgen.config.ValueSource.Values;
import io.csgen.sink.SinkProvider.SinkSettings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * How a sink to a stream works: the values of its keys, of {@link StreamAddress#STREAM} and of {@link
 * SinkSettings#PARTITION_KEY}, and what writes the payloads of records. Immutable, as all that extend it.
 *
 * @param <C> the configuration of one kind of sink
 */
public abstract class StreamSinkConfig<C extends StreamSinkConfig<C>> {
    /** Collects the keys of one kind of sink in the order in which its constants are declared. Confined to one thread. */
    protected static final class KeyCollector {
        private final List<Key<?>> keys = new ArrayList<>();

        /** Begins with keys that are declared elsewhere. */
        public KeyCollector(Key<?>... others) {
            keys.addAll(List.of(others));
        }

        /** Adds a key, and returns it. */
        public <T> Key<T> add(Key<T> key) {
            keys.add(key);
            return key;
        }

        /** Returns the keys so far. */
        public List<Key<?>> keys() {
            return List.copyOf(keys);
        }
    }

    private final ClickEncoder encoder;
    private final Values values;
    private final BiFunction<ClickEncoder, Values, C> copy;

    /**
     * Creates a configuration; rules between keys are for the constructor of what extends it.
     *
     * @param copy makes another one, of the same encoder and other values: that constructor
     */
    protected StreamSinkConfig(ClickEncoder encoder, Values values, BiFunction<ClickEncoder, Values, C> copy) {
        this.encoder = Objects.requireNonNull(encoder, "encoder");
        this.values = values;
        this.copy = copy;
    }

    /** Returns the defaults of the keys of one kind of sink, and of those that all have. */
    protected static Values defaults(Collection<? extends Key<?>> keys) {
        return Values.of(
                Stream.<Key<?>>concat(Stream.of(StreamAddress.STREAM, SinkSettings.PARTITION_KEY), keys.stream())
                        .toList());
    }

    /**
     * Returns this configuration with another value.
     *
     * @param key one of the keys of this kind of sink, or {@link SinkSettings#PARTITION_KEY}
     * @throws io.csgen.config.ConfigException if the value breaks a rule, or the key is none of these
     */
    public final <T> C with(Key<T> key, T value) {
        return copy.apply(encoder, values.with(key, value));
    }

    /** Returns this configuration with what settings say; problems with single values stay with the reader. */
    public final C with(SettingsReader given) {
        return copy.apply(encoder, given.over(values));
    }

    /**
     * Returns the value of a key.
     *
     * @throws IllegalStateException if it is not set and has no default
     */
    public final <T> T get(Key<T> key) {
        return values.get(key);
    }

    /** Returns the value of a key; empty where it is not set and has no default. */
    public final <T> Optional<T> find(Key<T> key) {
        return values.find(key);
    }

    /** Returns the name of the stream. */
    public final String streamName() {
        return get(StreamAddress.STREAM);
    }

    /** Returns what writes the payloads of records. */
    public final ClickEncoder encoder() {
        return encoder;
    }

    /** Returns all values, as in settings. */
    @Override
    public final String toString() {
        return values.toString();
    }
}
