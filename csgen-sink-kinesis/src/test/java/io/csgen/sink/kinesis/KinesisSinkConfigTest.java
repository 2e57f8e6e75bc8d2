package io.csgen.sink.kinesis;

import static io.csgen.sink.kinesis.SampleClicks.ENCODER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.csgen.click.PartitionKey;
import io.csgen.config.ConfigException;
import io.csgen.config.Problems;
import io.csgen.config.Settings;
import io.csgen.sink.kinesis.KinesisSinkConfig.Aggregation;
import io.csgen.sink.kinesis.KinesisSinkConfig.Ordering;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class KinesisSinkConfigTest {
    private static final KinesisSinkConfig DEFAULTS = KinesisSinkConfig.of("clicks", ENCODER);

    @Test
    void keepsMoreClicksInFlightWithAggregationUnlessToldHowMany() {
        KinesisSinkConfig aggregated = DEFAULTS.withAggregation(Aggregation.ON);
        assertThat(aggregated.maxInFlightClicks()).isEqualTo(100_000);
        assertThat(aggregated.withAggregation(Aggregation.OFF)).isEqualTo(DEFAULTS);
        assertThat(KinesisKeys.read(
                        Settings.parse("kinesis-aggregation=on", "csgen.properties")
                                .reader(),
                        "clicks",
                        SampleClicks.ENCODER,
                        DEFAULTS.partitionKey()))
                .isEqualTo(aggregated);
        assertThat(DEFAULTS.withMaxInFlightClicks(7)
                        .withAggregation(Aggregation.ON)
                        .maxInFlightClicks())
                .isEqualTo(7);
    }

    @Test
    void hasTheDocumentedDefaults() {
        assertThat(DEFAULTS.streamName()).isEqualTo("clicks");
        assertThat(DEFAULTS.encoder()).isSameAs(ENCODER);
        assertThat(DEFAULTS.partitionKey().of(SampleClicks.click(7, 1))).isEqualTo("7");
        assertThat(DEFAULTS.maxBatchRecords()).isEqualTo(500);
        assertThat(DEFAULTS.maxBatchBytes()).isEqualTo(5 * 1024 * 1024);
        assertThat(DEFAULTS.maxBatchAge()).isEqualTo(Duration.ofMillis(100));
        assertThat(DEFAULTS.maxInFlightClicks()).isEqualTo(20_000);
        assertThat(DEFAULTS.maxRequestsInFlight()).isEqualTo(8);
        assertThat(DEFAULTS.requestTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(DEFAULTS.maxAttempts()).isEqualTo(30);
        assertThat(DEFAULTS.retryBudget()).isEqualTo(Duration.ofSeconds(60));
        assertThat(DEFAULTS.backoffBase()).isEqualTo(Duration.ofMillis(100));
        assertThat(DEFAULTS.backoffCap()).isEqualTo(Duration.ofSeconds(5));
        assertThat(DEFAULTS.drainTimeout()).isEqualTo(Duration.ofSeconds(20));
        assertThat(DEFAULTS.aggregation()).isEqualTo(Aggregation.OFF);
        assertThat(DEFAULTS.maxAggregateBytes()).isEqualTo(51_200);
        assertThat(DEFAULTS.maxAggregateClicks()).isEqualTo(1_000_000);
        assertThat(DEFAULTS.ordering()).isEqualTo(Ordering.RELAXED);
    }

    @Test
    void changesWhatItIsToldAndNothingElse() {
        PartitionKey key = PartitionKey.session();
        KinesisSinkConfig changed = DEFAULTS.withPartitionKey(key)
                .withMaxBatchRecords(1)
                .withMaxBatchBytes(2)
                .withMaxBatchAge(Duration.ofMillis(3))
                .withMaxInFlightClicks(4)
                .withMaxRequestsInFlight(5)
                .withRequestTimeout(Duration.ofMillis(600))
                .withMaxAttempts(7)
                .withRetryBudget(Duration.ofMillis(8))
                .withBackoff(Duration.ofMillis(9), Duration.ofMillis(10))
                .withDrainTimeout(Duration.ofMillis(11))
                .withGiveUpAfter(Duration.ofMinutes(5))
                .withAggregation(Aggregation.ON)
                .withMaxAggregateBytes(12)
                .withMaxAggregateClicks(13)
                .withOrdering(Ordering.STRICT);

        assertThat(changed)
                .isEqualTo(new KinesisSinkConfig(
                        "clicks",
                        ENCODER,
                        key,
                        1,
                        2,
                        Duration.ofMillis(3),
                        4,
                        5,
                        Duration.ofMillis(600),
                        7,
                        Duration.ofMillis(8),
                        Duration.ofMillis(9),
                        Duration.ofMillis(10),
                        Duration.ofMillis(11),
                        Optional.of(Duration.ofMinutes(5)),
                        Aggregation.ON,
                        12,
                        13,
                        Ordering.STRICT));
        assertThat(DEFAULTS)
                .isEqualTo(KinesisSinkConfig.of("clicks", ENCODER).withPartitionKey(DEFAULTS.partitionKey()));
    }

    static Stream<Arguments> brokenRules() {
        return Stream.of(
                broken(
                        c -> c.withMaxAggregateBytes(0),
                        "kinesis-max-aggregate-bytes must be a whole number from 1 to 1048576: 0"),
                broken(
                        c -> c.withMaxAggregateBytes(1_048_577),
                        "kinesis-max-aggregate-bytes must be a whole number from 1 to 1048576: 1048577"),
                broken(
                        c -> c.withMaxAggregateClicks(0),
                        "kinesis-max-aggregate-clicks must be a whole number from 1 to 1000000: 0"),
                broken(
                        c -> c.withMaxAggregateClicks(1_000_001),
                        "kinesis-max-aggregate-clicks must be a whole number from 1 to 1000000: 1000001"),
                broken(
                        c -> c.withMaxBatchRecords(0),
                        "kinesis-max-batch-records must be a whole number from 1 to 500: 0"),
                broken(
                        c -> c.withMaxBatchRecords(501),
                        "kinesis-max-batch-records must be a whole number from 1 to 500: 501"),
                broken(
                        c -> c.withMaxBatchBytes(0),
                        "kinesis-max-batch-bytes must be a whole number from 1 to 10485760: 0"),
                broken(
                        c -> c.withMaxBatchBytes(10_485_761),
                        "kinesis-max-batch-bytes must be a whole number from 1 to 10485760: 10485761"),
                broken(
                        c -> c.withMaxBatchAge(Duration.ofMillis(60_001)),
                        "kinesis-max-batch-age must be a time span such as 250ms, 46s, 30m, 2h or 28d, from 0ms to 1m:"
                                + " 60001ms"),
                broken(
                        c -> c.withMaxBatchAge(Duration.ofNanos(500)),
                        "kinesis-max-batch-age must be a time span such as 250ms, 46s, 30m, 2h or 28d, from 0ms to 1m:"
                                + " PT0.0000005S"),
                broken(
                        c -> c.withMaxBatchAge(Duration.ofMillis(-1)),
                        "kinesis-max-batch-age must be a time span such as 250ms, 46s, 30m, 2h or 28d, from 0ms to 1m:"
                                + " -1ms"),
                broken(
                        c -> c.withMaxInFlightClicks(0),
                        "kinesis-max-in-flight-clicks must be a whole number from 1 to 1000000: 0"),
                broken(
                        c -> c.withMaxRequestsInFlight(65),
                        "kinesis-max-requests-in-flight must be a whole number from 1 to 64: 65"),
                broken(
                        c -> c.withRequestTimeout(Duration.ofMillis(99)),
                        "kinesis-request-timeout must be a time span such as 250ms, 46s, 30m, 2h or 28d, from 100ms to"
                                + " 5m: 99ms"),
                broken(c -> c.withMaxAttempts(0), "kinesis-max-attempts must be a whole number from 1 to 1000: 0"),
                broken(
                        c -> c.withRetryBudget(Duration.ofDays(2)),
                        "kinesis-retry-budget must be a time span such as 250ms, 46s, 30m, 2h or 28d, from 0ms to 1d:"
                                + " 2d"),
                broken(
                        c -> c.withBackoff(Duration.ZERO, Duration.ofSeconds(1)),
                        "kinesis-backoff-base must be a time span such as 250ms, 46s, 30m, 2h or 28d, from 1ms to 1m:"
                                + " 0ms"),
                broken(
                        c -> c.withBackoff(Duration.ofSeconds(1), Duration.ofMinutes(11)),
                        "kinesis-backoff-cap must be a time span such as 250ms, 46s, 30m, 2h or 28d, from 1ms to 10m:"
                                + " 11m"),
                broken(
                        c -> c.withBackoff(Duration.ofSeconds(2), Duration.ofSeconds(1)),
                        "kinesis-backoff-cap must be at least kinesis-backoff-base (2s): 1s"),
                broken(
                        c -> c.withDrainTimeout(Duration.ofDays(2)),
                        "kinesis-drain-timeout must be a time span such as 250ms, 46s, 30m, 2h or 28d, from 0ms to 1d:"
                                + " 2d"));
    }

    private static Arguments broken(UnaryOperator<KinesisSinkConfig> change, String message) {
        return Arguments.of(change, message);
    }

    @ParameterizedTest
    @MethodSource("brokenRules")
    void refusesValuesThatBreakARule(UnaryOperator<KinesisSinkConfig> change, String message) {
        assertThatThrownBy(() -> change.apply(DEFAULTS))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
    }

    @Test
    void refusesNamesThatNoStreamHas() {
        for (String name : new String[] {"", "a b", "é", "x".repeat(129)}) {
            assertThatThrownBy(() -> KinesisSinkConfig.of(name, ENCODER))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage("url-kinesis-stream-name must be 1 to 128 letters, digits, underscores, hyphens and"
                            + " dots: " + (name.isEmpty() ? "\"\"" : Problems.shown(name)));
        }
        assertThat(KinesisSinkConfig.of("Click_stream-1.eu" + "x".repeat(111), ENCODER)
                        .streamName())
                .hasSize(128);
    }
}
