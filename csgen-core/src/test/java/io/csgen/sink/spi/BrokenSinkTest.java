package io.csgen.sink.spi;

import static io.csgen.sink.spi.Clicks.delivered;
import static io.csgen.sink.spi.Clicks.failed;
import static io.csgen.sink.spi.Clicks.unconfirmed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.sun.management.ThreadMXBean;
import io.csgen.click.Click;
import io.csgen.sink.Receipt;
import io.csgen.sink.ReceiptListener;
import io.csgen.sink.SinkException;
import io.csgen.sink.spi.InFlightWindow.Transport;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Whatever a sink's own code throws, each click gets its receipt and nobody waits for ever. */
@Timeout(60)
class BrokenSinkTest {
    private static final NoClassDefFoundError GONE = new NoClassDefFoundError("Client");
    private static final String REASON = "Internal error (a bug in csgen): java.lang.NoClassDefFoundError: Client";
    private static final OutOfMemoryError NO_MEMORY = new OutOfMemoryError("unable to create native thread");
    private static final String OUT_OF_MEMORY = "Out of memory: unable to create native thread";

    private final Clicks clicks = new Clicks();

    private static final class Broken implements Transport {
        private Error atPush;
        private Error atStop;
        private Error atClose;
        private Error atClock;

        private static void fail(Error error) {
            if (error != null) {
                throw error;
            }
        }

        @Override
        public void push() {
            fail(atPush);
        }

        @Override
        public void stop() {
            fail(atStop);
        }

        @Override
        public void close() {
            fail(atClose);
        }

        @Override
        public void after(Duration delay, Runnable task) {
            fail(atClock);
        }
    }

    private final Broken transport = new Broken();
    private final InFlightWindow window = new InFlightWindow("test sink", 10_000, transport);

    private <E extends InFlightClick> E sent(E click) throws InterruptedException {
        window.accept(click, accepted -> !accepted.attempt());
        return click;
    }

    private InFlightClick sent(int number) throws InterruptedException {
        return sent(clicks.numbered(number));
    }

    private void waiting(int number) throws InterruptedException {
        window.accept(clicks.numbered(number), click -> false);
    }

    private void assertDead(String reason, Throwable cause) {
        assertThatExceptionOfType(SinkException.class)
                .isThrownBy(() -> waiting(99))
                .withMessage("test sink takes no more clicks: " + reason)
                .havingCause()
                .isSameAs(cause);
    }

    @Test
    void anErrorWhileAnAnswerIsReadEndsTheSink() throws InterruptedException {
        InFlightClick read = sent(1);
        InFlightClick refused = sent(2);
        InFlightClick unread = sent(3);
        InFlightClick other = sent(4);
        waiting(5);
        Caller flush = Caller.of(window::flush).awaitWaiting();

        window.settle(List.of(read, refused, unread), () -> {
            read.delivered("");
            refused.refused("busy");
            throw GONE;
        });

        assertThat(clicks.receipts())
                .containsExactlyInAnyOrder(
                        delivered(1), failed(2, 1, REASON), unconfirmed(3, 1, REASON), failed(5, 0, REASON));
        window.settle(List.of(other), () -> other.delivered("")); // is still under way
        assertThat(flush.outcome()).isNull();
        assertDead(REASON, GONE);
    }

    @Test
    void anErrorOfTheTransportEndsTheSinkAndAllThatMayBeUnderWay() throws InterruptedException {
        sent(1);
        waiting(2);
        transport.atPush = GONE;

        window.flush();

        assertThat(clicks.receipts()).containsExactlyInAnyOrder(unconfirmed(1, 1, REASON), failed(2, 0, REASON));
        assertDead(REASON, GONE);
    }

    @Test
    void anErrorOfTheTransportInSendEndsTheSinkAndNotTheSender() throws InterruptedException {
        transport.atPush = NO_MEMORY;
        window.accept(clicks.numbered(1), click -> true);

        assertThat(clicks.receipts()).containsExactly(failed(1, 0, OUT_OF_MEMORY));
        assertDead(OUT_OF_MEMORY, NO_MEMORY);
    }

    @Test
    void anErrorAfterAReceiptEndsTheSink() throws InterruptedException {
        InFlightClick click = sent(new InFlightClick(Clicks.click(1), clicks) {
            @Override
            protected void landed() {
                throw NO_MEMORY;
            }
        });
        waiting(2);

        window.settle(List.of(click), () -> click.delivered(""));
        window.flush();

        assertThat(clicks.receipts()).containsExactly(delivered(1), failed(2, 0, OUT_OF_MEMORY));
        assertDead(OUT_OF_MEMORY, NO_MEMORY);
    }

    @Test
    void whatTheSinkKnowsToBeLostIsUnconfirmed() throws InterruptedException {
        InFlightClick lost = sent(1);
        InFlightClick underWay = sent(2);
        waiting(3);

        window.crash(GONE, List.of(lost));

        assertThat(clicks.receipts()).containsExactlyInAnyOrder(unconfirmed(1, 1, REASON), failed(3, 0, REASON));
        window.settle(List.of(underWay), () -> underWay.delivered(""));
        assertThat(clicks.receipts()).last().isEqualTo(delivered(2));
    }

    @Test
    void closesWhateverItsPartsThrow() throws InterruptedException {
        sent(1);
        transport.atStop = GONE;
        transport.atClose = GONE;
        transport.atClock = NO_MEMORY;

        assertThat(window.close(Duration.ofDays(1))).isTrue();

        assertThat(clicks.receipts()).containsExactly(unconfirmed(1, 1, "no answer when the sink was closed"));
        assertThat(window.close(Duration.ofDays(1))).isFalse();
    }

    @Test
    void closesWhereThePushOfCloseThrows() throws InterruptedException {
        sent(1);
        transport.atPush = GONE;

        window.close(Duration.ofDays(1));

        assertThat(clicks.receipts()).containsExactly(unconfirmed(1, 1, REASON));
    }

    // Memory

    /** A click for whose receipt there is no memory a number of times. */
    private static final class Heavy extends InFlightClick {
        private final AtomicInteger failures;

        private Heavy(int number, ReceiptListener listener, int failures) {
            super(Clicks.click(number), listener);
            this.failures = new AtomicInteger(failures);
        }

        @Override
        Receipt receipt() {
            if (failures.getAndDecrement() > 0) {
                throw NO_MEMORY;
            }
            return super.receipt();
        }
    }

    @Test
    void whereMemoryEndsForAMomentTheReceiptComesAfterTheOthers() throws InterruptedException {
        InFlightClick heavy = sent(new Heavy(1, clicks, 1));
        InFlightClick light = sent(2);

        window.settle(List.of(heavy, light), () -> {
            heavy.delivered("");
            light.delivered("");
        });

        assertThat(clicks.receipts()).containsExactly(delivered(2), delivered(1));
        window.settle(List.of(sent(3)));
    }

    @Test
    void whereMemoryHasEndedTheSinkEndsAndWhoWaitsForAReceiptIsTold() throws InterruptedException {
        InFlightClick heavy = sent(new Heavy(1, clicks, Integer.MAX_VALUE));
        waiting(2);
        Caller flush = Caller.of(window::flush).awaitWaiting();

        window.settle(List.of(heavy), () -> heavy.delivered(""));

        assertThat(flush.outcome()).isInstanceOf(OutOfMemoryError.class);
        assertThat(clicks.numbers()).containsExactly(2);
        assertThatExceptionOfType(SinkException.class)
                .isThrownBy(() -> waiting(3))
                .withCauseInstanceOf(OutOfMemoryError.class);
        transport.atClock = NO_MEMORY;
        assertThat(window.close(Duration.ofDays(1))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aReceiptThatThereWasNoMemoryForIsGivenToWhoWaitsForIt(boolean byClose) throws InterruptedException {
        InFlightClick heavy = sent(new Heavy(1, clicks, 4)); // two times two, as the end of the sink tries again

        window.settle(List.of(heavy), () -> heavy.delivered(""));
        assertThat(clicks.receipts()).isEmpty();
        if (byClose) {
            window.close(Duration.ZERO);
        } else {
            window.flush();
        }

        assertThat(clicks.receipts()).containsExactly(delivered(1));
    }

    /** The end of a sink with many clicks makes their receipts and little else, as there may be no memory for more. */
    @Test
    void theEndNeedsMemoryForReceiptsOnly() throws InterruptedException {
        long[] sum = new long[1];
        ReceiptListener counting = receipt -> sum[0] += receipt.attempts();
        int many = 10_000;
        for (int number = 1; number <= many; number++) {
            window.accept(new InFlightClick(Clicks.click(number), counting), click -> false);
        }
        InFlightWindow warm = new InFlightWindow("warm sink", 1, () -> {});
        warm.accept(new InFlightClick(Clicks.click(1), counting), click -> false);
        warm.crash(NO_MEMORY, List.of());
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

        long before = threads.getCurrentThreadAllocatedBytes();
        window.crash(NO_MEMORY, List.of());
        long bytes = threads.getCurrentThreadAllocatedBytes() - before;

        long words = 50_000;
        assertThat(bytes).isLessThan(bytesOfReceipt() * many + words);
        assertThat(sum).containsExactly(0);
    }

    private static long bytesOfReceipt() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        Click click = Clicks.click(1);
        List<Receipt> receipts = new ArrayList<>(1_000);
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 1_000; i++) {
            receipts.add(new Receipt.Failed(click, 0, ""));
        }
        return (threads.getCurrentThreadAllocatedBytes() - before) / receipts.size();
    }

    // What is logged

    @Test
    void theLogSaysOnceWhyASinkEnds() throws InterruptedException {
        Logger logger = (Logger) LoggerFactory.getLogger(InFlightWindow.class);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        logger.setAdditive(false);
        logger.setLevel(Level.WARN);
        try {
            window.die("stream missing", GONE);
            window.die("access denied", GONE);
            window.crash(NO_MEMORY, List.of());
            transport.atClock = NO_MEMORY;
            transport.atClose = GONE;
            InFlightWindow other = new InFlightWindow("other sink", 1, transport);
            other.accept(clicks.numbered(1), click -> false);
            other.close(Duration.ofDays(1));
        } finally {
            logger.detachAppender(log);
            logger.setAdditive(true);
            logger.setLevel(Level.OFF);
        }

        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "test sink takes no more clicks: stream missing",
                        "other sink cannot wait for receipts",
                        "other sink could not let go of all it holds");
    }
}
