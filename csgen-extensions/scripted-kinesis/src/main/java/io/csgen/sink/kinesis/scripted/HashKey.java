package io.csgen.sink.kinesis.scripted;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** A place in the 128-bit space that Kinesis shards divide among them; two unsigned halves. Immutable. */
record HashKey(long high, long low) implements Comparable<HashKey> {
    /** One more than the highest place. */
    static final BigInteger SPACE = BigInteger.ONE.shiftLeft(128);

    static HashKey of(BigInteger value) {
        return new HashKey(value.shiftRight(Long.SIZE).longValue(), value.longValue());
    }

    /** Returns where a partition key belongs. */
    static HashKey ofPartitionKey(MessageDigest md5, String partitionKey) {
        ByteBuffer digest = ByteBuffer.wrap(md5.digest(partitionKey.getBytes(StandardCharsets.UTF_8)));
        return new HashKey(digest.getLong(), digest.getLong());
    }

    static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    BigInteger value() {
        return new BigInteger(
                1, ByteBuffer.allocate(16).putLong(high).putLong(low).array());
    }

    @Override
    public int compareTo(HashKey other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    /** Returns the decimal number, as Kinesis writes it. */
    @Override
    public String toString() {
        return value().toString();
    }
}
