package io.csgen.sink.kinesis;

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
 * Opens Kinesis sinks from settings ({@code sink=kinesis}). Immutable.
 *
 * <p>Credentials come from the default chain of the AWS SDK alone: environment, profile, web identity,
 * container, instance. So does the region where {@code kinesis-region} is not set; with {@code
 * kinesis-endpoint} and neither, it is {@code us-east-1}, which local endpoints take for granted.
 *
 * <p>Opening looks the stream up ({@code kinesis:DescribeStreamSummary}) and fails within seconds, in
 * one sentence, where it cannot work: no credentials, rejected ones, no permission, no such stream or
 * region, nobody at the endpoint. The payload is {@code json-url} unless {@code format} says otherwise.
 */
public final class KinesisSinkProvider implements SinkProvider {
    /** Creates the provider; for {@link java.util.ServiceLoader}. */
    public KinesisSinkProvider() {}

    /** Returns {@code kinesis}. */
    @Override
    public String name() {
        return "kinesis";
    }

    @Override
    public List<Key<?>> keys() {
        return Stream.concat(StreamAddress.KEYS.stream(), KinesisSinkConfig.KEYS.stream())
                .toList();
    }

    @Override
    public void check(SinkSettings settings) {
        read(settings);
    }

    /**
     * {@inheritDoc}
     *
     * @throws SinkException if Kinesis cannot be used like this
     */
    @Override
    public ClickSink open(SinkSettings settings) {
        Target target = read(settings);
        return KinesisConnection.open(target.config, target.address);
    }

    /** What to open, and where. */
    private record Target(KinesisSinkConfig config, StreamAddress address) {}

    private static Target read(SinkSettings settings) {
        SettingsReader reader = settings.reader();
        // A missing stream name is a problem already; the others are to show up with it.
        String stream = reader.require(StreamAddress.STREAM).orElse("missing");
        StreamAddress address = StreamAddress.read(stream, reader);
        ClickEncoder encoder = settings.recordEncoder(reader, ClickFormat.JSON_URL);
        Optional<KinesisSinkConfig> config =
                reader.collect(() -> KinesisSinkConfig.of(stream, encoder).with(reader));
        reader.throwIfAny();
        return new Target(config.orElseThrow(), address);
    }
}
