package io.csgen.run;

import io.csgen.click.Click;
import io.csgen.config.ConfigException;
import io.csgen.sink.internal.FailureText;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One shard of {@link ParallelClicks}: a thread that generates its clicks, and a queue through which it
 * hands them over, many at a time. Owned by one consumer; only {@link #close} may be called by others.
 */
final class ShardWorker {
    // The first batch is small, so that short streams begin soon and little is generated in vain.
    private static final int FIRST_BATCH = 64;
    private static final int LARGEST_BATCH = 4_096;
    private static final int BATCHES_AHEAD = 4;

    private static final long NO_TICK = Long.MIN_VALUE;

    /**
     * Some clicks in order; after those of the last batch there are no more, perhaps because of the failure.
     *
     * @param tickMillis where a tick follows the clicks, up to when there are no further ones
     */
    private record Batch(Click[] clicks, int size, long tickMillis, boolean isLast) {
        static Batch empty(boolean isLast) {
            return new Batch(new Click[0], 0, NO_TICK, isLast);
        }

        int end() {
            return tickMillis == NO_TICK ? size : size + 1;
        }
    }

    private final Supplier<ClickSource.Sequential> source;
    private final BlockingQueue<Batch> batches = new ArrayBlockingQueue<>(BATCHES_AHEAD);
    private final Thread thread;
    private final Batch broken = Batch.empty(true); // made while there is memory
    private volatile @Nullable Throwable failure; // before the last batch
    private volatile boolean closed;
    private volatile boolean beginsNoMoreSessions;

    private final Object limitLock = new Object();
    private long limitMillis; // guarded by it

    // Of the thread.
    private Click[] filling = new Click[FIRST_BATCH];
    private int filled;

    // Of the consumer.
    private Batch batch = Batch.empty(false);
    private int at;
    private long timestampMillis; // of the click at hand
    private long sessionId;

    /**
     * Creates a worker, which works once it is started; it makes the source in its own thread.
     *
     * @param limitMillis up to when it draws sessions without being told to go on
     */
    ShardWorker(String name, Supplier<ClickSource.Sequential> source, long limitMillis) {
        this.source = source;
        this.limitMillis = limitMillis;
        thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            putLast(last());
        } catch (InterruptedException e) {
            // Closed: nobody wants the clicks any more.
        }
    }

    /** Without it the consumer would wait for ever; waiting for room takes memory, which others may set free. */
    private void putLast(Batch last) throws InterruptedException {
        while (!closed) {
            try {
                batches.put(last);
                return;
            } catch (OutOfMemoryError e) {
                failure = e;
                Thread.yield();
            }
        }
    }

    private Batch last() throws InterruptedException {
        try {
            generate(source.get());
        } catch (InterruptedException e) {
            throw e;
        } catch (Throwable e) {
            failure = e;
        }
        try {
            return new Batch(filling, filled, NO_TICK, true);
        } catch (OutOfMemoryError e) {
            failure = e;
            return broken;
        }
    }

    private void generate(ClickSource.Sequential clicks) throws InterruptedException {
        long limit = limit();
        while (!closed) {
            if (clicks.hasNext(limit)) {
                Click click = clicks.next(); // which may throw
                filling[filled++] = click;
                if (filled == filling.length) {
                    handOver(clicks, NO_TICK, Math.min(LARGEST_BATCH, 4 * filled));
                }
            } else {
                long known = clicks.knownUntilMillis();
                if (known == Long.MAX_VALUE) {
                    return;
                }
                handOver(clicks, known, FIRST_BATCH);
                limit = awaitLimitAfter(known);
            }
        }
    }

    private void handOver(ClickSource.Sequential clicks, long tickMillis, int nextSize) throws InterruptedException {
        Click[] next = new Click[nextSize]; // a lack of memory shows before the clicks are given, not after
        batches.put(new Batch(filling, filled, tickMillis, false));
        filling = next;
        filled = 0;
        if (beginsNoMoreSessions) {
            clicks.beginNoMoreSessions();
        }
    }

    private long limit() {
        synchronized (limitLock) {
            return limitMillis;
        }
    }

    private long awaitLimitAfter(long millis) throws InterruptedException {
        synchronized (limitLock) {
            while (limitMillis <= millis) {
                limitLock.wait();
            }
            return limitMillis;
        }
    }

    /** Lets the thread draw sessions up to a time. */
    void goOnUntil(long millis) {
        synchronized (limitLock) {
            limitMillis = millis;
            limitLock.notifyAll();
        }
    }

    /**
     * Waits until there is a click or a tick, or none any more.
     *
     * @return whether there is one
     * @throws ConfigException if the generator turned out to have no such clicks
     * @throws CompletionException if generating failed, with the cause
     * @throws CancellationException if generating was ended
     * @throws IllegalStateException if this worker is closed
     */
    boolean await() throws InterruptedException {
        while (at >= batch.end() && !batch.isLast) {
            batch = batches.take();
            at = 0;
        }
        if (closed) {
            throw new IllegalStateException("clicks must not be asked for after close");
        }
        Throwable thrown = failure;
        if (at == batch.size && batch.isLast && thrown != null) {
            throw problem(thrown);
        }
        return look();
    }

    private static RuntimeException problem(Throwable thrown) {
        if (thrown instanceof ConfigException told) {
            ConfigException problem = new ConfigException(told.problems());
            problem.initCause(told);
            return problem;
        } else if (thrown instanceof CancellationException ended) {
            return ended;
        }
        return new CompletionException(FailureText.of(thrown), thrown);
    }

    private boolean look() {
        if (at >= batch.end()) {
            return false;
        }
        // A tick comes before every click of its time.
        timestampMillis = isTick() ? batch.tickMillis : click().timestampMillis();
        sessionId = isTick() ? 0 : click().sessionId();
        return true;
    }

    /** Returns whether there is a tick at hand, and no click: none before its time is left. */
    boolean isTick() {
        return at == batch.size;
    }

    /** Returns the time of the click or tick at hand. */
    long timestampMillis() {
        return timestampMillis;
    }

    /** Returns the click at hand, after {@link #await} or {@link #pass} said that there is one. */
    Click click() {
        return batch.clicks[at];
    }

    /**
     * Passes on to the next click or tick.
     *
     * @return whether it is there already
     */
    boolean pass() {
        at++;
        return look();
    }

    /** Returns whether the click at hand comes before another worker's; they share no session. */
    boolean isBefore(ShardWorker other) {
        return timestampMillis < other.timestampMillis
                || timestampMillis == other.timestampMillis && Long.compareUnsigned(sessionId, other.sessionId) < 0;
    }

    /** Lets no further session begin, from some time soon on. */
    void beginNoMoreSessions() {
        beginsNoMoreSessions = true;
    }

    /** Asks the thread to end; returns at once. */
    void close() {
        closed = true;
        thread.interrupt();
    }

    /** Waits until the thread has ended, after {@link #close}. */
    void join() throws InterruptedException {
        thread.join();
        // Wakes a consumer who waits in another thread.
        batches.clear();
        batches.offer(Batch.empty(true));
    }
}
