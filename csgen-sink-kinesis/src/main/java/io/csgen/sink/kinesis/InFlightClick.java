package io.csgen.sink.kinesis;

import io.csgen.click.Click;
import io.csgen.sink.Receipt;
import io.csgen.sink.ReceiptListener;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A click on its way from acceptance to its receipt. Guarded by the lock of the sink that accepted it. */
final class InFlightClick {
    final Click click;
    final ReceiptListener listener;
    final String key;
    final HashKey hash;
    final byte[] data;

    /** Those of key and payload. */
    final int bytes;

    /** The clicks it is counted with, once accepted. */
    @Nullable
    Watermark watermark;

    /** When it is to be sent at the latest, even if it is alone. */
    long dueNanos;

    int attempts;
    long firstAttemptNanos;

    /** What went wrong at the last attempt; null before any did. */
    @Nullable
    String trouble;

    /** Whether an attempt without a clear answer may have written it. */
    boolean maybeWritten;

    /** How much its next request may hold, so that a rejection is about little else. */
    Company company = Company.ANY;

    enum Company {
        /** Whatever there is. */
        ANY,
        /** One record. */
        RECORD,
        /** This click alone. */
        NONE
    }

    @Nullable
    Receipt receipt;

    InFlightClick(Click click, ReceiptListener listener, String key, HashKey hash, byte[] data, int bytes) {
        this.click = click;
        this.listener = listener;
        this.key = key;
        this.hash = hash;
        this.data = data;
        this.bytes = bytes;
    }

    void attemptAt(long now) {
        firstAttemptNanos = attempts == 0 ? now : firstAttemptNanos;
        attempts++;
    }

    void delivered(String position) {
        receipt = new Receipt.Delivered(click, attempts, position);
    }

    /** Gives up: what cannot be in the stream has failed, of the rest nobody knows. */
    void giveUp(String reason) {
        String text = Receipt.reason(reason);
        receipt = maybeWritten
                ? new Receipt.Unconfirmed(click, attempts, text)
                : new Receipt.Failed(click, attempts, text);
    }

    /** Ends the flight where those who flush can see it. */
    void land() {
        Objects.requireNonNull(watermark, "watermark").receipted();
    }

    void signal() {
        Objects.requireNonNull(receipt, "receipt").signalTo(listener);
    }
}
