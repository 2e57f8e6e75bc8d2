package io.csgen.sink.kinesis.scripted;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A place in the space that Kinesis shards divide among them. Immutable.
 *
 * @param value from 0 to below {@link #SPACE}
 */
record HashKey(BigInteger value) implements Comparable<HashKey> {
    /** One more than the highest place. */
    static final BigInteger SPACE = BigInteger.ONE.shiftLeft(128);

    /** Returns where a partition key belongs. */
    static HashKey ofPartitionKey(MessageDigest md5, String partitionKey) {
        return new HashKey(new BigInteger(1, md5.digest(partitionKey.getBytes(StandardCharsets.UTF_8))));
    }

    static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public int compareTo(HashKey other) {
        return value.compareTo(other.value);
    }

    /** Returns the decimal number, as Kinesis writes it. */
    @Override
    public String toString() {
        return value.toString();
    }
}
