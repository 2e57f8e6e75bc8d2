package io.csgen.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.csgen.examples.MainJobIT.Counts;
import io.csgen.examples.job.Token;
import io.csgen.sink.kinesis.LocalKinesis;
import io.csgen.sink.kinesis.scripted.UserRecords;
import io.csgen.sink.kinesis.scripted.UserRecords.UserRecord;
import io.csgen.testing.Needs;
import io.csgen.testing.Tool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

/** The server with the Kinesis Producer Library, end to end: native process, TLS, aggregated records. */
@Timeout(300)
class KplJobIT {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int CLICKS = MainJobIT.CLICKS_PER_SECOND;

    @TempDir
    private Path temporary;

    @Needs(Tool.NODE)
    @Test
    void clicksArriveCompleteAndOnceThroughTheKpl() throws Exception {
        try (LocalKinesis kinesis = LocalKinesis.start();
                KinesisAsyncClient client = LocalKinesis.newClient(kinesis.endpoint())) {
            kinesis.createStream("aggregated", 4);

            Counts counts = run(kinesis.tlsPort());

            UserRecords records = UserRecords.read(client, "aggregated");
            assertThat(records.records()).hasSize((int) counts.generated());
            assertThat(records.lost()).isZero();
            MainJobIT.assertExpected(
                    records.records().stream().map(UserRecord::text).collect(Collectors.toSet()), counts);
        }
    }

    private Counts run(int tlsPort) throws Exception {
        String token = Token.random();
        try (JarProcess csgen = JarProcess.startWithKpl(
                Map.of("AWS_ACCESS_KEY_ID", "local", "AWS_SECRET_ACCESS_KEY", "local"),
                "serve",
                "--sink=kpl",
                "--port=0",
                "--start=" + MainJobIT.START,
                "--set=token-as-hash=" + Token.of(token).hash(),
                "--set=customer-id-max=1000000",
                "--set=clicks-per-second=" + MainJobIT.CLICKS_PER_SECOND,
                "--set=url-kinesis-stream-name=aggregated",
                "--set=kinesis-endpoint=https://127.0.0.1:" + tlsPort,
                "--set=kinesis-region=" + LocalKinesis.REGION,
                "--set=kinesis-aggregation=on",
                "--set=kinesis-request-timeout=30s",
                "--set=kpl-verify-certificate=off",
                "--set=kpl-temp-directory=" + temporary,
                "--set=format=json")) {
            JarProcess.Remote remote = csgen.remote().with(token);
            assertThat(remote.post("/start").body()).isEqualTo("{\"state\":\"running\"}");
            await().atMost(LIMIT).until(() -> remote.count("generated") >= CLICKS);
            assertThat(remote.post("/stop").body()).matches("\\{\"state\":\"stopp(ed|ing)\"}");
            await().atMost(LIMIT).until(() -> remote.state().equals("stopped"));
            Counts counts = new Counts(remote.count("seed"), remote.count("generated"), remote.count("retried"));
            assertThat(remote.count("delivered")).isEqualTo(counts.generated());
            assertThat(csgen.terminate()).as(csgen.err()).isZero();
            assertThat(csgen.err()).doesNotContain("ERROR", "Exception");
            try (Stream<Path> left = Files.list(temporary)) {
                assertThat(left).isEmpty();
            }
            return counts;
        }
    }

    @Test
    void theOtherJarHoldsNothingOfIt() throws IOException {
        List<String> onlyForTheKpl = List.of(
                "amazon-kinesis-producer-native-binaries/",
                "cacerts/",
                "io/csgen/sink/kpl/",
                "software/amazon/kinesis/",
                "software/amazon/awssdk/services/cloudwatch/",
                "com/amazonaws/services/schemaregistry/",
                "com/google/",
                "org/apache/commons/");
        assertThat(onlyForTheKpl).allSatisfy(beginning -> {
            assertThat(entries("csgen-kpl.jar")).anyMatch(name -> name.startsWith(beginning));
            assertThat(entries("csgen.jar")).noneMatch(name -> name.startsWith(beginning));
        });
    }

    private static List<String> entries(String jar) throws IOException {
        try (ZipFile file = new ZipFile(System.getProperty(jar))) {
            return file.stream().map(ZipEntry::getName).toList();
        }
    }
}
