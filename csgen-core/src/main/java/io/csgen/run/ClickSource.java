package io.csgen.run;

import io.csgen.click.Click;
import io.csgen.simulate.ClickGenerator;
import io.csgen.simulate.ClickIterator;
import java.time.Duration;

/**
 * The clicks of a generator as a run takes them, in one thread or several: the same clicks, drawn up to a limit that moves
 * on, so that what is not drawn yet can follow a change of the rate. Confined to one thread.
 */
sealed interface ClickSource extends AutoCloseable {
    /** Returns the clicks of a generator at rates that are controlled, drawn by so many threads. */
    static ClickSource of(ClickGenerator generator, int threads, RateControl control, Duration stride) {
        return threads == 1
                ? new Sequential(generator.iterator(control, stride))
                : new Parallel(ParallelClicks.of(generator, threads, control, stride, Long.MIN_VALUE));
    }

    /** Returns how long before it is due a session is to be drawn, in real time, while earlier clicks go out. */
    Duration lead();

    /** See {@link ClickIterator#hasNext(long)}. */
    boolean hasNext(long limitMillis);

    /** See {@link ClickIterator#prepare(long)}. */
    boolean prepare(long limitMillis);

    /** See {@link ClickIterator#knownUntilMillis()}. */
    long knownUntilMillis();

    /** Returns the next click, after {@link #hasNext} said that there is one. */
    Click next();

    /** See {@link ClickIterator#clickCount()}. */
    long clickCount();

    /** See {@link ClickIterator#sessionCount()}. */
    long sessionCount();

    @Override
    void close();

    /** Clicks drawn where they are asked for. A test may let it fail as a lack of memory would, hence not final. */
    non-sealed class Sequential implements ClickSource {
        private final ClickIterator clicks;

        Sequential(ClickIterator clicks) {
            this.clicks = clicks;
        }

        @Override
        public Duration lead() {
            return Duration.ofMillis(250);
        }

        @Override
        public boolean hasNext(long limitMillis) {
            return clicks.hasNext(limitMillis);
        }

        @Override
        public boolean prepare(long limitMillis) {
            return clicks.prepare(limitMillis);
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
        public long clickCount() {
            return clicks.clickCount();
        }

        @Override
        public long sessionCount() {
            return clicks.sessionCount();
        }

        /** See {@link ClickIterator#beginNoMoreSessions()}. */
        void beginNoMoreSessions() {
            clicks.beginNoMoreSessions();
        }

        @Override
        public void close() {}
    }

    /** Clicks drawn ahead by threads that end with it. */
    record Parallel(ParallelClicks clicks) implements ClickSource {
        @Override
        public Duration lead() {
            return Duration.ofSeconds(1);
        }

        @Override
        public boolean hasNext(long limitMillis) {
            return clicks.hasNext(limitMillis);
        }

        /** There is nothing to do: the threads are ahead anyway. */
        @Override
        public boolean prepare(long limitMillis) {
            return false;
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
        public long clickCount() {
            return clicks.clickCount();
        }

        @Override
        public long sessionCount() {
            return clicks.sessionCount();
        }

        @Override
        public void close() {
            clicks.close();
        }
    }
}
