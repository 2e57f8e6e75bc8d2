package io.csgen.sink.kinesis;

import io.csgen.click.ClickEncoder;
import io.csgen.config.Key;
import io.csgen.config.Problems;
import io.csgen.config.ValueSource.Values;
import io.csgen.sink.kinesis.stream.KinesisLimits;
import io.csgen.sink.kinesis.stream.StreamAddress;
import io.csgen.sink.kinesis.stream.StreamSinkConfig;
import java.time.Duration;
import java.util.List;

/**
 * How a {@link KinesisSink} works: start from {@link #of} and set what you need with {@link #with(Key, Object)}, by the keys below.
 * Every rule is checked when a value is set, and a broken one is reported under the name of the setting. Immutable.
 *
 * <pre>{@code
 * KinesisSinkConfig config = KinesisSinkConfig.of("clicks", encoder)
 *         .with(KinesisSinkConfig.AGGREGATION, Aggregation.ON)
 *         .with(KinesisSinkConfig.DRAIN_TIMEOUT, Duration.ofMinutes(1))
 *         .with(SinkSettings.PARTITION_KEY, PartitionKey.session());
 * }</pre>
 */
public final class KinesisSinkConfig extends StreamSinkConfig<KinesisSinkConfig> {
    /** Whether clicks share records. Immutable. */
    public enum Aggregation {
        /** Each click is a record: any consumer reads it as it is. */
        OFF,
        /**
         * Clicks of one Kinesis shard share records, in the aggregated format of the Kinesis Producer
         * Library: up to sixteen times as many in the same stream. Consumers must know the format, as the
         * Kinesis Client Library and the de-aggregation modules for AWS Lambda do.
         */
        ON;

        /** Returns the word in settings. */
        @Override
        public String toString() {
            return this == ON ? "on" : "off";
        }
    }

    /** How far the order of clicks with equal partition key goes. Immutable. */
    public enum Ordering {
        /** In order unless one has to be sent again. */
        RELAXED,
        /**
         * In order even then: a click leaves only when the earlier ones of its key have their receipts,
         * unless they share its record. Costs time where many clicks have the same key: without
         * aggregation each request holds at most one of a key.
         */
        STRICT;

        /** Returns the word in settings. */
        @Override
        public String toString() {
            return this == STRICT ? "strict" : "relaxed";
        }
    }

    private static final KeyCollector DECLARED = new KeyCollector();

    /** Most clicks in one request, 1 to 500; default 500. */
    public static final Key<Integer> MAX_BATCH_RECORDS = DECLARED.add(Key.integer(
                    "kinesis-max-batch-records",
                    1,
                    KinesisLimits.REQUEST_RECORDS,
                    "most clicks in one request to Kinesis")
            .withDefault(500));

    /** Most bytes of keys and payloads in one request, 1 to 10 MiB; default 5 MiB, which streams of any age accept. */
    public static final Key<Integer> MAX_BATCH_BYTES = DECLARED.add(Key.integer(
                    "kinesis-max-batch-bytes",
                    1,
                    KinesisLimits.REQUEST_BYTES,
                    "most bytes of partition keys and payloads in one request to Kinesis")
            .withDefault(5 << 20));

    /** How long a click may wait for others to share its request, 0 to 1 minute; default 100 ms. */
    public static final Key<Duration> MAX_BATCH_AGE = DECLARED.add(Key.duration(
                    "kinesis-max-batch-age",
                    Duration.ZERO,
                    Duration.ofMinutes(1),
                    "how long a click may wait for others to share its request")
            .withDefault(Duration.ofMillis(100)));

    /**
     * Most clicks accepted without receipt, 1 to 1,000,000; default 20,000, or 100,000 with aggregation: more time to
     * wait than 20 s would leave some without receipt on closing, and less than the unevenness of Kinesis shards would
     * leave some of them idle.
     */
    public static final Key<Integer> MAX_IN_FLIGHT_CLICKS = DECLARED.add(Key.integer(
                    "kinesis-max-in-flight-clicks",
                    1,
                    1_000_000,
                    "most clicks without an answer from Kinesis; at this bound the generator waits;"
                            + " default: 20000, or 100000 with aggregation")
            .withDerivedDefault(
                    values -> values.get(KinesisSinkConfig.AGGREGATION) == Aggregation.ON ? 100_000 : 20_000));

    /** Most requests at the backend at a time, 1 to 64; default 8. */
    public static final Key<Integer> MAX_REQUESTS_IN_FLIGHT =
            DECLARED.add(Key.integer("kinesis-max-requests-in-flight", 1, 64, "most requests to Kinesis at a time")
                    .withDefault(8));

    /**
     * How long one request may take, 100 ms to 5 minutes; default 10 s. A client that is passed in may give up sooner:
     * the read timeout of the Kinesis client is 10 s unless set.
     */
    public static final Key<Duration> REQUEST_TIMEOUT = DECLARED.add(Key.duration(
                    "kinesis-request-timeout",
                    Duration.ofMillis(100),
                    Duration.ofMinutes(5),
                    "how long one request to Kinesis may take")
            .withDefault(Duration.ofSeconds(10)));

    /** Most attempts for one click, 1 to 1,000; default 30. */
    public static final Key<Integer> MAX_ATTEMPTS =
            DECLARED.add(Key.integer("kinesis-max-attempts", 1, 1_000, "most attempts for one click")
                    .withDefault(30));

    /** No attempt starts later than this after the first one, 0 to 1 day; default 1 minute. */
    public static final Key<Duration> RETRY_BUDGET = DECLARED.add(Key.duration(
                    "kinesis-retry-budget",
                    Duration.ZERO,
                    Duration.ofDays(1),
                    "how long after its first attempt a click may be tried again")
            .withDefault(Duration.ofMinutes(1)));

    /**
     * The mean pause is half of this before the second attempt and doubles with each further one, 1 ms to 1 minute;
     * default 100 ms.
     */
    public static final Key<Duration> BACKOFF_BASE = DECLARED.add(Key.duration(
                    "kinesis-backoff-base",
                    Duration.ofMillis(1),
                    Duration.ofMinutes(1),
                    "longest pause before the second attempt; doubles with each further one")
            .withDefault(Duration.ofMillis(100)));

    /** The longest pause between two attempts, from {@link #BACKOFF_BASE} to 10 minutes; default 5 s. */
    public static final Key<Duration> BACKOFF_CAP = DECLARED.add(Key.duration(
                    "kinesis-backoff-cap",
                    Duration.ofMillis(1),
                    Duration.ofMinutes(10),
                    "longest pause between two attempts")
            .withDefault(Duration.ofSeconds(5)));

    /** How long closing waits for receipts, 0 to 1 day; default 20 s. */
    public static final Key<Duration> DRAIN_TIMEOUT = DECLARED.add(Key.duration(
                    "kinesis-drain-timeout",
                    Duration.ZERO,
                    Duration.ofDays(1),
                    "how long closing waits for answers from Kinesis")
            .withDefault(Duration.ofSeconds(20)));

    /**
     * How long no request may get through, 100 ms to 28 days, before the sink takes no more clicks and gives up what is
     * in flight; without limit unless set.
     */
    public static final Key<Duration> GIVE_UP_AFTER = DECLARED.add(Key.duration(
            "kinesis-give-up-after",
            Duration.ofMillis(100),
            Duration.ofDays(28),
            "how long Kinesis may be out of reach before the run ends; default: without limit, and only single"
                    + " clicks are given up"));

    /** Whether clicks share records; default {@link Aggregation#OFF}. */
    public static final Key<Aggregation> AGGREGATION = DECLARED.add(Key.choice(
                    "kinesis-aggregation",
                    Aggregation.class,
                    "whether clicks share records, in the aggregated format of the Kinesis Producer Library:"
                            + " up to 16 times the clicks, but consumers must know the format;"
                            + " needs the permission kinesis:ListShards")
            .withDefault(Aggregation.OFF));

    /**
     * Most bytes of a record that clicks share, its partition key included, 1 byte to 1 MiB; a click above it has a
     * record of its own; default 51,200.
     */
    public static final Key<Integer> MAX_AGGREGATE_BYTES = DECLARED.add(Key.integer(
                    "kinesis-max-aggregate-bytes",
                    1,
                    KinesisLimits.RECORD_BYTES,
                    "most bytes of a record that clicks share")
            .withDefault(50 << 10));

    /** Most clicks in one record, 1 to 1,000,000; default 1,000,000. */
    public static final Key<Integer> MAX_AGGREGATE_CLICKS =
            DECLARED.add(Key.integer("kinesis-max-aggregate-clicks", 1, 1_000_000, "most clicks that share a record")
                    .withDefault(1_000_000));

    /** How far the order of clicks with equal partition key goes; default {@link Ordering#RELAXED}. */
    public static final Key<Ordering> ORDERING = DECLARED.add(Key.choice(
                    "kinesis-ordering",
                    Ordering.class,
                    "strict keeps the order of a partition key even where clicks are sent again, slower;"
                            + " relaxed may then reorder them")
            .withDefault(Ordering.RELAXED));

    /** The settings of this sink alone, in the order in which they are documented. */
    static final List<Key<?>> KEYS = DECLARED.keys();

    private static final Values DEFAULTS = defaults(KEYS);

    private KinesisSinkConfig(ClickEncoder encoder, Values values) {
        super(encoder, values, KinesisSinkConfig::new);
        Duration base = get(BACKOFF_BASE);
        Duration cap = get(BACKOFF_CAP);
        Problems problems = new Problems();
        problems.require(
                cap.compareTo(base) >= 0,
                BACKOFF_CAP.name(),
                "be at least " + BACKOFF_BASE + " (" + Key.write(base) + ")",
                Key.write(cap));
        problems.throwIfAny();
    }

    /** Returns the defaults for a stream. */
    public static KinesisSinkConfig of(String streamName, ClickEncoder encoder) {
        return new KinesisSinkConfig(encoder, DEFAULTS.with(StreamAddress.STREAM, streamName));
    }
}
