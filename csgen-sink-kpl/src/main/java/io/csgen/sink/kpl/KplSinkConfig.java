package io.csgen.sink.kpl;

import io.csgen.click.ClickEncoder;
import io.csgen.config.Key;
import io.csgen.config.ValueSource.Values;
import io.csgen.sink.kinesis.KinesisSinkConfig;
import io.csgen.sink.kinesis.stream.StreamAddress;
import io.csgen.sink.kinesis.stream.StreamSinkConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How a {@link KplSink} works: start from {@link #of} and set what you need with {@link #with(Key, Object)}, by the keys below and
 * those it shares with the Kinesis sink: {@link KinesisSinkConfig#MAX_BATCH_AGE}, {@link
 * KinesisSinkConfig#MAX_IN_FLIGHT_CLICKS} (each click takes a few kilobytes in this process and in the native one),
 * {@link KinesisSinkConfig#REQUEST_TIMEOUT}, {@link KinesisSinkConfig#DRAIN_TIMEOUT}, {@link
 * KinesisSinkConfig#GIVE_UP_AFTER} (counted while the KPL has clicks and none gets an answer from Kinesis) and {@link
 * KinesisSinkConfig#AGGREGATION}. Every rule is checked when a value is set, and a broken one is reported under the name
 * of the setting. Immutable.
 *
 * <p>A producer that is passed to the sink works as it was configured itself. Tell its record TTL and request timeout
 * here, too: {@link #ANSWER_TIMEOUT} follows from them.
 */
public final class KplSinkConfig extends StreamSinkConfig<KplSinkConfig> {
    /** How far the order of clicks with equal partition key goes. Immutable. */
    public enum Ordering {
        /**
         * In order: the KPL gets a click only when the one before it with the same key has its receipt. That
         * costs time where many clicks in flight have the same key, and nothing where all have others.
         */
        STRICT,
        /** As the KPL likes it, which changes their order whenever it has several of a key. */
        NONE;

        /** Returns the word in settings. */
        @Override
        public String toString() {
            return this == STRICT ? "strict" : "none";
        }
    }

    /** How much the KPL tells CloudWatch. Immutable. */
    public enum Metrics {
        /** Nothing. */
        OFF("off", "none"),
        /** Of the stream as a whole. */
        SUMMARY("summary", "summary"),
        /** Of each Kinesis shard. */
        DETAILED("detailed", "detailed");

        private final String word;

        /** The word of the KPL. */
        final String level;

        Metrics(String word, String level) {
            this.word = word;
            this.level = level;
        }

        /** Returns the word in settings. */
        @Override
        public String toString() {
            return word;
        }
    }

    /** What the KPL may take beyond the time of a record and a request, such as for connecting. */
    private static final Duration SLACK = Duration.ofSeconds(20);

    private static final KeyCollector DECLARED = new KeyCollector(
            KinesisSinkConfig.MAX_BATCH_AGE,
            KinesisSinkConfig.MAX_IN_FLIGHT_CLICKS,
            KinesisSinkConfig.REQUEST_TIMEOUT,
            KinesisSinkConfig.DRAIN_TIMEOUT,
            KinesisSinkConfig.GIVE_UP_AFTER,
            KinesisSinkConfig.AGGREGATION);

    /** How far the order of clicks with equal partition key goes; default {@link Ordering#STRICT}. */
    public static final Key<Ordering> ORDERING = DECLARED.add(Key.choice(
                    "kpl-ordering",
                    Ordering.class,
                    "strict keeps the order of a partition key, each click waiting for the answer to the one before it;"
                            + " none leaves it to the KPL, which mixes them, faster where few keys have many clicks")
            .withDefault(Ordering.STRICT));

    /** How long the KPL tries to deliver a click before it gives up, 100 ms to 1 day; default 1 minute. */
    public static final Key<Duration> RECORD_TTL = DECLARED.add(Key.duration(
                    "kpl-record-ttl",
                    Duration.ofMillis(100),
                    Duration.ofDays(1),
                    "how long the KPL tries to deliver a click before it gives up")
            .withDefault(Duration.ofMinutes(1)));

    /** Most connections, and so requests at a time, to Kinesis, 1 to 256; default 24. */
    public static final Key<Integer> MAX_CONNECTIONS = DECLARED.add(
            Key.integer("kpl-max-connections", 1, 256, "most connections, and so requests at a time, to Kinesis")
                    .withDefault(24));

    /** Whether the certificate of the endpoint must be valid, which it need not be at local endpoints. */
    public static final Key<Boolean> VERIFY_CERTIFICATE = DECLARED.add(Key.onOff(
                    "kpl-verify-certificate",
                    "whether the certificate of the endpoint must be valid; off is for local endpoints")
            .withDefault(true));

    /** What the KPL sends to CloudWatch about itself; default {@link Metrics#OFF}. */
    public static final Key<Metrics> METRICS = DECLARED.add(Key.choice(
                    "kpl-metrics",
                    Metrics.class,
                    "what the KPL sends to CloudWatch about itself, which costs money;"
                            + " needs the permission cloudwatch:PutMetricData")
            .withDefault(Metrics.OFF));

    /** Where the native program of the KPL is unpacked (90 MB) while it runs; {@code java.io.tmpdir} unless set. */
    public static final Key<Path> TEMP_DIRECTORY = DECLARED.add(Key.of(
            "kpl-temp-directory",
            // The KPL makes its pipes with a command line that it splits at blanks.
            new Key.Rule<>(
                    "be the path of a directory, without blanks",
                    path -> !path.toString().isEmpty()
                            && path.toString().chars().noneMatch(Character::isWhitespace)),
            "where the native program of the KPL is unpacked (90 MB) while it runs, and may be executed; default:"
                    + " java.io.tmpdir",
            text -> Optional.of(Path.of(text))));

    /** The settings of this sink apart from the address of the stream, in the order in which they are documented. */
    static final List<Key<?>> KEYS = DECLARED.keys();

    /**
     * How long the KPL may owe the answer for a click, 100 ms to 2 days; not a setting. Must be longer than the record TTL
     * and the request timeout of the producer together, by default by 20 s.
     */
    public static final Key<Duration> ANSWER_TIMEOUT = Key.duration(
                    "answer-timeout", Duration.ofMillis(100), Duration.ofDays(2), "how long the KPL may owe an answer")
            .withDerivedDefault(values -> values.get(KplSinkConfig.RECORD_TTL)
                    .plus(values.get(KinesisSinkConfig.REQUEST_TIMEOUT))
                    .plus(SLACK));

    private static final Values DEFAULTS =
            defaults(Stream.concat(Stream.of(ANSWER_TIMEOUT), KEYS.stream()).toList());

    private KplSinkConfig(ClickEncoder encoder, Values values) {
        super(encoder, values, KplSinkConfig::new);
    }

    /** Returns the defaults for a stream. */
    public static KplSinkConfig of(String streamName, ClickEncoder encoder) {
        return new KplSinkConfig(encoder, DEFAULTS.with(StreamAddress.STREAM, streamName));
    }
}
