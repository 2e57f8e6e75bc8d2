package io.csgen.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.csgen.click.Click;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every sink must do, one rule of the sink contract after the other. A subclass says how to open
 * a sink whose backend works, and how to look into that backend.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class ClickSinkContract {
    /** Clicks a single thread sends: enough to fill the buffers of a sink several times. */
    private static final int MANY = 20_000;

    private static final int THREADS = 4;

    /** Opens a sink with an empty backend that can hold at least 100,000 clicks. */
    abstract ClickSink open() throws IOException;

    /** Returns the URLs of the clicks in the backend of the sink opened last, in their order there. */
    abstract List<String> backend() throws IOException;

    @Test
    void s1GivesEveryAcceptedClickOneReceiptByTheReturnOfClose() throws Exception {
        CollectedReceipts receipts = new CollectedReceipts();
        List<Click> clicks = SampleClicks.first(MANY);

        ClickSink sink = open();
        send(clicks, sink, receipts);
        sink.close();

        assertThat(receipts.clicks()).containsExactlyInAnyOrderElementsOf(clicks);
        assertThat(receipts.all()).hasOnlyElementsOfType(Receipt.Delivered.class);
        assertThat(receipts.all()).allMatch(receipt -> receipt.attempts() == 1);
        assertThat(backend()).containsExactlyInAnyOrderElementsOf(SampleClicks.urls(clicks));
    }

    @Test
    void s2GivesNoReceiptForAClickWhoseSendThrew() throws Exception {
        CollectedReceipts receipts = new CollectedReceipts();
        ClickSink sink = open();

        assertThatThrownBy(() -> sink.send(null, receipts)).isInstanceOf(NullPointerException.class);
        sink.send(SampleClicks.numbered(1), receipts);
        sink.close();
        assertThatIllegalStateException().isThrownBy(() -> sink.send(SampleClicks.numbered(2), receipts));

        assertThat(receipts.clicks()).containsExactly(SampleClicks.numbered(1));
        assertThat(backend()).containsExactlyElementsOf(SampleClicks.urls(List.of(SampleClicks.numbered(1))));
    }

    @Test
    void s4AcceptsAClickOfAnInterruptedThreadOrThrows() throws Exception {
        CollectedReceipts receipts = new CollectedReceipts();
        List<Click> accepted = new ArrayList<>();

        ClickSink sink = open();
        for (Click click : SampleClicks.first(MANY)) {
            Thread.currentThread().interrupt();
            try {
                sink.send(click, receipts);
                accepted.add(click);
            } catch (InterruptedException e) {
                continue;
            }
        }
        Thread.interrupted();
        sink.close();

        assertThat(receipts.clicks()).containsExactlyInAnyOrderElementsOf(accepted);
        assertThat(backend()).containsExactlyInAnyOrderElementsOf(SampleClicks.urls(accepted));
    }

    @Test
    void s5DeliversTheClicksOfAThreadInOrder() throws Exception {
        List<Click> clicks = SampleClicks.first(MANY);
        try (ClickSink sink = open()) {
            send(clicks, sink, ReceiptListener.NONE);
        }
        assertThat(backend()).containsExactlyElementsOf(SampleClicks.urls(clicks));
    }

    @Test
    void s6FlushReturnsWhenEveryClickBeforeItHasItsReceipt() throws Exception {
        CollectedReceipts receipts = new CollectedReceipts();
        List<Click> clicks = SampleClicks.first(100);
        try (ClickSink sink = open()) {
            for (int i = 0; i < clicks.size(); i++) {
                sink.send(clicks.get(i), receipts);
                sink.flush();
                assertThat(receipts.all()).hasSize(i + 1);
            }
            assertThat(backend()).containsExactlyElementsOf(SampleClicks.urls(clicks));
        }
    }

    @Test
    void s6FlushOfASinkWithoutClicksReturns() throws Exception {
        try (ClickSink sink = open()) {
            sink.flush();
        }
        assertThat(backend()).isEmpty();
    }

    @Test
    void s7ClosesOnlyOnce() throws Exception {
        CollectedReceipts receipts = new CollectedReceipts();
        ClickSink sink = open();
        sink.send(SampleClicks.numbered(1), receipts);
        sink.close();
        sink.close();
        assertThat(receipts.all()).hasSize(1);
        assertThat(backend()).hasSize(1);
    }

    @Test
    void s7KeepsAnInterruptionDuringCloseAndStillDelivers() throws Exception {
        CollectedReceipts receipts = new CollectedReceipts();
        ClickSink sink = open();
        send(SampleClicks.first(10), sink, receipts);
        Thread.currentThread().interrupt();
        sink.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(receipts.all()).hasSize(10).hasOnlyElementsOfType(Receipt.Delivered.class);
    }

    @Test
    void s8RefusesSendAndFlushAfterCloseByName() throws Exception {
        ClickSink sink = open();
        sink.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> sink.send(SampleClicks.numbered(1), ReceiptListener.NONE))
                .withMessage("sink must be open to send: " + sink);
        assertThatIllegalStateException().isThrownBy(sink::flush).withMessage("sink must be open to flush: " + sink);
    }

    @Test
    void s12IsNotDisturbedByListenersThatThrow() throws Exception {
        CollectedReceipts receipts = new CollectedReceipts();
        ReceiptListener failing = receipt -> {
            receipts.receive(receipt);
            if (receipt.click().userId() % 2 == 0) {
                throw new IllegalArgumentException("thrown on purpose");
            }
            throw new AssertionError("thrown on purpose");
        };
        List<Click> clicks = SampleClicks.first(4);

        ClickSink sink = open();
        send(clicks, sink, failing);
        sink.flush();
        send(clicks, sink, receipts);
        sink.close();

        assertThat(receipts.all()).hasSize(8).hasOnlyElementsOfType(Receipt.Delivered.class);
        assertThat(backend()).hasSize(8);
    }

    @RepeatedTest(10)
    void s13TakesClicksAndFlushesFromSeveralThreads() throws Exception {
        CollectedReceipts receipts = new CollectedReceipts();
        List<Click> clicks = SampleClicks.first(THREADS * 1_000);

        ClickSink sink = open();
        inParallel(thread -> {
            for (Click click : clicks) {
                if (click.userId() % THREADS == thread) {
                    sink.send(click, receipts);
                    if (click.userId() % 97 == 0) {
                        sink.flush();
                    }
                }
            }
        });
        sink.close();

        assertThat(receipts.clicks()).containsExactlyInAnyOrderElementsOf(clicks);
        assertThat(backend()).containsExactlyInAnyOrderElementsOf(SampleClicks.urls(clicks));
    }

    @RepeatedTest(10)
    void s13AcceptsOrRefusesEveryClickWhenClosedMeanwhile() throws Exception {
        CollectedReceipts receipts = new CollectedReceipts();
        List<Click> accepted = new ArrayList<>();
        List<Integer> receiptsAtClose = new ArrayList<>();

        ClickSink sink = open();
        inParallel(thread -> {
            if (thread == 0) {
                awaitSize(1_000, accepted);
                sink.close();
                receiptsAtClose.add(receipts.all().size());
                return;
            }
            try {
                for (int i = 0; ; i++) {
                    Click click = SampleClicks.numbered(i * THREADS + thread);
                    sink.send(click, receipts);
                    add(click, accepted);
                }
            } catch (IllegalStateException e) {
                assertThat(e).hasMessage("sink must be open to send: " + sink);
            }
        });

        assertThat(receipts.clicks()).containsExactlyInAnyOrderElementsOf(accepted);
        assertThat(backend()).containsExactlyInAnyOrderElementsOf(SampleClicks.urls(accepted));
        assertThat(receiptsAtClose).containsExactly(accepted.size());
    }

    static void send(List<Click> clicks, ClickSink sink, ReceiptListener listener) throws InterruptedException {
        for (Click click : clicks) {
            sink.send(click, listener);
        }
    }

    /** Work of one of several threads. */
    interface Part {
        void run(int thread) throws Exception;
    }

    private static void inParallel(Part part) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        try {
            CountDownLatch ready = new CountDownLatch(THREADS);
            List<Callable<Void>> parts = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                int thread = i;
                parts.add(() -> {
                    ready.countDown();
                    ready.await();
                    part.run(thread);
                    return null;
                });
            }
            for (Future<Void> done : pool.invokeAll(parts, 30, TimeUnit.SECONDS)) {
                done.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private static void add(Click click, List<Click> to) {
        synchronized (to) {
            to.add(click);
            to.notifyAll();
        }
    }

    private static void awaitSize(int size, List<Click> of) throws InterruptedException {
        synchronized (of) {
            while (of.size() < size) {
                of.wait();
            }
        }
    }
}
