package io.csgen.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private long nanos = 5;
    private final ProgressLine line =
            new ProgressLine(new PrintStream(out, true, StandardCharsets.UTF_8), "clicks", () -> nanos);

    private void pass(long millis) {
        nanos += TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private String drawn() {
        String text = out.toString(StandardCharsets.UTF_8);
        out.reset();
        return text;
    }

    @Test
    void itTellsCountRateAndRemainingTime() {
        pass(2_000);
        line.show(500_000, 0.25);

        assertThat(drawn()).isEqualTo("\r 25 % [#####...............] 500,000 clicks, 250,000/s, 6 s left");
    }

    @Test
    void whatHasJustBegunIsNotShownYet() {
        pass(499);
        line.show(5, 0.1);
        line.clear();

        assertThat(drawn()).isEmpty();
    }

    @Test
    void itIsNotDrawnMoreOftenThanPeopleRead() {
        pass(500);
        line.show(1, 0.1);
        pass(499);
        line.show(2, 0.2);
        pass(1);
        line.show(3, 0.3);

        assertThat(drawn())
                .containsOnlyOnce("1 clicks")
                .containsOnlyOnce("3 clicks")
                .doesNotContain("2 clicks");
    }

    @Test
    void aShorterLineCoversALongerOneAndClearingCoversAll() {
        pass(1_000);
        line.show(1_000, Double.NaN);
        assertThat(drawn()).isEqualTo("\r1,000 clicks, 1,000/s");
        pass(9_000);
        line.show(1_000, Double.NaN);
        assertThat(drawn()).isEqualTo("\r1,000 clicks, 100/s  ");
        line.clear();

        assertThat(drawn()).isEqualTo("\r" + " ".repeat("1,000 clicks, 100/s".length()) + "\r");
    }

    @Test
    void theRateIsThatOfTheLastSeconds() {
        for (int i = 1; i <= 20; i++) {
            pass(500);
            line.show(1_000, Double.NaN);
        }
        drawn();
        pass(500);
        line.show(1_002, Double.NaN);

        assertThat(drawn()).isEqualTo("\r1,002 clicks, 0.4/s");
    }

    @Test
    void timesAreInWordsThatFit() {
        pass(1_000);
        line.show(1, 0.01);
        assertThat(drawn()).endsWith(", 1 min 39 s left");
        pass(1_000);
        line.show(1, 0.0001);
        assertThat(drawn().strip()).endsWith(", 5 h 33 min left");
        pass(1_000);
        line.show(1, 0);
        assertThat(drawn().strip())
                .startsWith("0 % [....................] 1 clicks")
                .doesNotContain("left");
        pass(1_000);
        line.show(1, 1.2);
        assertThat(drawn().strip())
                .startsWith("100 % [####################] 1 clicks")
                .endsWith(", 0 s left");
    }
}
