package io.csgen.sink.kinesis;

import io.csgen.click.Click;
import io.csgen.click.ClickEncoder;
import io.csgen.click.PartitionKey;
import io.csgen.sink.ReceiptListener;
import io.csgen.sink.SinkProvider.SinkSettings;
import io.csgen.sink.kinesis.stream.KinesisLimits;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Objects;

/** Turns clicks into payloads and hashed keys, and checks the limits of Kinesis. Safe for concurrent use. */
final class RecordWriter {
    /** What a thread uses again for each click. */
    private static final class Desk {
        final MessageDigest md5 = newMd5();
        final byte[] buffer;

        Desk(int bytes) {
            buffer = new byte[bytes];
        }
    }

    private final PartitionKey partitionKey;
    private final ClickEncoder encoder;
    private final int maxBytes;
    private final ThreadLocal<Desk> desks;

    RecordWriter(KinesisSinkConfig config) {
        partitionKey = config.get(SinkSettings.PARTITION_KEY);
        encoder = config.encoder();
        maxBytes = Math.min(KinesisLimits.RECORD_BYTES, config.get(KinesisSinkConfig.MAX_BATCH_BYTES));
        desks = ThreadLocal.withInitial(() -> new Desk(encoder.maxBytes()));
    }

    /**
     * Returns a click, ready to be accepted.
     *
     * @throws IllegalArgumentException if Kinesis would never take it
     */
    KinesisClick write(Click click, ReceiptListener listener) {
        Objects.requireNonNull(listener, "listener");
        String key = partitionKey.of(click);
        Desk desk = desks.get();
        byte[] data = Arrays.copyOf(desk.buffer, encoder.encode(click, desk.buffer, 0));
        KinesisLimits.checkKey(click, key);
        byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
        int bytes = keyBytes.length + data.length;
        KinesisLimits.checkSize(click, bytes, maxBytes);
        return new KinesisClick(click, listener, key, HashKey.ofMd5(desk.md5.digest(keyBytes)), data, bytes);
    }

    /** Returns the hash that Kinesis itself uses. */
    static MessageDigest newMd5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }
}
