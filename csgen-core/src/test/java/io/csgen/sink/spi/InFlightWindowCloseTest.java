package io.csgen.sink.spi;

import static io.csgen.sink.spi.Clicks.delivered;
import static io.csgen.sink.spi.Clicks.failed;
import static io.csgen.sink.spi.Clicks.unconfirmed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.csgen.sink.spi.InFlightWindow.Transport;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a window closes, by a clock that the test moves. */
@Timeout(60)
class InFlightWindowCloseTest {
    private static final Duration DRAIN = Duration.ofSeconds(20);

    private final Clicks clicks = new Clicks();
    private final Parts parts = new Parts();
    private final InFlightWindow window = new InFlightWindow("test sink", 2, parts);

    /** Notes what is called, and keeps what is to be called when time has passed. */
    private final class Parts implements Transport {
        private final List<String> calls = new CopyOnWriteArrayList<>();
        private final List<Duration> times = new CopyOnWriteArrayList<>();
        private final List<Runnable> tasks = new CopyOnWriteArrayList<>();
        private Runnable onPush = () -> {};

        @Override
        public void push() {
            onPush.run();
        }

        @Override
        public void stop() {
            calls.add("stop, receipts " + clicks.receipts().size());
        }

        @Override
        public void close() {
            calls.add("close, receipts " + clicks.receipts().size());
        }

        @Override
        public void after(Duration delay, Runnable task) {
            times.add(delay);
            tasks.add(task);
        }

        /** Waits for a task of a number, from 1, and runs it. */
        private void pass(int number) {
            await().until(() -> tasks.size() >= number);
            tasks.get(number - 1).run();
        }
    }

    private InFlightClick sent(int number) throws InterruptedException {
        InFlightClick click = clicks.numbered(number);
        window.accept(click, InFlightClick::attempt);
        return click;
    }

    private InFlightClick waiting(int number) throws InterruptedException {
        InFlightClick click = clicks.numbered(number);
        window.accept(click, none -> false);
        return click;
    }

    private void deliver(InFlightClick click) {
        window.settle(List.of(click), () -> click.delivered(""));
    }

    private Caller closing() {
        return Caller.of(() -> window.close(DRAIN));
    }

    @Test
    void waitsForReceiptsBeforeItReleases() throws InterruptedException {
        InFlightClick click = sent(1);
        Caller close = closing().awaitWaiting();
        assertThat(parts.calls).isEmpty();

        deliver(click);

        assertThat(close.outcome()).isNull();
        assertThat(parts.times).containsExactly(DRAIN);
        assertThat(parts.calls).containsExactly("stop, receipts 1", "close, receipts 1");
        assertThat(clicks.receipts()).containsExactly(delivered(1));
    }

    @Test
    void pushesWhatWaits() throws InterruptedException {
        InFlightClick click = waiting(1);
        parts.onPush = () -> {
            if (click.attempt()) {
                deliver(click);
            }
        };

        assertThat(window.close(DRAIN)).isTrue();

        assertThat(clicks.receipts()).containsExactly(delivered(1));
        assertThat(parts.times).isEmpty();
    }

    @Test
    void givesUpWhatIsLeftWhenTimeHasPassed() throws InterruptedException {
        sent(1);
        waiting(2);
        Caller close = closing();
        parts.pass(1);

        assertThat(close.outcome()).isNull();
        assertThat(parts.calls).containsExactly("stop, receipts 0", "close, receipts 2");
        assertThat(clicks.receipts())
                .containsExactly(
                        unconfirmed(1, 1, "no answer when the sink was closed"),
                        failed(2, 0, "not sent before the sink was closed"));
    }

    @Test
    void goesByTheClockOfTheMachineUnlessTheSinkHasAnother() throws InterruptedException {
        InFlightWindow real = new InFlightWindow("test sink", 1, () -> {});
        real.accept(clicks.numbered(1), InFlightClick::attempt);

        real.close(Duration.ofMillis(1));

        assertThat(clicks.receipts()).containsExactly(unconfirmed(1, 1, "no answer when the sink was closed"));
    }

    @Test
    void saysOfWhatWasRefusedWhy() throws InterruptedException {
        InFlightClick refused = sent(1);
        InFlightClick unclear = sent(2);
        window.settle(List.of(refused, unclear), () -> {
            refused.refused("busy at 10.0.0.1:80");
            unclear.unclear("connection lost");
        });

        window.close(Duration.ZERO);

        assertThat(clicks.receipts()).containsExactly(failed(1, 1, "busy at …"), unconfirmed(2, 1, "connection lost"));
    }

    @Test
    void doesNotWaitForACallThatHangs() throws InterruptedException {
        CountDownLatch hangs = new CountDownLatch(1);
        AtomicBoolean inCall = new AtomicBoolean();
        parts.onPush = () -> {
            if (inCall.compareAndSet(false, true)) {
                awaitUninterruptibly(hangs);
            }
        };
        InFlightClick click = clicks.numbered(1);
        Caller sender = Caller.of(() -> window.accept(click, InFlightClick::attempt));
        await().untilTrue(inCall);

        window.close(Duration.ZERO);
        assertThat(clicks.receipts()).containsExactly(unconfirmed(1, 1, "no answer when the sink was closed"));
        hangs.countDown();
        assertThat(sender.outcome()).isNull();
        deliver(click);

        assertThat(clicks.receipts()).hasSize(1);
    }

    @Test
    void aPushThatHangsDoesNotHoldItUp() throws InterruptedException {
        CountDownLatch hangs = new CountDownLatch(1);
        waiting(1);
        parts.onPush = () -> awaitUninterruptibly(hangs);
        AtomicBoolean interrupted = new AtomicBoolean();
        Caller close = Caller.of(() -> {
            Thread.currentThread().interrupt();
            window.close(DRAIN);
            interrupted.set(Thread.interrupted());
        });
        parts.pass(1);

        assertThat(close.outcome()).isNull();
        assertThat(interrupted).isTrue();
        assertThat(parts.calls).containsExactly("stop, receipts 0", "close, receipts 1");
        assertThat(clicks.receipts()).containsExactly(failed(1, 0, "not sent before the sink was closed"));
        hangs.countDown();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void letsListenersFinishForASecond() throws InterruptedException {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch mayLeave = new CountDownLatch(1);
        InFlightClick click = new InFlightClick(Clicks.click(1), receipt -> {
            entered.countDown();
            awaitUninterruptibly(mayLeave);
        });
        window.accept(click, InFlightClick::attempt);
        Caller answer = Caller.of(() -> deliver(click));
        entered.await();
        Caller close = Caller.of(() -> window.close(Duration.ZERO)).awaitWaiting();
        assertThat(parts.times).containsExactly(Duration.ofSeconds(1));
        assertThat(parts.calls).containsExactly("stop, receipts 0");

        mayLeave.countDown();

        assertThat(close.outcome()).isNull();
        assertThat(answer.outcome()).isNull();
        assertThat(parts.calls).hasSize(2);
    }

    @Test
    void doesNotWaitForEverForAListener() throws InterruptedException {
        CountDownLatch mayLeave = new CountDownLatch(1);
        InFlightClick click = new InFlightClick(Clicks.click(1), receipt -> awaitUninterruptibly(mayLeave));
        window.accept(click, InFlightClick::attempt);
        Caller answer = Caller.of(() -> deliver(click)).awaitWaiting();
        Caller close = Caller.of(() -> window.close(Duration.ZERO));
        parts.pass(1);

        assertThat(close.outcome()).isNull();
        mayLeave.countDown();
        assertThat(answer.outcome()).isNull();
    }

    @Test
    void aSecondCallWaitsForTheFirstAndSaysSo() throws InterruptedException {
        InFlightClick click = sent(1);
        AtomicBoolean secondClosed = new AtomicBoolean(true);
        Caller first = closing().awaitWaiting();
        Caller second = Caller.of(() -> secondClosed.set(window.close(DRAIN))).awaitWaiting();

        deliver(click);

        assertThat(first.outcome()).isNull();
        assertThat(second.outcome()).isNull();
        assertThat(secondClosed).isFalse();
        assertThat(window.close(DRAIN)).isFalse();
        assertThat(parts.calls).hasSize(2);
    }

    @Test
    void anInterruptionDoesNotShortenItAndIsKept() throws InterruptedException {
        InFlightClick click = sent(1);
        AtomicBoolean interrupted = new AtomicBoolean();
        Caller close = Caller.of(() -> {
            window.close(DRAIN);
            interrupted.set(Thread.interrupted());
        });
        close.awaitWaiting().interrupt();
        close.awaitWaiting();

        deliver(click);

        assertThat(close.outcome()).isNull();
        assertThat(interrupted).isTrue();
        assertThat(clicks.receipts()).containsExactly(delivered(1));
    }

    @Test
    void wakesSendersWhichThrow() throws InterruptedException {
        sent(1);
        sent(2);
        Caller sender = Caller.of(() -> sent(3)).awaitWaiting();
        Caller flush = Caller.of(window::flush).awaitWaiting();

        window.close(Duration.ZERO);

        assertThat(sender.outcome())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("sink must be open to send: test sink");
        assertThat(flush.outcome()).isNull();
        assertThat(clicks.numbers()).containsExactly(1, 2);
    }

    @Test
    void nothingIsTakenAfterwards() {
        window.close(DRAIN);

        assertThatIllegalStateException().isThrownBy(() -> sent(1)).withMessage("sink must be open to send: test sink");
        assertThatIllegalStateException()
                .isThrownBy(window::flush)
                .withMessage("sink must be open to flush: test sink");
    }
}
