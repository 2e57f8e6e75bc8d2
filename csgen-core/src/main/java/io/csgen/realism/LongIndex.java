package io.csgen.realism;

import io.csgen.internal.RandomStream;
import java.util.Arrays;

/** Numbers distinct values from 0 in the order in which they come: a hash table without boxes. */
final class LongIndex {
    private long[] values = new long[64];
    private int size;
    /** Number of the value plus 1, or 0 where free; at most half full. */
    private int[] slots = new int[128];

    private int shift = 64 - 7;

    int indexOf(long value) {
        int slot = find(value);
        if (slots[slot] != 0) {
            return slots[slot] - 1;
        }
        if (size == values.length) {
            values = Arrays.copyOf(values, size + (size >> 1));
        }
        values[size] = value;
        slots[slot] = ++size;
        if (size > slots.length / 2) {
            widen();
        }
        return size - 1;
    }

    int size() {
        return size;
    }

    long valueAt(int index) {
        return values[index];
    }

    private int find(long value) {
        int slot = (int) (RandomStream.mix(value) >>> shift);
        while (slots[slot] != 0 && values[slots[slot] - 1] != value) {
            slot = slot + 1 & slots.length - 1;
        }
        return slot;
    }

    private void widen() {
        slots = new int[slots.length * 2];
        shift--;
        for (int i = 0; i < size; i++) {
            slots[find(values[i])] = i + 1;
        }
    }
}
