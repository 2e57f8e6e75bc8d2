package io.csgen.lake.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.csgen.examples.testing.CapturedTerminal;
import io.csgen.sink.kinesis.scripted.ScriptedKinesis;
import io.csgen.sink.kinesis.scripted.ScriptedStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command {@code deliver} on a Kinesis data stream. */
@Timeout(120)
class DeliverStreamTest {
    private static final int CLICKS = 3_000;

    @TempDir
    private Path dir;

    private final ScriptedKinesis kinesis = ScriptedKinesis.start();
    private ScriptedStream stream;
    private String lake = "";

    @BeforeEach
    void createStream() {
        System.setProperty("aws.accessKeyId", "key");
        System.setProperty("aws.secretAccessKey", "secret");
        stream = kinesis.createStream("clicks", 2);
        lake = dir.resolve("lake").toString();
    }

    @AfterEach
    void stop() {
        kinesis.close();
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }

    /** Runs a command that must end with a code, and returns what it told. */
    private CapturedTerminal run(int code, String... args) {
        CapturedTerminal terminal = new CapturedTerminal()
                .with("CSGEN_KINESIS_ENDPOINT", kinesis.endpoint().toString())
                .with("CSGEN_KINESIS_REGION", "eu-west-1");
        assertThat(terminal.run(args)).as(terminal.err()).isEqualTo(code);
        return terminal;
    }

    private Path generate(int seed, String... more) {
        Path manifest = dir.resolve("manifest-" + seed);
        List<String> args = new ArrayList<>(List.of(
                "generate", "--clicks", "" + CLICKS, "--seed", "" + seed, "--sink", "kinesis", "--format", "json"));
        args.addAll(List.of("--set", "url-kinesis-stream-name=clicks", "--manifest", manifest.toString()));
        args.addAll(List.of(more));
        run(0, args.toArray(String[]::new));
        return manifest;
    }

    private CapturedTerminal deliver(String... more) {
        List<String> args = new ArrayList<>(List.of("deliver", "--kinesis", "clicks", "--until-empty", "--to", lake));
        args.addAll(List.of(more));
        return run(0, args.toArray(String[]::new));
    }

    private List<String> objects() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(lake).resolve("events"))) {
            return files.filter(Files::isRegularFile)
                    .map(Path::toString)
                    .sorted()
                    .toList();
        }
    }

    private void assertComplete(Path manifest) throws IOException {
        List<String> check = new ArrayList<>(List.of("check", "--manifest", manifest.toString()));
        check.addAll(objects());
        assertThat(run(0, check.toArray(String[]::new)).out()).contains("complete");
    }

    @ParameterizedTest
    @ValueSource(strings = {"on", "off"})
    void everyClickIsDeliveredOnce(String aggregation) throws Exception {
        Path manifest = generate(1, "--set", "kinesis-aggregation=" + aggregation);

        assertThat(deliver("--buffer-size", "64KiB").err()).contains("events: " + CLICKS + ", dead letters: 0");

        assertComplete(manifest);
        assertThat(deliver().err()).contains("events: 0, dead letters: 0, objects: 0");
    }

    @Test
    void aStreamThatIsReshardedIsReadOn() throws Exception {
        Path manifest = generate(1);
        deliver();
        stream.split(stream.openShardIds().get(0));
        stream.merge(stream.openShardIds().get(1), stream.openShardIds().get(2));

        assertThat(deliver().err()).contains("events: 0, ");
        assertComplete(manifest);
        String positions = Files.readString(Path.of(lake, Positions.NAME));
        assertThat(positions).contains(" ended\"");

        // Of the parents, nothing is read again, and of the children everything.
        generate(2);
        assertThat(deliver().err()).contains("events: " + CLICKS + ", ");
    }

    @Test
    void whatIsNoEventIsKeptWithItsPlace() throws Exception {
        run(
                0,
                "generate",
                "--clicks",
                "10",
                "--sink",
                "kinesis",
                "--format",
                "json-url",
                "--set",
                "url-kinesis-stream-name=clicks");

        CapturedTerminal terminal = run(1, "deliver", "--kinesis", "clicks", "--until-empty", "--to", lake);

        assertThat(terminal.err()).contains("events: 0, dead letters: 10, objects: ");
    }

    @Test
    void aStreamThatThereIsNotIsOneProblem() {
        CapturedTerminal terminal = run(1, "deliver", "--kinesis", "others", "--to", lake);

        assertThat(terminal.err())
                .isEqualTo("stream others in region eu-west-1 at " + kinesis.endpoint() + " does not exist\n");
        assertThat(Path.of(lake)).doesNotExist();
    }

    @Test
    void aStreamOfTheSameNameIsAnotherOne() throws Exception {
        generate(1);
        deliver();
        try (ScriptedKinesis other = ScriptedKinesis.start()) {
            other.createStream("clicks", 1);

            CapturedTerminal terminal = run(
                    1, "deliver", "--kinesis", "clicks", "--to", lake, "--set", "kinesis-endpoint=" + other.endpoint());

            assertThat(terminal.err())
                    .matches(
                            "_deliver/positions.json of \\S+ must be of stream arn:\\S+ of \\S+, not of another: [^\\n]+\\n");
        }
    }

    /** The command ends well where nothing but a signal was to end it. */
    @Test
    void aSignalWritesWhatThereIs() throws Exception {
        Path manifest = generate(1);
        Thread delivering = new Thread(() -> run(0, "deliver", "--kinesis", "clicks", "--to", lake));
        delivering.start();
        await().until(() -> kinesis.requests("GetRecords") > 4);

        delivering.interrupt();
        delivering.join();

        assertComplete(manifest);
    }
}
