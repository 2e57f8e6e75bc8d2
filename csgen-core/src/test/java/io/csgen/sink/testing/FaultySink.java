package io.csgen.sink.testing;

import io.csgen.click.Click;
import io.csgen.config.Problems;
import io.csgen.run.Pacing.TimeSource;
import io.csgen.sink.ClickSink;
import io.csgen.sink.Receipt;
import io.csgen.sink.ReceiptListener;
import io.csgen.sink.SinkException;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * Puts a fault before another sink, so that a program that sends clicks can be tested against it: one that
 * is slow, throttled, loses clicks or dies. It keeps the sink contract, and owns the other sink: {@link
 * #close} closes it. Faults combine, as each sink goes before any other:
 *
 * <pre>{@code
 * InMemorySink memory = InMemorySink.withCapacity(10_000);
 * ClickSink sink = FaultySink.throttled(100, time, FaultySink.failing(0.01, 7, memory));
 * }</pre>
 *
 * <p>A click that fails gets a {@link Receipt.Failed} after one attempt, before its {@code send} returns, and
 * never comes to the other sink. Safe for concurrent use.
 */
public final class FaultySink implements ClickSink {
    /** What happens before a click goes on. */
    @FunctionalInterface
    private interface Fault {
        /**
         * Waits, throws, or returns whether the click goes on; otherwise it fails.
         *
         * @throws SinkException if no click goes on any more
         */
        boolean pass(Click click) throws InterruptedException;
    }

    private final ClickSink next;
    private final Fault fault;
    private final Object failing = new Object();
    private boolean closed;

    private FaultySink(ClickSink next, Fault fault) {
        this.next = Objects.requireNonNull(next, "next");
        this.fault = fault;
    }

    /**
     * Returns a sink that takes clicks at an even rate; {@code send} waits for its turn. Turns that pass
     * while nobody sends are lost.
     *
     * @param clicksPerSecond how many clicks it takes each second; from 1 to 1,000,000,000
     * @param time where to read the time, and wait for it
     */
    public static ClickSink throttled(int clicksPerSecond, TimeSource time, ClickSink next) {
        require(
                clicksPerSecond,
                clicksPerSecond >= 1 && clicksPerSecond <= 1_000_000_000,
                "clicksPerSecond",
                "1 to 1000000000");
        long interval = TimeUnit.SECONDS.toNanos(1) / clicksPerSecond;
        AtomicLong free = new AtomicLong(time.nanoTime());
        return new FaultySink(next, click -> {
            long now = time.nanoTime();
            long turn = free.getAndUpdate(at -> (at - now > 0 ? at : now) + interval);
            time.awaitNanoTime(turn - now > 0 ? turn : now);
            return true;
        });
    }

    /**
     * Returns a sink whose every {@code send} takes a while, however many threads send.
     *
     * @param delay how long; from 0
     * @param time where to read the time, and wait for it
     */
    public static ClickSink slow(Duration delay, TimeSource time, ClickSink next) {
        require(delay, !delay.isNegative(), "delay", "0 or more");
        long nanos = delay.toNanos();
        return new FaultySink(next, click -> {
            time.awaitNanoTime(time.nanoTime() + nanos);
            return true;
        });
    }

    /**
     * Returns a sink that fails a share of the clicks. The same click has the same fate in every run with
     * the same seed, whatever thread sends it and when.
     *
     * @param share probability that a click fails; from 0 to 1
     * @param seed chooses which clicks
     */
    public static ClickSink failing(double share, long seed, ClickSink next) {
        require(share, share >= 0 && share <= 1, "share", "0 to 1");
        double scale = 0x1p-53;
        return failing(click -> (hash(seed, click) >>> 11) * scale < share, next);
    }

    /** Returns a sink that fails the clicks which meet a condition. */
    public static ClickSink failing(Predicate<Click> condition, ClickSink next) {
        Objects.requireNonNull(condition, "condition");
        return new FaultySink(next, click -> !condition.test(click));
    }

    /**
     * Returns a sink that fails one click.
     *
     * @param number which of the clicks sent to it; from 1
     */
    public static ClickSink failingOnce(long number, ClickSink next) {
        require(number, number >= 1, "number", "1 or more");
        AtomicLong sent = new AtomicLong();
        return failing(click -> sent.incrementAndGet() == number, next);
    }

    /**
     * Returns a sink that is dead after a number of clicks: then {@code send} throws a {@link SinkException} with
     * an {@link IOException} as its cause. The clicks before get the receipts of the other sink.
     *
     * @param clicks how many it lets through; from 0
     */
    public static ClickSink dyingAfter(long clicks, ClickSink next) {
        require(clicks, clicks >= 0, "clicks", "0 or more");
        AtomicLong left = new AtomicLong(clicks);
        return new FaultySink(next, click -> {
            if (left.getAndUpdate(now -> Math.max(now - 1, 0)) == 0) {
                String message = Problems.describe(next.toString(), "be alive", "dead after " + clicks + " clicks");
                throw new SinkException(message, new IOException("dead on purpose"));
            }
            return true;
        });
    }

    @Override
    public void send(Click click, ReceiptListener listener) throws InterruptedException {
        Objects.requireNonNull(click, "click");
        Objects.requireNonNull(listener, "listener");
        requireOpen();
        if (fault.pass(click)) {
            next.send(click, listener);
            return;
        }
        // Under the lock, so that close cannot return between acceptance and receipt.
        synchronized (failing) {
            requireOpen();
            new Receipt.Failed(click, 1, "failed on purpose").signalTo(listener);
        }
    }

    private void requireOpen() {
        synchronized (failing) {
            if (closed) {
                throw new IllegalStateException(Problems.describe("sink", "be open to send", this));
            }
        }
    }

    @Override
    public void flush() throws InterruptedException {
        next.flush();
    }

    @Override
    public void close() {
        synchronized (failing) {
            closed = true;
        }
        next.close();
    }

    /** Returns the name of the sink behind this one. */
    @Override
    public String toString() {
        return next.toString();
    }

    private static long hash(long seed, Click click) {
        // The finalizer of SplitMix64 (Steele, Lea and Flood 2014) spreads every input bit.
        long z = seed * 0xd1342543de82ef95L + click.sessionId() + click.ordinal() * 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    private static void require(Object value, boolean holds, String path, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(Problems.describe(path, "be " + rule, value));
        }
    }
}
