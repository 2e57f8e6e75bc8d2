package io.csgen.sink.spi;

import static io.csgen.sink.spi.Clicks.delivered;
import static io.csgen.sink.spi.Clicks.failed;
import static io.csgen.sink.spi.Clicks.unconfirmed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.csgen.sink.Receipt;
import io.csgen.sink.ReceiptListener;
import io.csgen.sink.SinkException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Acceptance, answers, flush and death; {@link InFlightWindowCloseTest} and {@link BrokenSinkTest} have the rest. */
@Timeout(60)
class InFlightWindowTest {
    private static final Predicate<InFlightClick> DUE = click -> true;
    private static final Predicate<InFlightClick> NOT_DUE = click -> false;

    private final Clicks clicks = new Clicks();
    private final AtomicInteger pushes = new AtomicInteger();
    private final InFlightWindow window = new InFlightWindow("test sink", 2, pushes::incrementAndGet);

    /** Accepts a click and sends it. */
    private InFlightClick sent(int number) throws InterruptedException {
        InFlightClick click = clicks.numbered(number);
        window.accept(click, InFlightClick::attempt);
        return click;
    }

    private InFlightClick waiting(int number) throws InterruptedException {
        InFlightClick click = clicks.numbered(number);
        window.accept(click, NOT_DUE);
        return click;
    }

    private void deliver(InFlightClick... decided) {
        window.settle(List.of(decided), () -> List.of(decided).forEach(click -> click.delivered("")));
    }

    private int inFlight() {
        window.lock().lock();
        try {
            return window.inFlight();
        } finally {
            window.lock().unlock();
        }
    }

    private boolean isUrgent() {
        window.lock().lock();
        try {
            return window.isUrgent();
        } finally {
            window.lock().unlock();
        }
    }

    // Acceptance

    @Test
    void pushesWhenAClickSaysThatSomethingIsDue() throws InterruptedException {
        window.accept(clicks.numbered(1), NOT_DUE);
        assertThat(pushes).hasValue(0);
        window.accept(clicks.numbered(2), DUE);

        assertThat(pushes).hasValue(1);
        assertThat(inFlight()).isEqualTo(2);
    }

    @Test
    void sendersWaitAtTheBoundUntilAReceiptIsGiven() throws InterruptedException {
        InFlightClick first = sent(1);
        sent(2);
        Caller sender = Caller.of(() -> sent(3)).awaitWaiting();
        assertThat(inFlight()).isEqualTo(2);

        deliver(first);

        assertThat(sender.outcome()).isNull();
        assertThat(inFlight()).isEqualTo(2);
        assertThat(clicks.receipts()).containsExactly(delivered(1));
    }

    @Test
    void anInterruptedSenderThrowsAndItsClickIsNotAccepted() throws InterruptedException {
        InFlightClick first = sent(1);
        InFlightClick second = sent(2);
        Caller sender = Caller.of(() -> sent(3)).awaitWaiting();

        sender.interrupt();

        assertThat(sender.outcome()).isInstanceOf(InterruptedException.class);
        deliver(first, second);
        assertThat(clicks.receipts()).containsExactly(delivered(1), delivered(2));
        assertThat(inFlight()).isZero();
    }

    @Test
    void aHigherBoundLetsSendersGoOn() throws InterruptedException {
        sent(1);
        sent(2);
        Caller sender = Caller.of(() -> sent(3)).awaitWaiting();

        window.lock().lock();
        try {
            window.limit(3);
            assertThat(window.isFull()).isFalse();
        } finally {
            window.lock().unlock();
        }

        assertThat(sender.outcome()).isNull();
        assertThat(inFlight()).isEqualTo(3);
    }

    @Test
    void aClickThatCannotBeKeptIsNotAccepted() throws InterruptedException {
        OutOfMemoryError none = new OutOfMemoryError("Java heap space");
        assertThatExceptionOfType(OutOfMemoryError.class)
                .isThrownBy(() -> window.accept(clicks.numbered(1), click -> {
                    throw none;
                }))
                .isSameAs(none);
        assertThat(inFlight()).isZero();
        window.flush();

        deliver(sent(2));
        window.flush();
        assertThat(clicks.receipts()).containsExactly(delivered(2));
    }

    @Test
    void aClickIsAcceptedOnce() throws InterruptedException {
        InFlightClick click = sent(1);
        assertThatIllegalStateException()
                .isThrownBy(() -> window.accept(click, DUE))
                .withMessage("click 0000000000000001-1 must be accepted once: again");
        deliver(click);
        assertThatIllegalStateException().isThrownBy(() -> window.accept(click, DUE));

        assertThat(inFlight()).isZero();
    }

    @Test
    @SuppressWarnings("NullAway") // wrong on purpose
    void refusesWhatCannotBe() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new InFlightWindow("test sink", 0, () -> {}))
                .withMessage("mostInFlight must be at least 1: 0");
        assertThatIllegalArgumentException().isThrownBy(() -> window.limit(0));
        assertThatNullPointerException()
                .isThrownBy(() -> window.die("gone", null))
                .withMessage("cause");
    }

    // Answers

    @Test
    void givesTheReceiptsOfWhatIsDecidedAndLetsTheTransportGoOn() throws InterruptedException {
        InFlightClick first = sent(1);
        InFlightClick second = sent(2);
        int before = pushes.get();

        window.settle(List.of(first, second), () -> {
            first.failed("too large");
            second.refused("busy");
        });

        assertThat(clicks.receipts()).containsExactly(failed(1, 1, "too large"));
        assertThat(inFlight()).isEqualTo(1);
        assertThat(pushes).hasValue(before + 1);
        assertThat(second.attempt()).isTrue();
    }

    @Test
    void anAnswerThatComesTwiceChangesNothing() throws InterruptedException {
        InFlightClick click = sent(1);
        deliver(click);

        window.settle(List.of(click), () -> click.failed("late"));
        window.settle(List.of(click));

        assertThat(clicks.receipts()).containsExactly(delivered(1));
        assertThat(inFlight()).isZero();
    }

    @Test
    void tellsAClickWhenItHasLanded() throws InterruptedException {
        List<String> events = new ArrayList<>();
        InFlightClick click = new InFlightClick(Clicks.click(1), receipt -> events.add("receipt")) {
            @Override
            protected void landed() {
                events.add("landed, in flight " + window.inFlight());
            }
        };
        window.accept(click, InFlightClick::attempt);

        deliver(click);

        assertThat(events).containsExactly("receipt", "landed, in flight 0");
    }

    @Test
    void receiptsAreNotGivenUnderTheLock() throws InterruptedException {
        InFlightClick click = sent(1);
        window.lock().lock();
        try {
            assertThatIllegalStateException()
                    .isThrownBy(() -> deliver(click))
                    .withMessage("receipts must be given without the lock: test sink");
        } finally {
            window.lock().unlock();
        }
        deliver(click);

        assertThat(clicks.receipts()).containsExactly(delivered(1));
    }

    // Flush

    @Test
    void flushWaitsForClicksAcceptedBeforeAndForNoOthers() throws InterruptedException {
        InFlightClick before = sent(1);
        Caller flush = Caller.of(window::flush).awaitWaiting();
        assertThat(isUrgent()).isTrue();
        InFlightClick meanwhile = sent(2);

        deliver(before);

        assertThat(flush.outcome()).isNull();
        assertThat(isUrgent()).isFalse();
        assertThat(clicks.receipts()).containsExactly(delivered(1));
        deliver(meanwhile);
    }

    @Test
    void flushWaitsForTheOldestClickWhateverTheOrderOfAnswers() throws InterruptedException {
        InFlightClick first = sent(1);
        InFlightClick second = sent(2);
        Caller flush = Caller.of(window::flush).awaitWaiting();
        deliver(second);
        flush.awaitWaiting();

        deliver(first);

        assertThat(flush.outcome()).isNull();
    }

    @Test
    void flushPushesAndReturnsWhereNothingIsInFlight() throws InterruptedException {
        window.flush();

        assertThat(pushes).hasValue(1);
    }

    @Test
    void anInterruptedFlushThrows() throws InterruptedException {
        InFlightClick click = sent(1);
        Caller flush = Caller.of(window::flush).awaitWaiting();

        flush.interrupt();

        assertThat(flush.outcome()).isInstanceOf(InterruptedException.class);
        assertThat(isUrgent()).isFalse();
        deliver(click);
        assertThat(clicks.receipts()).containsExactly(delivered(1));
    }

    // Death

    @Test
    void deathFailsWhatWaitsAndLeavesWhatIsUnderWay() throws InterruptedException {
        InFlightClick out = sent(1);
        waiting(2);

        window.die("stream missing", new IOException("404"));

        assertThat(clicks.receipts()).containsExactly(failed(2, 0, "stream missing"));
        deliver(out);
        assertThat(clicks.receipts()).last().isEqualTo(delivered(1));
    }

    @Test
    void whatWasUnclearIsUnconfirmedAtDeath() throws InterruptedException {
        InFlightClick click = sent(1);
        window.settle(List.of(click), () -> click.unclear("connection lost"));

        window.die("stream missing", new IOException("404"));

        assertThat(clicks.receipts()).containsExactly(unconfirmed(1, 1, "stream missing"));
    }

    @Test
    void everySendAfterDeathThrowsWithTheCauseOfTheFirst() {
        IOException cause = new IOException("404");
        window.die("stream missing: account 123456789012", cause);
        window.die("access denied", new IOException("403"));

        for (int number = 1; number <= 2; number++) {
            InFlightClick click = clicks.numbered(number);
            assertThatExceptionOfType(SinkException.class)
                    .isThrownBy(() -> window.accept(click, DUE))
                    .withMessage("test sink takes no more clicks: stream missing: account 123456789012")
                    .havingCause()
                    .isSameAs(cause);
        }
        assertThat(clicks.receipts()).isEmpty();
    }

    @Test
    void deathWakesSendersAndFlush() throws InterruptedException {
        waiting(1);
        waiting(2);
        Caller sender = Caller.of(() -> sent(3)).awaitWaiting();
        Caller flush = Caller.of(window::flush).awaitWaiting();

        window.die("stream missing", new IOException("404"));

        assertThat(sender.outcome()).isInstanceOf(SinkException.class);
        assertThat(flush.outcome()).isNull();
        assertThat(clicks.numbers()).containsExactly(1, 2);
    }

    /** A click that comes back when there is nobody left to send it. */
    @Test
    void flushAfterDeathReturnsWhenTheLastAnswerIsThere() throws InterruptedException {
        InFlightClick click = sent(1);
        window.die("stream missing", new IOException("404"));
        Caller flush = Caller.of(window::flush).awaitWaiting();

        window.settle(List.of(click), () -> click.refused("busy"));

        assertThat(flush.outcome()).isNull();
        assertThat(clicks.receipts()).containsExactly(failed(1, 1, "busy"));
    }

    @Test
    void deathInAnAnswerIsSettledWithIt() throws InterruptedException {
        InFlightClick out = sent(1);
        waiting(2);

        window.settle(List.of(out), () -> {
            out.failed("stream missing");
            window.die("stream missing", new IOException("404"));
            assertThat(clicks.receipts()).isEmpty();
        });

        assertThat(clicks.receipts())
                .containsExactlyInAnyOrder(failed(1, 1, "stream missing"), failed(2, 0, "stream missing"));
    }

    // Listeners

    @Test
    void aListenerThatThrowsChangesNothing() throws InterruptedException {
        InFlightClick broken = new InFlightClick(Clicks.click(1), receipt -> {
            throw new StackOverflowError();
        });
        window.accept(broken, InFlightClick::attempt);
        InFlightClick good = sent(2);

        deliver(broken, good);

        assertThat(clicks.receipts()).containsExactly(delivered(2));
        assertThat(inFlight()).isZero();
        deliver(sent(3));
    }

    @Test
    void aListenerMaySendWhereThereIsRoom() throws InterruptedException {
        List<InFlightClick> sentAgain = new ArrayList<>();
        ReceiptListener again = receipt -> {
            try {
                sentAgain.add(sent(2));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        };
        InFlightClick click = new InFlightClick(Clicks.click(1), again);
        window.accept(click, InFlightClick::attempt);

        deliver(click);
        deliver(sentAgain.get(0));

        assertThat(clicks.receipts()).containsExactly(delivered(2));
    }

    @Test
    void aListenerMustNotWaitForItsOwnSink() throws InterruptedException {
        List<Throwable> thrown = new ArrayList<>();
        InFlightClick click = new InFlightClick(Clicks.click(1), receipt -> {
            for (Caller.Action wait :
                    List.<Caller.Action>of(window::flush, () -> window.close(Duration.ZERO), () -> sent(3))) {
                try {
                    wait.run();
                } catch (Exception e) {
                    thrown.add(e);
                }
            }
        });
        window.accept(click, InFlightClick::attempt);
        sent(2);

        deliver(click);

        assertThat(thrown)
                .hasSize(3)
                .allSatisfy(e -> assertThat(e)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("receipt listener must not wait for its own sink: test sink"));
    }

    // Many threads

    /** Threads send and flush while others answer, until one of the answers is deadly. */
    @RepeatedTest(5)
    void givesEachAcceptedClickOneReceiptWhoeverIsFirst() throws InterruptedException {
        InFlightWindow busy = new InFlightWindow("busy sink", 50, () -> {});
        Backend backend = new Backend(busy, 2_000);
        AtomicInteger accepted = new AtomicInteger();
        List<Caller> senders = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            senders.add(Caller.of(() -> {
                for (int number = 1; number <= 5_000; number++) {
                    busy.accept(clicks.numbered(number), backend.queue::add);
                    accepted.incrementAndGet();
                    if (number % 100 == 0) {
                        busy.flush();
                    }
                }
            }));
        }
        Caller.of(backend::answerAll);
        Caller.of(backend::answerAll);
        for (Caller sender : senders) {
            assertThat(sender.outcome()).isInstanceOf(SinkException.class);
        }
        busy.flush();

        assertThat(clicks.receipts()).hasSize(accepted.get());
        assertThat(clicks.receipts())
                .filteredOn(Receipt.Delivered.class::isInstance)
                .hasSizeBetween(1_500, 2_000);
    }

    /** Answers clicks one by one; refuses every fifth for now, and the sink dies with one of them. */
    private static final class Backend {
        private final BlockingQueue<InFlightClick> queue = new LinkedBlockingQueue<>();
        private final InFlightWindow window;
        private final int deadly;
        private int answers; // guarded by the lock of the window

        private Backend(InFlightWindow window, int deadly) {
            this.window = window;
            this.deadly = deadly;
        }

        private void answerAll() throws InterruptedException {
            while (true) {
                InFlightClick click = queue.take();
                window.settle(List.of(click), () -> answer(click));
            }
        }

        private void answer(InFlightClick click) {
            click.attempt();
            if (++answers == deadly) {
                window.die("enough", new IOException("enough"));
            }
            if (answers % 5 == 0) {
                click.refused("busy");
                queue.add(click);
            } else {
                click.delivered("");
            }
        }
    }
}
