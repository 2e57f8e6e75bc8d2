package io.csgen.sink.kinesis;

import static io.csgen.sink.kinesis.SampleClicks.ENCODER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.csgen.click.ClickFormat;
import io.csgen.click.PartitionKey;
import io.csgen.config.ConfigException;
import io.csgen.config.Problems;
import io.csgen.config.Settings;
import io.csgen.config.SettingsReader;
import io.csgen.sink.SinkProvider.SinkSettings;
import io.csgen.sink.kinesis.KinesisSinkConfig.Aggregation;
import io.csgen.sink.kinesis.KinesisSinkConfig.Ordering;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
        KinesisSinkConfig aggregated = DEFAULTS.with(KinesisSinkConfig.AGGREGATION, Aggregation.ON);
        SettingsReader settings =
                Settings.parse("kinesis-aggregation=on", "csgen.properties").reader();

        assertThat(aggregated.get(KinesisSinkConfig.MAX_IN_FLIGHT_CLICKS)).isEqualTo(100_000);
        assertThat(aggregated
                        .with(KinesisSinkConfig.AGGREGATION, Aggregation.OFF)
                        .get(KinesisSinkConfig.MAX_IN_FLIGHT_CLICKS))
                .isEqualTo(20_000);
        assertThat(DEFAULTS.with(settings)).hasToString(aggregated.toString());
        assertThat(DEFAULTS.with(KinesisSinkConfig.MAX_IN_FLIGHT_CLICKS, 7)
                        .with(KinesisSinkConfig.AGGREGATION, Aggregation.ON)
                        .get(KinesisSinkConfig.MAX_IN_FLIGHT_CLICKS))
                .isEqualTo(7);
    }

    @Test
    void hasTheDocumentedDefaults() {
        assertThat(DEFAULTS.streamName()).isEqualTo("clicks");
        assertThat(DEFAULTS.encoder()).isSameAs(ENCODER);
        assertThat(DEFAULTS.get(SinkSettings.PARTITION_KEY).of(SampleClicks.click(7, 1)))
                .isEqualTo("7");
        assertThat(DEFAULTS.get(KinesisSinkConfig.MAX_BATCH_RECORDS)).isEqualTo(500);
        assertThat(DEFAULTS.get(KinesisSinkConfig.MAX_BATCH_BYTES)).isEqualTo(5 * 1024 * 1024);
        assertThat(DEFAULTS.get(KinesisSinkConfig.MAX_BATCH_AGE)).isEqualTo(Duration.ofMillis(100));
        assertThat(DEFAULTS.get(KinesisSinkConfig.MAX_IN_FLIGHT_CLICKS)).isEqualTo(20_000);
        assertThat(DEFAULTS.get(KinesisSinkConfig.MAX_REQUESTS_IN_FLIGHT)).isEqualTo(8);
        assertThat(DEFAULTS.get(KinesisSinkConfig.REQUEST_TIMEOUT)).isEqualTo(Duration.ofSeconds(10));
        assertThat(DEFAULTS.get(KinesisSinkConfig.MAX_ATTEMPTS)).isEqualTo(30);
        assertThat(DEFAULTS.get(KinesisSinkConfig.RETRY_BUDGET)).isEqualTo(Duration.ofSeconds(60));
        assertThat(DEFAULTS.get(KinesisSinkConfig.BACKOFF_BASE)).isEqualTo(Duration.ofMillis(100));
        assertThat(DEFAULTS.get(KinesisSinkConfig.BACKOFF_CAP)).isEqualTo(Duration.ofSeconds(5));
        assertThat(DEFAULTS.get(KinesisSinkConfig.DRAIN_TIMEOUT)).isEqualTo(Duration.ofSeconds(20));
        assertThat(DEFAULTS.get(KinesisSinkConfig.AGGREGATION)).isEqualTo(Aggregation.OFF);
        assertThat(DEFAULTS.get(KinesisSinkConfig.MAX_AGGREGATE_BYTES)).isEqualTo(51_200);
        assertThat(DEFAULTS.get(KinesisSinkConfig.MAX_AGGREGATE_CLICKS)).isEqualTo(1_000_000);
        assertThat(DEFAULTS.get(KinesisSinkConfig.ORDERING)).isEqualTo(Ordering.RELAXED);
    }

    @Test
    void changesWhatItIsToldAndNothingElse() {
        KinesisSinkConfig changed = DEFAULTS.with(SinkSettings.PARTITION_KEY, PartitionKey.session())
                .with(KinesisSinkConfig.MAX_BATCH_RECORDS, 1)
                .with(KinesisSinkConfig.MAX_BATCH_BYTES, 2)
                .with(KinesisSinkConfig.MAX_BATCH_AGE, Duration.ofMillis(3))
                .with(KinesisSinkConfig.MAX_IN_FLIGHT_CLICKS, 4)
                .with(KinesisSinkConfig.MAX_REQUESTS_IN_FLIGHT, 5)
                .with(KinesisSinkConfig.REQUEST_TIMEOUT, Duration.ofMillis(600))
                .with(KinesisSinkConfig.MAX_ATTEMPTS, 7)
                .with(KinesisSinkConfig.RETRY_BUDGET, Duration.ofMillis(8))
                .with(KinesisSinkConfig.BACKOFF_BASE, Duration.ofMillis(9))
                .with(KinesisSinkConfig.BACKOFF_CAP, Duration.ofMillis(10))
                .with(KinesisSinkConfig.DRAIN_TIMEOUT, Duration.ofMillis(11))
                .with(KinesisSinkConfig.GIVE_UP_AFTER, Duration.ofMinutes(5))
                .with(KinesisSinkConfig.AGGREGATION, Aggregation.ON)
                .with(KinesisSinkConfig.MAX_AGGREGATE_BYTES, 12)
                .with(KinesisSinkConfig.MAX_AGGREGATE_CLICKS, 13)
                .with(KinesisSinkConfig.ORDERING, Ordering.STRICT);

        assertThat(changed)
                .hasToString("url-kinesis-stream-name=clicks, partition-key=session, kinesis-max-batch-records=1,"
                        + " kinesis-max-batch-bytes=2, kinesis-max-batch-age=3ms, kinesis-max-in-flight-clicks=4,"
                        + " kinesis-max-requests-in-flight=5, kinesis-request-timeout=600ms, kinesis-max-attempts=7,"
                        + " kinesis-retry-budget=8ms, kinesis-backoff-base=9ms, kinesis-backoff-cap=10ms,"
                        + " kinesis-drain-timeout=11ms, kinesis-give-up-after=5m, kinesis-aggregation=on,"
                        + " kinesis-max-aggregate-bytes=12, kinesis-max-aggregate-clicks=13,"
                        + " kinesis-ordering=strict");
        assertThat(changed.encoder()).isSameAs(ENCODER);
        assertThat(DEFAULTS).hasToString(KinesisSinkConfig.of("clicks", ENCODER).toString());
    }

    @Test
    void everyKeyOfTheClassIsASetting() throws IllegalAccessException {
        List<Object> declared = new ArrayList<>();
        for (Field field : KinesisSinkConfig.class.getFields()) {
            declared.add(field.get(null));
        }

        assertThat(declared).isNotEmpty().hasSameElementsAs(KinesisSinkConfig.KEYS);
    }

    @Test
    void refusesKeysOfOthers() {
        assertThatThrownBy(() -> DEFAULTS.with(SinkSettings.FORMAT, ClickFormat.CSV))
                .isInstanceOf(ConfigException.class)
                .hasMessage("format must be a known key: csv");
    }

    static Stream<Arguments> brokenRules() {
        return Stream.of(
                broken(
                        c -> c.with(KinesisSinkConfig.MAX_AGGREGATE_BYTES, 0),
                        "kinesis-max-aggregate-bytes must be a whole number from 1 to 1048576: 0"),
                broken(
                        c -> c.with(KinesisSinkConfig.MAX_AGGREGATE_BYTES, 1_048_577),
                        "kinesis-max-aggregate-bytes must be a whole number from 1 to 1048576: 1048577"),
                broken(
                        c -> c.with(KinesisSinkConfig.MAX_AGGREGATE_CLICKS, 0),
                        "kinesis-max-aggregate-clicks must be a whole number from 1 to 1000000: 0"),
                broken(
                        c -> c.with(KinesisSinkConfig.MAX_AGGREGATE_CLICKS, 1_000_001),
                        "kinesis-max-aggregate-clicks must be a whole number from 1 to 1000000: 1000001"),
                broken(
                        c -> c.with(KinesisSinkConfig.MAX_BATCH_RECORDS, 0),
                        "kinesis-max-batch-records must be a whole number from 1 to 500: 0"),
                broken(
                        c -> c.with(KinesisSinkConfig.MAX_BATCH_RECORDS, 501),
                        "kinesis-max-batch-records must be a whole number from 1 to 500: 501"),
                broken(
                        c -> c.with(KinesisSinkConfig.MAX_BATCH_BYTES, 0),
                        "kinesis-max-batch-bytes must be a whole number from 1 to 10485760: 0"),
                broken(
                        c -> c.with(KinesisSinkConfig.MAX_BATCH_BYTES, 10_485_761),
                        "kinesis-max-batch-bytes must be a whole number from 1 to 10485760: 10485761"),
                broken(
                        c -> c.with(KinesisSinkConfig.MAX_BATCH_AGE, Duration.ofMillis(60_001)),
                        "kinesis-max-batch-age must be a time span such as 250ms, 46s, 30m, 2h or 28d, from 0ms to 1m:"
                                + " 60001ms"),
                broken(
                        c -> c.with(KinesisSinkConfig.MAX_BATCH_AGE, Duration.ofNanos(500)),
                        "kinesis-max-batch-age must be a time span such as 250ms, 46s, 30m, 2h or 28d, from 0ms to 1m:"
                                + " PT0.0000005S"),
                broken(
                        c -> c.with(KinesisSinkConfig.MAX_BATCH_AGE, Duration.ofMillis(-1)),
                        "kinesis-max-batch-age must be a time span such as 250ms, 46s, 30m, 2h or 28d, from 0ms to 1m:"
                                + " -1ms"),
                broken(
                        c -> c.with(KinesisSinkConfig.MAX_IN_FLIGHT_CLICKS, 0),
                        "kinesis-max-in-flight-clicks must be a whole number from 1 to 1000000: 0"),
                broken(
                        c -> c.with(KinesisSinkConfig.MAX_REQUESTS_IN_FLIGHT, 65),
                        "kinesis-max-requests-in-flight must be a whole number from 1 to 64: 65"),
                broken(
                        c -> c.with(KinesisSinkConfig.REQUEST_TIMEOUT, Duration.ofMillis(99)),
                        "kinesis-request-timeout must be a time span such as 250ms, 46s, 30m, 2h or 28d, from 100ms to"
                                + " 5m: 99ms"),
                broken(
                        c -> c.with(KinesisSinkConfig.MAX_ATTEMPTS, 0),
                        "kinesis-max-attempts must be a whole number from 1 to 1000: 0"),
                broken(
                        c -> c.with(KinesisSinkConfig.RETRY_BUDGET, Duration.ofDays(2)),
                        "kinesis-retry-budget must be a time span such as 250ms, 46s, 30m, 2h or 28d, from 0ms to 1d:"
                                + " 2d"),
                broken(
                        c -> c.with(KinesisSinkConfig.BACKOFF_BASE, Duration.ZERO),
                        "kinesis-backoff-base must be a time span such as 250ms, 46s, 30m, 2h or 28d, from 1ms to 1m:"
                                + " 0ms"),
                broken(
                        c -> c.with(KinesisSinkConfig.BACKOFF_CAP, Duration.ofMinutes(11)),
                        "kinesis-backoff-cap must be a time span such as 250ms, 46s, 30m, 2h or 28d, from 1ms to 10m:"
                                + " 11m"),
                broken(
                        c -> c.with(KinesisSinkConfig.BACKOFF_BASE, Duration.ofSeconds(2))
                                .with(KinesisSinkConfig.BACKOFF_CAP, Duration.ofSeconds(1)),
                        "kinesis-backoff-cap must be at least kinesis-backoff-base (2s): 1s"),
                broken(
                        c -> c.with(KinesisSinkConfig.DRAIN_TIMEOUT, Duration.ofDays(2)),
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
