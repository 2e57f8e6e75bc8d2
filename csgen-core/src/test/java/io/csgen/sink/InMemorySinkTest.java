package io.csgen.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.csgen.click.Click;
import io.csgen.sink.testing.ClickSinkContract;
import io.csgen.sink.testing.SinkBackend;
import io.csgen.sink.testing.SinkTraits;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class InMemorySinkTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @Nested
    class WithCapacityKeepsTheContract extends MemoryContract {
        WithCapacityKeepsTheContract() {
            super(InMemorySink::withCapacity);
        }
    }

    @Nested
    class OfLastKeepsTheContract extends MemoryContract {
        OfLastKeepsTheContract() {
            super(InMemorySink::ofLast);
        }
    }

    private abstract static class MemoryContract extends ClickSinkContract {
        private final IntFunction<InMemorySink> opening;

        private MemoryContract(IntFunction<InMemorySink> opening) {
            this.opening = opening;
        }

        @Override
        protected SinkTraits traits() {
            return SinkTraits.plain();
        }

        @Override
        protected SinkBackend backend() {
            return new MemoryBackend(opening.apply(10_000_000));
        }
    }

    @Test
    void saysThatItIsClosed() {
        InMemorySink sink = InMemorySink.ofLast(1);
        sink.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> sink.send(SampleClicks.numbered(1), ReceiptListener.NONE))
                .withMessage("sink must be open to send: memory sink");
        assertThatIllegalStateException()
                .isThrownBy(sink::flush)
                .withMessage("sink must be open to flush: memory sink");
    }

    @Test
    void saysInReceiptsHowManyClicksCameBefore() {
        CollectedReceipts receipts = new CollectedReceipts();
        InMemorySink sink = InMemorySink.ofLast(1);
        SampleClicks.first(3).forEach(click -> sink.send(click, receipts));
        assertThat(receipts.all())
                .containsExactly(
                        new Receipt.Delivered(SampleClicks.numbered(0), 1, "0"),
                        new Receipt.Delivered(SampleClicks.numbered(1), 1, "1"),
                        new Receipt.Delivered(SampleClicks.numbered(2), 1, "2"));
    }

    @Test
    void refusesTheClickThatExceedsItsCapacity() {
        CollectedReceipts receipts = new CollectedReceipts();
        InMemorySink sink = filled(InMemorySink.withCapacity(3), 3);
        assertThatExceptionOfType(SinkException.class)
                .isThrownBy(() -> sink.send(SampleClicks.numbered(3), receipts))
                .withMessage("memory sink must have room for one more click (open it with a larger capacity, clear it,"
                        + " or keep only the latest with InMemorySink.ofLast): capacity 3")
                .withNoCause();
        assertThat(sink.clicks()).containsExactlyElementsOf(SampleClicks.first(3));
        assertThat(sink.count()).isEqualTo(3);
        assertThat(receipts.all()).isEmpty();
    }

    @Test
    void keepsTheLatestClicksAndCountsAll() {
        InMemorySink sink = filled(InMemorySink.ofLast(3), 10);
        assertThat(sink.clicks())
                .containsExactlyElementsOf(SampleClicks.first(10).subList(7, 10));
        assertThat(sink.count()).isEqualTo(10);
    }

    @Test
    void startsOverWhenCleared() {
        InMemorySink sink = filled(InMemorySink.withCapacity(3), 3);
        sink.clear();
        assertThat(sink.clicks()).isEmpty();
        assertThat(sink.count()).isZero();
        CollectedReceipts receipts = new CollectedReceipts();
        sink.send(SampleClicks.numbered(7), receipts);
        assertThat(receipts.all()).containsExactly(new Receipt.Delivered(SampleClicks.numbered(7), 1, "0"));
    }

    @Test
    void picksTheClicksOfAUserAndOfASession() {
        InMemorySink sink = filled(InMemorySink.withCapacity(9), 9);
        assertThat(sink.clicksOfUser(4)).containsExactly(SampleClicks.numbered(4));
        assertThat(sink.clicksOfUser(9)).isEmpty();
        assertThat(sink.clicksOfSession(1))
                .containsExactlyElementsOf(SampleClicks.first(9).subList(3, 6));
        assertThat(sink.clicksOfSession(3)).isEmpty();
    }

    @Test
    void groupsSessionsInTheOrderOfTheirFirstClick() {
        InMemorySink sink = InMemorySink.withCapacity(10);
        for (int user : new int[] {6, 0, 7, 3, 1, 8}) {
            sink.send(SampleClicks.numbered(user), ReceiptListener.NONE);
        }
        assertThat(sink.sessions().keySet()).containsExactly(2L, 0L, 1L);
        assertThat(sink.sessions().get(2L)).extracting(Click::userId).containsExactly(6, 7, 8);
    }

    @Test
    void givesViewsThatStayAsTheyAre() {
        InMemorySink sink = filled(InMemorySink.ofLast(3), 3);
        List<Click> before = sink.clicks();
        filled(sink, 1);
        assertThat(before).containsExactlyElementsOf(SampleClicks.first(3));
        assertThat(before).isUnmodifiable();
        assertThat(sink.sessions()).isUnmodifiable();
    }

    @Test
    void canBeReadAfterClose() {
        InMemorySink sink = filled(InMemorySink.withCapacity(3), 3);
        sink.close();
        assertThat(sink.clicks()).containsExactlyElementsOf(SampleClicks.first(3));
        assertThat(sink.sessions()).hasSize(1);
        assertThat(sink.count()).isEqualTo(3);
    }

    @Test
    void awaitReturnsAtOnceWhenTheNumberIsReached() throws Exception {
        InMemorySink sink = filled(InMemorySink.ofLast(1), 3);
        sink.close();
        sink.await(3, Duration.ZERO);
        assertThat(sink.count()).isEqualTo(3);
    }

    @Test
    void awaitWaitsForAnotherThread() throws Exception {
        InMemorySink sink = InMemorySink.withCapacity(1_000);
        CompletableFuture<Long> seen = CompletableFuture.supplyAsync(() -> {
            await(sink, 1_000);
            return sink.count();
        });
        filled(sink, 1_000);
        assertThat(seen.get(30, TimeUnit.SECONDS)).isEqualTo(1_000);
    }

    @Test
    void awaitSaysWhatCameWhenTimeIsUp() {
        InMemorySink sink = filled(InMemorySink.withCapacity(3), 2);
        assertThatExceptionOfType(TimeoutException.class)
                .isThrownBy(() -> sink.await(3, Duration.ofMillis(1)))
                .withMessage("memory sink must receive 3 clicks within 1ms: 2");
    }

    @Test
    void awaitDoesNotWaitForASinkThatIsClosed() {
        InMemorySink sink = filled(InMemorySink.withCapacity(3), 2);
        sink.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> sink.await(3, LONG))
                .withMessage("memory sink must receive 3 clicks before it is closed: 2");
    }

    @Test
    void awaitEndsWhenTheSinkIsClosedMeanwhile() {
        InMemorySink sink = InMemorySink.withCapacity(3);
        CountDownLatch started = new CountDownLatch(1);
        CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> {
            started.countDown();
            await(sink, 1);
        });
        await(started);
        sink.close();
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(waiting::join)
                .withCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void awaitAnswersInterruption() {
        InMemorySink sink = InMemorySink.withCapacity(3);
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> sink.await(1, LONG));
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void requiresACapacity() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InMemorySink.withCapacity(0))
                .withMessage("capacity must be at least 1: 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> InMemorySink.ofLast(-1))
                .withMessage("capacity must be at least 1: -1");
    }

    private static InMemorySink filled(InMemorySink sink, int count) {
        SampleClicks.first(count).forEach(click -> sink.send(click, ReceiptListener.NONE));
        return sink;
    }

    private static void await(InMemorySink sink, long count) {
        try {
            sink.await(count, LONG);
        } catch (InterruptedException | TimeoutException e) {
            throw new CompletionException(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new CompletionException(e);
        }
    }
}
