package io.csgen.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.csgen.click.ClickFormat;
import io.csgen.examples.testing.PluginJar;
import io.csgen.sink.SinkProvider;
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
        String csgen = System.getProperty("csgen.jar");
        PluginJar.of(dir.resolve("tally.jar"), SinkProvider.class, "com.acme.TallyProvider", PluginJar.TALLY, csgen);
        PluginJar.of(dir.resolve("pipe.jar"), ClickFormat.class, "com.acme.PipeFormat", PluginJar.PIPE, csgen);
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
    void generateWritesTheFormat() throws Exception {
        try (JarProcess csgen =
                JarProcess.start(Map.of(), "generate", "--clicks=5", "--format=pipe", "--plugins=" + dir)) {
            assertThat(csgen.out().lines()).hasSize(5).allMatch(line -> line.matches("\\d+\\|\\d+"));
            assertThat(csgen.exitCode()).as(csgen.err()).isZero();
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
