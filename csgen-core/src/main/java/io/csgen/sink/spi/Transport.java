package io.csgen.sink.spi;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * What sends the clicks of an {@link InFlightWindow}; written by the author of a sink. Never called under the lock of the
 * window. What it throws ends the sink.
 */
@FunctionalInterface
public interface Transport {
    /**
     * Starts what is due, and returns without waiting for answers. Called on any thread, and concurrently, after each
     * change that may make something due: a click whose acceptance said so, receipts, a flush, closing. When the window
     * {@linkplain InFlightWindow#isDead is dead}, nothing is due: what waited is decided.
     */
    void push();

    /** Starts nothing more; called once by close, before what is left is given up. */
    default void stop() {}

    /** Releases what the sink owns; called once by close, after the last receipt. */
    default void close() {}

    /**
     * Sees to it that a task is run once, on any thread, when a time has passed; does not wait for that. By default it
     * goes by the clock of the machine, and runs where asynchronous tasks of the JDK do.
     */
    default void after(Duration delay, Runnable task) {
        CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS).execute(task);
    }
}
