package io.csgen.sink.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.csgen.sink.Receipt;
import io.csgen.sink.ReceiptListener;
import org.junit.jupiter.api.Test;

class InFlightClickTest {
    private final InFlightClick click = new InFlightClick(Clicks.click(1), ReceiptListener.NONE);

    @Test
    void isSentOnlyWhileItWaits() {
        assertThat(click.attempt()).isTrue();
        assertThat(click.isOut()).isTrue();
        assertThat(click.attempt()).isFalse();
        assertThat(click.refused("busy")).isTrue();
        assertThat(click.isOut()).isFalse();
        assertThat(click.attempt()).isTrue();
        assertThat(click.attempts()).isEqualTo(2);
        click.failed("busy");
        assertThat(click.attempt()).isFalse();
    }

    @Test
    void keepsItsFirstOutcome() {
        click.attempt();

        assertThat(click.delivered("shard/1")).isTrue();
        assertThat(click.isOpen()).isFalse();
        assertThat(click.failed("busy")).isFalse();
        assertThat(click.unconfirmed("lost")).isFalse();
        assertThat(click.refused("busy")).isFalse();
        assertThat(click.unclear("lost")).isFalse();
        assertThat(click.delivered("shard/2")).isFalse();
        assertThat(click.receipt()).isEqualTo(new Receipt.Delivered(Clicks.click(1), 1, "shard/1"));
    }

    @Test
    void failsWhereEveryAttemptWasRefused() {
        click.attempt();
        click.refused("busy");
        click.attempt();

        assertThat(click.failed("still busy")).isTrue();
        assertThat(click.receipt()).isEqualTo(Clicks.failed(1, 2, "still busy"));
    }

    @Test
    void isUnconfirmedWhereAnyAttemptWasUnclear() {
        click.attempt();
        click.unclear("connection lost");
        click.attempt();
        click.refused("busy");

        assertThat(click.failed("busy")).isTrue();
        assertThat(click.receipt()).isEqualTo(Clicks.unconfirmed(1, 2, "busy"));
    }

    @Test
    void anAttemptThatIsWithdrawnDoesNotCount() {
        click.attempt();
        click.withdraw();
        assertThat(click.isOut()).isFalse();
        click.withdraw();
        click.failed("closed");

        assertThat(click.receipt()).isEqualTo(Clicks.failed(1, 0, "closed"));
    }

    @Test
    void tellsTheAttemptsOfAClientThatCountsThemselves() {
        click.attempt();
        click.attempts(5);
        click.delivered("");

        assertThat(click.receipt()).isEqualTo(new Receipt.Delivered(Clicks.click(1), 5, ""));
    }

    @Test
    void reasonsCanBeCounted() {
        click.attempt();
        click.unconfirmed("no answer from\n10.0.0.1:4567");

        assertThat(click.receipt()).isEqualTo(Clicks.unconfirmed(1, 1, "no answer from\\u000a…"));
    }

    @Test
    @SuppressWarnings("NullAway") // wrong on purpose
    void needsAClickAndAListener() {
        assertThatNullPointerException()
                .isThrownBy(() -> new InFlightClick(null, ReceiptListener.NONE))
                .withMessage("click");
        assertThatNullPointerException()
                .isThrownBy(() -> new InFlightClick(Clicks.click(1), null))
                .withMessage("listener");
    }
}
