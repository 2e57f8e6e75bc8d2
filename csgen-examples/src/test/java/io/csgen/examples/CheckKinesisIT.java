package io.csgen.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.click.ClickFormat;
import io.csgen.model.ShopModel;
import io.csgen.run.ClickRun;
import io.csgen.simulate.ClickGenerator;
import io.csgen.sink.kinesis.KinesisSink;
import io.csgen.sink.kinesis.KinesisSinkConfig;
import io.csgen.sink.kinesis.KinesisSinkConfig.Aggregation;
import io.csgen.sink.kinesis.LocalKinesis;
import io.csgen.sink.kinesis.scripted.ScriptedKinesis;
import io.csgen.truth.Manifest;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

/** The jar checks streams of a scripted Kinesis that the sink has filled. */
@Timeout(120)
class CheckKinesisIT {
    private static final Map<String, String> CREDENTIALS =
            Map.of("AWS_ACCESS_KEY_ID", "local", "AWS_SECRET_ACCESS_KEY", "local");

    private static final ShopModel MODEL = ShopModel.classic().with("customer-id-max", "5000");

    @TempDir
    private Path dir;

    private static ScriptedKinesis kinesis;
    private static KinesisAsyncClient client;

    @BeforeAll
    static void start() {
        kinesis = ScriptedKinesis.start();
        client = LocalKinesis.newClient(kinesis.endpoint());
    }

    @AfterAll
    static void stop() {
        client.close();
        kinesis.close();
    }

    private String manifest() {
        return dir.resolve("m.json").toString();
    }

    private void generateInto(String stream, Aggregation aggregation, ClickFormat format) throws Exception {
        kinesis.createStream(stream, 2);
        ClickGenerator generator = ClickGenerator.of(MODEL, 7, Instant.parse("2026-01-05T00:00:00Z"))
                .sessions(100);
        Manifest.of(generator).save(Path.of(manifest()));
        KinesisSinkConfig config = KinesisSinkConfig.of(stream, MODEL.encoder(format))
                .with(KinesisSinkConfig.AGGREGATION, aggregation)
                .with(KinesisSinkConfig.MAX_AGGREGATE_CLICKS, 50);
        try (KinesisSink sink = KinesisSink.open(client, config)) {
            assertThat(ClickRun.of(generator, sink).start().await().delivered()).isPositive();
        }
    }

    private JarProcess check(String stream) {
        return JarProcess.start(
                CREDENTIALS,
                "check",
                "--manifest=" + manifest(),
                "--kinesis=" + stream,
                "--set=kinesis-region=" + LocalKinesis.REGION,
                "--set=kinesis-endpoint=" + kinesis.endpoint());
    }

    @ParameterizedTest
    @CsvSource({"ON,json", "OFF,json-url"})
    void whatWentIntoAStreamCameOut(Aggregation aggregation, String format) throws Exception {
        String stream = "aggregation-" + aggregation;
        generateInto(stream, aggregation, ClickFormat.named(format));

        try (JarProcess csgen = check(stream)) {
            String report = csgen.out();
            assertThat(csgen.exitCode()).as(report + csgen.err()).isZero();
            assertThat(report).startsWith("verdict        complete\n");
            assertThat(csgen.err()).isEmpty();
        }
    }

    @Test
    void whatComesFromElsewhereIsNamedWithItsPlace() throws Exception {
        generateInto("strangers", Aggregation.ON, ClickFormat.JSON);
        String sequenceNumber = client.putRecord(
                        put -> put.streamName("strangers").partitionKey("7").data(SdkBytes.fromUtf8String("hello")))
                .join()
                .sequenceNumber();

        try (JarProcess csgen = check("strangers")) {
            String report = csgen.out();
            assertThat(csgen.exitCode()).as(csgen.err()).isEqualTo(1);
            assertThat(report)
                    .startsWith("verdict        broken\n")
                    .containsPattern("\nmalformed +1\n")
                    .containsPattern("\nFirst malformed:\n  shardId-00000000000[01]:" + sequenceNumber + " must ");
        }
    }

    @Test
    void aStreamThatIsMissingIsOneClearLine() throws Exception {
        generateInto("there", Aggregation.OFF, ClickFormat.JSON);

        try (JarProcess csgen = check("missing")) {
            assertThat(csgen.out()).isEmpty();
            assertThat(csgen.exitCode()).isEqualTo(1);
            assertThat(csgen.err())
                    .isEqualTo("stream missing in region eu-west-1 at " + kinesis.endpoint() + " does not exist\n");
        }
    }
}
