package io.csgen.simulate;

/**
 * Draws an index by its weight in constant time: the alias method (Walker 1977), with the table built
 * as by Vose (1991). Every column holds its own index below a threshold and one other index above.
 * Costs 8 bytes an index.
 */
final class AliasTable implements IndexSampler {
    private final int[] threshold; // 32 bits, unsigned
    private final int[] alias;

    private AliasTable(int[] threshold, int[] alias) {
        this.threshold = threshold;
        this.alias = alias;
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
        int[] threshold = new int[n];
        int[] alias = new int[n];
        while (smallCount > 0 && largeCount > 0) {
            int s = small[--smallCount];
            int l = large[largeCount - 1];
            threshold[s] = (int) (long) (rest[s] * 0x1.0p32);
            alias[s] = l;
            rest[l] -= 1 - rest[s];
            if (rest[l] < 1) {
                largeCount--;
                small[smallCount++] = l;
            }
        }
        // What is left differs from a full column only by rounding.
        while (largeCount > 0) {
            int l = large[--largeCount];
            threshold[l] = -1;
            alias[l] = l;
        }
        while (smallCount > 0) {
            int s = small[--smallCount];
            threshold[s] = -1;
            alias[s] = s;
        }
        return new AliasTable(threshold, alias);
    }

    @Override
    public int index(long random) {
        // random * n has the column in its upper 64 bits and, in its lower ones, where in the column.
        int column = RandomStream.below(random, threshold.length);
        int within = (int) ((random * threshold.length) >>> 32);
        return Integer.compareUnsigned(within, threshold[column]) < 0 ? column : alias[column];
    }
}
