package io.csgen.run;

import io.csgen.click.Click;
import io.csgen.simulate.ClickIterator;
import java.util.function.LongPredicate;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Clicks as a run takes them, however many threads generate them. Confined to one thread.
 *
 * @param ahead see {@link ClickIterator#hasNext(long)}
 * @param preparation see {@link ClickIterator#prepare(long)}
 * @param known see {@link ClickIterator#knownUntilMillis()}
 * @param clicks gives one click after another
 * @param count see {@link ClickIterator#clickCount()}
 * @param sessions see {@link ClickIterator#sessionCount()}
 */
record ClickSource(
        LongPredicate ahead,
        LongPredicate preparation,
        LongSupplier known,
        Supplier<Click> clicks,
        LongSupplier count,
        LongSupplier sessions) {
    static ClickSource of(ClickIterator clicks) {
        return new ClickSource(
                clicks::hasNext,
                clicks::prepare,
                clicks::knownUntilMillis,
                clicks::next,
                clicks::clickCount,
                clicks::sessionCount);
    }

    static ClickSource of(ParallelClicks clicks) {
        // Its threads are ahead anyway.
        return new ClickSource(
                clicks::hasNext,
                limit -> false,
                clicks::knownUntilMillis,
                clicks::next,
                clicks::clickCount,
                clicks::sessionCount);
    }

    boolean hasNext(long limitMillis) {
        return ahead.test(limitMillis);
    }

    boolean prepare(long limitMillis) {
        return preparation.test(limitMillis);
    }

    long knownUntilMillis() {
        return known.getAsLong();
    }

    Click next() {
        return clicks.get();
    }

    long clickCount() {
        return count.getAsLong();
    }

    long sessionCount() {
        return sessions.getAsLong();
    }
}
