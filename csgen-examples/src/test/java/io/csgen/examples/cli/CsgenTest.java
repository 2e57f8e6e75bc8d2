package io.csgen.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.examples.job.Token;
import io.csgen.examples.testing.CapturedTerminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsgenTest {
    private final CapturedTerminal terminal = new CapturedTerminal();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "serve",
                "generate",
                "check",
                "transform",
                "describe",
                "validate",
                "health",
                "token",
                "keys",
                "completion"
            })
    void everyCommandHasHelpWithExitCodes(String command) {
        assertThat(terminal.run(command, "--help")).isZero();

        assertThat(terminal.out())
                .startsWith("Usage: csgen " + command + " ")
                .contains(
                        "Exit codes:",
                        "  0     done; all clicks were delivered, or the reader of a pipe has gone",
                        "  1     clicks were not delivered, or the sink or the port cannot be used",
                        "  2     wrong options or settings",
                        "  3     check: at least once",
                        "  130   ended by a signal: generate, check, transform, describe, health (serve exits with 0 or 1)");
        assertThat(terminal.err()).isEmpty();
    }

    @Test
    void theHelpNamesAllCommands() {
        assertThat(terminal.run("--help")).isZero();

        assertThat(terminal.out())
                .startsWith(
                        "Usage: csgen [-hV] [--plugins=DIR]\n             [serve|generate|check|transform|describe|validate|health|token|keys|completion|help]")
                .contains(
                        "  serve ",
                        "  generate ",
                        "  check ",
                        "  describe ",
                        "  validate ",
                        "  health ",
                        "  token ",
                        "  keys ",
                        "  completion ",
                        "Exit codes:",
                        "Without a command: serve.");
    }

    @Test
    void helpIsACommandToo() {
        CapturedTerminal asked = new CapturedTerminal();
        assertThat(asked.run("generate", "--help")).isZero();
        assertThat(terminal.run("help", "generate")).isZero();
        assertThat(terminal.out()).isEqualTo(asked.out()).startsWith("Usage: csgen generate ");

        CapturedTerminal whole = new CapturedTerminal();
        assertThat(whole.run("help")).isZero();
        assertThat(whole.out()).startsWith("Usage: csgen [-hV] ");
        assertThat(whole.err()).isEmpty();
    }

    @Test
    void helpForACommandThatThereIsNotNamesTheNearest() {
        assertThat(terminal.run("help", "generte")).isEqualTo(2);
        assertThat(terminal.err())
                .isEqualTo(
                        "command must be one of serve, generate, check, transform, describe, validate, health, token, keys,"
                                + " completion, help (did you mean generate?): generte\n");
        assertThat(terminal.out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "generate --clikcs=5|'--clikcs=5' (did you mean --clicks?)",
                "generate --Seed 5|'--Seed', '5' (did you mean --seed?)",
                "serve --autostrat|'--autostrat' (did you mean --autostart?)",
                "generate --clicks-per-second=5|'--clicks-per-second=5' (did you mean --set clicks-per-second=VALUE?)",
                "token --clicks-per-second=5|'''--clicks-per-second=5'''",
                "generate -z|'''-z'''",
            })
    void anOptionThatThereIsNotNamesTheNearest(String line, String problem) {
        String[] args = line.split(" ");
        assertThat(terminal.run(args)).isEqualTo(2);

        assertThat(terminal.err())
                .startsWith("Unknown option")
                .endsWith(": " + problem + "\nTry: csgen " + args[0] + " --help\n");
    }

    @Test
    void theVersionIsOneLine() {
        assertThat(terminal.run("--version")).isZero();
        assertThat(terminal.out()).isEqualTo("csgen (not packaged)" + System.lineSeparator());
    }

    @Test
    void withoutACommandOptionsAreThoseOfServe() {
        assertThat(terminal.run("--port", "x")).isEqualTo(2);
        assertThat(terminal.err()).isEqualTo("port must be a whole number from 0 to 65535: x (command line)\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"keys", "token", "validate", "completion", "--help", "--version", "describe"})
    void outputThatIsLostIsAnError(String command, @TempDir Path dir) throws IOException {
        Path clicks = Files.writeString(
                dir.resolve("clicks"), "{\"user_id\":1,\"product_id\":2,\"timestamp\":\"2026-01-05T00:00:00Z\"}\n");
        PrintStream full = new PrintStream(
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("No space left on device");
                    }
                },
                true,
                StandardCharsets.UTF_8);
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        String[] args = command.equals("describe") ? new String[] {command, clicks.toString()} : new String[] {command};
        for (Terminal.Kind kind : Terminal.Kind.values()) {
            Terminal broken = new Terminal(
                    InputStream.nullInputStream(),
                    full,
                    new PrintStream(err, true, StandardCharsets.UTF_8),
                    kind,
                    Terminal.Kind.OTHER,
                    Map.of("CSGEN_CUSTOMER_ID_MAX", "5000"));
            assertThat(Csgen.run(broken, args)).isEqualTo(kind == Terminal.Kind.PIPE ? 0 : 1);
        }
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .filteredOn(line -> line.startsWith("standard output"))
                .containsExactly("standard output must take more data", "standard output must take more data");
    }

    @Test
    void unknownOptionsAreOneLineAndAHint() {
        assertThat(terminal.run("validate", "--frobnicate")).isEqualTo(2);
        assertThat(terminal.err()).isEqualTo("Unknown option: '--frobnicate'\nTry: csgen validate --help\n");
    }

    @Test
    void validSettingsAreSummedUp() {
        assertThat(terminal.run("validate", "-s", "customer-id-max=5000")).isZero();
        assertThat(terminal.out()).isEqualTo("ok: 2 product groups, 5000 users, 3 clicks per second, sink memory\n");
        assertThat(terminal.err()).isEmpty();
    }

    @Test
    void whatASinkCannotDoWithoutIsMissedBeforeItIsOpened() {
        assertThat(terminal.run("validate", "--sink", "file")).isEqualTo(2);
        assertThat(terminal.run("validate", "--sink", "kinesis")).isEqualTo(2);
        assertThat(terminal.out()).isEmpty();
        assertThat(terminal.err())
                .isEqualTo(
                        "out-file must be set: file the clicks are written to, compressed if its name ends in .gz; {seed} in it stands for the seed of the run, {run} for its number\n"
                                + "url-kinesis-stream-name must be set: name of the Kinesis data stream that gets the clicks\n");
    }

    @Test
    void tooFewUsersAreAWarning() {
        assertThat(terminal.run("validate", "-s", "customer-id-max=1")).isZero();
        assertThat(terminal.out()).isEqualTo("ok: 2 product groups, 1 user, 3 clicks per second, sink memory\n");
        assertThat(terminal.err())
                .startsWith("customer-id-max must leave room for ")
                .endsWith(": 1 users\n");
    }

    @Test
    void allProblemsAreReportedAtOnce(@TempDir Path dir) throws IOException {
        Path file = dir.resolve("shop.properties");
        Files.writeString(file, """
                clicks-per-second=many
                memory-capacity=0
                group-nmae-1=Books
                bind=0.0.0.0
                """);
        terminal.with("CSGEN_SEED", "one").with("CSGEN_FORMAT", "xml");

        assertThat(terminal.run("validate", "--config", file.toString(), "--start", "today", "--sink", "kafka"))
                .isEqualTo(2);

        assertThat(terminal.err().lines())
                .containsExactlyInAnyOrder(
                        "group-nmae-1 must be a known key (did you mean group-name-1?): Books (shop.properties:3)",
                        "clicks-per-second must be a number from 0.0001 to 10000000: many (shop.properties:1)",
                        "memory-capacity must be a whole number from 1 to 100000000: 0 (shop.properties:2)",
                        "bind must be a loopback address where neither token-as-hash nor token is set: 0.0.0.0 (shop.properties:4)",
                        "seed must be a whole number from -9223372036854775808 to 9223372036854775807: one"
                                + " (environment variable CSGEN_SEED)",
                        "format must be one of url, json-url, json, csv, access-log: xml (environment variable CSGEN_FORMAT)",
                        "start must be a UTC time such as 2026-01-05T00:00:00Z: today (command line)",
                        "sink must be one of file, kinesis, kpl, memory, stdout: kafka (command line)");
        assertThat(terminal.out()).isEmpty();
    }

    @Test
    void theCommandLineGoesOverTheEnvironmentAndThatOverTheFile(@TempDir Path dir) throws IOException {
        Path file = dir.resolve("shop.properties");
        Files.writeString(file, "clicks-per-second=1\ncustomer-id-max=70000\ngroup-name-1=A\n");
        terminal.with("CS_CONFIG_FILE", file.toString())
                .with("CSGEN_CLICKS_PER_SECOND", "2")
                .with("CSGEN_CUSTOMER_ID_MAX", "80000");

        assertThat(terminal.run("validate", "--set", "clicks-per-second=4")).isZero();

        assertThat(terminal.out()).isEqualTo("ok: 2 product groups, 80000 users, 4 clicks per second, sink memory\n");
    }

    @Test
    void theFileOfTheCommandLineGoesOverThatOfTheEnvironment(@TempDir Path dir) throws IOException {
        Path file = dir.resolve("shop.properties");
        Files.writeString(file, "customer-id-max=70000\n");
        terminal.with("CS_CONFIG_FILE", dir.resolve("none").toString());

        assertThat(terminal.run("validate", "-c", file.toString())).isZero();
        assertThat(terminal.out()).contains("70000 users");
    }

    @Test
    void anEmptyNameOfTheFileIsNone() {
        assertThat(terminal.with("CS_CONFIG_FILE", "").run("validate", "-s", "customer-id-max=5000"))
                .isZero();
    }

    @Test
    void aMissingFileIsOneClearLine(@TempDir Path dir) {
        Path file = dir.resolve("none.properties");

        assertThat(terminal.run("validate", "--config", file.toString())).isEqualTo(2);
        assertThat(terminal.err()).isEqualTo("config file must exist: " + file + "\n");
    }

    @Test
    void aStackTraceIsThereForTheAsking(@TempDir Path dir) {
        String file = dir.resolve("none.properties").toString();

        assertThat(terminal.run("validate", "--verbose", "--config", file)).isEqualTo(2);
        assertThat(terminal.err())
                .startsWith("config file must exist: " + file + "\n")
                .contains("\tat io.csgen.config.Settings");
    }

    @Test
    void aClassicFileWithPlaceholdersIsAccepted(@TempDir Path dir) throws IOException {
        Path file = dir.resolve("csgen.properties");
        Files.writeString(file, """
                web-store-url=https://webstore.demo.com
                customer-id-min=1
                customer-id-max=100
                group-count=2
                group-name-1=Books
                group-product-id-min-1=2001
                group-product-id-max-1=2100
                group-name-2=Movies
                group-product-id-min-2=1
                group-product-id-max-2=1000
                probability-browsing-group=0.1
                probability-browsing-group-1=0.3
                probability-browsing-group-2=0.7
                probability-browsing-products-in-group-1=0.15
                probability-browsing-products-in-group-2=0.85
                clicks-per-second=3
                poll-server-status-change=2
                token-as-hash=<PROVIDE-TOKEN-AS-HASH-HERE>
                url-kinesis-stream-name=<PROVIDE-KINESIS-STREAM-NAME-HERE>
                """);

        assertThat(terminal.run("validate", "-c", file.toString())).isZero();
        assertThat(terminal.out()).endsWith("sink memory\n");
    }

    @Test
    void aNamedStreamMeansKinesis() {
        assertThat(terminal.run("validate", "-s", "url-kinesis-stream-name=clicks"))
                .isZero();
        assertThat(terminal.out()).endsWith("sink kinesis\n");
    }

    @Test
    void otherMachinesMayBeLetInWithAToken() {
        String hash = Token.of("x").hash();

        assertThat(terminal.run("validate", "-s", "bind=0.0.0.0", "-s", "token-as-hash=" + hash))
                .isZero();
    }

    @Test
    void aHashThatIsNoneIsRefused() {
        assertThat(terminal.run("validate", "-s", "token-as-hash=-1234567")).isEqualTo(2);
        assertThat(terminal.err())
                .isEqualTo("token-as-hash must be the SHA-256 of a token in 64 hexadecimal digits, as the command token"
                        + " prints it: -1234567 (command line)\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"clicks-per-second", "=3", ""})
    void anAssignmentNeedsAName(String text) {
        assertThat(terminal.run("validate", "--set", text)).isEqualTo(2);
        assertThat(terminal.err()).isEqualTo("--set must be KEY=VALUE: " + (text.isEmpty() ? "\"\"" : text) + "\n");
    }

    @Test
    void theSameSettingTwiceIsAnError() {
        assertThat(terminal.run("validate", "--seed", "1", "--set", "seed=2")).isEqualTo(2);
        assertThat(terminal.err()).isEqualTo("seed must be given once on the command line: 1 and 2\n");
    }

    @Test
    void aNewTokenComesWithItsSetting() {
        assertThat(terminal.run("token")).isZero();

        String[] lines = terminal.out().split("\n");
        assertThat(lines).hasSize(2);
        assertThat(lines[1]).isEqualTo("token-as-hash=" + Token.of(lines[0]).hash());
    }

    @ParameterizedTest
    @ValueSource(strings = {"deliver", "dashboard"})
    void aCommandOfTheLargerJarNamesThat(String name) {
        assertThat(terminal.run(name, "--to", "lake")).isEqualTo(2);

        assertThat(terminal.err())
                .isEqualTo("command must be run with csgen-lake.jar, which has all of csgen: " + name + "\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"bogus|", "valdate| (did you mean validate?)", "Serve| (did you mean serve?)"})
    void unknownCommandIsOneLineAndAHint(String name, @Nullable String meant) {
        assertThat(terminal.run(name)).isEqualTo(2);

        assertThat(terminal.err())
                .isEqualTo(
                        "command must be one of serve, generate, check, transform, describe, validate, health, token, keys,"
                                + " completion, help" + (meant == null ? "" : " " + meant) + ": " + name
                                + "\nTry: csgen --help\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "generate --clicks 5 --clicks 6|--clicks must be given once: 5 and 6|generate",
                "generate --clicks 5 --seed=1 --seed 2|--seed must be given once: 1 and 2|generate",
                "validate --seed 1 --seed 2|--seed must be given once: 1 and 2|validate",
            })
    void optionGivenTwiceIsOneLineAndAHint(String line, String problem, String command) {
        assertThat(terminal.run(line.split(" "))).isEqualTo(2);

        assertThat(terminal.err()).isEqualTo(problem + "\nTry: csgen " + command + " --help\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "events-stream=a b|events-stream must be 1 to 128 letters, digits, underscores, hyphens and dots: a b",
                "dead-letters-stream=|dead-letters-stream must be 1 to 128 letters, digits, underscores, hyphens and dots:"
                        + " \"\"",
                "token-as-hash=junk|token-as-hash must be the SHA-256 of a token in 64 hexadecimal digits, as the command"
                        + " token prints it: junk",
                "customer-id-max=٣|customer-id-max must be a whole number from 0 to 2147483646: ٣",
                "start=2026-01-05T00:00:00+02:00|start must be a UTC time such as 2026-01-05T00:00:00Z:"
                        + " 2026-01-05T00:00:00+02:00",
                "start=2026-01-05T24:00:00Z|start must be a UTC time such as 2026-01-05T00:00:00Z: 2026-01-05T24:00:00Z",
                "CUSTOMER-ID-MIN=1|CUSTOMER-ID-MIN must be a known key (did you mean customer-id-min?): 1",
            })
    void everyCommandRefusesTheSameSettings(String setting, String problem) {
        assertThat(terminal.run("validate", "--set", setting)).isEqualTo(2);
        assertThat(terminal.run("generate", "--clicks", "1", "--set", setting)).isEqualTo(2);
        assertThat(terminal.reading("").run("transform", "--set", setting)).isEqualTo(2);

        assertThat(terminal.err()).isEqualTo((problem + " (command line)\n").repeat(3));
        assertThat(terminal.out()).isEmpty();
    }

    @Test
    void aDoubledKeyHidesNoOtherProblem(@TempDir Path dir) throws IOException {
        Path file = Files.writeString(dir.resolve("my.properties"), "port=1\nport=2\nseed=x\n");

        assertThat(terminal.run("validate", "-c", file.toString(), "--set", "bind=", "--set", "nothing"))
                .isEqualTo(2);

        assertThat(terminal.err().lines())
                .containsExactly(
                        "port must be given once: 2 (my.properties:2, first at my.properties:1)",
                        "--set must be KEY=VALUE: nothing",
                        "seed must be a whole number from -9223372036854775808 to 9223372036854775807: x"
                                + " (my.properties:3)",
                        "bind must be an IP address or the name of this machine: \"\" (command line)");
    }
}
