package io.csgen.sink.kinesis;

import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The sink's clock and alarm, so that tests can move time by hand. Safe for concurrent use. */
interface Timer extends AutoCloseable {
    /** Returns the time, with the meaning of {@link System#nanoTime}. */
    long nanoTime();

    /** Runs a task later, unless this timer is closed by then. */
    void schedule(long delayNanos, Runnable task);

    @Override
    void close();

    /** Returns a timer with one daemon thread, {@code csgen-kinesis-} and the name of the stream. */
    static Timer forStream(String streamName) {
        ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(
                1,
                task -> {
                    Thread created = new Thread(task, "csgen-kinesis-" + streamName);
                    created.setDaemon(true);
                    return created;
                },
                new ThreadPoolExecutor.DiscardPolicy());
        return new Timer() {
            @Override
            public long nanoTime() {
                return System.nanoTime();
            }

            @Override
            public void schedule(long delayNanos, Runnable task) {
                thread.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
            }

            @Override
            public void close() {
                thread.shutdownNow();
            }
        };
    }
}
