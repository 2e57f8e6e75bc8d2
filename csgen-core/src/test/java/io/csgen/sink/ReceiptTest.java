package io.csgen.sink;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class ReceiptTest {
    private static final Receipt RECEIPT = new Receipt.Delivered(SampleClicks.numbered(4), 1, "");

    private final Logger logger = (Logger) LoggerFactory.getLogger(Receipt.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void captureLog() {
        log.start();
        logger.addAppender(log);
        logger.setAdditive(false);
        logger.setLevel(Level.WARN);
    }

    @AfterEach
    void releaseLog() {
        logger.detachAppender(log);
        logger.setAdditive(true);
        logger.setLevel(Level.OFF);
    }

    @Test
    void reachesItsListener() {
        CollectedReceipts receipts = new CollectedReceipts();
        RECEIPT.signalTo(receipts);
        assertThat(receipts.all()).containsExactly(RECEIPT);
        assertThat(log.list).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(classes = {IllegalStateException.class, AssertionError.class, StackOverflowError.class})
    void logsWhatItsListenerThrows(Class<? extends Throwable> type) {
        RECEIPT.signalTo(receipt -> throwUnchecked(type));
        assertThat(log.list).singleElement().satisfies(event -> {
            assertThat(event.getFormattedMessage())
                    .isEqualTo("a receipt listener failed, which changes nothing else: click 0000000000000001-2");
            assertThat(event.getThrowableProxy().getClassName()).isEqualTo(type.getName());
        });
    }

    private static void throwUnchecked(Class<? extends Throwable> type) {
        if (type == IllegalStateException.class) {
            throw new IllegalStateException("thrown on purpose");
        }
        throw type == AssertionError.class ? new AssertionError("thrown on purpose") : new StackOverflowError();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Rate exceeded for shard shardId-000000000003 in stream clicks under account 123456789012."
                        + " | Rate exceeded for shard shardId-… in stream clicks under account ….",
                "Connection refused: localhost/127.0.0.1:4567 | Connection refused: localhost/…",
                "request 5b1a6f0e-3c1d-4c7e-9a56-0123456789ab broke | request … broke",
                "curlCode: 28, Operation timed out after 6001 milliseconds with 12 out of 345 bytes received"
                        + " | curlCode: 28, Operation timed out after … milliseconds with … bytes received",
                "Signature expired: 20261128T150000Z is now | Signature expired: … is now",
                "2 results for 3 records | 2 results for 3 records",
            })
    void reasonsLeaveOutWhatDiffersFromClickToClick(String text, String reason) {
        assertThat(Receipt.reason(text)).isEqualTo(reason);
    }

    @Test
    void aReasonIsOneLine() {
        assertThat(Receipt.reason("first\nsecond")).doesNotContain("\n").startsWith("first");
    }
}
