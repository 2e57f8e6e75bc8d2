package io.csgen.click;

import java.util.SplittableRandom;

/** Draws clicks all over what a click can be: small and great numbers, all times. */
final class RandomClicks {
    private RandomClicks() {}

    static Click draw(SplittableRandom random, int groups) {
        boolean product = random.nextBoolean();
        return new Click(
                timestamp(random),
                number(random, 0),
                random.nextLong(),
                number(random, 1),
                product ? ClickType.PRODUCT_VIEW : ClickType.GROUP_VIEW,
                random.nextInt(groups) + 1,
                product ? number(random, 0) : Click.NO_PRODUCT);
    }

    static long timestamp(SplittableRandom random) {
        return random.nextLong(Click.MIN_TIMESTAMP_MILLIS, Click.MAX_TIMESTAMP_MILLIS + 1);
    }

    /** Draws a number with as many digits as chance has it. */
    static int number(SplittableRandom random, int min) {
        return Math.max(min, Integer.MAX_VALUE >>> random.nextInt(31) & random.nextInt());
    }
}
