package io.csgen.truth.check;

import java.util.Arrays;
import java.util.BitSet;

/** Clicks by a hash of each, in 8 bytes, and which of them were taken. Confined to one thread. */
final class HashedClicks {
    /** What a click is. */
    enum State {
        /** None of these. */
        OTHER,
        /** One of these, for the first time. */
        FIRST,
        /** One of these that was taken before. */
        AGAIN
    }

    private long[] hashes = new long[16];
    private int count;
    private boolean sorted;
    private final BitSet taken = new BitSet();

    /** Adds a click, before any is taken. */
    void add(long hash) {
        if (count == hashes.length) {
            hashes = Arrays.copyOf(hashes, count + (count >> 1));
        }
        hashes[count++] = hash;
    }

    /** Takes a click; where several have the same hash, one after another. */
    State take(long hash) {
        if (!sorted) {
            Arrays.sort(hashes, 0, count);
            sorted = true;
        }
        int found = Arrays.binarySearch(hashes, 0, count, hash);
        if (found < 0) {
            return State.OTHER;
        }
        int first = found;
        while (first > 0 && hashes[first - 1] == hash) {
            first--;
        }
        int free = taken.nextClearBit(first);
        if (free >= count || hashes[free] != hash) {
            return State.AGAIN;
        }
        taken.set(free);
        return State.FIRST;
    }
}
