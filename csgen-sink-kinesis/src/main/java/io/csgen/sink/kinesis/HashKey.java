package io.csgen.sink.kinesis;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import java.nio.ByteOrder;

/**
 * A place in the hash space of a stream: the MD5 of a partition key as an unsigned number of 128 bits.
 * Immutable.
 */
record HashKey(long high, long low) implements Comparable<HashKey> {
    static final HashKey MIN = new HashKey(0, 0);
    static final HashKey MAX = new HashKey(-1, -1);

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final BigInteger TWO_TO_THE_64 = BigInteger.ONE.shiftLeft(Long.SIZE);

    static HashKey ofMd5(byte[] digest) {
        return new HashKey((long) LONGS.get(digest, 0), (long) LONGS.get(digest, Long.BYTES));
    }

    /** Reads the decimal notation that Kinesis uses. */
    static HashKey parse(String decimal) {
        BigInteger number = new BigInteger(decimal);
        return new HashKey(number.shiftRight(Long.SIZE).longValue(), number.longValue());
    }

    @Override
    public int compareTo(HashKey other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    /** Returns the decimal notation that Kinesis uses. */
    @Override
    public String toString() {
        return unsigned(high).multiply(TWO_TO_THE_64).add(unsigned(low)).toString();
    }

    private static BigInteger unsigned(long bits) {
        return new BigInteger(Long.toUnsignedString(bits));
    }
}
