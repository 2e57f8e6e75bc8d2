package io.csgen.lake.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.csgen.examples.testing.CapturedTerminal;
import io.csgen.lake.store.LakeLocation;
import io.csgen.lake.store.LakeStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command {@code deliver}, into a directory. */
class DeliverCommandTest {
    @TempDir
    private Path dir;

    private final CapturedTerminal terminal = new CapturedTerminal();

    /** Returns the lines of all objects below a prefix, by their partition. */
    private Map<String, String> lines(String prefix) throws IOException {
        Map<String, String> lines = new TreeMap<>();
        try (Stream<Path> files = Files.walk(dir.resolve("lake").resolve(prefix))) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                ByteArrayOutputStream text = new ByteArrayOutputStream();
                try (InputStream unpacked = new GZIPInputStream(Files.newInputStream(file))) {
                    unpacked.transferTo(text);
                }
                String partition =
                        dir.resolve("lake").relativize(file.getParent()).toString();
                lines.merge(partition, text.toString(StandardCharsets.UTF_8), String::concat);
            }
        }
        return lines;
    }

    @Test
    void eventsGoByTheirHour() throws Exception {
        terminal.reading("""
                {"timestamp":"2026-01-05T13:59:59.999Z","user_id":7}
                {"timestamp":"2026-01-05T14:00:00.000Z","user_id":8}
                {"timestamp":"2026-01-06T01:30:00+01:30","user_id":9}
                """);

        assertThat(terminal.run("deliver", "--to", dir.resolve("lake").toString()))
                .as(terminal.err())
                .isZero();

        assertThat(lines("events"))
                .containsExactly(
                        Map.entry(
                                "events/dt=2026-01-05/hour=13",
                                "{\"timestamp\":\"2026-01-05T13:59:59.999Z\",\"user_id\":7}\n"),
                        Map.entry(
                                "events/dt=2026-01-05/hour=14",
                                "{\"timestamp\":\"2026-01-05T14:00:00.000Z\",\"user_id\":8}\n"),
                        Map.entry(
                                "events/dt=2026-01-06/hour=00",
                                "{\"timestamp\":\"2026-01-06T01:30:00+01:30\",\"user_id\":9}\n"));
        assertThat(terminal.err()).contains("events: 3, dead letters: 0, objects: 3");
    }

    private int deliver(String... more) {
        String[] args = new String[3 + more.length];
        args[0] = "deliver";
        args[1] = "--to";
        args[2] = dir.resolve("lake").toString();
        System.arraycopy(more, 0, args, 3, more.length);
        return terminal.run(args);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "hello|be JSON (Unrecognized token 'hello': was expecting (JSON String, Number, Array, Object or token 'null',"
                        + " 'true' or 'false'))",
                "[]|be a JSON object",
                "7|be a JSON object",
                "{}|have a timestamp",
                "{\"timestamp\":null}|have a timestamp",
                "{\"timestamp\":{\"a\":\"2026-01-05T13:00:00Z\"}}|have a timestamp",
                "{\"timestamp\":1767571200000}|have a timestamp in ISO 8601 with a zone, such as 2026-01-05T13:00:00.000Z",
                "{\"timestamp\":\"2026-01-05T13:00:00\"}|have a timestamp in ISO 8601 with a zone, such as"
                        + " 2026-01-05T13:00:00.000Z",
                "{\"timestamp\":\"2026-02-30T13:00:00Z\"}|have a timestamp that calendars have",
                "{\"timestamp\":\"2026-01-05T13:00:00Z\"} {}|end after the JSON object",
                "{\"timestamp\":\"2026-01-05T13:00:00Z\",\"a\":1,\"a\":2}|be JSON (Duplicate field 'a')",
                "{\"timestamp\":\"2026-01-05T13:00:00Z\"|be JSON (Unexpected end-of-input: expected close marker for Object"
                        + " (start marker at [Source: REDACTED (`StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION` disabled); line: 1, column: 1]))",
            })
    void whatIsNoEventIsADeadLetterWithTheReason(String line, String rule) throws Exception {
        terminal.reading(line + "\n");

        assertThat(deliver()).isEqualTo(1);

        assertThat(terminal.err()).contains("events: 0, dead letters: 1, objects: 1");
        JsonNode letter = new ObjectMapper()
                .readTree(lines("dead-letters").values().iterator().next());
        assertThat(letter.path("reason").textValue()).startsWith("record must " + rule + ": ");
        assertThat(letter.path("place").textValue()).isEqualTo("standard input behind byte 0");
        assertThat(letter.path("record").textValue()).isEqualTo(line);
    }

    @Test
    void whatIsNoTextIsADeadLetterToo() throws Exception {
        Path file = Files.write(dir.resolve("binary"), new byte[] {(byte) 0xff, 0x22, '\n', 0, '{', '\n'});

        assertThat(deliver(file.toString())).isEqualTo(1);

        assertThat(lines("dead-letters").values().iterator().next())
                .contains("record must be UTF-8")
                .contains("\"record_base64\":\"/yI=\"")
                .contains("record must have no NUL");
    }

    @Test
    void aDestinationThatIsAFileIsOneProblem() throws Exception {
        Files.writeString(dir.resolve("lake"), "");

        assertThat(deliver()).isEqualTo(2);

        assertThat(terminal.err()).isEqualTo("--to must be a directory, not a file: " + dir.resolve("lake") + "\n");
    }

    @Test
    void aDestinationThatCannotBeWrittenIsOneProblem() {
        assertThat(terminal.run("deliver", "--to", "/proc/lake")).isEqualTo(1);

        assertThat(terminal.err()).matches("/proc/lake/_deliver/lock must be writable: [^\n]+\n");
    }

    @Test
    void wrongOptionsAreOneProblemEach() {
        assertThat(deliver("--buffer-size", "1GiB", "--buffer-time", "1h", "--until-empty", "missing.json"))
                .isEqualTo(2);

        assertThat(terminal.err().lines())
                .containsExactlyInAnyOrder(
                        "--buffer-size must be a size from 1KiB to 128MiB: 1GiB",
                        "--buffer-time must be a time span such as 250ms, 46s, 30m, 2h or 28d, from 1s to 15m: 1h",
                        "--kinesis must be given with --until-empty: none",
                        "FILE must be a file that can be read: missing.json");
    }

    @ParameterizedTest
    @CsvSource({
        "s3:/lake,--to must be a directory or s3://BUCKET/PREFIX: s3:/lake",
        "s3://Lake/x,--to must be a directory or s3://BUCKET/PREFIX: s3://Lake/x",
    })
    void aBucketThatThereCannotBeIsOneProblem(String to, String problem) {
        assertThat(terminal.run("deliver", "--to", to)).isEqualTo(2);

        assertThat(terminal.err()).isEqualTo(problem + "\n");
    }

    @Test
    void optionsOfBucketsAreForBuckets() {
        assertThat(deliver("--s3-endpoint", "http://localhost:9000")).isEqualTo(2);

        assertThat(terminal.err()).isEqualTo("--s3-endpoint must be given for a bucket alone: http://localhost:9000\n");
    }

    @Test
    void aSecondWriterIsRefused() throws Exception {
        LakeStore first = new LakeLocation().open("--to", dir.resolve("lake").toString());
        first.guard(Positions.NAME);

        assertThat(deliver()).isEqualTo(1);

        assertThat(terminal.err())
                .isEqualTo("lake must have one writer at a time; another process delivers to it: " + dir.resolve("lake")
                        + "\n");
        first.close();
        assertThat(deliver()).isZero();
    }

    @Test
    void whatIsLeftHalfWrittenIsDeleted() throws Exception {
        Path left = Files.createDirectories(dir.resolve("lake/_deliver/aside")).resolve("a.json.gz");
        Files.writeString(left, "half");

        assertThat(deliver()).isZero();

        assertThat(left).doesNotExist();
    }
}
