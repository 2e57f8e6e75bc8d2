package io.csgen.sink.kinesis;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.Record;

/**
 * Takes the records of a Kinesis data stream apart: those in the aggregated format of the Kinesis Producer
 * Library, which a {@link KinesisSink} with aggregation writes, and plain ones. Use it where a consumer is
 * not built on the Kinesis Client Library: in an AWS Lambda, or where shards are read directly. Has no
 * state, so safe for concurrent use.
 *
 * <pre>{@code
 * for (UserRecord user : Deaggregator.deaggregate(kinesisRecord)) {
 *     consume(user.partitionKey(), user.data());
 * }
 * }</pre>
 *
 * <p>What is no aggregate as a whole, because it was cut, changed or never meant as one, is one plain record
 * with the bytes as they are, so nothing is lost and nothing is thrown.
 */
public final class Deaggregator {
    private static final byte HASH_KEY = 2 << 3 | 2;
    private static final byte RECORD_HASH_KEY_INDEX = 2 << 3;

    /**
     * What a producer sent as one record. Immutable.
     *
     * @param explicitHashKey what places it in the stream instead of the MD5 of its partition key, as a
     *     decimal number; null where there is none, and for plain records, as Kinesis does not tell theirs
     */
    public record UserRecord(String partitionKey, @Nullable String explicitHashKey, SdkBytes data) {}

    /** A record of an aggregate, before all keys are known. */
    private record Entry(long keyIndex, @Nullable Long hashKeyIndex, byte[] data) {}

    private Deaggregator() {}

    /** Returns the user records of a record as Kinesis gives it, in the order in which they were sent. */
    public static List<UserRecord> deaggregate(Record record) {
        return deaggregate(record.partitionKey(), record.data());
    }

    /**
     * Returns the user records of a record, in the order in which they were sent.
     *
     * @param partitionKey that of the record; what an aggregate holds has keys of its own
     * @param data its payload
     * @return one plain record, or those of the aggregate; none if it has none
     */
    public static List<UserRecord> deaggregate(String partitionKey, SdkBytes data) {
        byte[] bytes = data.asByteArrayUnsafe();
        if (isAggregate(bytes)) {
            int start = Aggregate.MAGIC.length;
            ByteBuffer message = ByteBuffer.wrap(bytes, start, bytes.length - Aggregate.DIGEST_BYTES - start);
            try {
                return readAggregate(new ProtobufReader(message));
            } catch (ProtobufReader.Malformed e) {
                // Somebody's plain data, whatever it looks like.
            }
        }
        return List.of(new UserRecord(partitionKey, null, data));
    }

    private static boolean isAggregate(byte[] bytes) {
        int start = Aggregate.MAGIC.length;
        int end = bytes.length - Aggregate.DIGEST_BYTES;
        if (end <= start || !Arrays.equals(bytes, 0, start, Aggregate.MAGIC, 0, start)) {
            return false;
        }
        MessageDigest md5 = RecordWriter.newMd5();
        md5.update(bytes, start, end - start);
        return Arrays.equals(bytes, end, bytes.length, md5.digest(), 0, Aggregate.DIGEST_BYTES);
    }

    private static List<UserRecord> readAggregate(ProtobufReader message) throws ProtobufReader.Malformed {
        List<String> keys = new ArrayList<>();
        List<String> hashKeys = new ArrayList<>();
        List<Entry> entries = new ArrayList<>();
        while (message.hasMore()) {
            int tag = message.readTag();
            switch (tag) {
                case Aggregate.PARTITION_KEY -> keys.add(message.readText());
                case HASH_KEY -> hashKeys.add(message.readText());
                case Aggregate.RECORD -> entries.add(readEntry(message.readMessage()));
                default -> message.skip(tag);
            }
        }
        List<UserRecord> records = new ArrayList<>(entries.size());
        for (Entry entry : entries) {
            Long hashKeyIndex = entry.hashKeyIndex;
            records.add(new UserRecord(
                    lookUp(keys, entry.keyIndex),
                    hashKeyIndex == null ? null : lookUp(hashKeys, hashKeyIndex),
                    SdkBytes.fromByteArrayUnsafe(entry.data)));
        }
        return List.copyOf(records);
    }

    private static Entry readEntry(ProtobufReader message) throws ProtobufReader.Malformed {
        Long keyIndex = null;
        Long hashKeyIndex = null;
        byte[] data = null;
        while (message.hasMore()) {
            int tag = message.readTag();
            switch (tag) {
                case Aggregate.RECORD_KEY_INDEX -> keyIndex = message.readNumber();
                case RECORD_HASH_KEY_INDEX -> hashKeyIndex = message.readNumber();
                case Aggregate.RECORD_DATA -> data = message.readBytes();
                default -> message.skip(tag);
            }
        }
        if (keyIndex == null || data == null) {
            throw new ProtobufReader.Malformed();
        }
        return new Entry(keyIndex, hashKeyIndex, data);
    }

    private static String lookUp(List<String> table, long index) throws ProtobufReader.Malformed {
        if (index < 0 || index >= table.size()) {
            throw new ProtobufReader.Malformed();
        }
        return table.get((int) index);
    }
}
