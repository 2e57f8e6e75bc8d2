package io.csgen.realism;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * The numbers 0 to {@code n} - 1, brought together by a key and, within one key, in their own order or
 * in that of their times.
 */
final class Grouping {
    private final int[] starts;
    private final int[] order;

    private Grouping(int[] starts, int[] order) {
        this.starts = starts;
        this.order = order;
    }

    /**
     * Groups by counting.
     *
     * @param keys how many keys there are
     * @param keyOf from 0 to {@code keys} - 1
     */
    static Grouping of(int n, int keys, IntUnaryOperator keyOf) {
        int[] starts = new int[keys + 1];
        for (int i = 0; i < n; i++) {
            starts[keyOf.applyAsInt(i) + 1]++;
        }
        for (int key = 0; key < keys; key++) {
            starts[key + 1] += starts[key];
        }
        int[] next = Arrays.copyOf(starts, keys);
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            order[next[keyOf.applyAsInt(i)]++] = i;
        }
        return new Grouping(starts, order);
    }

    /** Sorts each group by time; equal times stay in their order. */
    Grouping sortedBy(long[] times) {
        int longest = 0;
        for (int key = 0; key < groups(); key++) {
            longest = Math.max(longest, end(key) - start(key));
        }
        int[] buffer = new int[longest];
        for (int key = 0; key < groups(); key++) {
            sort(times, start(key), end(key), buffer);
        }
        return this;
    }

    /** Merges, which is fast for what is in order already, as streams are. */
    private void sort(long[] times, int from, int to, int[] buffer) {
        if (to - from < 2) {
            return;
        }
        int middle = (from + to) >>> 1;
        sort(times, from, middle, buffer);
        sort(times, middle, to, buffer);
        if (times[order[middle - 1]] <= times[order[middle]]) {
            return;
        }
        int left = middle - from;
        System.arraycopy(order, from, buffer, 0, left);
        int right = middle;
        int at = from;
        for (int i = 0; i < left; ) {
            boolean takeLeft = right == to || times[buffer[i]] <= times[order[right]];
            order[at++] = takeLeft ? buffer[i++] : order[right++];
        }
    }

    int groups() {
        return starts.length - 1;
    }

    int start(int key) {
        return starts[key];
    }

    /** Exclusive. */
    int end(int key) {
        return starts[key + 1];
    }

    int at(int position) {
        return order[position];
    }
}
