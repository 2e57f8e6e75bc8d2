package io.csgen.sink.kpl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.csgen.config.ConfigException;
import io.csgen.config.Key;
import io.csgen.config.Settings;
import io.csgen.sink.SinkProvider;
import io.csgen.sink.SinkProvider.SinkSettings;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class KplSinkProviderTest {
    private final SinkProvider provider = SinkProvider.named("kpl");

    private void check(String properties) {
        provider.check(
                new SinkSettings(Settings.parse(properties, "csgen.properties"), format -> SampleClicks.ENCODER));
    }

    @Test
    void isFoundByName() {
        assertThat(provider).isInstanceOf(KplSinkProvider.class);
    }

    @Test
    void declaresEachKeyOnce() {
        assertThat(provider.keys())
                .extracting(Key::name)
                .doesNotHaveDuplicates()
                .contains("kpl-record-ttl");
    }

    @Test
    void sharesKeysWithTheKinesisSinkInTheSameWords() {
        Map<String, Key<?>> ofKinesis =
                SinkProvider.named("kinesis").keys().stream().collect(Collectors.toMap(Key::name, Function.identity()));
        for (Key<?> key : provider.keys()) {
            Key<?> other = ofKinesis.get(key.name());
            assertThat(other == null).as(key.name()).isEqualTo(key.name().startsWith("kpl-"));
            if (other != null) {
                assertThat(key.rule()).isEqualTo(other.rule());
                assertThat(key.help()).isEqualTo(other.help());
                assertThat(key.defaultText()).isEqualTo(other.defaultText());
            }
        }
    }

    @Test
    void needsAStream() {
        assertThatThrownBy(() -> check(""))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "url-kinesis-stream-name must be set: name of the Kinesis data stream that gets the clicks");
        check("url-kinesis-stream-name=clicks");
    }

    @Test
    void reportsAllProblemsAtOnceAndWhereTheyAre() {
        assertThatThrownBy(() -> check("""
                        url-kinesis-stream-name=click stream
                        kinesis-region=mars
                        kinesis-endpoint=http://localhost:4567
                        format=xml
                        kinesis-aggregation=maybe
                        kpl-ordering=relaxed
                        kpl-record-ttl=10ms
                        kpl-max-connections=257
                        kpl-verify-certificate=no
                        kpl-metrics=all
                        kpl-temp-directory=/tmp/a b
                        """))
                .isInstanceOfSatisfying(
                        ConfigException.class,
                        e -> assertThat(e.problems())
                                .containsExactly(
                                        "url-kinesis-stream-name must be 1 to 128 letters, digits, underscores, hyphens and"
                                                + " dots: click stream (csgen.properties:1)",
                                        "kinesis-region must be a region name such as eu-west-1: mars"
                                                + " (csgen.properties:2)",
                                        "kinesis-endpoint must begin with https, as the KPL speaks TLS only:"
                                                + " http://localhost:4567 (csgen.properties:3)",
                                        "format must be one of url, json-url, json, csv, access-log: xml (csgen.properties:4)",
                                        "kinesis-aggregation must be one of off, on: maybe (csgen.properties:5)",
                                        "kpl-ordering must be one of strict, none: relaxed (csgen.properties:6)",
                                        "kpl-record-ttl must be a time span such as 250ms, 46s, 30m, 2h or 28d, from"
                                                + " 100ms to 1d: 10ms (csgen.properties:7)",
                                        "kpl-max-connections must be a whole number from 1 to 256: 257"
                                                + " (csgen.properties:8)",
                                        "kpl-verify-certificate must be one of on, off: no (csgen.properties:9)",
                                        "kpl-metrics must be one of off, summary, detailed: all (csgen.properties:10)",
                                        "kpl-temp-directory must be the path of a directory, without blanks: /tmp/a b"
                                                + " (csgen.properties:11)"));
    }
}
