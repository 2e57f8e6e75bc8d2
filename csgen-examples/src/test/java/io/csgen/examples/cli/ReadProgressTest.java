package io.csgen.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadProgressTest {
    @TempDir
    private Path dir;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private long nanos;
    private final ProgressLine line =
            new ProgressLine(new PrintStream(out, true, StandardCharsets.UTF_8), "lines", () -> nanos);

    private List<String> drawn() {
        return List.of(out.toString(StandardCharsets.UTF_8).strip().split("\\s*\r"));
    }

    @Test
    void howFarFilesAreReadIsByTheirBytesTogether() throws IOException {
        String first = Files.write(dir.resolve("first"), new byte[3_000]).toString();
        String second = Files.write(dir.resolve("second"), new byte[1_000]).toString();
        ReadProgress progress = new ReadProgress(Optional.of(line), List.of(first, second), () -> 7);

        for (String file : List.of(first, second)) {
            try (InputStream stream = progress.watch(Files.newInputStream(Path.of(file)))) {
                while (stream.readNBytes(1_000).length > 0) {
                    nanos += TimeUnit.SECONDS.toNanos(1);
                }
            }
        }
        progress.clear();

        assertThat(drawn())
                .containsExactly(
                        "25 % [#####...............] 7 lines, 7.0/s, 3 s left",
                        " 50 % [##########..........] 7 lines, 3.5/s, 2 s left",
                        " 75 % [###############.....] 7 lines, 2.3/s, 1 s left",
                        "100 % [####################] 7 lines, 1.8/s, 0 s left");
    }

    @Test
    void nobodyKnowsHowMuchThePipeWillGive() throws IOException {
        ReadProgress progress = new ReadProgress(Optional.of(line), List.of("-"), () -> 7);

        try (InputStream stream = progress.watch(new ByteArrayInputStream(new byte[] {1, -1}))) {
            nanos = TimeUnit.SECONDS.toNanos(1);
            assertThat(stream.read()).isEqualTo(1);
            assertThat(stream.read()).isEqualTo(255);
            assertThat(stream.read()).isEqualTo(-1);
        }

        assertThat(drawn()).containsExactly("7 lines, 7.0/s");
    }
}
