package io.csgen.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A short soak; {@link SoakMeasurement} makes a long one. */
@Timeout(240)
class SoakIT {
    private static final int RUNS = 3;
    private static final int CLIENTS = 50;

    @TempDir
    private Path dir;

    @Test
    void runsIntoMemoryLeaveNothingBehind() throws Exception {
        assertThat(new Soak(RUNS, CLIENTS, dir).intoMemory().delivered()).isPositive();
    }

    @Test
    void runsIntoOneFileAddUpAndLeaveNothingBehind() throws Exception {
        assertThat(new Soak(RUNS, CLIENTS, dir).intoFile().found()).isPositive();
    }
}
