package io.csgen.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.csgen.examples.testing.PluginJar;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The runnable jar with a jar of somebody else, who had nothing but the runnable jar to compile with. */
@Timeout(120)
class PluginsIT {
    @TempDir
    private static Path dir;

    @BeforeAll
    static void pack() {
        PluginJar.of(
                dir.resolve("tally.jar"), "com.acme.TallyProvider", PluginJar.TALLY, System.getProperty("csgen.jar"));
    }

    @Test
    void generateSendsToIt() throws Exception {
        try (JarProcess csgen = JarProcess.start(
                Map.of(), "--plugins", dir.toString(), "generate", "--clicks=1000", "--threads=2", "--sink=tally")) {
            assertThat(csgen.exitCode()).as(csgen.err()).isZero();
            assertThat(csgen.err()).contains("tally: 1000\n", ", delivered 1000, ");
        }
    }

    @Test
    void serveSendsToIt() throws Exception {
        try (JarProcess csgen = JarProcess.start(
                Map.of("CS_PLUGINS", dir.toString()), "--port=0", "--sink=tally", "--autostart=true")) {
            await().until(() -> csgen.remote().count("delivered") > 5);

            assertThat(csgen.terminate()).as(csgen.err()).isZero();

            assertThat(csgen.err()).containsPattern("tally: \\d+\n");
        }
    }

    @Test
    void keysNamesItAmongTheSinks() throws Exception {
        try (JarProcess csgen = JarProcess.start(Map.of(), "keys", "--plugins=" + dir)) {
            assertThat(csgen.out()).contains("be one of file, kinesis, memory, stdout, tally |", "`tally-step`");
            assertThat(csgen.exitCode()).isZero();
        }
    }

    @Test
    void aBrokenJarIsOneClearLine(@TempDir Path other) throws Exception {
        Path broken = Files.writeString(other.resolve("broken.jar"), "hello");
        try (JarProcess csgen = JarProcess.start(Map.of(), "--plugins=" + other, "generate", "--clicks=1")) {
            assertThat(csgen.exitCode()).isEqualTo(2);
            assertThat(csgen.err()).isEqualTo(broken + " must be a jar that can be read: zip END header not found\n");
        }
    }
}
