package io.csgen.sink.kpl;

import io.csgen.click.Click;
import io.csgen.click.ClickEncoder;
import io.csgen.click.PartitionKey;
import io.csgen.sink.Receipt;
import io.csgen.sink.ReceiptListener;
import io.csgen.sink.kinesis.stream.KinesisLimits;
import io.csgen.sink.spi.InFlightClick;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A click with its key and payload. Guarded by the lock of the sink that accepted it. */
final class KplClick extends InFlightClick {
    final String key;
    final byte[] data;
    private final Consumer<KplClick> whenLanded;

    /** The next one with the same key, where that waits for this one. */
    @Nullable
    KplClick follower;

    /** When the KPL got it. */
    long handedOverNanos;

    private KplClick(Click click, ReceiptListener listener, String key, byte[] data, Consumer<KplClick> whenLanded) {
        super(click, listener);
        this.key = key;
        this.data = data;
        this.whenLanded = whenLanded;
    }

    /**
     * Returns a click, ready to be accepted.
     *
     * @param whenLanded is told, under the lock, when the click has its receipt
     * @throws IllegalArgumentException if Kinesis would never take it
     */
    static KplClick of(
            Click click,
            ReceiptListener listener,
            PartitionKey partitionKey,
            ClickEncoder encoder,
            Consumer<KplClick> whenLanded) {
        Objects.requireNonNull(listener, "listener");
        String key = partitionKey.of(click);
        byte[] data = encoder.encode(click);
        KinesisLimits.checkKey(click, key);
        int bytes = key.getBytes(StandardCharsets.UTF_8).length + data.length;
        KinesisLimits.checkSize(click, bytes, KinesisLimits.RECORD_BYTES);
        return new KplClick(click, listener, key, data, whenLanded);
    }

    /** Takes over what the KPL says of it; returns whether that was still open. */
    boolean decide(Receipt told) {
        if (!isOpen()) {
            return false;
        }
        attempts(told.attempts());
        if (told instanceof Receipt.Delivered delivered) {
            return delivered(delivered.position());
        }
        return told instanceof Receipt.Failed failed
                ? failed(failed.reason())
                : unconfirmed(((Receipt.Unconfirmed) told).reason());
    }

    @Override
    protected void landed() {
        whenLanded.accept(this);
    }
}
