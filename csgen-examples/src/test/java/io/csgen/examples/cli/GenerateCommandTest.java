package io.csgen.examples.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickFormat;
import io.csgen.examples.testing.CapturedTerminal;
import io.csgen.simulate.ClickGenerator;
import io.csgen.truth.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class GenerateCommandTest {
    @TempDir
    private Path dir;

    private final CapturedTerminal terminal = new CapturedTerminal().with("CSGEN_CUSTOMER_ID_MAX", "5000");

    private int generate(String... more) {
        return terminal.run(args(more));
    }

    private String[] args(String... more) {
        List<String> args = new ArrayList<>(List.of("generate", "--out", out().toString()));
        args.addAll(List.of(more));
        return args.toArray(String[]::new);
    }

    private Path out() {
        return dir.resolve("clicks");
    }

    private List<String> lines() throws IOException {
        return Files.readAllLines(out());
    }

    @Test
    void clicksGoToTheFileAndTheReportToTheStandardError() throws IOException {
        assertThat(generate("--clicks", "1000")).isZero();

        assertThat(lines()).hasSize(1000).allMatch(line -> line.startsWith("https://webstore.demo.com/api/group/"));
        assertThat(terminal.out()).isEmpty();
        assertThat(terminal.err())
                .matches(
                        "completed: generated 1000, accepted 1000, delivered 1000, failed 0, unconfirmed 0,"
                                + " retried 0, in flight 0, sessions \\d+, elapsed \\d+ ms, lag p50 0\\.0, p99 0\\.0, max 0\\.0 ms\n");
    }

    /** A minute at 100 clicks a second: 4 standard deviations are 1,000 at most. A cold start has some 1,500. */
    @ParameterizedTest
    @CsvSource({
        "--start-warm=auto, --quiet, false",
        "--start-warm=auto, --speed=1000, true",
        "--start-warm=off, --speed=1000, false",
        "--start-warm=on, --quiet, true"
    })
    void whatIsPacedStartsWarmUnlessToldOtherwise(String warm, String pace, boolean isWarm) throws IOException {
        assertThat(generate(
                        "--duration=60s",
                        "--set",
                        "clicks-per-second=100",
                        "--set",
                        "customer-id-max=300000",
                        "--set",
                        "user-activity=uniform",
                        warm,
                        pace))
                .isZero();

        assertThat(lines()).hasSizeBetween(isWarm ? 5_000 : 500, isWarm ? 7_000 : 3_000);
        if (!pace.equals("--quiet")) {
            assertThat(terminal.err().contains("asked for 6000 clicks, made " + lines().size() + ": cold start -"))
                    .isEqualTo(!isWarm);
        }
    }

    @Test
    void sessionsAskedForAreCompleteAtAnyPace() throws IOException {
        assertThat(generate("--sessions=20")).isZero();
        List<String> unpaced = lines();

        assertThat(generate("--sessions=20", "--speed=1000000")).isZero();

        assertThat(lines()).isEqualTo(unpaced);
    }

    @Test
    void aWrongWarmStartIsOneLine() {
        assertThat(generate("--clicks=1", "--start-warm=maybe")).isEqualTo(2);
        assertThat(terminal.err()).startsWith("start-warm must be one of auto, on, off: maybe");
    }

    @Test
    void quietSaysNothingWhereAllIsWell() {
        assertThat(generate("--clicks", "10", "--quiet")).isZero();
        assertThat(terminal.err()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"--duration=1200ms", "--until=2026-01-05T00:00:01.200Z", "--clicks=240"})
    void onATerminalItShowsHowFarItIsAndThenItsReport(String bound) {
        terminal.showingErr();
        assertThat(generate(bound, "--set", "clicks-per-second=200", "--set", "click-model=independent", "--realtime"))
                .isZero();

        assertThat(terminal.err())
                .matches(
                        "(\r *\\d+ % \\[#+\\.*] \\d+ clicks, \\d+/s, \\d s left *){1,3}\r +\rcompleted: generated .*\n");
    }

    @Test
    void whoWantsItQuietOrInDetailSeesNoLineThatChanges() {
        terminal.showingErr();
        for (String how : List.of("--quiet", "--verbose")) {
            assertThat(generate("--duration", "600ms", "--realtime", how)).isZero();
        }

        assertThat(terminal.err()).startsWith("completed: ").doesNotContain("\r");
    }

    @Test
    void seedAndStartHaveFixedDefaults() throws IOException {
        generate("--clicks", "100", "--format", "json");
        List<String> defaults = lines();
        generate("--clicks", "100", "--format", "json", "--seed", "1", "--start", "2026-01-05T00:00:00Z");

        assertThat(lines()).isEqualTo(defaults);
        assertThat(defaults.get(0)).startsWith("{\"timestamp\":\"2026-01-05T00:00:");
    }

    @Test
    void anotherSeedGivesOtherClicks() throws IOException {
        generate("--clicks", "100");
        List<String> one = lines();
        generate("--clicks", "100", "--seed", "2");

        assertThat(lines()).isNotEqualTo(one);
    }

    @Test
    void sessionsAreComplete() throws IOException {
        assertThat(generate("--sessions", "50", "--format", "csv")).isZero();

        List<String> lines = lines();
        assertThat(lines.get(0)).startsWith("timestamp,user_id,session_id,");
        assertThat(lines.stream().skip(1).map(line -> line.split(",")[2]).distinct())
                .hasSize(50);
    }

    @Test
    void aDurationIsThatFromTheStart() throws IOException {
        generate("--duration", "10m", "--start", "2026-02-01T00:00:00Z", "--format", "json");
        List<String> lines = lines();
        generate("--until", "2026-02-01T00:10:00Z", "--start", "2026-02-01T00:00:00Z", "--format", "json");

        assertThat(lines()).isEqualTo(lines);
        assertThat(lines.get(lines.size() - 1)).startsWith("{\"timestamp\":\"2026-02-01T00:09:");
    }

    @Test
    void theShardsMergedAreTheWhole() throws IOException {
        List<String> shards = new ArrayList<>();
        for (String shard : List.of("1/3", "2/3", "3/3")) {
            assertThat(generate("--duration", "1h", "--format", "json", "--shard", shard))
                    .isZero();
            assertThat(lines()).isNotEmpty();
            shards.addAll(lines());
        }
        generate("--duration", "1h", "--format", "json");

        // Time, session and ordinal stand in this order, so that lines of equal time and session are few.
        shards.sort(Comparator.naturalOrder());
        List<String> whole = lines();
        whole.sort(Comparator.naturalOrder());
        assertThat(shards).isEqualTo(whole);
    }

    @ParameterizedTest
    @CsvSource({"--clicks, 20000", "--sessions, 5000", "--duration, 2h"})
    void severalThreadsWriteTheSameFile(String bound, String value) throws IOException {
        assertThat(generate(bound, value, "--format", "csv")).isZero();
        List<String> expected = lines();
        String report = terminal.err().replaceAll("elapsed.*", "");

        assertThat(generate(bound, value, "--format", "csv", "--threads", "3")).isZero();

        assertThat(lines()).isEqualTo(expected);
        assertThat(terminal.err().replaceAll("elapsed.*", "")).isEqualTo(report + report);
    }

    @Test
    void severalThreadsShareAShard() throws IOException {
        generate("--clicks", "5000", "--shard", "2/3");
        List<String> expected = lines();

        assertThat(generate("--clicks", "5000", "--shard", "2/3", "--threads", "2"))
                .isZero();
        assertThat(lines()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"0", "65", "-1", "many"})
    void aWrongNumberOfThreadsIsOneLine(String threads) {
        assertThat(generate("--clicks", "1", "--threads", threads)).isEqualTo(2);
        assertThat(terminal.err()).isEqualTo("--threads must be a whole number from 1 to 64: " + threads + "\n");
    }

    @Test
    void aPacedRunTakesItsTime() throws IOException {
        assertThat(generate("--clicks", "20", "--speed", "100", "--start", "2026-01-05T00:00:00Z"))
                .isZero();

        assertThat(lines()).hasSize(20);
        assertThat(terminal.err()).startsWith("completed: generated 20, ");
    }

    @Test
    void anInterruptionStopsDrainsAndReports() throws Exception {
        Callable<Integer> command = () -> generate("--duration", "365d", "--realtime");
        FutureTask<Integer> task = new FutureTask<>(command);
        Thread main = new Thread(task, "generate");
        main.start();

        // Interrupted before it has begun, it must stop as well.
        main.interrupt();

        assertThat(task.get()).isEqualTo(130);
        assertThat(terminal.err()).startsWith("stopped: generated ");
    }

    @Test
    void otherSinksTakeClicksToo() {
        assertThat(terminal.run("generate", "--clicks", "10", "--sink", "memory"))
                .isZero();
        assertThat(terminal.err()).startsWith("completed: generated 10, accepted 10, delivered 10, ");
    }

    @Test
    void aFileThatCannotBeWrittenIsOneLine() {
        Path missing = dir.resolve("none/clicks");

        assertThat(terminal.run("generate", "--clicks", "10", "--out", missing.toString()))
                .isEqualTo(1);
        assertThat(terminal.err())
                .isEqualTo(missing + " must lie in a directory that exists: " + missing.getParent() + "\n");
    }

    @Test
    void aFileAndAnotherSinkContradictEachOther() {
        assertThat(generate("--clicks", "10", "--sink", "memory")).isEqualTo(2);
        assertThat(terminal.err()).isEqualTo("--out must not be given together with --sink: " + out() + "\n");
    }

    @Test
    void oneBoundIsRequired() {
        assertThat(terminal.run("generate")).isEqualTo(2);
        assertThat(terminal.err())
                .isEqualTo("Error: Missing required argument (specify one of these): (--clicks=N | --sessions=N |"
                        + " --duration=SPAN | --until=INSTANT)\nTry: csgen generate --help\n");
    }

    @Test
    void twoBoundsAreTooMany() {
        assertThat(terminal.run("generate", "--clicks", "1", "--sessions", "1")).isEqualTo(2);
        assertThat(terminal.err())
                .isEqualTo("Error: --clicks=N, --sessions=N are mutually exclusive (specify only one)\n"
                        + "Try: csgen generate --help\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--clicks   | -1    | --clicks must be a whole number from 0 to 9223372036854775807: -1",
                "--sessions | ten   | --sessions must be a whole number from 0 to 9223372036854775807: ten",
                "--duration | 0s    | --duration must be a time span such as 250ms, 46s, 30m, 2h or 28d, from 1ms to"
                        + " 24855d: 0s",
                "--until    | later | --until must be a UTC time such as 2026-01-05T00:00:00Z: later",
                "--until    | 2025-01-01T00:00:00Z | until must not be before the start (2026-01-05T00:00:00Z):"
                        + " 2025-01-01T00:00:00Z"
            })
    void aWrongBoundIsOneLine(String option, String value, String message) {
        assertThat(generate(option, value)).isEqualTo(2);
        assertThat(terminal.err()).isEqualTo(message + "\n");
    }

    @ParameterizedTest
    @CsvSource({"0/4", "5/4", "1/65", "1", "a/b", "1/0"})
    void aWrongShardIsOneLine(String shard) {
        assertThat(generate("--clicks", "1", "--shard", shard)).isEqualTo(2);
        assertThat(terminal.err())
                .isEqualTo("--shard must be K/N with K from 1 to N, and N from 1 to 64: " + shard + "\n");
    }

    @ParameterizedTest
    @CsvSource({"0", "-1", "fast", "NaN", "Infinity"})
    void aWrongSpeedIsOneLine(String speed) {
        assertThat(generate("--clicks", "1", "--speed", speed)).isEqualTo(2);
        assertThat(terminal.err())
                .startsWith("--speed must be a number from 0.000001 to 1000000")
                .endsWith(": " + speed + "\n");
    }

    @Test
    void problemsOfOptionsAndSettingsAreReportedTogether() {
        assertThat(generate("--clicks", "x", "--shard", "y", "-s", "customer-id-min=-1"))
                .isEqualTo(2);
        assertThat(terminal.err().lines())
                .containsExactlyInAnyOrder(
                        "customer-id-min must be a whole number from 0 to 2147483646: -1 (command line)",
                        "--shard must be K/N with K from 1 to N, and N from 1 to 64: y",
                        "--clicks must be a whole number from 0 to 9223372036854775807: x");
    }

    @ParameterizedTest
    @CsvSource({"--clicks, 5000, 1", "--sessions, 700, 3", "--duration, 2h, 2"})
    void theManifestTellsWhatTheFileMustHave(String bound, String value, String threads) throws IOException {
        Path file = dir.resolve("manifest.json");

        assertThat(generate(bound, value, "--threads", threads, "--manifest", file.toString()))
                .isZero();

        Manifest manifest = Manifest.load(file);
        List<String> again = new ArrayList<>();
        ClickEncoder encoder = manifest.origin().shopModel().encoder(ClickFormat.URL);
        for (ClickGenerator part : manifest.origin().generators()) {
            part.forEach(click -> again.add(new String(encoder.encode(click), UTF_8)));
        }
        assertThat(lines()).hasSize((int) manifest.clicks()).isEqualTo(again);
    }

    @Test
    void theNameOfTheManifestMayHaveTheSeed() {
        assertThat(generate("--clicks", "10", "--seed", "77", "--set", "manifest-file=" + dir.resolve("m-{seed}.json")))
                .isZero();
        assertThat(Manifest.load(dir.resolve("m-77.json")).clicks()).isEqualTo(10);
    }

    @Test
    void filesThatCannotBeWrittenAreToldBeforeTheRun() throws IOException {
        Files.writeString(out(), "left from yesterday");
        Path missing = dir.resolve("none/manifest.json");
        Path ledger = Files.writeString(dir.resolve("ledger"), "of yesterday");

        assertThat(generate("--clicks", "10", "-s", "fault-ledger-file=" + ledger, "--manifest", missing.toString()))
                .isEqualTo(2);
        assertThat(generate("--clicks", "10", "-s", "fault-ledger-file=" + dir)).isEqualTo(2);

        assertThat(terminal.err())
                .isEqualTo("manifest-file must be a file that can be written: " + missing
                        + " (its directory does not exist)\nfault-ledger-file must be a file that can be written: "
                        + dir + " (a directory)\n");
        assertThat(out()).hasContent("left from yesterday");
        assertThat(ledger).hasContent("of yesterday");
        assertThat(dir).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void aRunThatCannotStartLeavesTheLedgerOfTheOneBefore() throws IOException {
        Path ledger = Files.writeString(dir.resolve("ledger"), "of yesterday");

        assertThat(terminal.run(
                        "generate",
                        "--clicks=10",
                        "--out=" + dir.resolve("none/clicks"),
                        "--set=fault-ledger-file=" + ledger))
                .isEqualTo(1);

        assertThat(ledger).hasContent("of yesterday");
        assertThat(dir).isDirectoryNotContaining("glob:**.part");
    }

    @Test
    void everyFileMayHaveSeedAndRunInItsName() {
        assertThat(terminal.run(
                        "generate",
                        "--clicks=10",
                        "--seed=77",
                        "--out=" + dir.resolve("c-{seed}-{run}"),
                        "--manifest=" + dir.resolve("m-{seed}-{run}"),
                        "--set=fault-ledger-file=" + dir.resolve("f-{seed}-{run}")))
                .isZero();
        assertThat(dir.resolve("c-77-1")).exists();
        assertThat(dir.resolve("m-77-1")).exists();
        assertThat(dir.resolve("f-77-1")).exists();
    }

    @ParameterizedTest
    @ValueSource(strings = {"out-file", "manifest-file", "fault-ledger-file"})
    void otherTextInBracesIsRefused(String key) {
        assertThat(terminal.run("validate", "-s", key + "=x-{sede}.json")).isEqualTo(2);
        assertThat(terminal.err())
                .isEqualTo(key + " must be the path of a file (in braces, only {seed} and {run}, not {sede}):"
                        + " x-{sede}.json (command line)\n");
    }

    @ParameterizedTest
    @CsvSource({"manifest-file, out-file", "fault-ledger-file, out-file"})
    void twoFilesOfARunAreNotOne(String key, String other) {
        assertThat(generate("--clicks", "10", "-s", key + "=" + out())).isEqualTo(2);
        assertThat(terminal.err())
                .isEqualTo(key + " must be another file than " + other + ": " + out() + " (command line)\n");
        assertThat(out()).doesNotExist();
    }

    @Test
    void aFileIsReplacedUnlessToldOtherwise() throws IOException {
        Files.writeString(out(), "left from yesterday\n");

        assertThat(generate("--clicks", "10", "-s", "out-file-mode=append")).isZero();
        assertThat(lines()).hasSize(11);
        assertThat(generate("--clicks", "10", "-s", "out-file-mode=new")).isEqualTo(1);
        assertThat(lines()).hasSize(11);
        assertThat(generate("--clicks", "10")).isZero();
        assertThat(lines()).hasSize(10);
    }

    @Test
    void filesThatRollHaveNoMode() {
        assertThat(generate("--clicks", "10", "-s", "out-file-roll-size=1MB", "-s", "out-file-mode=replace"))
                .isEqualTo(2);
        assertThat(terminal.err())
                .isEqualTo("out-file-mode must not be set where files roll, as they are always new: replace"
                        + " (command line)\n");
    }

    @Test
    void aManifestNeedsTheNameOfAFile() {
        assertThat(generate("--clicks", "10", "--manifest", "/")).isEqualTo(2);
        assertThat(terminal.err()).isEqualTo("manifest-file must be the path of a file: / (command line)\n");
    }

    @Test
    void whatNoRunOrMemoryHasRoomForIsRefusedBeforeTheRun() {
        assertThat(terminal.run("generate", "--duration", "36500d")).isEqualTo(2);
        assertThat(terminal.run("generate", "--until", "2200-01-01T00:00:00Z")).isEqualTo(2);
        assertThat(terminal.run(
                        "generate",
                        "--duration",
                        "20d",
                        "--set",
                        "session-timeout=1d",
                        "--set",
                        "think-time=constant(20h)",
                        "--set",
                        "clicks-per-second=10000000"))
                .isEqualTo(2);

        assertThat(terminal.out()).isEmpty();
        assertThat(terminal.err().lines())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .isEqualTo("--duration must be a time span such as 250ms, 46s, 30m, 2h or 28d, from 1ms"
                                        + " to 24855d: 36500d"),
                        line -> assertThat(line)
                                .isEqualTo("end must be at most 68 years after the start (2094-01-23T03:14:06.999Z):"
                                        + " 2200-01-01T00:00:00Z"),
                        line -> assertThat(line)
                                .startsWith("memory must be about ")
                                .contains("so raise -Xmx or lower clicks-per-second or the rates of stages: "));
    }
}
