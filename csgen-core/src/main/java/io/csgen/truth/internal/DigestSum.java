package io.csgen.truth.internal;

import io.csgen.click.ClickView;

/**
 * Sums up a 128-bit hash of all fields of clicks, of which {@link io.csgen.truth.Digest} says what it is good for. Confined
 * to one thread.
 */
public final class DigestSum {
    // Random odd numbers: what they are does not matter, but for ever.
    private static final long TIME = 0x9e3779b97f4a7c15L;
    private static final long SESSION = 0xd1b54a32d192ed03L;
    private static final long USER = 0xabc98388fb8fac03L;
    private static final long PAGE = 0x8cb92ba72f3d8dd7L;
    private static final long HIGH = 0xda942042e4dd58b5L;
    private static final long LOW = 0xc6bc279692b5cc83L;

    private static final int TYPE_BITS = 3;

    private long high;
    private long low;
    private long highOfOne;
    private long lowOfOne;

    /** Adds a click. */
    public void add(ClickView click) {
        hash(click);
        addHashed();
    }

    /** Adds a click with these values. */
    public void add(long millis, int type, long session, int user, int ordinal, int group, int product) {
        long one = one(millis, type, session);
        long other = other(user, ordinal, group, product);
        high += high(one, other);
        low += low(one, other);
    }

    /** Returns the first half of the hash of a click, of which all bits are good. */
    public long hash(ClickView click) {
        return hash(
                click.timestampMillis(),
                click.type().ordinal(),
                click.sessionId(),
                click.userId(),
                click.ordinal(),
                click.groupId(),
                click.productId());
    }

    /** Returns the same of a click with these values. */
    public long hash(long millis, int type, long session, int user, int ordinal, int group, int product) {
        long one = one(millis, type, session);
        long other = other(user, ordinal, group, product);
        highOfOne = high(one, other);
        lowOfOne = low(one, other);
        return highOfOne;
    }

    /** Adds the click that was hashed last. */
    public void addHashed() {
        high += highOfOne;
        low += lowOfOne;
    }

    /** Returns the sum of the first half of the hashes. */
    public long high() {
        return high;
    }

    /** Returns the sum of the second half of the hashes. */
    public long low() {
        return low;
    }

    private static long one(long millis, int type, long session) {
        return fold((millis << TYPE_BITS | type) ^ TIME, session ^ SESSION);
    }

    private static long other(int user, int ordinal, int group, int product) {
        return fold(words(user, ordinal) ^ USER, words(group, product) ^ PAGE);
    }

    private static long high(long one, long other) {
        return fold(one ^ HIGH, other ^ LOW);
    }

    private static long low(long one, long other) {
        return one ^ Long.rotateLeft(other, Integer.SIZE);
    }

    /** All bits of the product depend on all bits of both; the halves together hide none of them. */
    private static long fold(long a, long b) {
        return Math.multiplyHigh(a, b) ^ a * b;
    }

    private static long words(int high, int low) {
        return (long) high << Integer.SIZE | Integer.toUnsignedLong(low);
    }
}
