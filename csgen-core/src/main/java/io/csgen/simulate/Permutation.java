package io.csgen.simulate;

import io.csgen.model.Distribution;

/**
 * Shuffles the numbers below a count without holding them: a fixed bijection, so that the order of
 * ids tells nothing about popularity or activity. Immutable.
 */
final class Permutation {
    private final int count;
    private final int mask;
    private final int shift;
    private final long key;
    private final boolean shuffled;

    private Permutation(int count, long key, boolean shuffled) {
        this.count = count;
        this.shuffled = shuffled;
        int bits = 32 - Integer.numberOfLeadingZeros(Math.max(1, count - 1));
        mask = bits >= 31 ? Integer.MAX_VALUE : (1 << bits) - 1;
        shift = Math.max(1, bits / 2);
        this.key = RandomStream.mix(key);
    }

    /** Returns a shuffle for indices by likelihood; a bell over the range keeps its order instead. */
    static Permutation of(Distribution distribution, int count, long key) {
        return new Permutation(count, key, !(distribution instanceof Distribution.Gaussian));
    }

    /** Returns the number that the given one becomes. */
    int apply(int number) {
        if (!shuffled) {
            return number;
        }
        int x = number;
        // Each round is a bijection of the next power of two; walk until the number is below the count.
        do {
            for (int round = 0; round < 3; round++) {
                int odd = (int) (key >>> (8 * round)) | 1;
                x = (x * odd + (int) (key >>> (16 * round + 7))) & mask;
                x ^= x >>> shift;
            }
        } while (x >= count);
        return x;
    }

    /** Returns the weights, each where its number goes. */
    double[] apply(double[] weights) {
        double[] moved = new double[weights.length];
        for (int i = 0; i < weights.length; i++) {
            moved[apply(i)] = weights[i];
        }
        return moved;
    }
}
