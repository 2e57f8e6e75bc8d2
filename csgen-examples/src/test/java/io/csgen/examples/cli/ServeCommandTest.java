package io.csgen.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.csgen.config.Key;
import io.csgen.examples.job.Execution;
import io.csgen.examples.job.ProgramKeys;
import io.csgen.examples.job.Token;
import io.csgen.examples.testing.CapturedTerminal;
import io.csgen.fault.Fault;
import io.csgen.fault.FaultInjection;
import io.csgen.truth.Manifest;
import io.csgen.truth.Origin;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ServeCommandTest {
    private static final Pattern PAGE =
            Pattern.compile("page: (http://(?:127\\.0\\.0\\.1|localhost):\\d+/)(?:#token=([0-9a-f]{40}))?\n");

    private final CapturedTerminal terminal =
            new CapturedTerminal().with("CSGEN_CUSTOMER_ID_MAX", "5000").with("CSGEN_PORT", "0");
    private final HttpClient client = HttpClient.newHttpClient();

    /** A server that runs on its own thread until it is ended. */
    private final class Server {
        private final FutureTask<Integer> task;
        private final Thread main;
        private final Matcher page;

        Server(String... args) {
            task = new FutureTask<>(() -> terminal.run(args));
            main = new Thread(task, "serve");
            main.start();
            await().until(() -> PAGE.matcher(terminal.err()).find() || task.isDone());
            page = PAGE.matcher(terminal.err());
            assertThat(page.find()).as(terminal.err()).isTrue();
        }

        String get(String path, String token) throws Exception {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create(page.group(1)).resolve(path + "?token=" + token))
                    .build();
            return client.send(request, BodyHandlers.ofString()).body();
        }

        int end() throws Exception {
            main.interrupt();
            return task.get(30, TimeUnit.SECONDS);
        }
    }

    @Test
    void faultsArePutInWhileItRunsAndWrittenWhenItStops(@TempDir Path dir) throws Exception {
        Server server = new Server(
                "serve",
                "--seed=5",
                "--sink=file",
                "--autostart=true",
                "--manifest=" + dir.resolve("manifest"),
                "--set=out-file=" + dir.resolve("clicks"),
                "--set=format=json",
                "--set=clicks-per-second=200",
                "--set=fault-preset=realistic",
                "--set=fault-ledger-file=" + dir.resolve("{seed}.faults"));
        String token = server.page.group(2);
        await().until(() -> server.get("/status", token).contains("\"orphan\":"));

        assertThat(server.get("/stop", token)).isEqualTo("{\"state\":\"stopped\"}");
        assertThat(server.end()).isZero();

        Manifest manifest = Manifest.load(dir.resolve("manifest"));
        FaultInjection.Totals totals = manifest.faults().orElseThrow();
        long added = totals.count(Fault.ORPHAN) + totals.count(Fault.BOT) + totals.count(Fault.DUPLICATE);
        assertThat(Files.readString(dir.resolve("clicks"), StandardCharsets.ISO_8859_1)
                        .lines())
                .hasSize((int) (manifest.clicks() + added));
        assertThat(Files.readAllLines(dir.resolve("5.faults"))).hasSize((int)
                totals.counts().values().stream().mapToLong(n -> n).sum());
        assertThat(terminal.err()).containsPattern("\nfaults: .*orphan " + totals.count(Fault.ORPHAN) + "[,;]");
    }

    @Test
    void aFileKeepsWhatEarlierRunsDelivered(@TempDir Path dir) throws Exception {
        Path out = dir.resolve("clicks");
        Server server = new Server(
                "--sink=file",
                "--autostart=true",
                "--set=out-file=" + out,
                "--set=clicks-per-second=200",
                "--manifest=" + dir.resolve("{run}.json"));
        String token = server.page.group(2);
        for (int run = 1; run <= 3; run++) {
            await().until(() -> !server.get("/status", token).contains("\"delivered\":0,"));
            assertThat(server.get("/stop", token)).isEqualTo("{\"state\":\"stopped\"}");
            long delivered = 0;
            for (int each = 1; each <= run; each++) {
                delivered += Manifest.load(dir.resolve(each + ".json")).clicks();
            }
            assertThat(Files.readAllLines(out)).hasSize((int) delivered);
            server.get("/start", token);
        }
        assertThat(server.end()).isZero();
    }

    @Test
    void aRunningFileIsNotTakenByAnotherRun(@TempDir Path dir) throws Exception {
        Path out = dir.resolve("clicks");
        Server server = new Server("--sink=file", "--autostart=true", "--set=out-file=" + out);
        String token = server.page.group(2);
        await().until(() -> !server.get("/status", token).contains("\"delivered\":0,"));
        CapturedTerminal other = new CapturedTerminal();

        assertThat(other.run("generate", "--clicks=10", "--out=" + out)).isEqualTo(1);

        assertThat(other.err()).isEqualTo(out + " must be writable: another writer has it open\n");
        assertThat(out).isNotEmptyFile();
        assertThat(server.end()).isZero();
    }

    @Test
    void withNothingConfiguredClicksArriveAtOnceAndThePageComesWithItsToken() throws Exception {
        Server server = new Server();
        String token = server.page.group(2);

        await().until(() -> !server.get("/status", token).contains("\"delivered\":0,"));
        assertThat(server.get("/status", token))
                .startsWith("{\"state\":\"running\"")
                .contains("\"sink\":\"memory\"");
        assertThat(server.get("/stop", "wrong")).isEqualTo("{\"error\":\"Wrong token\"}");
        assertThat(server.get("/stop", token)).isEqualTo("{\"state\":\"stopped\"}");

        assertThat(server.end()).isZero();
        assertThat(terminal.err())
                .startsWith("csgen (not packaged): 2 product groups, 5000 users, 3 clicks per second, sink memory\n")
                .containsPattern("\nstopped: generated (\\d+), accepted \\1, delivered \\1, failed 0, ");
        assertThat(terminal.out()).isEmpty();
    }

    @Test
    void aRunThatIsStoppedLeavesItsManifest(@TempDir Path dir) throws Exception {
        Path out = dir.resolve("clicks");
        Server server = new Server(
                "--sink",
                "file",
                "-s",
                "out-file=" + out,
                "--autostart",
                "true",
                "--seed",
                "5",
                "--manifest",
                dir.resolve("{seed}.json").toString());
        String token = server.page.group(2);
        await().until(() -> !server.get("/status", token).contains("\"delivered\":0,"));
        assertThat(server.get("/stop", token)).isEqualTo("{\"state\":\"stopped\"}");

        Manifest manifest = Manifest.load(dir.resolve("5.json"));
        assertThat(manifest.clicks())
                .isPositive()
                .isEqualTo(Files.readAllLines(out).size());
        assertThat(manifest.origin().beginning()).isEqualTo(Origin.Beginning.WARM);
        assertThat(server.end()).isZero();
    }

    @Test
    void aConfiguredTokenIsNeverPrinted() throws Exception {
        Server server =
                new Server("serve", "-s", "token-as-hash=" + Token.of("abc").hash(), "--autostart", "false");

        assertThat(server.page.group(2)).isNull();
        assertThat(server.get("/status", "abc")).startsWith("{\"state\":\"stopped\"");
        assertThat(server.get("/start", "abc")).isEqualTo("{\"state\":\"running\"}");

        assertThat(server.end()).isZero();
        assertThat(terminal.err()).doesNotContain("abc");
    }

    @Test
    void aTokenThatTheEnvironmentGivesIsNeverPrinted() throws Exception {
        String token = "0123456789abcdef";
        terminal.with("CSGEN_TOKEN", token);
        Server server = new Server("serve", "--autostart", "false");

        assertThat(server.page.group(2)).isNull();
        assertThat(server.get("/status", token)).startsWith("{\"state\":\"stopped\"");

        assertThat(server.end()).isZero();
        assertThat(terminal.err()).doesNotContain(token);
    }

    @Test
    void aTokenThatCouldBeGuessedIsRefusedWithoutShowingIt() {
        terminal.with("CSGEN_TOKEN", "0123456789abcde");

        assertThat(terminal.run("serve")).isEqualTo(2);
        assertThat(terminal.err())
                .isEqualTo("token must be at least 16 characters long: a shorter one"
                        + " (environment variable CSGEN_TOKEN)\n");
    }

    @Test
    void aTokenIsGivenInOneWayOnly() {
        terminal.with("CSGEN_TOKEN", "0123456789abcdef");

        assertThat(terminal.run(
                        "serve", "-s", "token-as-hash=" + Token.of("abc").hash()))
                .isEqualTo(2);
        assertThat(terminal.err())
                .isEqualTo("token must be left out where token-as-hash is set: both are"
                        + " (environment variable CSGEN_TOKEN)\n");
    }

    @Test
    void everyStartHasANewSeedUnlessOneIsGiven() throws Exception {
        Server server = new Server();
        String token = server.page.group(2);
        String first = seed(server.get("/status", token));
        server.get("/stop", token);
        server.get("/start", token);

        assertThat(seed(server.get("/status", token))).isNotEqualTo(first);
        server.end();
    }

    @Test
    void aGivenSeedIsThatOfEveryRun() throws Exception {
        Server server = new Server("--seed", "9007199254740993");
        String token = server.page.group(2);
        assertThat(seed(server.get("/status", token))).isEqualTo("9007199254740993");
        server.get("/stop", token);
        server.get("/start", token);

        assertThat(seed(server.get("/status", token))).isEqualTo("9007199254740993");
        server.end();
    }

    private static String seed(String status) {
        Matcher seed = Pattern.compile("\"seed\":(-?\\d+)").matcher(status);
        assertThat(seed.find()).isTrue();
        return seed.group(1);
    }

    @Test
    void quietPrintsOnlyTheAddressThatHasTheToken() throws Exception {
        Server server = new Server("--quiet");

        assertThat(server.end()).isZero();
        assertThat(terminal.err()).matches(PAGE);
    }

    @Test
    void othersThanTheMemorySinkWaitForStart(@TempDir Path dir) throws Exception {
        Server server = new Server("--sink", "file", "-s", "out-file=" + dir.resolve("clicks"));
        String token = server.page.group(2);

        assertThat(server.get("/status", token)).startsWith("{\"state\":\"stopped\",\"seed\":null,");
        assertThat(server.end()).isZero();
        assertThat(dir.resolve("clicks")).doesNotExist();
        assertThat(terminal.err()).doesNotContain("generated");
    }

    @Test
    void aSinkThatCannotBeOpenedEndsAnAutomaticStart(@TempDir Path dir) {
        Path file = dir.resolve("none/clicks");

        assertThat(terminal.run("--sink", "file", "-s", "out-file=" + file, "--autostart", "true"))
                .isEqualTo(1);
        assertThat(terminal.err()).isEqualTo(file + " must lie in a directory that exists: " + file.getParent() + "\n");
    }

    @Test
    void missingSettingsOfTheSinkEndAnAutomaticStart() {
        assertThat(terminal.run("--sink", "file", "--autostart", "true")).isEqualTo(2);
        assertThat(terminal.err())
                .isEqualTo(
                        "out-file must be set: file the clicks are written to, compressed if its name ends in .gz; {seed} in it stands for the seed of the run, {run} for its number\n");
    }

    @Test
    void aPortThatIsTakenIsOneLine() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CapturedTerminal other = new CapturedTerminal();

            assertThat(other.run("--port", Integer.toString(taken.getLocalPort())))
                    .isEqualTo(1);
            assertThat(other.err())
                    .isEqualTo("bind and port must be free to listen on: 127.0.0.1:" + taken.getLocalPort()
                            + " (Address already in use)\n");
        }
    }

    @Test
    void otherMachinesAreNotLetInWithoutAToken() {
        assertThat(terminal.run("--bind", "0.0.0.0")).isEqualTo(2);
        assertThat(terminal.err())
                .isEqualTo(
                        "bind must be a loopback address where neither token-as-hash nor token is set: 0.0.0.0 (command line)\n");
    }

    @Test
    void theServerSaysWhoCanReachIt() throws Exception {
        Server server = new Server();
        server.end();

        assertThat(terminal.err())
                .contains("\nreach: this machine only; --bind ADDRESS with token-as-hash lets others in\n");
    }

    @Test
    void allMachinesThatReachItAreToldOf() throws Exception {
        Server server = new Server(
                "--bind", "0.0.0.0", "-s", "token-as-hash=" + Token.of("abc").hash());
        server.end();

        assertThat(terminal.err())
                .contains("\nreach: every machine that reaches this one; HTTP is not encrypted, so put a proxy with TLS"
                        + " before it where others can listen\n");
    }

    @Test
    void endingTakesLessThanKubernetesGrants() {
        Duration drain = ProgramKeys.all().stream()
                .filter(key -> key.name().equals("kinesis-drain-timeout"))
                .flatMap(key -> key.defaultText().stream())
                .flatMap(text -> Key.duration(text).stream())
                .findFirst()
                .orElseThrow();

        assertThat(Execution.END_LIMIT.plus(drain)).isLessThanOrEqualTo(Duration.ofSeconds(25));
    }
}
