package io.csgen.lake.deliver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.csgen.examples.testing.CapturedTerminal;
import io.csgen.sink.kinesis.scripted.ScriptedKinesis;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clicks on their way from the generator through a stream to S3, with the runnable jar as processes of their own. */
@Timeout(600)
class DeliverIT {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final int CLICKS = 20_000;
    private static final int KILLS = 10;

    @TempDir
    private Path dir;

    private final List<Process> processes = new ArrayList<>();
    private S3Proxy s3;
    private ScriptedKinesis kinesis;
    private Path err; // of the process that was started last

    @BeforeEach
    void start() throws IOException {
        Files.createDirectories(dir.resolve("buckets/lake"));
        s3 = S3Proxy.start(dir.resolve("buckets"));
        kinesis = ScriptedKinesis.start();
        kinesis.createStream("clicks", 2);
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (Process process : processes) {
            process.destroyForcibly().waitFor();
        }
        kinesis.close();
        s3.close();
    }

    private Process csgen(String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                System.getProperty("csgen-lake.jar")));
        command.addAll(Arrays.asList(args));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.matches("CS.*|AWS_.*|J.*_OPTIONS"));
        builder.environment().put("AWS_EC2_METADATA_DISABLED", "true");
        builder.environment().put("AWS_ACCESS_KEY_ID", "key");
        builder.environment().put("AWS_SECRET_ACCESS_KEY", "secret");
        builder.environment().put("CSGEN_KINESIS_REGION", "eu-west-1");
        builder.environment().put("CSGEN_KINESIS_ENDPOINT", kinesis.endpoint().toString());
        err = dir.resolve("err-" + processes.size() + ".txt");
        Process process = builder.redirectOutput(new File("/dev/null"))
                .redirectError(err.toFile())
                .start();
        processes.add(process);
        return process;
    }

    private int exitCode(Process process) throws Exception {
        assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS))
                .as(Files.readString(err))
                .isTrue();
        return process.exitValue();
    }

    private Process deliver(String... more) throws IOException {
        List<String> args = new ArrayList<>(List.of("deliver", "--kinesis", "clicks", "--to", "s3://lake/shop"));
        args.addAll(List.of("--s3-endpoint", s3.endpoint().toString(), "--buffer-size", "32KiB"));
        args.addAll(List.of(more));
        return csgen(args.toArray(String[]::new));
    }

    private List<Path> objects(String kind) throws IOException {
        Path directory = dir.resolve("buckets/lake/shop").resolve(kind);
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".json.gz")).toList();
        }
    }

    private Path generate() throws Exception {
        Path manifest = dir.resolve("manifest.json");
        Process generating = csgen(
                "generate",
                "--clicks",
                Integer.toString(CLICKS),
                "--sink",
                "kinesis",
                "--format",
                "json",
                "--set",
                "url-kinesis-stream-name=clicks",
                "--set",
                "kinesis-aggregation=on",
                "--manifest",
                manifest.toString());
        assertThat(exitCode(generating)).as(Files.readString(err)).isZero();
        return manifest;
    }

    private void assertComplete(Path manifest) throws IOException {
        List<String> check = new ArrayList<>(List.of("check", "--manifest", manifest.toString()));
        objects("events").forEach(file -> check.add(file.toString()));
        CapturedTerminal terminal = new CapturedTerminal();
        assertThat(terminal.run(check.toArray(String[]::new)))
                .as(terminal.out() + terminal.err())
                .isZero();
    }

    /** Killed at any moment, it loses nothing, and what it delivers again takes the place of what is there. */
    @Test
    void everyClickIsThereOnceHoweverOftenItIsKilled() throws Exception {
        Path manifest = generate();
        int slowStarts = 0;
        for (int kills = 0; kills < KILLS; ) {
            int before = objects("events").size();
            Process delivering = deliver();
            await().atMost(LIMIT)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> objects("events").size() > before || !delivering.isAlive());
            if (delivering.isAlive()) {
                delivering.destroyForcibly().waitFor();
                kills++;
            } else {
                // On a machine that is busy, the stream may not answer in the time that a start gives it.
                assertThat(Files.readString(err)).contains("no answer in time");
                assertThat(++slowStarts).isLessThan(KILLS);
            }
        }
        assertThat(objects("events")).hasSizeGreaterThanOrEqualTo(KILLS);

        assertThat(exitCode(deliver("--until-empty"))).as(Files.readString(err)).isZero();

        assertComplete(manifest);
        assertThat(objects("dead-letters")).isEmpty();
    }
}
