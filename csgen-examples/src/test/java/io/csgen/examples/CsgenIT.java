package io.csgen.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The runnable jar as users run it: in a process of its own, with pipes, files and signals. */
@Timeout(180)
class CsgenIT {
    private static final Map<String, String> ENVIRONMENT = Map.of("CSGEN_CUSTOMER_ID_MAX", "5000");

    @TempDir
    private Path dir;

    private List<String> generate(Map<String, String> environment, String... args) throws Exception {
        File out = dir.resolve("out").toFile();
        String[] all = new String[args.length + 1];
        all[0] = "generate";
        System.arraycopy(args, 0, all, 1, args.length);
        try (JarProcess csgen = JarProcess.start(environment, out, all)) {
            assertThat(csgen.exitCode()).as(csgen.err()).isZero();
        }
        return Files.readAllLines(out.toPath());
    }

    @Test
    void theSameCommandGivesTheSameBytesWhateverTheMachineIsSetTo() throws Exception {
        File one = dir.resolve("one").toFile();
        File two = dir.resolve("two").toFile();
        String[] command = {"generate", "--clicks", "100000", "--format", "json", "--seed", "42"};
        try (JarProcess first = JarProcess.start(ENVIRONMENT, one, command);
                JarProcess second = JarProcess.start(
                        Map.of(
                                "CSGEN_CUSTOMER_ID_MAX",
                                "5000",
                                "TZ",
                                "Pacific/Apia",
                                "JAVA_TOOL_OPTIONS",
                                "-Duser.language=tr -Duser.country=TR -Dfile.encoding=ISO-8859-1"),
                        two,
                        command)) {
            assertThat(first.exitCode()).as(first.err()).isZero();
            assertThat(second.exitCode()).as(second.err()).isZero();
        }

        assertThat(one).hasSameBinaryContentAs(two).isNotEmpty();
        assertThat(Files.readAllLines(one.toPath())).hasSize(100_000);
    }

    @Test
    void theShardsMergedAreTheWhole() throws Exception {
        List<String> merged = new ArrayList<>();
        for (String shard : List.of("1/2", "2/2")) {
            List<String> lines = generate(ENVIRONMENT, "--duration", "6h", "--format", "json", "--shard", shard);
            assertThat(lines).isNotEmpty();
            merged.addAll(lines);
        }
        List<String> whole = generate(ENVIRONMENT, "--duration", "6h", "--format", "json");

        // A stable order by time, as a consumer would merge; clicks of one session never share a time.
        assertThat(merged.stream().sorted().toList())
                .isEqualTo(whole.stream().sorted().toList());
        assertThat(whole.stream().map(CsgenIT::timestamp)).isSorted();
    }

    private static String timestamp(String json) {
        return json.substring(0, "{\"timestamp\":\"2026-01-05T00:00:00.000Z".length());
    }

    @Test
    void aReaderThatHasSeenEnoughEndsItQuietly() throws Exception {
        try (JarProcess csgen = JarProcess.start(ENVIRONMENT, "generate", "--clicks", "100000000")) {
            try (BufferedReader reader = new BufferedReader(
                    new InputStreamReader(csgen.process().getInputStream(), StandardCharsets.UTF_8))) {
                for (int i = 0; i < 5; i++) {
                    assertThat(reader.readLine()).startsWith("https://webstore.demo.com/api/group/");
                }
            }
            assertThat(csgen.exitCode()).isZero();
            assertThat(csgen.err()).isEmpty();
        }
    }

    @Test
    void aReaderOfEventsThatHasSeenEnoughEndsItQuietly() throws Exception {
        try (JarProcess csgen = JarProcess.start(ENVIRONMENT, "transform")) {
            byte[] lines = "https://webstore.demo.com/api/group/2?userid=1\n"
                    .repeat(1_000)
                    .getBytes(StandardCharsets.UTF_8);
            BufferedReader events =
                    new BufferedReader(new InputStreamReader(csgen.process().getInputStream(), StandardCharsets.UTF_8));
            try (OutputStream out = csgen.process().getOutputStream()) {
                out.write(lines);
                out.flush();
                assertThat(events.readLine()).startsWith("{\"user_id\":1,");
                events.close();
                await().until(() -> {
                    try {
                        out.write(lines);
                        out.flush();
                    } catch (IOException e) {
                        return true; // it is gone
                    }
                    return !csgen.process().isAlive();
                });
            } catch (IOException e) {
                assertThat(csgen.process().isAlive()).isFalse(); // the rest finds no reader
            }
            assertThat(csgen.exitCode()).isZero();
            assertThat(csgen.err()).isEmpty();
        }
    }

    @Test
    void onATerminalItShowsHowFarItIs() throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(
                        "script",
                        "--quiet",
                        "--return",
                        "--command",
                        "'" + java + "' -jar '" + System.getProperty("csgen.jar")
                                + "' generate --duration 2s --realtime" + " --set customer-id-max=5000 --out '"
                                + dir.resolve("out") + "'",
                        "/dev/null")
                .redirectInput(new File("/dev/null"))
                .start();
        String seen = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isZero();
        assertThat(seen)
                .containsPattern("\r *\\d+ % \\[#*\\.*] \\d+ clicks, [\\d.]+/s(, \\d s left)? *\r")
                .containsPattern("\r +\rcompleted: generated ");
    }

    @Test
    void aLineThatComesAloneIsTransformedAtOnce() throws Exception {
        try (JarProcess csgen = JarProcess.start(ENVIRONMENT, "transform")) {
            try (BufferedReader events = new BufferedReader(
                            new InputStreamReader(csgen.process().getInputStream(), StandardCharsets.UTF_8));
                    OutputStream lines = csgen.process().getOutputStream()) {
                for (int user = 1; user <= 3; user++) {
                    String url = "https://webstore.demo.com/api/group/2?userid=" + user;
                    lines.write((url + "\n").getBytes(StandardCharsets.UTF_8));
                    lines.flush();
                    assertThat(events.readLine()).endsWith("\"url\":\"" + url + "\"}");
                }
                lines.write("hello\n".getBytes(StandardCharsets.UTF_8));
            }
            assertThat(csgen.exitCode()).isEqualTo(1);
            assertThat(csgen.err()).contains("\"record\":\"hello\"}\n", "events: 3, dead letters: 1\n");
        }
    }

    @Test
    void aFullDiskIsOneClearLine() throws Exception {
        File full = new File("/dev/full");
        for (String clicks : List.of("10", "1000000")) {
            try (JarProcess csgen = JarProcess.start(ENVIRONMENT, full, "generate", "--clicks", clicks)) {
                assertThat(csgen.exitCode()).isEqualTo(1);
                assertThat(csgen.err())
                        .matches("failed: generated \\d+, accepted \\d+, delivered 0, .*, problem: standard output must"
                                + " take more data: No space left on device\n");
            }
        }
    }

    @Test
    void aFullDiskEndsTransformInOneClearLine() throws Exception {
        Path urls = dir.resolve("urls");
        Files.writeString(urls, "https://webstore.demo.com/api/group/2?userid=1\n".repeat(5_000));
        try (JarProcess csgen = JarProcess.start(ENVIRONMENT, new File("/dev/full"), "transform", urls.toString())) {
            assertThat(csgen.exitCode()).isEqualTo(1);
            assertThat(csgen.err()).isEqualTo("standard output must take more data: No space left on device\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"keys", "token", "validate", "completion", "--help", "--version"})
    void aFullDiskIsToldByEveryCommand(String command) throws Exception {
        try (JarProcess csgen = JarProcess.start(ENVIRONMENT, new File("/dev/full"), command)) {
            assertThat(csgen.exitCode()).isEqualTo(1);
            assertThat(csgen.err()).isEqualTo("standard output must take more data: No space left on device\n");
        }
    }

    @Test
    void textThatTheLocaleDoesNotHaveIsRefused() throws Exception {
        Path file = Files.writeString(dir.resolve("clicks"), "");
        // The JVM of this test may know no such text either, so a shell makes it.
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process process = new ProcessBuilder(
                        "sh",
                        "-c",
                        "LC_ALL=C '" + java + "' -jar '" + System.getProperty("csgen.jar") + "' describe '" + file
                                + "' \"$(printf '\\303\\266')\"")
                .redirectErrorStream(true)
                .start();
        String seen = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(seen)
                .isEqualTo("command line must be in the encoding of the locale, US-ASCII (LC_ALL=C.UTF-8 takes all"
                        + " text): \u00f6\n");
        assertThat(process.waitFor()).isEqualTo(2);
    }

    @Test
    void aCompressedFileThatAKillCutOffKeepsWhatWasDeliveredAndTakesMore() throws Exception {
        Path out = dir.resolve("clicks.json.gz");
        String[] command = {
            "generate",
            "--duration=1d",
            "--realtime",
            "--format=json",
            "--out=" + out,
            "--set=out-file-mode=append",
            "--set=clicks-per-second=500",
            "--set=click-model=independent"
        };
        try (JarProcess csgen = JarProcess.start(ENVIRONMENT, command)) {
            await().until(() -> Files.exists(out) && Files.size(out) > 2_000);
            csgen.process().destroyForcibly().waitFor();
        }
        int kept = unzipped(out).size();
        assertThat(kept).isPositive();

        String[] more = {"generate", "--clicks=10", "--format=json", "--out=" + out, "--set=out-file-mode=append"};
        try (JarProcess csgen = JarProcess.start(ENVIRONMENT, more)) {
            assertThat(csgen.exitCode()).as(csgen.err()).isZero();
        }

        assertThat(unzipped(out)).hasSize(kept + 10).allMatch(line -> line.startsWith("{") && line.endsWith("}"));
    }

    private static List<String> unzipped(Path file) throws Exception {
        Process zcat = new ProcessBuilder("gzip", "-dc", file.toString()).start();
        return new String(zcat.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    @Test
    void aFileIsWrittenByOneProcessAtATime() throws Exception {
        Path out = dir.resolve("clicks");
        try (JarProcess first = JarProcess.start(
                ENVIRONMENT,
                "generate",
                "--duration=1d",
                "--realtime",
                "--out=" + out,
                "--set=clicks-per-second=100")) {
            await().until(() -> Files.exists(out) && Files.size(out) > 0);
            try (JarProcess second = JarProcess.start(ENVIRONMENT, "generate", "--clicks=10", "--out=" + out)) {
                assertThat(second.exitCode()).isEqualTo(1);
                assertThat(second.err()).isEqualTo(out + " must be writable: another writer has it open\n");
            }
            assertThat(first.terminate()).isEqualTo(130);
            assertThat(first.err())
                    .contains(", delivered " + Files.readAllLines(out).size() + ", ");
        }
    }

    @Test
    void aSignalLetsGenerateReportHowFarItCame() throws Exception {
        File out = dir.resolve("out").toFile();
        try (JarProcess csgen = JarProcess.start(ENVIRONMENT, out, "generate", "--duration", "365d", "--realtime")) {
            await().until(() -> out.length() > 0);

            assertThat(csgen.terminate()).isEqualTo(130);

            assertThat(csgen.err()).matches("stopped: generated (\\d+), accepted \\1, delivered \\1, .*\n");
            assertThat(csgen.err())
                    .startsWith("stopped: generated "
                            + Files.readAllLines(out.toPath()).size() + ",");
        }
    }

    /** A pipe that nobody writes to is a file that takes for ever to read. */
    @ParameterizedTest
    @ValueSource(strings = {"generate --clicks=1", "serve --port=0", "validate"})
    void aSignalEndsACommandAtOnceWhileItReadsItsSettings(String command) throws Exception {
        Path pipe = dir.resolve("csgen.properties");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        String[] args = (command + " --config=" + pipe).split(" ");
        try (JarProcess csgen = JarProcess.start(ENVIRONMENT, args);
                OutputStream opened = Files.newOutputStream(pipe)) { // when csgen has opened it, too
            assertThat(csgen.terminate()).isEqualTo(130);
            assertThat(csgen.err()).isEmpty();
            opened.flush();
        }
    }

    @Test
    void withNothingConfiguredItServesAndASignalEndsItWell() throws Exception {
        try (JarProcess csgen = JarProcess.start(ENVIRONMENT, "--port", "0")) {
            JarProcess.Remote remote = csgen.remote();

            await().until(() -> remote.count("delivered") > 5);
            assertThat(remote.state()).isEqualTo("running");
            assertThat(remote.with("wrong").post("/stop").statusCode()).isEqualTo(401);
            assertThat(remote.get("/").body()).startsWith("<!DOCTYPE html>");

            assertThat(csgen.terminate()).isZero();

            assertThat(csgen.err())
                    .contains("csgen ", "page: http://127.0.0.1:")
                    .containsPattern("\nstopped: generated (\\d+), accepted \\1, delivered \\1, failed 0, .*\n$")
                    .doesNotContain("Exception", "ERROR");
            assertThat(csgen.out()).isEmpty();
        }
    }

    @Test
    void theStandardOutputIsASinkToo() throws Exception {
        try (JarProcess csgen =
                JarProcess.start(ENVIRONMENT, "--port", "0", "--sink", "stdout", "--autostart", "true", "--quiet")) {
            JarProcess.Remote remote = csgen.remote();
            await().until(() -> remote.count("delivered") > 5);
            assertThat(remote.post("/stop").body()).isEqualTo("{\"state\":\"stopped\"}");
            long delivered = remote.count("delivered");

            assertThat(csgen.terminate()).isZero();

            assertThat(csgen.out().lines())
                    .hasSize((int) delivered)
                    .allMatch(line -> line.startsWith("https://webstore.demo.com/api/group/"));
        }
    }

    @Test
    void theJarKnowsItsVersion() throws Exception {
        try (JarProcess csgen = JarProcess.start(ENVIRONMENT, "--version")) {
            assertThat(csgen.exitCode()).isZero();
            assertThat(csgen.out()).matches("csgen \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\n");
        }
    }

    @Test
    void everySinkIsInTheJar() throws IOException, InterruptedException {
        try (JarProcess csgen = JarProcess.start(ENVIRONMENT, "validate", "--sink", "nowhere")) {
            assertThat(csgen.exitCode()).isEqualTo(2);
            assertThat(csgen.err())
                    .isEqualTo("sink must be one of file, kinesis, memory, stdout: nowhere (command line)\n");
        }
    }

    @Test
    void aRunThatLacksMemoryFailsWithASentenceAndIsNeverCalledComplete(@TempDir Path dir) throws Exception {
        Map<String, String> smallHeap = new HashMap<>(ENVIRONMENT);
        smallHeap.put("JDK_JAVA_OPTIONS", "-Xmx24m");
        String clicks = dir.resolve("clicks.json").toString();
        String manifest = dir.resolve("manifest.json").toString();
        String sentence = "Out of memory: a heap of 24 MB is too small; raise it with -Xmx, such as java -Xmx48m";

        // Late clicks are held in memory, hundreds of thousands of them, which no look at the model foresees.
        try (JarProcess csgen = JarProcess.start(
                smallHeap,
                "generate",
                "--clicks=500000",
                "--set=customer-id-max=5000",
                "--set=fault-late=1",
                "--set=fault-late-median=1d",
                "--format=json",
                "--out=" + clicks,
                "--manifest=" + manifest)) {
            assertThat(csgen.exitCode()).as(csgen.err()).isEqualTo(1);
            assertThat(csgen.err()).contains("failed: generated", sentence).doesNotContain("Exception", "\tat ");
        }
        try (JarProcess csgen = JarProcess.start(ENVIRONMENT, "check", "--manifest", manifest, clicks)) {
            assertThat(csgen.exitCode()).isEqualTo(1);
            assertThat(csgen.out())
                    .contains("verdict        broken")
                    .contains("the run failed (" + sentence + "): it was meant to make 500,000 clicks, and made");
        }
    }
}
