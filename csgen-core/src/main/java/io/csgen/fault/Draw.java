package io.csgen.fault;

import io.csgen.click.ClickView;
import io.csgen.internal.RandomStream;

/**
 * What decides how a fault of one click is: random numbers that follow from the click and the seed. Immutable.
 *
 * @param click of the generator
 * @param hash of this click and the seed
 * @param plan that the fault is part of
 */
record Draw(ClickView click, long hash, FaultPlan plan) {
    // Salts: what they are does not matter, but for ever.
    private static final long DETAIL = 1;
    private static final long DAMAGE = 4;
    private static final int SHORT_DELAY_MILLIS = 10_000;

    /** Returns the random numbers of the fault, always from their first. */
    RandomStream random() {
        return new RandomStream(RandomStream.key(hash, DETAIL));
    }

    /** Returns another random number, which decides how a line is damaged. */
    long damage() {
        return RandomStream.key(hash, DAMAGE);
    }

    /** Returns a random number with a salt of its own. */
    long of(long salt) {
        return RandomStream.key(hash, salt);
    }

    /** Returns a delay of up to 10 seconds, in milliseconds. */
    long shortDelayMillis() {
        return 1 + RandomStream.below(random().next(), SHORT_DELAY_MILLIS);
    }
}
