package io.csgen.run;

import io.csgen.click.Click;
import io.csgen.simulate.ClickIterator;

/** Clicks as a run takes them, however many threads generate them. Confined to one thread. */
interface ClickSource {
    /** See {@link ClickIterator#hasNext(long)}. */
    boolean hasNext(long limitMillis);

    /** See {@link ClickIterator#knownUntilMillis()}. */
    long knownUntilMillis();

    Click next();

    /** Returns how many sessions have begun up to here, those before a position included. */
    long sessionCount();

    static ClickSource of(ClickIterator clicks) {
        return new ClickSource() {
            @Override
            public boolean hasNext(long limitMillis) {
                return clicks.hasNext(limitMillis);
            }

            @Override
            public long knownUntilMillis() {
                return clicks.knownUntilMillis();
            }

            @Override
            public Click next() {
                return clicks.next();
            }

            @Override
            public long sessionCount() {
                return clicks.sessionCount();
            }
        };
    }

    static ClickSource of(ParallelClicks clicks) {
        return new ClickSource() {
            @Override
            public boolean hasNext(long limitMillis) {
                return clicks.hasNext(limitMillis);
            }

            @Override
            public long knownUntilMillis() {
                return clicks.knownUntilMillis();
            }

            @Override
            public Click next() {
                return clicks.next();
            }

            @Override
            public long sessionCount() {
                return clicks.sessionCount();
            }
        };
    }
}
