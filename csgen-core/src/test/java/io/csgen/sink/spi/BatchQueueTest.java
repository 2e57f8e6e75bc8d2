package io.csgen.sink.spi;

import static io.csgen.sink.spi.Clicks.delivered;
import static io.csgen.sink.spi.Clicks.failed;
import static io.csgen.sink.spi.Clicks.unconfirmed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.csgen.sink.Receipt;
import io.csgen.sink.SinkException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BatchQueueTest {
    private final Clicks clicks = new Clicks();
    private final List<List<InFlightClick>> batches = new ArrayList<>();
    private final List<Duration> pauses = new ArrayList<>();
    private final List<Runnable> tasks = new ArrayList<>();
    private final BatchQueue<InFlightClick> queue = open(batches::add);

    private BatchQueue<InFlightClick> open(Consumer<List<InFlightClick>> sender) {
        return new BatchQueue<>("test sink", 100, 3, sender, (delay, task) -> {
            pauses.add(delay);
            tasks.add(task);
        });
    }

    private void accept(int... numbers) throws InterruptedException {
        for (int number : numbers) {
            queue.accept(clicks.numbered(number));
        }
    }

    private List<Integer> batch(int number) {
        return batches.get(number).stream()
                .map(click -> click.click().ordinal())
                .toList();
    }

    private void passPause() {
        tasks.remove(0).run();
    }

    @Test
    void sendsOneBatchAtATimeInOrder() throws InterruptedException {
        accept(1, 2, 3, 4, 5, 6);
        assertThat(batches).hasSize(1);
        assertThat(batch(0)).containsExactly(1);

        queue.answer(batches.get(0), click -> click.delivered(""));
        assertThat(batch(1)).containsExactly(2, 3, 4);
        queue.answer(batches.get(1), click -> click.delivered(""));
        assertThat(batch(2)).containsExactly(5, 6);
        queue.answer(batches.get(2), click -> click.delivered(""));
        queue.flush();

        assertThat(clicks.receipts())
                .containsExactly(delivered(1), delivered(2), delivered(3), delivered(4), delivered(5), delivered(6));
    }

    @Test
    void sendsWhatWasRefusedAgainBeforeAllOthersAfterAPause() throws InterruptedException {
        accept(1, 2, 3, 4, 5);
        queue.answer(batches.get(0), click -> click.delivered(""));
        queue.answer(batches.get(1), click -> {
            if (click.click().ordinal() == 3) {
                click.delivered("");
            } else if (click.click().ordinal() == 2) {
                click.refused("busy");
            } else {
                click.unclear("connection lost");
            }
        });
        assertThat(batches).hasSize(2);
        passPause();

        assertThat(batch(2)).containsExactly(2, 4, 5);
        queue.answer(batches.get(2), click -> click.failed("too large"));
        assertThat(clicks.receipts())
                .containsExactly(
                        delivered(1),
                        delivered(3),
                        failed(2, 2, "too large"),
                        unconfirmed(4, 2, "too large"),
                        failed(5, 1, "too large"));
    }

    @Test
    void pausesDoubleUpToACapAndStartAgainAfterSuccess() throws InterruptedException {
        accept(1);
        for (int attempt = 0; attempt < 9; attempt++) {
            queue.answer(batches.get(attempt), click -> click.refused("busy"));
            passPause();
        }
        queue.answer(batches.get(9), click -> click.delivered(""));
        accept(2);
        queue.answer(batches.get(10), click -> click.refused("busy"));

        List<Integer> longest = List.of(50, 100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000, 50);
        assertThat(pauses).hasSameSizeAs(longest);
        for (int i = 0; i < pauses.size(); i++) {
            assertThat(pauses.get(i)).isBetween(Duration.ZERO, Duration.ofMillis(longest.get(i)));
        }
        assertThat(pauses.stream().mapToLong(Duration::toNanos).sum()).isPositive();
    }

    @Test
    void pausesByTheClockOfTheMachine() throws InterruptedException {
        BlockingQueue<List<InFlightClick>> sent = new LinkedBlockingQueue<>();
        BatchQueue<InFlightClick> real = new BatchQueue<>("test sink", 1, 1, sent::add);
        real.accept(clicks.numbered(1));
        real.answer(sent.take(), click -> click.refused("busy"));
        real.answer(sent.take(), click -> click.delivered(""));
        real.flush();

        assertThat(clicks.receipts()).containsExactly(new Receipt.Delivered(Clicks.click(1), 2, ""));
        assertThat(real.close(Duration.ZERO)).isTrue();
    }

    @Test
    void givesUpAfterTenAttempts() throws InterruptedException {
        accept(1);
        for (int attempt = 0; attempt < 10; attempt++) {
            queue.answer(batches.get(attempt), click -> click.refused("busy"));
            tasks.forEach(Runnable::run);
            tasks.clear();
        }

        assertThat(batches).hasSize(10);
        assertThat(clicks.receipts()).containsExactly(failed(1, 10, "busy"));
        queue.flush();
    }

    @Test
    void aSenderThatAnswersAtOnceGoesNoDeeper() throws InterruptedException {
        List<Integer> depths = new ArrayList<>();
        List<BatchQueue<InFlightClick>> opened = new ArrayList<>();
        List<List<InFlightClick>> held = new ArrayList<>();
        BatchQueue<InFlightClick> instant = new BatchQueue<>("instant sink", 20_000, 1, batch -> {
            if (held.isEmpty()) {
                held.add(batch); // the first one, so that the others wait
                return;
            }
            depths.add(new Throwable().getStackTrace().length);
            opened.get(0).answer(batch, click -> click.delivered(""));
        });
        opened.add(instant);
        for (int number = 1; number <= 20_000; number++) {
            instant.accept(clicks.numbered(number));
        }
        instant.answer(held.get(0), click -> click.delivered(""));

        assertThat(clicks.receipts()).hasSize(20_000).allMatch(Receipt.Delivered.class::isInstance);
        assertThat(depths).hasSize(19_999).containsOnly(depths.get(0));
    }

    @Test
    void aSecondAnswerChangesNothing() throws InterruptedException {
        accept(1);
        queue.answer(batches.get(0), click -> click.refused("busy"));
        queue.answer(batches.get(0), click -> click.delivered(""));
        assertThat(clicks.receipts()).isEmpty();
        passPause();
        assertThat(batch(1)).containsExactly(1);
        queue.answer(batches.get(0), click -> click.delivered("late"));

        assertThat(clicks.receipts()).isEmpty();
        queue.answer(batches.get(1), click -> click.delivered("in time"));
        assertThat(clicks.receipts()).containsExactly(new Receipt.Delivered(Clicks.click(1), 2, "in time"));
    }

    @Test
    void aClickOfWhichNothingIsSaidIsUnconfirmed() throws InterruptedException {
        accept(1);
        queue.answer(batches.get(0), click -> {});

        assertThat(clicks.receipts()).containsExactly(unconfirmed(1, 1, "the sink does not say what became of it"));
    }

    @Test
    void deathInAnAnswerFailsTheBatchAndWhatWaits() throws InterruptedException {
        IOException gone = new IOException("410");
        accept(1, 2, 3);
        queue.answer(batches.get(0), click -> queue.die("status 410", gone));
        queue.flush();

        assertThat(clicks.receipts())
                .containsExactlyInAnyOrder(
                        failed(1, 1, "status 410"), failed(2, 0, "status 410"), failed(3, 0, "status 410"));
        assertThatExceptionOfType(SinkException.class)
                .isThrownBy(() -> accept(4))
                .withMessage("test sink takes no more clicks: status 410")
                .withCause(gone);
        assertThat(batches).hasSize(1);
    }

    @Test
    void anErrorOfTheSenderEndsTheSink() throws InterruptedException {
        NoClassDefFoundError gone = new NoClassDefFoundError("Client");
        BatchQueue<InFlightClick> broken = open(batch -> {
            throw gone;
        });
        broken.accept(clicks.numbered(1));
        broken.flush();

        assertThat(clicks.receipts())
                .containsExactly(
                        unconfirmed(1, 1, "Internal error (a bug in csgen): java.lang.NoClassDefFoundError: Client"));
        assertThatExceptionOfType(SinkException.class)
                .isThrownBy(() -> broken.accept(clicks.numbered(2)))
                .withCause(gone);
    }

    @Test
    void anErrorWhileAnAnswerIsReadEndsTheSink() throws InterruptedException {
        accept(1, 2);
        queue.answer(batches.get(0), click -> {
            throw new StackOverflowError();
        });
        queue.flush();

        String reason = "Internal error (a bug in csgen): java.lang.StackOverflowError";
        assertThat(clicks.receipts()).containsExactlyInAnyOrder(unconfirmed(1, 1, reason), failed(2, 0, reason));
    }

    @Test
    void closeSaysWhatBecameOfWhatWaits() throws InterruptedException {
        accept(1, 2);
        queue.answer(batches.get(0), click -> click.refused("busy"));
        accept(3);
        queue.close(Duration.ZERO);
        passPause();

        assertThat(clicks.receipts())
                .containsExactly(
                        failed(1, 1, "busy"),
                        failed(2, 0, "not sent before the sink was closed"),
                        failed(3, 0, "not sent before the sink was closed"));
        assertThat(batches).hasSize(1);
    }

    @Test
    void needsRoomForAClick() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BatchQueue<>("test sink", 0, 1, batch -> {}))
                .withMessage("mostInFlight must be at least 1: 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BatchQueue<>("test sink", 1, 0, batch -> {}))
                .withMessage("mostInBatch must be at least 1: 0");
    }
}
