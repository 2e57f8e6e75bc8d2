package io.csgen.sink.kpl;

import io.csgen.config.SettingsReader;
import io.csgen.sink.kinesis.stream.StreamAddress;
import io.csgen.sink.kinesis.stream.StreamSinkProvider;

/**
 * Opens sinks through the Kinesis Producer Library (KPL) from settings ({@code sink=kpl}). Immutable.
 *
 * <p>Settings, credentials and region are those of the Kinesis sink where they mean the same. Opening looks the stream
 * up as that sink does ({@code kinesis:DescribeStreamSummary}), then unpacks and starts the native program of the KPL,
 * which takes some seconds, and fails in one sentence where either cannot work. The payload is {@code json-url} unless
 * {@code format} says otherwise.
 */
public final class KplSinkProvider extends StreamSinkProvider<KplSinkConfig> {
    /** Creates the provider; for {@link java.util.ServiceLoader}. */
    public KplSinkProvider() {
        super(
                "kpl",
                KplSinkConfig.KEYS,
                KplSinkConfig::of,
                (config, address) -> new KplConnection(config, address).open());
    }

    @Override
    protected void check(StreamAddress address, SettingsReader reader) {
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
