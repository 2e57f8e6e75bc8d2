package io.csgen.truth;

import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.simulate.ClickGenerator;
import io.csgen.simulate.ClickIterator;
import io.csgen.truth.Manifest.Shortfall;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ShortfallTest {
    private static final Optional<String> STOPPED = Optional.empty();
    private static final Optional<String> FAILED = Optional.of("disk full");

    private static Shortfall of(ClickGenerator generator, Optional<String> problem) {
        return Shortfall.of(generator, problem, 1_234).orElseThrow();
    }

    @Test
    void saysWhatARunWasMeantToMake() {
        ClickGenerator all = Stores.clicks(7);

        assertThat(of(all.clicks(5_000), STOPPED))
                .hasToString("the run was stopped: it was meant to make 5,000 clicks, and made 1,234 clicks");
        assertThat(of(all.sessions(6_000), STOPPED))
                .hasToString("the run was stopped: it was meant to make 6,000 sessions, and made 1,234 clicks");
        assertThat(of(all.until(Stores.START.plus(Duration.ofHours(1))), FAILED))
                .hasToString("the run failed (disk full): it was meant to go on until 2026-01-05T01:00:00Z, and made"
                        + " 1,234 clicks");
        assertThat(of(all, FAILED))
                .hasToString("the run failed (disk full): it was meant to go on until it is stopped, and made 1,234"
                        + " clicks");
    }

    @Test
    void aRunThatWasToGoOnUntilItIsStoppedLacksNothingWhenItIs() {
        assertThat(Shortfall.of(Stores.clicks(7), STOPPED, 1_234)).isEmpty();
    }

    @Test
    void theStateIsOneWord() {
        assertThat(of(Stores.clicks(7), FAILED).state()).isEqualTo("failed");
        assertThat(of(Stores.clicks(7).clicks(9), STOPPED).state()).isEqualTo("stopped");
    }

    @Test
    void clicksBeforeThePositionOfTheRunAreNotItsOwn() {
        ClickGenerator whole = Stores.clicks(7).clicks(5_000);
        ClickIterator clicks = whole.iterator();
        for (int i = 0; i < 2_000; i++) {
            clicks.next();
        }

        assertThat(of(whole.from(clicks.position()), STOPPED).maxClicks()).isEqualTo(3_000);
    }
}
