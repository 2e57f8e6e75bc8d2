package io.csgen.truth;

import io.csgen.click.ClickView;
import io.csgen.config.ConfigException;
import io.csgen.config.Problems;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A digest of many clicks that does not depend on their order: the sum of a 128-bit hash of all fields of each. One
 * click more, less, twice or with another value gives another digest, and so do two that swap values; by
 * chance the same with a probability of about 2⁻⁶⁴. Digests of parts add up to that of the whole. Not made to
 * resist people who look for clicks with the same digest. Immutable.
 *
 * @param high sum of the first half of the hashes
 * @param low sum of the second half of the hashes
 */
public record Digest(long high, long low) {
    /** The digest of no clicks. */
    static final Digest NONE = new Digest(0, 0);

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");

    // Random odd numbers: what they are does not matter, but for ever.
    private static final long TIME = 0x9e3779b97f4a7c15L;
    private static final long SESSION = 0xd1b54a32d192ed03L;
    private static final long USER = 0xabc98388fb8fac03L;
    private static final long PAGE = 0x8cb92ba72f3d8dd7L;
    private static final long HIGH = 0xda942042e4dd58b5L;
    private static final long LOW = 0xc6bc279692b5cc83L;

    private static final int TYPE_BITS = 3;

    /** Sums up. Confined to one thread. */
    static final class Sum {
        private long high;
        private long low;
        private long highOfOne;
        private long lowOfOne;

        void add(ClickView click) {
            hash(click);
            addHashed();
        }

        /** Adds a click with these values. */
        void add(long millis, int type, long session, int user, int ordinal, int group, int product) {
            long one = one(millis, type, session);
            long other = other(user, ordinal, group, product);
            high += high(one, other);
            low += low(one, other);
        }

        /** Returns the first half of the hash of a click, of which all bits are good. */
        long hash(ClickView click) {
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
        long hash(long millis, int type, long session, int user, int ordinal, int group, int product) {
            long one = one(millis, type, session);
            long other = other(user, ordinal, group, product);
            highOfOne = high(one, other);
            lowOfOne = low(one, other);
            return highOfOne;
        }

        /** Adds the click that was hashed last. */
        void addHashed() {
            high += highOfOne;
            low += lowOfOne;
        }

        Digest digest() {
            return new Digest(high, low);
        }
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

    /** Reads a digest from its text. */
    static Digest parse(String text) {
        if (!FORM.matcher(text).matches()) {
            throw new ConfigException(
                    List.of(Problems.describe("digest", "be 32 lower-case hexadecimal digits", text)));
        }
        return new Digest(HexFormat.fromHexDigitsToLong(text, 0, 16), HexFormat.fromHexDigitsToLong(text, 16, 32));
    }

    Digest plus(Digest more) {
        return new Digest(high + more.high, low + more.low);
    }

    /** All bits of the product depend on all bits of both; the halves together hide none of them. */
    private static long fold(long a, long b) {
        return Math.multiplyHigh(a, b) ^ a * b;
    }

    private static long words(int high, int low) {
        return (long) high << Integer.SIZE | Integer.toUnsignedLong(low);
    }

    /** Returns the digest in 32 hexadecimal digits. */
    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(high) + hex.toHexDigits(low);
    }
}
