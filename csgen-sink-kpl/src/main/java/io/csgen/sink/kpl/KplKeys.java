package io.csgen.sink.kpl;

import io.csgen.config.Key;
import io.csgen.sink.kpl.KplSinkConfig.Ordering;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The settings of this sink. Those whose names do not begin with {@code kpl-} mean what they mean to the
 * Kinesis sink, and are declared in the same words there.
 */
final class KplKeys {
    /** Whether something is done. */
    enum Switch {
        ON,
        OFF;

        /** Returns the word in settings. */
        @Override
        public String toString() {
            return this == ON ? "on" : "off";
        }
    }

    /** How clicks come into records. The order is that of the Kinesis sink, so that both print alike. */
    enum Aggregation {
        OFF,
        ON;

        /** Returns the word in settings. */
        @Override
        public String toString() {
            return this == ON ? "on" : "off";
        }
    }

    /** How much the KPL tells CloudWatch. */
    enum Metrics {
        OFF("off", "none"),
        SUMMARY("summary", "summary"),
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

    static final Key<Duration> REQUEST_TIMEOUT = Key.duration(
                    "kinesis-request-timeout",
                    Duration.ofMillis(100),
                    Duration.ofMinutes(5),
                    "how long one request to Kinesis may take")
            .withDefault(Duration.ofSeconds(10));

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

    static final Key<Ordering> ORDERING = Key.choice(
                    "kpl-ordering",
                    Ordering.class,
                    "strict keeps the order of a partition key, each click waiting for the answer to the one before it;"
                            + " none leaves it to the KPL, which mixes them, faster where few keys have many clicks")
            .withDefault(Ordering.STRICT);

    static final Key<Duration> RECORD_TTL = Key.duration(
                    "kpl-record-ttl",
                    Duration.ofMillis(100),
                    Duration.ofDays(1),
                    "how long the KPL tries to deliver a click before it gives up")
            .withDefault(Duration.ofMinutes(1));

    static final Key<Integer> MAX_CONNECTIONS = Key.integer(
                    "kpl-max-connections", 1, 256, "most connections, and so requests at a time, to Kinesis")
            .withDefault(24);

    static final Key<Switch> VERIFY_CERTIFICATE = Key.choice(
                    "kpl-verify-certificate",
                    Switch.class,
                    "whether the certificate of the endpoint must be valid; off is for local endpoints")
            .withDefault(Switch.ON);

    static final Key<Metrics> METRICS = Key.choice(
                    "kpl-metrics",
                    Metrics.class,
                    "what the KPL sends to CloudWatch about itself, which costs money;"
                            + " needs the permission cloudwatch:PutMetricData")
            .withDefault(Metrics.OFF);

    static final Key<Path> TEMP_DIRECTORY = Key.of(
            "kpl-temp-directory",
            "be the path of a directory, without blanks",
            "where the native program of the KPL is unpacked (90 MB) while it runs, and may be executed; default:"
                    + " java.io.tmpdir",
            KplKeys::directory);

    private KplKeys() {}

    /** The KPL makes its pipes with a command line that it splits at blanks. */
    private static Optional<Path> directory(String text) {
        try {
            return Optional.of(text)
                    .filter(path -> !path.isEmpty() && path.chars().noneMatch(Character::isWhitespace))
                    .map(Path::of);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    static List<Key<?>> all() {
        return List.of(
                STREAM,
                REGION,
                ENDPOINT,
                MAX_BATCH_AGE,
                MAX_IN_FLIGHT_CLICKS,
                REQUEST_TIMEOUT,
                DRAIN_TIMEOUT,
                GIVE_UP_AFTER,
                AGGREGATION,
                ORDERING,
                RECORD_TTL,
                MAX_CONNECTIONS,
                VERIFY_CERTIFICATE,
                METRICS,
                TEMP_DIRECTORY);
    }
}
