package io.csgen.sink.kpl;

import static io.csgen.sink.kpl.SampleClicks.ENCODER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.csgen.click.PartitionKey;
import io.csgen.config.ConfigException;
import io.csgen.sink.kpl.KplSinkConfig.Ordering;
import java.time.Duration;
import java.util.Optional;
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
        assertThat(DEFAULTS.partitionKey().of(SampleClicks.click(7, 1))).isEqualTo("7");
        assertThat(DEFAULTS.maxInFlightClicks()).isEqualTo(20_000);
        assertThat(DEFAULTS.answerTimeout()).isEqualTo(Duration.ofSeconds(90));
        assertThat(DEFAULTS.drainTimeout()).isEqualTo(Duration.ofSeconds(20));
        assertThat(DEFAULTS.ordering()).isEqualTo(Ordering.STRICT);
    }

    @Test
    void changesWhatItIsToldAndNothingElse() {
        PartitionKey key = PartitionKey.session();
        assertThat(DEFAULTS.withPartitionKey(key)
                        .withMaxInFlightClicks(4)
                        .withAnswerTimeout(Duration.ofMillis(500))
                        .withDrainTimeout(Duration.ofMillis(6))
                        .withGiveUpAfter(Duration.ofMinutes(7))
                        .withOrdering(Ordering.NONE))
                .isEqualTo(new KplSinkConfig(
                        "clicks",
                        ENCODER,
                        key,
                        4,
                        Duration.ofMillis(500),
                        Duration.ofMillis(6),
                        Optional.of(Duration.ofMinutes(7)),
                        Ordering.NONE));
    }

    static Stream<Arguments> brokenRules() {
        return Stream.of(
                broken(
                        c -> c.withMaxInFlightClicks(0),
                        "kinesis-max-in-flight-clicks must be a whole number from 1 to 1000000: 0"),
                broken(
                        c -> c.withAnswerTimeout(Duration.ofMillis(99)),
                        "answer-timeout must be a time span such as 250ms, 46s, 30m, 2h or 28d, from 100ms to 2d:"
                                + " 99ms"),
                broken(
                        c -> c.withDrainTimeout(Duration.ofDays(2)),
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
