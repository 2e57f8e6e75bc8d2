package io.csgen.simulate;

import io.csgen.internal.RandomStream;
import io.csgen.model.Distribution;

/**
 * Shuffles the numbers below a count without holding them: a fixed bijection, whatever the key, so that the
 * order of ids tells nothing about popularity or activity. Immutable.
 */
final class Permutation {
    /** With three, one key in some thousands keeps much of the order. */
    private static final int ROUNDS = 4;

    private final int count;
    private final int mask;
    private final int shift;
    private final int[] factor = new int[ROUNDS];
    private final int[] summand = new int[ROUNDS];
    private final boolean shuffled;

    private Permutation(int count, long key, boolean shuffled) {
        this.count = count;
        this.shuffled = shuffled;
        int bits = 32 - Integer.numberOfLeadingZeros(Math.max(1, count - 1));
        mask = bits >= 31 ? Integer.MAX_VALUE : (1 << bits) - 1;
        shift = (bits + 1) / 2;
        // A stream of numbers, not bits of the key: those of small keys are mostly 0.
        RandomStream random = new RandomStream(RandomStream.key(key, 1));
        for (int round = 0; round < ROUNDS; round++) {
            factor[round] = (int) (random.next() >>> 32) | 1;
            summand[round] = (int) (random.next() >>> 32);
        }
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
            for (int round = 0; round < ROUNDS; round++) {
                x = (x * factor[round] + summand[round]) & mask;
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
