package io.csgen.sink.kpl;

import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickFormat;
import io.csgen.config.Key;
import io.csgen.config.SettingsReader;
import io.csgen.sink.ClickSink;
import io.csgen.sink.SinkException;
import io.csgen.sink.SinkProvider;
import io.csgen.sink.SinkProvider.SinkSettings;
import io.csgen.sink.kinesis.stream.StreamAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Opens sinks through the Kinesis Producer Library (KPL) from settings ({@code sink=kpl}). Immutable.
 *
 * <p>Settings, credentials and region are those of the Kinesis sink where they mean the same. Opening looks the stream
 * up as that sink does ({@code kinesis:DescribeStreamSummary}), then unpacks and starts the native program of the KPL,
 * which takes some seconds, and fails in one sentence where either cannot work. The payload is {@code json-url} unless
 * {@code format} says otherwise.
 */
public final class KplSinkProvider implements SinkProvider {
    /** Creates the provider; for {@link java.util.ServiceLoader}. */
    public KplSinkProvider() {}

    /** Returns {@code kpl}. */
    @Override
    public String name() {
        return "kpl";
    }

    @Override
    public List<Key<?>> keys() {
        return Stream.concat(StreamAddress.KEYS.stream(), KplSinkConfig.KEYS.stream())
                .toList();
    }

    @Override
    public void check(SinkSettings settings) {
        read(settings);
    }

    /**
     * {@inheritDoc}
     *
     * @throws SinkException if the KPL or the stream cannot be used like this
     */
    @Override
    public ClickSink open(SinkSettings settings) {
        return read(settings).open();
    }

    private static KplConnection read(SinkSettings settings) {
        SettingsReader reader = settings.reader();
        // A missing stream name is a problem already; the others are to show up with it.
        String stream = reader.require(StreamAddress.STREAM).orElse("missing");
        long problemsBefore = reader.count();
        StreamAddress address = StreamAddress.read(stream, reader);
        if (reader.count() == problemsBefore) {
            requireOfKpl(address, reader);
        }
        ClickEncoder encoder = settings.recordEncoder(reader, ClickFormat.JSON_URL);
        Optional<KplSinkConfig> config =
                reader.collect(() -> KplSinkConfig.of(stream, encoder).with(reader));
        reader.throwIfAny();
        return new KplConnection(config.orElseThrow(), address);
    }

    private static void requireOfKpl(StreamAddress address, SettingsReader reader) {
        address.region()
                .ifPresent(name -> reader.require(
                        KplConnection.isRegion(name),
                        StreamAddress.REGION,
                        "be a region name such as eu-west-1",
                        name));
        address.endpoint()
                .ifPresent(uri -> reader.require(
                        uri.getScheme().equals("https"),
                        StreamAddress.ENDPOINT,
                        "begin with https, as the KPL speaks TLS only",
                        uri));
    }
}
