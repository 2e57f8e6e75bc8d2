package io.csgen.examples.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.click.Click;
import io.csgen.click.ClickType;
import io.csgen.sink.Receipt;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ClickWatchTest {
    private static final long START = 1_000_000;

    private final AtomicLong millis = new AtomicLong(START);
    private final ClickWatch watch = new ClickWatch(millis::get);

    private static Click click(long session, int ordinal, int product) {
        return product < 0
                ? new Click(0, 7, session, ordinal, ClickType.GROUP_VIEW, 1, Click.NO_PRODUCT)
                : new Click(0, 7, session, ordinal, ClickType.PRODUCT_VIEW, 2, product);
    }

    private void deliver(Click click) {
        watch.receive(new Receipt.Delivered(click, 1, ""));
    }

    private static List<List<Integer>> ordinals(ClickWatch.Sight sight) {
        return sight.sessions().stream()
                .map(steps -> steps.stream().map(step -> step.click().ordinal()).toList())
                .toList();
    }

    @Test
    void onlyDeliveredClicksAreSeen() {
        watch.receive(new Receipt.Failed(click(1, 1, -1), 1, "x"));
        watch.receive(new Receipt.Unconfirmed(click(1, 2, -1), 1, "x"));
        deliver(click(1, 3, -1));

        assertThat(watch.after(0).seen()).isEqualTo(1);
        assertThat(watch.after(0).latest()).containsExactly(click(1, 3, -1));
    }

    @Test
    void theLatestComeFirstAndOnlyThoseThatAreNew() {
        for (int i = 1; i <= 50; i++) {
            deliver(click(1, i, -1));
        }

        assertThat(watch.after(0).latest()).hasSize(ClickWatch.LATEST).startsWith(click(1, 50, -1), click(1, 49, -1));
        assertThat(watch.after(48).latest()).containsExactly(click(1, 50, -1), click(1, 49, -1));
        assertThat(watch.after(50).latest()).isEmpty();
        assertThat(ordinals(watch.after(48))).containsExactly(List.of(49, 50));
        assertThat(watch.after(50).sessions()).isEmpty();
    }

    @Test
    void groupsCountTheirProductsAndProductsThemselves() {
        deliver(click(1, 1, -1));
        deliver(click(1, 2, 5));
        deliver(click(1, 3, 5));
        deliver(click(1, 4, 6));

        assertThat(watch.after(0).groups())
                .containsExactly(new RankedCounts.Count<>(2, 3), new RankedCounts.Count<>(1, 1));
        assertThat(watch.after(0).products())
                .containsExactly(
                        new RankedCounts.Count<>(new ClickWatch.Product(2, 5), 2),
                        new RankedCounts.Count<>(new ClickWatch.Product(2, 6), 1));
    }

    @Test
    void aFewSessionsAreFollowedUntilNothingMoreComesOfThem() {
        for (int session = 0; session <= ClickWatch.FOLLOWED_SESSIONS; session++) {
            deliver(click(session, 2, -1));
            millis.addAndGet(ClickWatch.STAGGER_MILLIS);
        }
        assertThat(watch.after(0).sessions())
                .hasSize(ClickWatch.FOLLOWED_SESSIONS)
                .noneMatch(steps -> steps.get(0).click().sessionId() == ClickWatch.FOLLOWED_SESSIONS);

        millis.set(START + ClickWatch.PATIENCE_MILLIS);
        deliver(click(99, 2, -1));
        assertThat(watch.after(0).sessions())
                .noneMatch(steps -> steps.get(0).click().sessionId() == 99);

        millis.incrementAndGet();
        deliver(click(99, 3, -1));
        assertThat(watch.after(0).sessions())
                .hasSize(ClickWatch.FOLLOWED_SESSIONS)
                .noneMatch(steps -> steps.get(0).click().sessionId() == 0)
                .anyMatch(steps -> steps.get(0).click().sessionId() == 99);
    }

    @Test
    void sessionsAreTakenUpOneAfterAnotherAndThoseThatGoOnFirst() {
        deliver(click(1, 1, -1));
        millis.addAndGet(ClickWatch.STAGGER_MILLIS - 1);
        deliver(click(2, 2, -1));
        millis.incrementAndGet();
        deliver(click(3, 1, -1));
        deliver(click(4, 2, -1));
        millis.addAndGet(ClickWatch.CHOICE_MILLIS);
        deliver(click(5, 1, -1));

        assertThat(watch.after(0).sessions().stream()
                        .map(steps -> steps.get(0).click().sessionId()))
                .containsExactly(1L, 4L, 5L);
    }

    @Test
    void eachStepHasTheTimeItWasSeen() {
        deliver(click(1, 1, -1));
        millis.addAndGet(2_000);
        deliver(click(1, 2, 3));

        assertThat(watch.after(0).sessions().get(0))
                .containsExactly(
                        new ClickWatch.Step(1, START, click(1, 1, -1)),
                        new ClickWatch.Step(2, START + 2_000, click(1, 2, 3)));
    }

    @Test
    void aNewRunBeginsWithNothing() {
        deliver(click(1, 1, 5));
        watch.restart();

        assertThat(watch.after(0)).isEqualTo(new ClickWatch.Sight(0, List.of(), List.of(), List.of(), List.of()));
    }
}
