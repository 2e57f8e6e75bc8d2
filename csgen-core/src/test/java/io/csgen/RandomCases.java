package io.csgen;

import java.util.SplittableRandom;
import java.util.function.Consumer;

/** Repeats a check with random inputs from fixed seeds; a failure names the seed that repeats it. */
public final class RandomCases {
    private RandomCases() {}

    public static void check(int cases, Consumer<SplittableRandom> check) {
        for (long seed = 1; seed <= cases; seed++) {
            try {
                check.accept(new SplittableRandom(seed));
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed + ": " + e, e);
            }
        }
    }
}
