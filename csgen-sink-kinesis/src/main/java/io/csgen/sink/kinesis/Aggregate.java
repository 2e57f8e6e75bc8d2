package io.csgen.sink.kinesis;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Many clicks as one record in the aggregated format of the Kinesis Producer Library: a magic number, a
 * protobuf message (a table of partition keys; then for each click the index of its key and its payload)
 * and the MD5 of that message. Consumers that know the format get each click as a record of its own.
 * Confined to one thread.
 */
final class Aggregate {
    static final byte[] MAGIC = {(byte) 0xf3, (byte) 0x89, (byte) 0x9a, (byte) 0xc2};
    static final int DIGEST_BYTES = 16;

    /** Tags of the message's fields: number of the field, and how it is written. */
    static final byte PARTITION_KEY = 1 << 3 | 2;

    static final byte RECORD = 3 << 3 | 2;
    static final byte RECORD_KEY_INDEX = 1 << 3;
    static final byte RECORD_DATA = 3 << 3 | 2;

    private final int maxBytes;
    private final int maxClicks;
    private final List<KinesisClick> clicks = new ArrayList<>();
    private final Map<String, Integer> keys = new LinkedHashMap<>();
    private int bytes = MAGIC.length + DIGEST_BYTES;

    /**
     * Starts an empty one.
     *
     * @param maxBytes most bytes of the record, those of its own partition key included
     */
    Aggregate(int maxBytes, int maxClicks) {
        this.maxBytes = maxBytes;
        this.maxClicks = maxClicks;
    }

    /** Adds a click if it fits; the first one always does. */
    boolean add(KinesisClick click) {
        Integer known = keys.get(click.key);
        int index = known == null ? keys.size() : known;
        int keyBytes = click.bytes - click.data.length;
        int more = sizeOfField(sizeOfRecord(index, click.data.length))
                + (known == null ? sizeOfField(keyBytes) : 0)
                + (clicks.isEmpty() ? keyBytes : 0); // its key is the record's own
        if (!clicks.isEmpty() && (bytes + more > maxBytes || clicks.size() >= maxClicks)) {
            return false;
        }
        if (known == null && maxClicks > 1) {
            keys.put(click.key, index);
        }
        clicks.add(click);
        bytes += more;
        return true;
    }

    List<KinesisClick> clicks() {
        return clicks;
    }

    /** Returns the bytes that count for the limits of Kinesis. */
    int size() {
        return clicks.size() == 1 ? clicks.get(0).bytes : bytes;
    }

    /** Returns the payload: that of the click itself if there is only one, as no consumer needs more then. */
    byte[] payload() {
        if (clicks.size() == 1) {
            return clicks.get(0).data;
        }
        KinesisClick first = clicks.get(0);
        byte[] target = new byte[bytes - (first.bytes - first.data.length)];
        System.arraycopy(MAGIC, 0, target, 0, MAGIC.length);
        int at = MAGIC.length;
        for (String key : keys.keySet()) {
            byte[] text = key.getBytes(StandardCharsets.UTF_8);
            target[at++] = PARTITION_KEY;
            at = writeBytes(text, target, at);
        }
        for (KinesisClick click : clicks) {
            int index = Objects.requireNonNull(keys.get(click.key));
            target[at++] = RECORD;
            at = writeNumber(sizeOfRecord(index, click.data.length), target, at);
            target[at++] = RECORD_KEY_INDEX;
            at = writeNumber(index, target, at);
            target[at++] = RECORD_DATA;
            at = writeBytes(click.data, target, at);
        }
        MessageDigest md5 = RecordWriter.newMd5();
        md5.update(target, MAGIC.length, at - MAGIC.length);
        System.arraycopy(md5.digest(), 0, target, at, DIGEST_BYTES);
        return target;
    }

    private static int sizeOfRecord(int index, int dataBytes) {
        return 1 + sizeOfNumber(index) + sizeOfField(dataBytes);
    }

    private static int sizeOfField(int length) {
        return 1 + sizeOfNumber(length) + length;
    }

    /** Seven bits go into each byte. */
    private static int sizeOfNumber(int value) {
        return value == 0 ? 1 : (Integer.SIZE - Integer.numberOfLeadingZeros(value) + 6) / 7;
    }

    private static int writeNumber(int value, byte[] target, int offset) {
        int at = offset;
        int rest = value;
        while (rest > 0x7f) {
            target[at++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        target[at++] = (byte) rest;
        return at;
    }

    private static int writeBytes(byte[] source, byte[] target, int offset) {
        int at = writeNumber(source.length, target, offset);
        System.arraycopy(source, 0, target, at, source.length);
        return at + source.length;
    }
}
