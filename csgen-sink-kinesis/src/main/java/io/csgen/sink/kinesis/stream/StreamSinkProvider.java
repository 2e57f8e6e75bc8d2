package io.csgen.sink.kinesis.stream;

import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickFormat;
import io.csgen.config.Key;
import io.csgen.config.SettingsReader;
import io.csgen.sink.ClickSink;
import io.csgen.sink.SinkException;
import io.csgen.sink.SinkProvider;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Opens sinks to a stream from settings: the address of the stream, and the keys of one kind of sink. The payload is {@code
 * json-url} unless {@code format} says otherwise. Immutable, as all that extend it.
 *
 * @param <C> the configuration of this kind of sink
 */
public abstract class StreamSinkProvider<C extends StreamSinkConfig<C>> implements SinkProvider {
    private final String name;
    private final List<Key<?>> keys;
    private final BiFunction<String, ClickEncoder, C> defaults;
    private final BiFunction<C, StreamAddress, ClickSink> opening;

    /**
     * Creates a provider.
     *
     * @param name by which settings choose this kind of sink
     * @param keys of this kind of sink, beyond those of the address
     * @param defaults makes the configuration of a stream, by its name
     * @param opening opens a sink, or throws a {@link SinkException} if the stream cannot be used like this
     */
    protected StreamSinkProvider(
            String name,
            Collection<? extends Key<?>> keys,
            BiFunction<String, ClickEncoder, C> defaults,
            BiFunction<C, StreamAddress, ClickSink> opening) {
        this.name = name;
        this.keys = Stream.<Key<?>>concat(StreamAddress.KEYS.stream(), keys.stream())
                .toList();
        this.defaults = defaults;
        this.opening = opening;
    }

    /** Tells the reader what this kind of sink cannot do with an address that is right by itself. */
    protected void check(StreamAddress address, SettingsReader reader) {}

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final List<Key<?>> keys() {
        return keys;
    }

    @Override
    public final Supplier<ClickSink> read(SinkSettings settings, SettingsReader reader) {
        // A missing stream name is a problem already; the others are to show up with it.
        String stream = reader.require(StreamAddress.STREAM).orElse("missing");
        long problemsBefore = reader.count();
        StreamAddress address = StreamAddress.read(stream, reader);
        if (reader.count() == problemsBefore) {
            check(address, reader);
        }
        ClickEncoder encoder = settings.recordEncoder(reader, ClickFormat.JSON_URL);
        Optional<C> config =
                reader.collect(() -> defaults.apply(stream, encoder).with(reader));
        return () -> opening.apply(config.orElseThrow(), address);
    }
}
