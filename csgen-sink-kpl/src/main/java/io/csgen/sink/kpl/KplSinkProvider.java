package io.csgen.sink.kpl;

import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickFormat;
import io.csgen.click.PartitionKey;
import io.csgen.config.Key;
import io.csgen.config.SettingsReader;
import io.csgen.sink.ClickSink;
import io.csgen.sink.SinkException;
import io.csgen.sink.SinkProvider;
import io.csgen.sink.SinkSettings;
import io.csgen.sink.kpl.KplKeys.Aggregation;
import io.csgen.sink.kpl.KplSinkConfig.Ordering;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Opens sinks through the Kinesis Producer Library (KPL) from settings ({@code sink=kpl}). Immutable.
 *
 * <p>Settings, credentials and region are those of the Kinesis sink where they mean the same. Opening unpacks
 * and starts the native program of the KPL, which takes some seconds, and fails in one sentence where it cannot
 * run. The KPL itself looks for the stream when the first click comes; a stream that is missing or may not be
 * written to ends the sink when the time of the first clicks is over. The payload is {@code json-url} unless
 * {@code format} says otherwise.
 */
public final class KplSinkProvider implements SinkProvider {
    /** What the KPL may take beyond the time of a record and a request, such as for connecting. */
    private static final Duration SLACK = Duration.ofSeconds(20);

    private static final int MAX_IN_FLIGHT_CLICKS = 20_000;
    private static final int MAX_IN_FLIGHT_CLICKS_AGGREGATED = 100_000;

    /** Creates the provider; for {@link java.util.ServiceLoader}. */
    public KplSinkProvider() {}

    /** Returns {@code kpl}. */
    @Override
    public String name() {
        return "kpl";
    }

    @Override
    public List<Key<?>> keys() {
        return KplKeys.all();
    }

    @Override
    public void check(SinkSettings settings) {
        read(settings);
    }

    /**
     * {@inheritDoc}
     *
     * @throws SinkException if the KPL cannot be used like this
     */
    @Override
    public ClickSink open(SinkSettings settings) {
        return read(settings).open();
    }

    private static KplConnection read(SinkSettings settings) {
        SettingsReader reader = settings.reader();
        Optional<String> stream = reader.require(KplKeys.STREAM);
        Optional<String> region = reader.find(KplKeys.REGION);
        Optional<URI> endpoint = reader.find(KplKeys.ENDPOINT);
        region.ifPresent(name -> reader.require(
                KplConnection.isRegion(name), KplKeys.REGION, "be a region name such as eu-west-1", name));
        endpoint.ifPresent(uri -> reader.require(
                uri.getScheme().equals("https"),
                KplKeys.ENDPOINT,
                "begin with https, as the KPL speaks TLS only",
                uri));
        ClickEncoder encoder = settings.recordEncoder(reader, ClickFormat.JSON_URL);
        PartitionKey partitionKey = reader.get(SinkSettings.PARTITION_KEY);
        Aggregation aggregation = reader.get(KplKeys.AGGREGATION);
        Duration requestTimeout = reader.get(KplKeys.REQUEST_TIMEOUT);
        Ordering ordering = reader.get(KplKeys.ORDERING);
        Duration recordTtl = reader.get(KplKeys.RECORD_TTL);
        int maxInFlight = reader.find(KplKeys.MAX_IN_FLIGHT_CLICKS)
                .orElse(aggregation == Aggregation.ON ? MAX_IN_FLIGHT_CLICKS_AGGREGATED : MAX_IN_FLIGHT_CLICKS);
        Duration drainTimeout = reader.get(KplKeys.DRAIN_TIMEOUT);
        Optional<Duration> giveUpAfter = reader.find(KplKeys.GIVE_UP_AFTER);
        KplConnection.Tuning tuning = new KplConnection.Tuning(
                reader.get(KplKeys.MAX_BATCH_AGE),
                requestTimeout,
                recordTtl,
                aggregation,
                reader.get(KplKeys.MAX_CONNECTIONS),
                reader.get(KplKeys.VERIFY_CERTIFICATE),
                reader.get(KplKeys.METRICS),
                reader.find(KplKeys.TEMP_DIRECTORY));
        // A missing stream name is a problem already; the others are to show up with it.
        Optional<KplSinkConfig> config = reader.collect(() -> new KplSinkConfig(
                stream.orElse("missing"),
                encoder,
                partitionKey,
                maxInFlight,
                recordTtl.plus(requestTimeout).plus(SLACK),
                drainTimeout,
                giveUpAfter,
                ordering));
        reader.throwIfAny();
        return new KplConnection(config.orElseThrow(), tuning, region, endpoint);
    }
}
