package io.csgen.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.csgen.examples.testing.CapturedTerminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckCommandTest {
    @TempDir
    private Path dir;

    private final CapturedTerminal terminal = new CapturedTerminal();

    private Path generate(String format, String... more) {
        Path out = dir.resolve("clicks." + format);
        List<String> arguments = new ArrayList<>(List.of(
                "generate",
                "--sessions",
                "300",
                "--format",
                format,
                "--out",
                out.toString(),
                "--manifest",
                manifest(),
                "--quiet",
                "--set",
                "customer-id-max=5000"));
        arguments.addAll(List.of(more));
        assertThat(terminal.run(arguments.toArray(String[]::new))).isZero();
        return out;
    }

    private String manifest() {
        return dir.resolve("m.json").toString();
    }

    private int check(Path... files) {
        List<String> arguments = new ArrayList<>(List.of("check", "-m", manifest()));
        for (Path file : files) {
            arguments.add(file.toString());
        }
        return terminal.run(arguments.toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "csv", "url", "json-url"})
    void whatGenerateWroteIsComplete(String format) {
        assertThat(check(generate(format))).isZero();

        assertThat(terminal.out())
                .startsWith("verdict        complete\n")
                .contains("\nmissing                      0\n");
        assertThat(terminal.err()).isEmpty();
    }

    @Test
    void eitherFilesOrAStreamAreChecked() {
        Path clicks = generate("json");

        assertThat(check()).isEqualTo(2);
        assertThat(terminal.err()).contains("FILE must be given, or --kinesis: none of them");
        assertThat(terminal.run("check", "-m", manifest(), "--kinesis", "clicks", clicks.toString()))
                .isEqualTo(2);
        assertThat(terminal.err()).contains("FILE must be given, or --kinesis: both of them");
        assertThat(terminal.run("check", "-m", manifest(), "--kinesis", "a b")).isEqualTo(2);
        assertThat(terminal.err())
                .contains("--kinesis must be 1 to 128 letters, digits, underscores, hyphens and dots: a b");
    }

    @Test
    void shardsAreCheckedTogetherWithTheirManifests() {
        Path first = generate("json", "--shard", "1/2");
        String firstManifest = dir.resolve("m1.json").toString();
        assertThat(dir.resolve("m.json")
                        .toFile()
                        .renameTo(dir.resolve("m1.json").toFile()))
                .isTrue();
        Path second = generate("csv", "--shard", "2/2");

        assertThat(terminal.run("check", "-m", firstManifest, "-m", manifest(), first.toString(), second.toString()))
                .isZero();
        assertThat(check(first, second)).isEqualTo(1);
    }

    @Test
    void aLineTwiceIsAtLeastOnceAndALostOneIsNamed() throws IOException {
        Path file = generate("json");
        List<String> lines = new ArrayList<>(Files.readAllLines(file));
        lines.add(lines.get(10));
        Files.write(file, lines);
        assertThat(check(file)).isEqualTo(3);
        assertThat(terminal.out())
                .startsWith("verdict        at least once\n")
                .contains("\nFirst duplicated:\n  " + id(lines.get(10)) + " at " + file + ":" + lines.size() + " (");

        String lost = lines.remove(20);
        Files.write(file, lines);

        assertThat(terminal.run("check", "-m", manifest(), "--json", "--max-examples", "1", file.toString()))
                .isEqualTo(1);
        JsonNode report = new ObjectMapper()
                .readTree(terminal.out().substring(terminal.out().indexOf("{\n")));
        assertThat(report.get("verdict").asText()).isEqualTo("broken");
        assertThat(report.get("missing").asLong()).isEqualTo(1);
        assertThat(report.get("findings").get(0).get("text").asText()).isEqualTo(id(lost));
        assertThat(report.get("findings")
                                .get(0)
                                .get("expected")
                                .get("session_id")
                                .asText() + "-"
                        + report.get("findings")
                                .get(0)
                                .get("expected")
                                .get("ordinal")
                                .asLong())
                .isEqualTo(id(lost));
    }

    private static String id(String line) {
        return line.replaceFirst(".*\"session_id\":\"([0-9a-f]{16})\",\"ordinal\":(\\d+),.*", "$1-$2");
    }

    @Test
    void orderCountsIfAskedFor() throws IOException {
        Path file = generate("json");
        List<String> lines = new ArrayList<>(Files.readAllLines(file));
        String second = lines.stream()
                .filter(line -> line.contains("\"ordinal\":2,"))
                .findFirst()
                .orElseThrow();
        lines.remove(second);
        lines.add(0, second);
        Files.write(file, lines);

        assertThat(check(file)).isZero();
        assertThat(terminal.out()).contains("\nout of order                 1\n  in session                 1\n");
        assertThat(terminal.run("check", "--in-order", "-m", manifest(), file.toString()))
                .isEqualTo(1);
    }

    @Test
    void readsTheStandardInput() throws IOException {
        Path file = generate("csv");

        assertThat(terminal.reading(Files.readString(file) + "hello\n").run("check", "-m", manifest(), "-"))
                .isEqualTo(1);

        assertThat(terminal.out())
                .contains("\nFirst malformed:\n  standard input:")
                .contains(" must have 9 values as its header has, not 1: hello\n");
    }

    @Test
    void saysWhatItCannotUse() {
        Path file = generate("url");
        String none = dir.resolve("none").toString();

        assertThat(terminal.run("check", "-m", none, file.toString())).isEqualTo(2);
        assertThat(terminal.run("check", "-m", manifest(), none)).isEqualTo(2);
        assertThat(terminal.run("check", "-m", manifest(), "--max-examples", "x", file.toString()))
                .isEqualTo(2);
        assertThat(terminal.run("check", "-m", manifest(), "--format", "xml", file.toString()))
                .isEqualTo(2);
        assertThat(terminal.run("check", "-m", manifest(), "-m", manifest(), file.toString()))
                .isEqualTo(2);

        assertThat(terminal.err().lines())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .isEqualTo("manifest must be a file of UTF-8 text that can be read: " + none),
                        line -> assertThat(line).isEqualTo("FILE must be a file that can be read: " + none),
                        line -> assertThat(line).isEqualTo("--max-examples must be a whole number from 0 to 100000: x"),
                        line -> assertThat(line)
                                .isEqualTo("--format must be one of url, json-url, json, csv, access-log: xml"),
                        line -> assertThat(line)
                                .isEqualTo("manifests must be of different shards, or of windows that nothing but time"
                                        + " bounds: 2026-01-05T00:00:00Z to 300 sessions and 2026-01-05T00:00:00Z to"
                                        + " 300 sessions"));
        assertThat(terminal.out()).isEmpty();
    }

    @Test
    void daysOfOneStoreAreCheckedTogether() {
        List<String> files = new ArrayList<>();
        List<String> check = new ArrayList<>(List.of("check", "--in-order"));
        for (int day = 5; day <= 7; day++) {
            String manifest = dir.resolve("d" + day + ".m").toString();
            String out = dir.resolve("d" + day).toString();
            assertThat(terminal.run(
                            "generate",
                            "--from=2026-01-0" + day + "T00:00:00Z",
                            "--duration=1d",
                            "--format=json",
                            "--manifest=" + manifest,
                            "--out=" + out,
                            "--set=customer-id-max=5000",
                            "--set=clicks-per-second=0.1",
                            "--quiet"))
                    .isZero();
            check.addAll(1, List.of("--manifest", manifest)); // the latest first
            files.add(out);
        }
        List<String> gap = new ArrayList<>(List.of("check", "-m", check.get(2), "-m", check.get(6)));
        check.addAll(files);
        gap.addAll(files);

        assertThat(terminal.run(check.toArray(String[]::new))).isZero();
        assertThat(terminal.out()).startsWith("verdict        complete\n");
        assertThat(terminal.err()).isEmpty();
        assertThat(terminal.run(gap.toArray(String[]::new))).isEqualTo(2);
        assertThat(terminal.err())
                .isEqualTo("manifests must be of different shards, or of windows one of which begins where the other"
                        + " ends: 2026-01-06T00:00:00Z and 2026-01-07T00:00:00Z\n");
    }

    private Path gzip(Path file, int cut) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(packed)) {
            Files.copy(file, gzip);
        }
        byte[] bytes = packed.toByteArray();
        return Files.write(dir.resolve("clicks.gz"), Arrays.copyOf(bytes, bytes.length - cut));
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "csv", "url"})
    void gzipIsUnpacked(String format) throws IOException {
        assertThat(check(gzip(generate(format), 0))).isZero();

        assertThat(terminal.out()).startsWith("verdict        complete\n");
    }

    @Test
    void gzipThatIsCutIsAnError() throws IOException {
        Path cut = gzip(generate("json"), 1_000);

        assertThat(check(cut)).isEqualTo(1);

        assertThat(terminal.err()).isEqualTo(cut + " must be gzip to its end: Unexpected end of ZLIB input stream\n");
        assertThat(terminal.out()).isEmpty();
    }

    @Test
    void anEmptyFileIsMissingAllClicks() throws IOException {
        long clicks = Files.readAllLines(generate("json")).size();

        assertThat(check(Files.createFile(dir.resolve("empty")))).isEqualTo(1);

        assertThat(terminal.out())
                .startsWith("verdict        broken\n")
                .contains(String.format(Locale.ROOT, "%nmissing        %,15d%n", clicks));
    }

    @Test
    void oneFlippedBitOfATimeIsAMalformedOrAlteredLine() throws IOException {
        Path clicks = generate("json");
        byte[] bytes = Files.readAllBytes(clicks);
        // Of the second line: the first one is always read without looking where its fields should be.
        int second = Files.readAllLines(clicks).get(0).length() + 1;
        bytes[second + "{\"timestamp\":\"".length()] ^= (byte) 0x80;
        Files.write(clicks, bytes);

        assertThat(check(clicks)).isEqualTo(1);

        assertThat(terminal.err()).isEmpty();
        assertThat(terminal.out()).startsWith("verdict        broken\n").contains("\nmalformed                    1\n");
    }

    @Test
    void nestedFieldsAndWholeNumbersWithAFractionAreNoDifference() throws IOException {
        Path clicks = generate("json");
        List<String> lines = Files.readAllLines(clicks).stream()
                .map(line -> line.replaceFirst("\"user_id\":(\\d+)", "\"context\":{\"a\":[1]},\"user_id\":$1.0"))
                .toList();
        Files.write(clicks, lines);

        assertThat(check(clicks)).isZero();
    }

    @Test
    void allThatIsWrongWithTheOptionsIsToldAtOnce() throws IOException {
        Path broken = Files.writeString(dir.resolve("broken.json"), "{}");
        Path missing = dir.resolve("missing");

        assertThat(terminal.run(
                        "check",
                        "--max-examples",
                        "x",
                        "--format",
                        "xml",
                        "-m",
                        broken.toString(),
                        "-m",
                        missing.toString(),
                        missing.toString()))
                .isEqualTo(2);

        assertThat(terminal.err().lines())
                .containsExactly(
                        "--max-examples must be a whole number from 0 to 100000: x",
                        "--format must be one of url, json-url, json, csv, access-log: xml",
                        "FILE must be a file that can be read: " + missing,
                        "manifest.manifest_version must be a whole number: nothing (" + broken + ")",
                        "manifest must be a file of UTF-8 text that can be read: " + missing);
    }
}
