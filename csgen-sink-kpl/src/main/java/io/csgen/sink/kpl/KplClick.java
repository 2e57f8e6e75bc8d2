package io.csgen.sink.kpl;

import io.csgen.click.Click;
import io.csgen.click.ClickEncoder;
import io.csgen.click.PartitionKey;
import io.csgen.config.Problems;
import io.csgen.sink.Receipt;
import io.csgen.sink.ReceiptListener;
import io.csgen.sink.spi.InFlightClick;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A click with its key and payload. Guarded by the lock of the sink that accepted it. */
final class KplClick extends InFlightClick {
    private static final int MAX_KEY_CHARACTERS = 256;

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
        if (key.isEmpty() || key.length() > MAX_KEY_CHARACTERS) {
            throw refusal(click, "have a partition key of 1 to " + MAX_KEY_CHARACTERS + " characters", key.length());
        }
        int bytes = key.getBytes(StandardCharsets.UTF_8).length + data.length;
        if (bytes > KplSinkConfig.MAX_RECORD_BYTES) {
            String rule = "have at most " + KplSinkConfig.MAX_RECORD_BYTES + " bytes of partition key and payload";
            throw refusal(click, rule, bytes);
        }
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

    private static IllegalArgumentException refusal(Click click, String rule, int size) {
        return new IllegalArgumentException(Problems.describe("click " + click.id(), rule, size));
    }
}
