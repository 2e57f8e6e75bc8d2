package io.csgen.simulate;

import io.csgen.internal.RandomStream;

/**
 * Draws an index by its weight in constant time: the alias method (Walker 1977), with the table built
 * as by Vose (1991). Every column holds its own index below a threshold and one other index above.
 * Costs 8 bytes an index.
 */
final class AliasTable implements IndexSampler {
    private static final long FULL = -1L << 32;

    /** Of each column: the threshold in the upper 32 bits, the other index in the lower. */
    private final long[] columns;

    private AliasTable(long[] columns) {
        this.columns = columns;
    }

    /** Returns a table of weights, which are 0 or more and not all 0. */
    static AliasTable of(double[] weights) {
        int n = weights.length;
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        double[] rest = new double[n];
        int[] small = new int[n];
        int[] large = new int[n];
        int smallCount = 0;
        int largeCount = 0;
        for (int i = 0; i < n; i++) {
            rest[i] = weights[i] / sum * n;
            if (rest[i] < 1) {
                small[smallCount++] = i;
            } else {
                large[largeCount++] = i;
            }
        }
        long[] columns = new long[n];
        while (smallCount > 0 && largeCount > 0) {
            int s = small[--smallCount];
            int l = large[largeCount - 1];
            columns[s] = (long) (rest[s] * 0x1.0p32) << 32 | l;
            rest[l] -= 1 - rest[s];
            if (rest[l] < 1) {
                largeCount--;
                small[smallCount++] = l;
            }
        }
        // What is left differs from a full column only by rounding.
        while (largeCount > 0) {
            int l = large[--largeCount];
            columns[l] = FULL | l;
        }
        while (smallCount > 0) {
            int s = small[--smallCount];
            columns[s] = FULL | s;
        }
        return new AliasTable(columns);
    }

    @Override
    public int index(long random) {
        // random * n has the column in its upper 64 bits and, in its lower ones, where in the column.
        int chosen = RandomStream.below(random, columns.length);
        long within = (random * columns.length) >>> 32;
        long column = columns[chosen];
        // All ones below the threshold, or all zeros: a branch would be guessed wrong half of the time.
        int own = (int) (within - (column >>> 32) >> 63);
        return chosen & own | (int) column & ~own;
    }
}
