package io.csgen.lake.deliver;

import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.examples.testing.CapturedTerminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code deliver}, into a directory. */
class DeliverCommandTest {
    @TempDir
    private Path dir;

    private final CapturedTerminal terminal = new CapturedTerminal();

    /** Returns the lines of all objects below a prefix, by their partition. */
    private Map<String, String> lines(String prefix) throws IOException {
        Map<String, String> lines = new TreeMap<>();
        try (Stream<Path> files = Files.walk(dir.resolve("lake").resolve(prefix))) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                ByteArrayOutputStream text = new ByteArrayOutputStream();
                try (InputStream unpacked = new GZIPInputStream(Files.newInputStream(file))) {
                    unpacked.transferTo(text);
                }
                String partition =
                        dir.resolve("lake").relativize(file.getParent()).toString();
                lines.merge(partition, text.toString(StandardCharsets.UTF_8), String::concat);
            }
        }
        return lines;
    }

    @Test
    void eventsGoByTheirHour() throws Exception {
        terminal.reading("""
                {"timestamp":"2026-01-05T13:59:59.999Z","user_id":7}
                {"timestamp":"2026-01-05T14:00:00.000Z","user_id":8}
                {"timestamp":"2026-01-06T01:30:00+01:30","user_id":9}
                """);

        assertThat(terminal.run("deliver", "--to", dir.resolve("lake").toString()))
                .as(terminal.err())
                .isZero();

        assertThat(lines("events"))
                .containsExactly(
                        Map.entry(
                                "events/dt=2026-01-05/hour=13",
                                "{\"timestamp\":\"2026-01-05T13:59:59.999Z\",\"user_id\":7}\n"),
                        Map.entry(
                                "events/dt=2026-01-05/hour=14",
                                "{\"timestamp\":\"2026-01-05T14:00:00.000Z\",\"user_id\":8}\n"),
                        Map.entry(
                                "events/dt=2026-01-06/hour=00",
                                "{\"timestamp\":\"2026-01-06T01:30:00+01:30\",\"user_id\":9}\n"));
        assertThat(terminal.err()).contains("events: 3, dead letters: 0, objects: 3");
    }
}
