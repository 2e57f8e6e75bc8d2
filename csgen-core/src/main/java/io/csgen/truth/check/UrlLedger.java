package io.csgen.truth.check;

import java.util.Arrays;

/**
 * How many clicks with a URL are expected and not yet found, by a hash of 64 bits that stands for the URL: 12 bytes
 * each, in a table that is filled to at most two thirds. Confined to one thread.
 */
final class UrlLedger {
    /** What stands for a URL that is not expected at all. */
    static final int UNKNOWN = -1;

    private long[] hashes = new long[1 << 10]; // 0 for a place that is free
    private int[] left = new int[1 << 10];
    private int size;

    /** Expects one more click with a URL. */
    void expect(long hash) {
        int at = place(hash);
        if (hashes[at] == 0) {
            hashes[at] = key(hash);
            size++;
        }
        left[at]++;
        if (size > hashes.length / 3 * 2) {
            grow();
        }
    }

    private void grow() {
        long[] oldHashes = hashes;
        int[] oldLeft = left;
        hashes = new long[Math.multiplyExact(oldHashes.length, 2)];
        left = new int[hashes.length];
        for (int i = 0; i < oldHashes.length; i++) {
            if (oldHashes[i] != 0) {
                int at = place(oldHashes[i]);
                hashes[at] = oldHashes[i];
                left[at] = oldLeft[i];
            }
        }
    }

    /**
     * Takes a click with a URL as found.
     *
     * @return how many were left before; {@link #UNKNOWN} if none is expected
     */
    int find(long hash) {
        int at = place(hash);
        if (hashes[at] == 0) {
            return UNKNOWN;
        }
        int before = left[at];
        left[at] = Math.max(0, before - 1);
        return before;
    }

    /** Returns how many clicks with a URL are left. */
    int left(long hash) {
        return left[place(hash)];
    }

    /** Returns a copy that goes on by itself. */
    UrlLedger copy() {
        UrlLedger copy = new UrlLedger();
        copy.hashes = hashes;
        copy.left = Arrays.copyOf(left, left.length);
        copy.size = size;
        return copy;
    }

    private int place(long hash) {
        long key = key(hash);
        int mask = hashes.length - 1;
        int at = (int) (key >>> 20) & mask;
        while (hashes[at] != 0 && hashes[at] != key) {
            at = at + 1 & mask;
        }
        return at;
    }

    private static long key(long hash) {
        return hash == 0 ? 1 : hash;
    }
}
