package io.csgen.lake;

import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.examples.testing.CapturedTerminal;
import org.junit.jupiter.api.Test;

/** The commands of the larger jar beside those of csgen. */
class LakeCommandsTest {
    private final CapturedTerminal terminal = new CapturedTerminal();

    @Test
    void theHelpListsThemWithCsgensOwn() {
        assertThat(terminal.run("--help")).isZero();
        assertThat(terminal.out())
                .contains("|transform|deliver|dashboard|")
                .contains("\n  deliver ")
                .contains("\n  dashboard ");
    }

    @Test
    void theHelpOfOneIsThatOfCsgen() {
        assertThat(terminal.run("help", "deliver")).isZero();
        assertThat(terminal.out())
                .startsWith("Usage: csgen deliver ")
                .contains("--help")
                .contains("Exit codes:");
    }

    @Test
    void shellsCompleteThem() {
        assertThat(terminal.run("completion")).isZero();
        assertThat(terminal.out()).contains("_picocli_csgen_deliver");
    }
}
