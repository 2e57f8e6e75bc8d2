package io.csgen.sink.kpl;

import static io.csgen.sink.kpl.SampleClicks.ENCODER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.csgen.click.PartitionKey;
import io.csgen.config.ConfigException;
import io.csgen.sink.SinkProvider.SinkSettings;
import io.csgen.sink.kinesis.KinesisSinkConfig;
import io.csgen.sink.kinesis.KinesisSinkConfig.Aggregation;
import io.csgen.sink.kpl.KplSinkConfig.Ordering;
import java.lang.reflect.Field;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class KplSinkConfigTest {
    private static final KplSinkConfig DEFAULTS = KplSinkConfig.of("clicks", ENCODER);

    @Test
    void hasTheDocumentedDefaults() {
        assertThat(DEFAULTS.streamName()).isEqualTo("clicks");
        assertThat(DEFAULTS.encoder()).isSameAs(ENCODER);
        assertThat(DEFAULTS.get(SinkSettings.PARTITION_KEY).of(SampleClicks.click(7, 1)))
                .isEqualTo("7");
        assertThat(DEFAULTS.get(KinesisSinkConfig.MAX_IN_FLIGHT_CLICKS)).isEqualTo(20_000);
        assertThat(DEFAULTS.get(KplSinkConfig.ANSWER_TIMEOUT)).isEqualTo(Duration.ofSeconds(90));
        assertThat(DEFAULTS.get(KinesisSinkConfig.DRAIN_TIMEOUT)).isEqualTo(Duration.ofSeconds(20));
        assertThat(DEFAULTS.get(KplSinkConfig.ORDERING)).isEqualTo(Ordering.STRICT);
    }

    @Test
    void changesWhatItIsToldAndNothingElse() {
        KplSinkConfig changed = DEFAULTS.with(SinkSettings.PARTITION_KEY, PartitionKey.session())
                .with(KinesisSinkConfig.MAX_IN_FLIGHT_CLICKS, 4)
                .with(KplSinkConfig.ANSWER_TIMEOUT, Duration.ofMillis(500))
                .with(KinesisSinkConfig.DRAIN_TIMEOUT, Duration.ofMillis(6))
                .with(KinesisSinkConfig.GIVE_UP_AFTER, Duration.ofMinutes(7))
                .with(KplSinkConfig.ORDERING, Ordering.NONE)
                .with(KplSinkConfig.VERIFY_CERTIFICATE, false)
                .with(KplSinkConfig.TEMP_DIRECTORY, Path.of("/var/kpl"));

        assertThat(changed)
                .hasToString("url-kinesis-stream-name=clicks, partition-key=session, answer-timeout=500ms,"
                        + " kinesis-max-batch-age=100ms, kinesis-max-in-flight-clicks=4, kinesis-request-timeout=10s,"
                        + " kinesis-drain-timeout=6ms, kinesis-give-up-after=7m, kinesis-aggregation=off,"
                        + " kpl-ordering=none, kpl-record-ttl=1m, kpl-max-connections=24, kpl-verify-certificate=off,"
                        + " kpl-metrics=off, kpl-temp-directory=/var/kpl");
        assertThat(changed.encoder()).isSameAs(ENCODER);
    }

    @Test
    void waitsForAnswersLongerThanTheProducerMayTake() {
        assertThat(DEFAULTS.with(KplSinkConfig.RECORD_TTL, Duration.ofMinutes(5))
                        .with(KinesisSinkConfig.REQUEST_TIMEOUT, Duration.ofSeconds(30))
                        .get(KplSinkConfig.ANSWER_TIMEOUT))
                .isEqualTo(Duration.ofSeconds(300 + 30 + 20));
    }

    @Test
    void keepsMoreClicksInFlightWithAggregation() {
        assertThat(DEFAULTS.with(KinesisSinkConfig.AGGREGATION, Aggregation.ON)
                        .get(KinesisSinkConfig.MAX_IN_FLIGHT_CLICKS))
                .isEqualTo(100_000);
    }

    @Test
    void everyKeyOfTheClassIsASettingApartFromTheAnswerTimeout() throws IllegalAccessException {
        List<Object> declared = new ArrayList<>(List.of(
                KinesisSinkConfig.MAX_BATCH_AGE,
                KinesisSinkConfig.MAX_IN_FLIGHT_CLICKS,
                KinesisSinkConfig.REQUEST_TIMEOUT,
                KinesisSinkConfig.DRAIN_TIMEOUT,
                KinesisSinkConfig.GIVE_UP_AFTER,
                KinesisSinkConfig.AGGREGATION));
        for (Field field : KplSinkConfig.class.getFields()) {
            declared.add(field.get(null));
        }
        declared.remove(KplSinkConfig.ANSWER_TIMEOUT);

        assertThat(declared).hasSameElementsAs(KplSinkConfig.KEYS);
    }

    static Stream<Arguments> brokenRules() {
        return Stream.of(
                broken(
                        c -> c.with(KinesisSinkConfig.MAX_IN_FLIGHT_CLICKS, 0),
                        "kinesis-max-in-flight-clicks must be a whole number from 1 to 1000000: 0"),
                broken(
                        c -> c.with(KplSinkConfig.ANSWER_TIMEOUT, Duration.ofMillis(99)),
                        "answer-timeout must be a time span such as 250ms, 46s, 30m, 2h or 28d, from 100ms to 2d:"
                                + " 99ms"),
                broken(
                        c -> c.with(KinesisSinkConfig.DRAIN_TIMEOUT, Duration.ofDays(2)),
                        "kinesis-drain-timeout must be a time span such as 250ms, 46s, 30m, 2h or 28d, from 0ms to 1d:"
                                + " 2d"),
                broken(
                        c -> KplSinkConfig.of("a b", ENCODER),
                        "url-kinesis-stream-name must be 1 to 128 letters, digits, underscores, hyphens and dots:"
                                + " a b"));
    }

    private static Arguments broken(UnaryOperator<KplSinkConfig> change, String message) {
        return Arguments.of(change, message);
    }

    @ParameterizedTest
    @MethodSource("brokenRules")
    void refusesValuesThatBreakARule(UnaryOperator<KplSinkConfig> change, String message) {
        assertThatThrownBy(() -> change.apply(DEFAULTS))
                .isInstanceOf(ConfigException.class)
                .hasMessage(message);
    }
}
