package io.csgen.sink.kinesis;

import io.csgen.click.Click;
import io.csgen.config.Problems;
import io.csgen.sink.ReceiptListener;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;

/** Turns clicks into records of a stream and checks the limits of Kinesis. Immutable. */
record RecordWriter(KinesisSinkConfig config) {
    private static final int MAX_KEY_CHARACTERS = 256;

    /**
     * Returns a click as a record, ready to be accepted.
     *
     * @throws IllegalArgumentException if Kinesis would never take it
     */
    InFlightClick write(Click click, ReceiptListener listener) {
        Objects.requireNonNull(listener, "listener");
        String key = config.partitionKey().of(click);
        byte[] data = config.encoder().encode(click);
        require(
                !key.isEmpty() && key.length() <= MAX_KEY_CHARACTERS,
                click,
                "have a partition key of 1 to " + MAX_KEY_CHARACTERS + " characters",
                key.length());
        int bytes = key.getBytes(StandardCharsets.UTF_8).length + data.length;
        int maxBytes = Math.min(KinesisSinkConfig.MAX_RECORD_BYTES, config.maxBatchBytes());
        require(bytes <= maxBytes, click, "have at most " + maxBytes + " bytes of partition key and payload", bytes);
        PutRecordsRequestEntry entry = PutRecordsRequestEntry.builder()
                .partitionKey(key)
                .data(SdkBytes.fromByteArrayUnsafe(data))
                .build();
        return new InFlightClick(click, listener, entry, bytes);
    }

    private static void require(boolean holds, Click click, String rule, int size) {
        if (!holds) {
            throw new IllegalArgumentException(Problems.describe("click " + click.id(), rule, size));
        }
    }
}
