package io.csgen.sink.kinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.csgen.config.ConfigException;
import io.csgen.config.Key;
import io.csgen.config.Settings;
import io.csgen.sink.SinkProvider;
import io.csgen.sink.SinkProvider.SinkSettings;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KinesisSinkProviderTest {
    private final SinkProvider provider = SinkProvider.named("kinesis");

    private void open(String properties) {
        provider.open(new SinkSettings(Settings.parse(properties, "csgen.properties"), format -> SampleClicks.ENCODER))
                .close();
    }

    @Test
    void isFoundByName() {
        assertThat(provider).isInstanceOf(KinesisSinkProvider.class);
        assertThat(provider.name()).isEqualTo("kinesis");
    }

    @Test
    void declaresEachKeyOnce() {
        assertThat(provider.keys())
                .extracting(Key::name)
                .doesNotHaveDuplicates()
                .contains("url-kinesis-stream-name", "kinesis-region", "kinesis-endpoint", "kinesis-max-attempts");
    }

    @Test
    void needsAStream() {
        assertThatThrownBy(() -> open(""))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "url-kinesis-stream-name must be set: name of the Kinesis data stream that gets the clicks");
    }

    @Test
    void doesNotTakeThePlaceholderOfTheClassicFileForAStream() {
        assertThatThrownBy(() -> open("url-kinesis-stream-name=<PROVIDE-KINESIS-STREAM-NAME-HERE>"))
                .isInstanceOf(ConfigException.class)
                .hasMessage("url-kinesis-stream-name must be set instead of the placeholder:"
                        + " <PROVIDE-KINESIS-STREAM-NAME-HERE> (csgen.properties:1)");
    }

    @Test
    void reportsAllProblemsAtOnceAndWhereTheyAre() {
        assertThatThrownBy(() -> open("""
                        url-kinesis-stream-name=click stream
                        kinesis-region=mars-1
                        kinesis-endpoint=localhost
                        format=xml
                        partition-key=constant:
                        kinesis-max-batch-records=501
                        """))
                .isInstanceOfSatisfying(
                        ConfigException.class,
                        e -> assertThat(e.problems())
                                .containsExactly(
                                        "url-kinesis-stream-name must be 1 to 128 letters, digits, underscores, hyphens and"
                                                + " dots: click stream (csgen.properties:1)",
                                        "kinesis-endpoint must be a URL such as http://localhost:4567: localhost"
                                                + " (csgen.properties:3)",
                                        "kinesis-region must be a region of AWS, unless kinesis-endpoint is set: mars-1"
                                                + " (csgen.properties:2)",
                                        "format must be one of url, json-url, json, csv, access-log: xml (csgen.properties:4)",
                                        "partition-key must be one of user, session, random, product-group, constant:TEXT"
                                                + " (1 to 256 characters): constant: (csgen.properties:5)",
                                        "kinesis-max-batch-records must be a whole number from 1 to 500: 501"
                                                + " (csgen.properties:6)"));
    }

    @Test
    void tellsWhatIsMissingWithoutOpeningAnything() {
        assertThatThrownBy(() -> provider.check(
                        new SinkSettings(Settings.parse("", "csgen.properties"), format -> SampleClicks.ENCODER)))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "url-kinesis-stream-name must be set: name of the Kinesis data stream that gets the clicks");
        provider.check(new SinkSettings(
                Settings.parse("url-kinesis-stream-name=clicks", "csgen.properties"), format -> SampleClicks.ENCODER));
    }

    @Test
    void refusesPausesWhoseLongestIsShorterThanTheFirst() {
        assertThatThrownBy(() -> open("""
                        url-kinesis-stream-name=clicks
                        kinesis-backoff-base=4s
                        kinesis-backoff-cap=2s
                        """))
                .isInstanceOf(ConfigException.class)
                .hasMessage("kinesis-backoff-cap must be at least kinesis-backoff-base (4s): 2s (csgen.properties:3)");
    }

    @Test
    void refusesEndpointsThatAreNoWebAddress() {
        for (String endpoint : new String[] {"ftp://localhost", "http:", "http://a b", "//localhost"}) {
            assertThatThrownBy(() -> provider.open(new SinkSettings(
                            Settings.of(
                                    Map.of("url-kinesis-stream-name", "clicks", "kinesis-endpoint", endpoint),
                                    "command line"),
                            format -> SampleClicks.ENCODER)))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage("kinesis-endpoint must be a URL such as http://localhost:4567: " + endpoint
                            + " (command line)");
        }
    }
}
