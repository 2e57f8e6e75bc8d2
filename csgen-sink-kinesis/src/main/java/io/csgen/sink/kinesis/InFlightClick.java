package io.csgen.sink.kinesis;

import io.csgen.click.Click;
import io.csgen.sink.Receipt;
import io.csgen.sink.ReceiptListener;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;

/** A click on its way from acceptance to its receipt. Guarded by the lock of the sink that accepted it. */
final class InFlightClick {
    final Click click;
    final ReceiptListener listener;
    final PutRecordsRequestEntry entry;
    final int bytes;

    /** The clicks it is counted with, once accepted. */
    @Nullable
    Watermark watermark;

    /** When it is to be sent at the latest, even if it is alone. */
    long dueNanos;

    int attempts;
    long firstAttemptNanos;

    /** Whether an attempt without a clear answer may have written it. */
    boolean maybeWritten;

    /** Whether its next request must hold nothing else, so that a rejection is about it and no other. */
    boolean alone;

    @Nullable
    Receipt receipt;

    InFlightClick(Click click, ReceiptListener listener, PutRecordsRequestEntry entry, int bytes) {
        this.click = click;
        this.listener = listener;
        this.entry = entry;
        this.bytes = bytes;
    }

    void attemptAt(long now) {
        firstAttemptNanos = attempts == 0 ? now : firstAttemptNanos;
        attempts++;
    }

    void delivered(String position) {
        receipt = new Receipt.Delivered(click, attempts, position);
    }

    void unconfirmed(String reason) {
        receipt = new Receipt.Unconfirmed(click, attempts, reason);
    }

    /** Gives up, as far as is known for certain. */
    void failed(String reason) {
        receipt = maybeWritten
                ? new Receipt.Unconfirmed(click, attempts, reason)
                : new Receipt.Failed(click, attempts, reason);
    }

    /** Ends the flight where those who flush can see it. */
    void land() {
        Objects.requireNonNull(watermark, "watermark").receipted();
    }

    void signal() {
        Objects.requireNonNull(receipt, "receipt").signalTo(listener);
    }
}
