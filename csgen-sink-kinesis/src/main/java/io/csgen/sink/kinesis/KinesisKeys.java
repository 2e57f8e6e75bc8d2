package io.csgen.sink.kinesis;

import io.csgen.click.ClickEncoder;
import io.csgen.click.PartitionKey;
import io.csgen.config.Key;
import io.csgen.config.SettingsReader;
import io.csgen.sink.kinesis.KinesisSinkConfig.Aggregation;
import io.csgen.sink.kinesis.KinesisSinkConfig.Ordering;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The settings of this sink, each with its rule and default; {@link KinesisSinkConfig} obeys the same. */
final class KinesisKeys {
    static final Key<String> STREAM = Key.of(
            "url-kinesis-stream-name",
            "be 1 to 128 letters, digits, underscores, hyphens and dots",
            "name of the Kinesis data stream that gets the clicks",
            text -> Optional.of(text).filter(name -> name.matches("[a-zA-Z0-9_.-]{1,128}")));

    static final Key<String> REGION = Key.of(
            "kinesis-region",
            "be a region name such as eu-west-1",
            "AWS region of the stream; default: that of the environment or the AWS profile",
            text -> Optional.of(text).filter(name -> name.matches("[a-z0-9-]{1,63}")));

    static final Key<URI> ENDPOINT = Key.of(
            "kinesis-endpoint",
            "be a URL such as http://localhost:4567",
            "where to reach Kinesis instead of the region's own endpoint, such as a local one",
            text -> Optional.of(URI.create(text))
                    .filter(uri -> uri.getHost() != null
                            && String.valueOf(uri.getScheme()).matches("https?")));

    static final Key<Integer> MAX_BATCH_RECORDS = Key.integer(
                    "kinesis-max-batch-records",
                    1,
                    KinesisSinkConfig.MAX_BATCH_RECORDS,
                    "most clicks in one request to Kinesis")
            .withDefault(500);

    static final Key<Integer> MAX_BATCH_BYTES = Key.integer(
                    "kinesis-max-batch-bytes",
                    1,
                    KinesisSinkConfig.MAX_BATCH_BYTES,
                    "most bytes of partition keys and payloads in one request to Kinesis")
            .withDefault(5 << 20);

    static final Key<Duration> MAX_BATCH_AGE = Key.duration(
                    "kinesis-max-batch-age",
                    Duration.ZERO,
                    Duration.ofMinutes(1),
                    "how long a click may wait for others to share its request")
            .withDefault(Duration.ofMillis(100));

    static final Key<Integer> MAX_IN_FLIGHT_CLICKS = Key.integer(
            "kinesis-max-in-flight-clicks",
            1,
            1_000_000,
            "most clicks without an answer from Kinesis; at this bound the generator waits;"
                    + " default: 20000, or 100000 with aggregation");

    static final Key<Integer> MAX_REQUESTS_IN_FLIGHT = Key.integer(
                    "kinesis-max-requests-in-flight", 1, 64, "most requests to Kinesis at a time")
            .withDefault(8);

    static final Key<Duration> REQUEST_TIMEOUT = Key.duration(
                    "kinesis-request-timeout",
                    Duration.ofMillis(100),
                    Duration.ofMinutes(5),
                    "how long one request to Kinesis may take")
            .withDefault(Duration.ofSeconds(10));

    static final Key<Integer> MAX_ATTEMPTS = Key.integer(
                    "kinesis-max-attempts", 1, 1_000, "most attempts for one click")
            .withDefault(30);

    static final Key<Duration> RETRY_BUDGET = Key.duration(
                    "kinesis-retry-budget",
                    Duration.ZERO,
                    Duration.ofDays(1),
                    "how long after its first attempt a click may be tried again")
            .withDefault(Duration.ofMinutes(1));

    static final Key<Duration> BACKOFF_BASE = Key.duration(
                    "kinesis-backoff-base",
                    Duration.ofMillis(1),
                    Duration.ofMinutes(1),
                    "longest pause before the second attempt; doubles with each further one")
            .withDefault(Duration.ofMillis(100));

    static final Key<Duration> BACKOFF_CAP = Key.duration(
                    "kinesis-backoff-cap",
                    Duration.ofMillis(1),
                    Duration.ofMinutes(10),
                    "longest pause between two attempts")
            .withDefault(Duration.ofSeconds(5));

    static final Key<Duration> DRAIN_TIMEOUT = Key.duration(
                    "kinesis-drain-timeout",
                    Duration.ZERO,
                    Duration.ofDays(1),
                    "how long closing waits for answers from Kinesis")
            .withDefault(Duration.ofSeconds(20));

    static final Key<Duration> GIVE_UP_AFTER = Key.duration(
            "kinesis-give-up-after",
            Duration.ofMillis(100),
            Duration.ofDays(28),
            "how long Kinesis may be out of reach before the run ends; default: without limit, and only single"
                    + " clicks are given up");

    static final Key<Aggregation> AGGREGATION = Key.choice(
                    "kinesis-aggregation",
                    Aggregation.class,
                    "whether clicks share records, in the aggregated format of the Kinesis Producer Library:"
                            + " up to 16 times the clicks, but consumers must know the format;"
                            + " needs the permission kinesis:ListShards")
            .withDefault(Aggregation.OFF);

    static final Key<Integer> MAX_AGGREGATE_BYTES = Key.integer(
                    "kinesis-max-aggregate-bytes",
                    1,
                    KinesisSinkConfig.MAX_RECORD_BYTES,
                    "most bytes of a record that clicks share")
            .withDefault(50 << 10);

    static final Key<Integer> MAX_AGGREGATE_CLICKS = Key.integer(
                    "kinesis-max-aggregate-clicks", 1, 1_000_000, "most clicks that share a record")
            .withDefault(1_000_000);

    static final Key<Ordering> ORDERING = Key.choice(
                    "kinesis-ordering",
                    Ordering.class,
                    "strict keeps the order of a partition key even where clicks are sent again, slower;"
                            + " relaxed may then reorder them")
            .withDefault(Ordering.RELAXED);

    private KinesisKeys() {}

    static List<Key<?>> all() {
        return List.of(
                STREAM,
                REGION,
                ENDPOINT,
                MAX_BATCH_RECORDS,
                MAX_BATCH_BYTES,
                MAX_BATCH_AGE,
                MAX_IN_FLIGHT_CLICKS,
                MAX_REQUESTS_IN_FLIGHT,
                REQUEST_TIMEOUT,
                MAX_ATTEMPTS,
                RETRY_BUDGET,
                BACKOFF_BASE,
                BACKOFF_CAP,
                DRAIN_TIMEOUT,
                GIVE_UP_AFTER,
                AGGREGATION,
                MAX_AGGREGATE_BYTES,
                MAX_AGGREGATE_CLICKS,
                ORDERING);
    }

    static Optional<String> readRegion(SettingsReader reader, Optional<URI> endpoint) {
        Optional<String> region = reader.find(REGION);
        region.ifPresent(name -> reader.require(
                endpoint.isPresent() || KinesisConnection.isKnownRegion(name),
                REGION,
                "be a region of AWS, unless kinesis-endpoint is set",
                name));
        return region;
    }

    static KinesisSinkConfig read(
            SettingsReader reader, String streamName, ClickEncoder encoder, PartitionKey partitionKey) {
        Aggregation aggregation = reader.get(AGGREGATION);
        return new KinesisSinkConfig(
                streamName,
                encoder,
                partitionKey,
                reader.get(MAX_BATCH_RECORDS),
                reader.get(MAX_BATCH_BYTES),
                reader.get(MAX_BATCH_AGE),
                reader.find(MAX_IN_FLIGHT_CLICKS).orElse(KinesisSinkConfig.defaultMaxInFlightClicks(aggregation)),
                reader.get(MAX_REQUESTS_IN_FLIGHT),
                reader.get(REQUEST_TIMEOUT),
                reader.get(MAX_ATTEMPTS),
                reader.get(RETRY_BUDGET),
                reader.get(BACKOFF_BASE),
                reader.get(BACKOFF_CAP),
                reader.get(DRAIN_TIMEOUT),
                reader.find(GIVE_UP_AFTER),
                aggregation,
                reader.get(MAX_AGGREGATE_BYTES),
                reader.get(MAX_AGGREGATE_CLICKS),
                reader.get(ORDERING));
    }
}
