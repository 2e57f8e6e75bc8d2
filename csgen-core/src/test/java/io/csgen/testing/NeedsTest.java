package io.csgen.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NeedsTest {
    @TempDir
    private Path dir;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void makePath() throws IOException {
        Files.createDirectories(dir.resolve("empty"));
        environment.put("PATH", dir.resolve("empty") + ":" + Files.createDirectories(dir.resolve("bin")));
    }

    private void install(String program) throws IOException {
        assertThat(Files.createFile(dir.resolve("bin").resolve(program))
                        .toFile()
                        .setExecutable(true))
                .isTrue();
    }

    private NeedsCondition condition() {
        return new NeedsCondition(
                environment, Optional.of(dir.resolve("told")), new PrintStream(out, true, StandardCharsets.UTF_8));
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void whatIsThereIsUsedWithoutAWord() throws IOException {
        install("node");
        install("npm");

        assertThat(condition().evaluate(Tool.NODE).isDisabled()).isFalse();
        assertThat(out()).isEmpty();
    }

    @Test
    void whatIsMissingIsToldOnceForAllProcessesOfABuild() {
        for (int i = 0; i < 3; i++) {
            assertThat(condition().evaluate(Tool.NODE).isDisabled()).isTrue();
            assertThat(condition().evaluate(Tool.BROWSER).isDisabled()).isTrue();
        }

        assertThat(out()).isEqualTo("""
                        [WARNING] Some tests are skipped; install Node.js 20 or newer with npm (Debian: nodejs npm) to run\
                         them: node and npm are not on the PATH
                        [WARNING] Some tests are skipped; install Chromium with its driver (Debian: chromium\
                         chromium-driver) to run them: chromium and chromedriver are not on the PATH
                        """);
    }

    @Test
    void halfOfAToolIsNotEnough() throws IOException {
        install("chromium");
        Files.createDirectories(dir.resolve("bin/chromedriver"));

        assertThat(condition().evaluate(Tool.BROWSER).getReason())
                .contains("skipped; install Chromium with its driver (Debian: chromium chromium-driver) to run them:"
                        + " chromedriver is not on the PATH");
    }

    @Test
    void continuousIntegrationSkipsNothing() {
        environment.put("CI", "true");

        assertThatIllegalStateException()
                .isThrownBy(() -> condition().evaluate(Tool.NODE))
                .withMessage("Node.js 20 or newer with npm (Debian: nodejs npm) must be installed where CI is true:"
                        + " node and npm are not on the PATH");
        assertThatIllegalStateException()
                .isThrownBy(() -> condition().evaluate(Tool.OTHER_JDK))
                .withMessage("another JDK, 17 or newer must be installed where CI is true: JAVA_HOME_25_X64 or the like"
                        + " must name it");
    }

    @Test
    void aJdkIsAnotherIfItsVersionIs() {
        environment.put("JAVA_HOME_" + Runtime.version().feature() + "_X64", "/same");
        environment.put("JAVA_HOME_11_X64", "/old");
        assertThat(Tool.OTHER_JDK.whyMissing(environment)).contains("JAVA_HOME_25_X64 or the like must name it");

        environment.put("JAVA_HOME_99_ARM64", "/other");
        assertThat(Tool.OTHER_JDK.whyMissing(environment)).isEmpty();
    }
}
