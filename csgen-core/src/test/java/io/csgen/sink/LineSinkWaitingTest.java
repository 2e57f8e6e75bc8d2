package io.csgen.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.csgen.click.Click;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a line sink waits for a reader that takes nothing. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LineSinkWaitingTest {
    private static final Duration NEVER = Duration.ofHours(1);

    // Three buffers of 64 KiB; a line has 47 to 50 bytes, and room is kept for one of twice that.
    private static final int MIN_BOUND = 3 * (64 * 1024 - 100) / 50;
    private static final int MAX_BOUND = 3 * 64 * 1024 / 47;

    private final CollectedReceipts receipts = new CollectedReceipts();
    private final GatedStream gated = new GatedStream();
    private final LineSink sink = sinkTo(gated, Duration.ofMillis(1));
    private final AtomicInteger accepted = new AtomicInteger();

    @AfterEach
    void release() {
        gated.letThrough();
        sink.close();
    }

    @Test
    void s3BlocksAtTheBoundAndGoesOnBehindIt() throws Exception {
        Blocked sender = blockedSender();
        assertThat(accepted.get()).isBetween(MIN_BOUND, MAX_BOUND);
        assertThat(receipts.all()).isEmpty();

        gated.letThrough();
        sender.awaitEnd();
        sink.close();
        assertThat(accepted.get()).isEqualTo(10_000);
        assertThat(receipts.all()).hasSize(10_000).hasOnlyElementsOfType(Receipt.Delivered.class);
    }

    @Test
    void s6FlushDoesNotWaitForClicksSentLater() throws Exception {
        CollectedReceipts later = new CollectedReceipts();
        try (LineSink other = sinkTo(OutputStream.nullOutputStream(), NEVER)) {
            ReceiptListener sending = receipt -> {
                receipts.receive(receipt);
                assertThat(messageOf(() -> other.send(SampleClicks.numbered(1), later)))
                        .isEmpty();
            };
            other.send(SampleClicks.numbered(0), sending);
            other.flush();
            assertThat(receipts.clicks()).containsExactly(SampleClicks.numbered(0));
            assertThat(later.all()).isEmpty();
        }
        assertThat(later.clicks()).containsExactly(SampleClicks.numbered(1));
    }

    @Test
    void s7CloseWaitsForAReaderThatPauses() throws Exception {
        sink.send(SampleClicks.numbered(1), receipts);
        Blocked closer = blocked(sink::close);
        gated.letThrough();
        closer.awaitEnd();
        assertThat(receipts.all()).containsExactly(new Receipt.Delivered(SampleClicks.numbered(1), 1, ""));
    }

    @Test
    void s7AnInterruptedCloseGivesUpAfterTheDrainTimeout() throws Exception {
        Blocked sender = blockedSender();
        Blocked closer = blocked(sink::close);
        assertThat(sender.failure())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("sink must be open to send: line sink to target");
        int inFlight = accepted.get();
        closer.thread.interrupt();

        String reason = "target must take all data within 1ms of an interruption: " + inFlight + " clicks left";
        assertThat(closer.failure())
                .isInstanceOf(SinkException.class)
                .hasMessage(reason)
                .hasCauseInstanceOf(TimeoutException.class);
        assertThat(receipts.clicks()).containsExactlyElementsOf(SampleClicks.first(inFlight));
        assertThat(receipts.all())
                .allSatisfy(receipt -> assertThat(receipt)
                        .isEqualTo(
                                receipt.attempts() == 0
                                        ? new Receipt.Failed(receipt.click(), 0, reason)
                                        : new Receipt.Unconfirmed(receipt.click(), 1, reason)));
        assertThat(receipts.all()).first().extracting(Receipt::attempts).isEqualTo(1);
        assertThat(receipts.all()).last().extracting(Receipt::attempts).isEqualTo(0);

        gated.letThrough();
        gated.writer().join();
        assertThat(receipts.all()).hasSize(inFlight);
        assertThat(SampleClicks.lines(gated.text())).hasSizeLessThan(inFlight);
    }

    @Test
    void s7AWriteThatEndsWhileCloseGivesUpAddsNoReceipts() throws Exception {
        ReceiptListener releasing = receipt -> {
            receipts.receive(receipt);
            gated.letThrough();
            assertThat(messageOf(gated.writer()::join)).isEmpty();
        };
        sink.send(SampleClicks.numbered(0), releasing);
        sink.send(SampleClicks.numbered(1), receipts);
        Blocked closer = blocked(sink::close);
        gated.awaitWrite();
        closer.thread.interrupt();
        assertThat(closer.failure()).isInstanceOf(SinkException.class);
        assertThat(receipts.clicks()).containsExactlyElementsOf(SampleClicks.first(2));
        assertThat(receipts.all()).hasOnlyElementsOfType(Receipt.Unconfirmed.class);
    }

    @Test
    void s7GivingUpEndsAFlush() throws Exception {
        sink.send(SampleClicks.numbered(1), receipts);
        Blocked flusher = blocked(sink::flush);
        Blocked closer = blocked(sink::close);
        closer.thread.interrupt();
        flusher.awaitEnd();
        assertThat(receipts.all()).singleElement().isInstanceOf(Receipt.Unconfirmed.class);
    }

    @Test
    void s12AListenerMustNotWaitForItsOwnSink() throws Exception {
        List<String> messages = new ArrayList<>();
        LineSink other = sinkTo(OutputStream.nullOutputStream(), NEVER);
        ReceiptListener waiting = receipt -> {
            messages.add(messageOf(other::close));
            messages.add(messageOf(() -> {
                other.send(SampleClicks.numbered(8), ReceiptListener.NONE);
                other.flush();
            }));
            messages.add(messageOf(() -> SampleClicks.send(SampleClicks.first(10_000), other, receipts)));
        };
        other.send(SampleClicks.numbered(1), waiting);
        other.flush();
        other.close();
        String message = "receipt listener must not wait for its own sink: line sink to target";
        assertThat(messages).containsExactly(message, message, message);
    }

    @Test
    void endsItsThread() throws Exception {
        AtomicReference<Thread> writer = new AtomicReference<>(Thread.currentThread());
        LineSink other = sinkTo(OutputStream.nullOutputStream(), NEVER);
        other.send(SampleClicks.numbered(1), receipt -> writer.set(Thread.currentThread()));
        other.close();
        assertThat(writer.get().getName()).isEqualTo("csgen-lines target");
        assertThat(writer.get().isDaemon()).isTrue();
        writer.get().join();
        assertThat(writer.get().isAlive()).isFalse();
    }

    /** Something that waits for the sink, or is about to. */
    private interface WaitingCall {
        void run() throws InterruptedException;
    }

    /** A thread in such a call. */
    private record Blocked(Thread thread, FutureTask<Boolean> task) {
        void awaitEnd() throws Exception {
            assertThat(task.get()).isTrue();
        }

        Throwable failure() throws InterruptedException {
            try {
                throw new AssertionError("must fail: " + task.get());
            } catch (ExecutionException e) {
                return e.getCause();
            }
        }
    }

    private Blocked blockedSender() {
        Blocked sender = blocked(() -> {
            for (Click click : SampleClicks.first(10_000)) {
                sink.send(click, receipts);
                accepted.incrementAndGet();
            }
        });
        await().until(() -> accepted.get() >= MIN_BOUND && isWaiting(sender.thread));
        return sender;
    }

    private static Blocked blocked(WaitingCall call) {
        FutureTask<Boolean> task = new FutureTask<>(() -> {
            call.run();
            return true;
        });
        Thread thread = new Thread(task, "blocked");
        thread.start();
        await().until(() -> isWaiting(thread));
        return new Blocked(thread, task);
    }

    private static boolean isWaiting(Thread thread) {
        return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
    }

    private static String messageOf(WaitingCall call) {
        try {
            call.run();
            return "";
        } catch (IllegalStateException | InterruptedException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static LineSink sinkTo(OutputStream stream, Duration drainTimeout) {
        return LineSink.open(new StreamTarget("target", stream, () -> {}), SampleClicks.URLS, NEVER, drainTimeout);
    }
}
