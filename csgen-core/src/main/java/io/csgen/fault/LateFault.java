package io.csgen.fault;

import io.csgen.config.Key;
import io.csgen.internal.RandomStream;
import java.util.List;

/** The click comes late, by a log-normal delay. Immutable. */
final class LateFault extends Fault {
    private static final long LONGEST_DELAY_MILLIS = 86_400_000;
    private static final double SIGMA = 2;

    LateFault() {
        super("late", DELAY, "share of clicks that come late, with their time unchanged");
    }

    @Override
    public boolean isDelay() {
        return true;
    }

    @Override
    List<Key<?>> moreKeys() {
        return List.of(Faults.LATE_MEDIAN);
    }

    @Override
    String detail(Draw draw) {
        return Long.toString(delayMillis(draw));
    }

    @Override
    long delayMillis(Draw draw) {
        RandomStream random = draw.random();
        // Box and Muller, "A note on the generation of random normal deviates", 1958.
        double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - random.nextFraction()));
        double normal = radius * StrictMath.cos(2 * StrictMath.PI * random.nextFraction());
        double millis = draw.plan().faults().lateMedian().toMillis() * StrictMath.exp(SIGMA * normal);
        return Math.min(LONGEST_DELAY_MILLIS, (long) StrictMath.ceil(millis));
    }
}
