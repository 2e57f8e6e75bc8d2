package io.csgen.sink.kinesis.stream;

import io.csgen.click.ClickEncoder;
import io.csgen.config.Key;
import io.csgen.config.SettingsReader;
import io.csgen.config.ValueSource.Values;
import io.csgen.sink.SinkProvider.SinkSettings;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a sink to a stream works: the values of its keys, of {@link StreamAddress#STREAM} and of {@link
 * SinkSettings#PARTITION_KEY}, and what writes the payloads of records. Immutable, as all that extend it.
 *
 * @param <C> the configuration of one kind of sink
 */
public abstract class StreamSinkConfig<C extends StreamSinkConfig<C>> {
    private final ClickEncoder encoder;
    private final Values values;

    /** Creates a configuration; rules between keys are for the constructor of what extends it. */
    protected StreamSinkConfig(ClickEncoder encoder, Values values) {
        this.encoder = Objects.requireNonNull(encoder, "encoder");
        this.values = values;
    }

    /** Returns the defaults of the keys of one kind of sink, and of those that all have. */
    protected static Values defaults(Collection<? extends Key<?>> keys) {
        return Values.of(
                Stream.<Key<?>>concat(Stream.of(StreamAddress.STREAM, SinkSettings.PARTITION_KEY), keys.stream())
                        .toList());
    }

    /** Returns a configuration with the same encoder and other values. */
    protected abstract C copy(Values changed);

    /**
     * Returns this configuration with another value.
     *
     * @param key one of the keys of this kind of sink, or {@link SinkSettings#PARTITION_KEY}
     * @throws io.csgen.config.ConfigException if the value breaks a rule, or the key is none of these
     */
    public final <T> C with(Key<T> key, T value) {
        return copy(values.with(key, value));
    }

    /** Returns this configuration with what settings say; problems with single values stay with the reader. */
    public final C with(SettingsReader given) {
        return copy(given.over(values));
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
