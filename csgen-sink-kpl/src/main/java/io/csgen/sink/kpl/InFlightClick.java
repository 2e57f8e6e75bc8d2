package io.csgen.sink.kpl;

import io.csgen.click.Click;
import io.csgen.config.Problems;
import io.csgen.sink.Receipt;
import io.csgen.sink.ReceiptListener;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A click on its way from acceptance to its receipt. Guarded by the lock of the sink that accepted it. */
final class InFlightClick {
    private static final int MAX_KEY_CHARACTERS = 256;

    final Click click;
    final ReceiptListener listener;
    final String key;
    final byte[] data;

    /** Its place in the order of acceptance. */
    long number;

    /** The next one with the same key, where that waits for this one. */
    @Nullable
    InFlightClick follower;

    /** Whether the KPL has it, and since when. */
    boolean handedOver;

    long handedOverNanos;

    @Nullable
    Receipt receipt;

    private InFlightClick(Click click, ReceiptListener listener, String key, byte[] data) {
        this.click = click;
        this.listener = listener;
        this.key = key;
        this.data = data;
    }

    /**
     * Returns a click, ready to be accepted.
     *
     * @throws IllegalArgumentException if Kinesis would never take it
     */
    static InFlightClick of(Click click, ReceiptListener listener, KplSinkConfig config) {
        Objects.requireNonNull(listener, "listener");
        String key = config.partitionKey().of(click);
        byte[] data = config.encoder().encode(click);
        if (key.isEmpty() || key.length() > MAX_KEY_CHARACTERS) {
            throw refusal(click, "have a partition key of 1 to " + MAX_KEY_CHARACTERS + " characters", key.length());
        }
        int bytes = key.getBytes(StandardCharsets.UTF_8).length + data.length;
        if (bytes > KplSinkConfig.MAX_RECORD_BYTES) {
            String rule = "have at most " + KplSinkConfig.MAX_RECORD_BYTES + " bytes of partition key and payload";
            throw refusal(click, rule, bytes);
        }
        return new InFlightClick(click, listener, key, data);
    }

    void signal() {
        Objects.requireNonNull(receipt, "receipt").signalTo(listener);
    }

    private static IllegalArgumentException refusal(Click click, String rule, int size) {
        return new IllegalArgumentException(Problems.describe("click " + click.id(), rule, size));
    }
}
