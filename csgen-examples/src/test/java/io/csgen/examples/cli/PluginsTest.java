package io.csgen.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.click.ClickFormat;
import io.csgen.examples.testing.CapturedTerminal;
import io.csgen.examples.testing.PluginJar;
import io.csgen.sink.SinkProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sinks from jars of others, and what is told where those jars are of no use. */
class PluginsTest {
    private static final String SERVICES = "META-INF/services/io.csgen.sink.SinkProvider";

    @TempDir
    private static Path made;

    private static Path tally;

    @TempDir
    private Path dir;

    private final CapturedTerminal terminal = new CapturedTerminal();

    @BeforeAll
    static void pack() {
        tally = jar(made, "tally.jar", "com.acme.TallyProvider", PluginJar.TALLY);
    }

    private static Path jar(Path directory, String name, String className, String source) {
        return PluginJar.of(
                directory.resolve(name), SinkProvider.class, className, source, System.getProperty("java.class.path"));
    }

    private void install() throws IOException {
        Files.copy(tally, dir.resolve("tally.jar"));
    }

    /** Returns the source of a provider that is like the one above, but for one piece. */
    private static String changed(String piece, String other) {
        assertThat(PluginJar.TALLY).contains(piece);
        return PluginJar.TALLY.replace(piece, other);
    }

    private int generate(String... options) {
        String[] args = new String[options.length + 3];
        System.arraycopy(new String[] {"generate", "--clicks=7", "--sink=tally"}, 0, args, 0, 3);
        System.arraycopy(options, 0, args, 3, options.length);
        return terminal.run(args);
    }

    private void assertRefused(String problem) {
        assertThat(generate("--plugins=" + dir)).isEqualTo(ExitCode.WRONG_INPUT);
        assertThat(terminal.err()).isEqualTo(problem + "\n");
        assertThat(SinkProvider.all()).extracting(SinkProvider::name).doesNotContain("tally");
    }

    @Test
    void aSinkOfAnotherJarTakesClicks() throws IOException {
        install();

        assertThat(generate("--plugins=" + dir, "--set=tally-step=3")).isZero();

        assertThat(terminal.err()).startsWith("completed: generated 7, accepted 7, delivered 7, ");
        assertThat(SinkProvider.all()).extracting(SinkProvider::name).doesNotContain("tally");
    }

    @Test
    void theDirectoryMayStandBeforeTheCommandOrInTheEnvironment() throws IOException {
        install();

        assertThat(terminal.run("--plugins", dir.toString(), "generate", "--clicks=7", "--sink=tally"))
                .isZero();
        assertThat(new CapturedTerminal()
                        .with("CS_PLUGINS", dir.toString())
                        .run("generate", "--clicks=7", "--sink=tally"))
                .isZero();
        assertThat(new CapturedTerminal().with("CS_PLUGINS", " ").run("generate", "--clicks=7"))
                .isZero();
    }

    @Test
    void itsKeysAreCheckedAndDocumentedLikeAllOthers() throws IOException {
        install();

        assertThat(generate("--plugins=" + dir, "--set=tally-step=11")).isEqualTo(ExitCode.WRONG_INPUT);
        assertThat(terminal.err()).isEqualTo("tally-step must be a whole number from 1 to 10: 11 (command line)\n");
        assertThat(terminal.run("keys", "--plugins=" + dir)).isZero();
        assertThat(terminal.out())
                .contains("**Sink `tally`**", "| `tally-step` | `1` | be a whole number from 1 to 10 | how much");
    }

    @Test
    void withoutItsJarItIsUnknown() {
        assertThat(generate()).isEqualTo(ExitCode.WRONG_INPUT);
        assertThat(terminal.err()).startsWith("sink must be one of ").endsWith(": tally (command line)\n");
    }

    @Test
    void aDirectoryThatIsMissingOrNoneIsToldByWhereItWasNamed() throws IOException {
        Path missing = dir.resolve("missing");
        Path file = Files.writeString(dir.resolve("file"), "");

        assertThat(terminal.run("keys", "--plugins", missing.toString())).isEqualTo(ExitCode.WRONG_INPUT);
        assertThat(terminal.run("keys", "--plugins", file.toString())).isEqualTo(ExitCode.WRONG_INPUT);
        assertThat(terminal.run("keys", "--plugins")).isEqualTo(ExitCode.WRONG_INPUT);
        assertThat(terminal.run("keys", "--plugins=a\0b")).isEqualTo(ExitCode.WRONG_INPUT);
        assertThat(terminal.with("CS_PLUGINS", missing.toString()).run("keys")).isEqualTo(ExitCode.WRONG_INPUT);

        assertThat(terminal.err().lines())
                .containsExactly(
                        "--plugins must be a directory: " + missing,
                        "--plugins must be a directory: " + file,
                        "--plugins must be a directory: \"\"",
                        "--plugins must be a directory: a\\u0000b",
                        "CS_PLUGINS must be a directory: " + missing);
        assertThat(terminal.out()).isEmpty();
    }

    @Test
    void anOptionThatIsGivenTwiceIsRefused() {
        assertThat(terminal.run("keys", "--plugins=a", "--plugins", "b")).isEqualTo(ExitCode.WRONG_INPUT);
        assertThat(terminal.err()).isEqualTo("--plugins must be given once: a and b\n");
    }

    @Test
    void aDirectoryWithoutJarsIsOfNoUse() throws IOException {
        Files.writeString(dir.resolve("readme.txt"), "put jars here");

        assertRefused("--plugins must be a directory with a jar in it: " + dir);
    }

    @Test
    void aDirectoryWithoutSinksIsOfNoUse() throws IOException {
        jar(dir, "library.jar", "# none yet", "package com.acme; class None {}");

        assertRefused("--plugins must be a directory with a jar that has a sink (" + SERVICES
                + ") or a format (META-INF/services/io.csgen.click.ClickFormat): " + dir);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hello | zip END header not found",
                "'' | zip file is empty",
            })
    void brokenJarsAreToldAllTogether(String content, String reason) throws IOException {
        install();
        for (String name : new String[] {"a.jar", "b.JAR"}) {
            Files.writeString(dir.resolve(name), content);
        }

        assertRefused(dir + "/a.jar must be a jar that can be read: " + reason + "\n" + dir
                + "/b.JAR must be a jar that can be read: " + reason);
    }

    @Test
    void aJarThatIsCutOffIsBroken() throws IOException {
        byte[] whole = Files.readAllBytes(tally);
        Files.write(dir.resolve("tally.jar"), Arrays.copyOf(whole, whole.length / 2));

        assertRefused(dir + "/tally.jar must be a jar that can be read: zip END header not found");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "throw new IllegalStateException(\"no licence\") | java.lang.IllegalStateException: no licence",
                "throw new StackOverflowError() | java.lang.StackOverflowError",
                "throw new OutOfMemoryError(\"of my own\") | java.lang.OutOfMemoryError: of my own",
                "throw new RuntimeException() { public String getMessage() { throw new RuntimeException(); } }"
                        + " | com.acme.TallyProvider$1",
                "throw new AssertionError(\"two\\nlines\") | java.lang.AssertionError: two\\u000alines",
            })
    void aProviderThatThrowsIsToldWithItsJar(String thrown, String reason) {
        String source = changed(
                "    public String name() {",
                "    public TallyProvider() { if (STEP != null) { " + thrown + "; } }\n    public String name() {");
        jar(dir, "tally.jar", "com.acme.TallyProvider", source);

        assertRefused(dir + "/tally.jar: com.acme.TallyProvider must be a sink that works: " + reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"return \"tally\";", "return List.of(STEP);"})
    void aProviderThatThrowsWhereItIsAskedIsToldToo(String statement) {
        String source = changed(statement, "throw new NoClassDefFoundError(\"org/acme/Client\");");
        jar(dir, "tally.jar", "com.acme.TallyProvider", source);

        assertRefused(dir + "/tally.jar: com.acme.TallyProvider must be a sink that works:"
                + " java.lang.NoClassDefFoundError: org/acme/Client");
    }

    @Test
    void aProviderWhoseClassDoesNotBeginIsTold() {
        String source = changed("    public String name() {", """
                    private static final int PORT = Integer.parseInt("none");
                    public String name() {""");
        jar(dir, "tally.jar", "com.acme.TallyProvider", source);

        assertRefused(dir + "/tally.jar: com.acme.TallyProvider must be a sink that works:"
                + " java.lang.NumberFormatException: For input string: \"none\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "com.acme.Other # mine | com.acme.Other | java.lang.ClassNotFoundException: com.acme.Other",
                "java.lang.String | java.lang.String | java.lang.ClassCastException: class java.lang.String",
                "two words | two words | java.lang.ClassNotFoundException: two words",
            })
    void whatIsNoProviderIsTold(String entry, String className, String reason) {
        jar(dir, "tally.jar", entry, PluginJar.TALLY);

        assertRefused(dir + "/tally.jar: " + className + " must be a sink that works: " + reason);
    }

    @ParameterizedTest
    @CsvSource({"null, null", "\"Two Words\", Two Words", "\"\", '\"\"'"})
    void aNameIsOneWord(String name, String shown) {
        jar(dir, "tally.jar", "com.acme.TallyProvider", changed("return \"tally\";", "return " + name + ";"));

        assertRefused(dir + "/tally.jar: com.acme.TallyProvider must have a name of one word in lower case: " + shown);
    }

    @Test
    void twoSinksOfOneNameAreRefused() throws IOException {
        install();
        Files.copy(tally, dir.resolve("copy.jar"));
        String ownMemory =
                changed("return \"tally\";", "return \"memory\";").replace("TallyProvider", "MemoryProvider");
        jar(dir, "own.jar", "com.acme.MemoryProvider", ownMemory);

        assertRefused("sink memory must be in one place alone: csgen and " + dir + "/own.jar\n"
                + "sink tally must be in one place alone: " + dir + "/copy.jar and " + dir + "/tally.jar");
    }

    private void installFormat(String source) {
        String classPath = System.getProperty("java.class.path");
        PluginJar.of(dir.resolve("pipe.jar"), ClickFormat.class, "com.acme.PipeFormat", source, classPath);
    }

    private int generatePipe() {
        return terminal.run(
                "generate", "--clicks=3", "--format=pipe", "--out=" + dir.resolve("out"), "--plugins=" + dir);
    }

    @Test
    void aFormatOfAnotherJarIsWritten() throws IOException {
        installFormat(PluginJar.PIPE);

        assertThat(generatePipe()).as(terminal.err()).isZero();

        assertThat(Files.readAllLines(dir.resolve("out"))).hasSize(3).allMatch(line -> line.matches("\\d+\\|\\d+"));
        assertThat(ClickFormat.all()).extracting(ClickFormat::name).doesNotContain("pipe");
    }

    @Test
    void aSinkOfOneJarAndAFormatOfAnotherGoTogether() throws IOException {
        install();
        installFormat(PluginJar.PIPE);

        assertThat(generate("--plugins=" + dir, "--set=format=pipe"))
                .as(terminal.err())
                .isZero();
    }

    @Test
    void aFormatThatThrowsIsToldWithItsJar() {
        installFormat(PluginJar.PIPE.replace("return \"pipe\";", "throw new StackOverflowError();"));

        assertThat(generatePipe()).isEqualTo(ExitCode.WRONG_INPUT);
        assertThat(terminal.err())
                .isEqualTo(dir + "/pipe.jar: com.acme.PipeFormat must be a format that works:"
                        + " java.lang.StackOverflowError\n");
    }

    @Test
    void aFormatDoesNotTakeTheNameOfOneOfCsgen() {
        installFormat(PluginJar.PIPE.replace("return \"pipe\";", "return \"json\";"));

        assertThat(generatePipe()).isEqualTo(ExitCode.WRONG_INPUT);
        assertThat(terminal.err())
                .isEqualTo("format json must be in one place alone: csgen and " + dir + "/pipe.jar\n");
    }

    private int check(String... options) {
        String manifest = "--manifest=" + dir.resolve("m.json");
        assertThat(terminal.run("generate", "--clicks=3", manifest, "--out=" + dir.resolve("out")))
                .as(terminal.err())
                .isZero();
        String[] args = new String[options.length + 4];
        System.arraycopy(new String[] {"check", manifest, "--format=pipe", "--plugins=" + dir}, 0, args, 0, 4);
        System.arraycopy(options, 0, args, 4, options.length);
        return terminal.run(args);
    }

    @Test
    void aFormatThatNothingReadsBackIsRefusedByCheck() {
        installFormat(PluginJar.PIPE);

        assertThat(check(dir.resolve("out").toString())).isEqualTo(ExitCode.WRONG_INPUT);
        assertThat(terminal.err()).endsWith("\nformat must be one that can be read back: pipe\n");
    }

    @Test
    void aContainerIsRefusedForTheRecordsOfAStream() {
        installFormat(PluginJar.PIPE.replace(
                "public int maxBytes() {",
                "public Framing framing() {\n"
                        + "return Framing.container(new byte[1], (clicks, bytes) -> new byte[0], new byte[1]); }\n"
                        + "public int maxBytes() {"));

        assertThat(check("--kinesis=clicks")).isEqualTo(ExitCode.WRONG_INPUT);
        assertThat(terminal.err()).endsWith("\n--format must write each click as a record of its own: pipe\n");
    }

    @Test
    void theHelpNamesTheOptionAndTheVariable() {
        assertThat(terminal.run("--help")).isZero();
        assertThat(terminal.out()).contains("--plugins=DIR", "CS_PLUGINS");
    }
}
