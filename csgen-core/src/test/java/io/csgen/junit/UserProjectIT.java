package io.csgen.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * A project of a user's, outside of this build: Maven builds it with the jar that this build made, with csgen-core and
 * JUnit as its only dependencies. All else it gets from the local repository of this build, without a network.
 */
@Timeout(180)
class UserProjectIT {
    private static final Path PROJECT = Path.of("src/it/sessionizer").toAbsolutePath();
    private static final Path REPOSITORY = Path.of("target/it-repository").toAbsolutePath();
    private static final String VERSION = System.getProperty("csgen.it.version");

    @TempDir
    private static Path dir;

    private static int exitCode;
    private static NodeList results;

    @BeforeAll
    static void build() throws Exception {
        copyProject();
        install("csgen-parent", "pom", Path.of("../pom.xml"));
        install("csgen-core", "pom", Path.of("pom.xml"));
        install("csgen-core", "jar", Path.of("target/csgen-core-" + VERSION + ".jar"));
        Path settings = dir.resolve("settings.xml");
        Files.writeString(
                settings,
                "<settings><mirrors><mirror><id>this-build</id><mirrorOf>*</mirrorOf><url>"
                        + Path.of(System.getProperty("csgen.it.repository")).toUri()
                        + "</url></mirror></mirrors></settings>");
        Path log = dir.resolve("maven.log");
        ProcessBuilder maven = new ProcessBuilder(
                System.getProperty("csgen.it.maven"),
                "-B",
                "-ntp",
                "--settings=" + settings,
                "--global-settings=" + settings,
                "-Dmaven.repo.local=" + REPOSITORY,
                "-Dcsgen.version=" + VERSION,
                "-Djunit.version=" + System.getProperty("csgen.it.junit"),
                "-Dresources.version=" + System.getProperty("csgen.it.resources"),
                "-Dcompiler.version=" + System.getProperty("csgen.it.compiler"),
                "-Dsurefire.version=" + System.getProperty("csgen.it.surefire"),
                "test");
        maven.environment().keySet().removeIf(name -> name.matches("MAVEN_.*|J.*_OPTIONS"));
        maven.environment().put("JAVA_HOME", System.getProperty("java.home"));
        maven.environment().put("MAVEN_OPTS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"); // it is there for seconds
        Process process = maven.directory(dir.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            assertThat(process.waitFor(150, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        exitCode = process.exitValue();
        Path report = dir.resolve("target/surefire-reports/TEST-com.example.SessionizerTest.xml");
        assertThat(report).as(Files.readString(log)).exists();
        results = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(report.toFile())
                .getElementsByTagName("testcase");
    }

    private static void copyProject() throws IOException {
        try (Stream<Path> files = Files.walk(PROJECT)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = dir.resolve(PROJECT.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
    }

    private static void install(String artifact, String type, Path file) throws IOException {
        Path home = Files.createDirectories(
                REPOSITORY.resolve("io/csgen").resolve(artifact).resolve(VERSION));
        Files.copy(file, home.resolve(artifact + "-" + VERSION + "." + type), StandardCopyOption.REPLACE_EXISTING);
    }

    /** Returns what a test failed with; nothing if it passed. */
    private static List<String> failuresOf(String test) {
        for (int i = 0; i < results.getLength(); i++) {
            Element result = (Element) results.item(i);
            if (result.getAttribute("name").startsWith(test)) {
                NodeList failures = result.getElementsByTagName("failure");
                return Stream.iterate(0, at -> at < failures.getLength(), at -> at + 1)
                        .map(at -> ((Element) failures.item(at)).getAttribute("message"))
                        .toList();
            }
        }
        throw new AssertionError("test must have run: " + test);
    }

    @Test
    void aCorrectSessionizerPasses() {
        assertThat(failuresOf("correct")).isEmpty();
    }

    @Test
    void oneThatIsOffByOneFailsWithWhatIsWrongAndWhy() {
        assertThat(exitCode).isEqualTo(1);
        assertThat(failuresOf("ofWholeMinutes"))
                .singleElement()
                .satisfies(message -> assertThat(message)
                        .matches(
                                "(?s)sessions must be the 1000 that were made: \\d+ of them are, among [89]\\d\\d found\n"
                                        + "  session [0-9a-f]{16} of user (\\d+) was merged with session [0-9a-f]{16} of user \\1: the"
                                        + " pause of 30 min [\\d.]+ s, from 2026-01-05T\\S+Z to 2026-01-05T\\S+Z, is above the timeout of"
                                        + " 30 min\n.*"));
    }

    @Test
    void theTestOfTheUserHasAtMostTwentyLines() throws IOException {
        assertThat(Files.readAllLines(PROJECT.resolve("src/test/java/com/example/SessionizerTest.java")))
                .hasSizeLessThanOrEqualTo(20);
    }
}
