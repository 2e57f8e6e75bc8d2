package io.csgen.sink.kinesis.scripted;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A record of a stream. Immutable as long as nobody changes the bytes.
 *
 * @param shardId the Kinesis shard
 * @param sequence its place among all records of the stream; increases, with gaps
 * @param explicitHashKey the hash key that the sender chose instead of the partition key's, if any
 * @param data the payload, not copied
 * @param arrivalMillis when it came, in milliseconds since 1970
 */
public record HeldRecord(
        String shardId,
        long sequence,
        String partitionKey,
        @Nullable String explicitHashKey,
        byte[] data,
        long arrivalMillis) {
    private static final String PREFIX = "4966" + "0".repeat(33);
    private static final int DIGITS = 19;

    /** Returns the sequence number as the service writes it: longer than any machine number. */
    public String sequenceNumber() {
        return sequenceNumber(sequence);
    }

    /** Returns the payload as text. */
    public String text() {
        return new String(data, StandardCharsets.UTF_8);
    }

    static String sequenceNumber(long sequence) {
        String digits = Long.toString(sequence);
        return PREFIX + "0".repeat(DIGITS - digits.length()) + digits;
    }

    /** Returns the place that a sequence number tells, or -1 if it is none. */
    static long sequence(String sequenceNumber) {
        boolean ours = sequenceNumber.startsWith(PREFIX)
                && sequenceNumber.length() == PREFIX.length() + DIGITS
                && sequenceNumber.chars().allMatch(digit -> digit >= '0' && digit <= '9');
        return ours ? Long.parseLong(sequenceNumber.substring(PREFIX.length())) : -1;
    }
}
