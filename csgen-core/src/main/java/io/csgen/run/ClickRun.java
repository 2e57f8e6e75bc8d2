package io.csgen.run;

import io.csgen.click.Click;
import io.csgen.simulate.ClickGenerator;
import io.csgen.simulate.ClickIterator;
import io.csgen.simulate.Position;
import io.csgen.sink.ClickSink;
import io.csgen.sink.Receipt;
import io.csgen.sink.ReceiptListener;
import io.csgen.sink.SinkException;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One execution: the clicks of a generator handed to a sink, each when it is due. Safe for concurrent
 * use. A run owns one daemon thread, or as many more as it is told to, which end with it; it does not
 * own the sink, which stays open.
 *
 * <pre>{@code
 * try (ClickRun run = ClickRun.of(generator, sink).pacing(Pacing.realTime()).start()) {
 *     RunReport report = run.await();
 * }
 * }</pre>
 *
 * <p>However it ends, a run first waits for the receipts of all clicks that the sink accepted. If the
 * sink throws, the run fails and its report says why.
 */
public final class ClickRun implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(ClickRun.class);
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final ClickGenerator generator;
    private final ClickSink sink;
    private final Pacing pacing;
    private final int threads;
    private final TimeSource time;
    private final ReceiptListener observer;
    private final Consumer<? super Click> witness;
    private final ReceiptListener listener = this::receive;
    private final Instant since;
    private final long startNanos;
    private final Thread thread;

    private final AtomicReference<RunState> state = new AtomicReference<>(RunState.RUNNING);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final LongAdder delivered = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder unconfirmed = new LongAdder();
    private final LongAdder retried = new LongAdder();
    // Written by the thread of the run only, so without the price of an atomic update.
    private final AtomicLong sessions = new AtomicLong();
    private final AtomicLong generated = new AtomicLong();
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong lagNanos = new AtomicLong();
    private final AtomicLong maxLagNanos = new AtomicLong();
    private volatile long endNanos;
    private volatile @Nullable String problem;

    /** What a run is made of. Confined to one thread; it may start several runs, one after another. */
    public static final class Builder {
        private final ClickGenerator generator;
        private final ClickSink sink;
        private Pacing pacing = Pacing.unpaced();
        private int threads = 1;
        private TimeSource time = TimeSource.system();
        private ReceiptListener observer = ReceiptListener.NONE;
        private Consumer<? super Click> witness = click -> {};

        private Builder(ClickGenerator generator, ClickSink sink) {
            this.generator = generator;
            this.sink = sink;
        }

        /** Sets the pacing; {@link Pacing#unpaced()} without this. */
        public Builder pacing(Pacing value) {
            pacing = value;
            return this;
        }

        /**
         * Sets how many threads generate the clicks; 1 without this, which is that of the run. With more, they
         * are those of {@link ParallelClicks}, and the run's own only hands over. The clicks are the same.
         *
         * @param value from 1 to {@link ParallelClicks#MAX_THREADS}
         * @throws io.csgen.config.ConfigException if the number is out of bounds
         */
        public Builder threads(int value) {
            ParallelClicks.requireThreads(value);
            threads = value;
            return this;
        }

        /** Sets the clock; {@link TimeSource#system()} without this. */
        public Builder timeSource(TimeSource value) {
            time = value;
            return this;
        }

        /** Sets who else gets every receipt, after it is counted. */
        public Builder observer(ReceiptListener value) {
            observer = value;
            return this;
        }

        /**
         * Sets who sees each click that the sink accepted, in order and on the thread of the run; so it need not
         * be safe for concurrent use, and what it saw is there once the run has ended. If it throws, the run fails.
         */
        public Builder witness(Consumer<? super Click> value) {
            witness = value;
            return this;
        }

        /** Starts a run. */
        public ClickRun start() {
            ClickRun run = new ClickRun(this);
            run.thread.start();
            return run;
        }
    }

    private ClickRun(Builder builder) {
        generator = builder.generator;
        sink = builder.sink;
        pacing = builder.pacing;
        threads = builder.threads;
        time = builder.time;
        observer = builder.observer;
        witness = builder.witness;
        since = time.now();
        startNanos = time.nanoTime();
        endNanos = startNanos;
        thread = new Thread(this::run, "csgen-run-" + NUMBERS.incrementAndGet());
        thread.setDaemon(true);
    }

    /** Returns a builder of runs of a generator into a sink. */
    public static Builder of(ClickGenerator generator, ClickSink sink) {
        return new Builder(generator, sink);
    }

    /** Returns how the run goes. */
    public RunReport report() {
        RunState now = state.get();
        // Receipts before acceptances: what is in flight may then look too much, never below zero.
        long confirmed = delivered.sum();
        long lost = failed.sum();
        long unknown = unconfirmed.sum();
        long taken = Math.max(accepted.get(), confirmed + lost + unknown);
        return new RunReport(
                now,
                generator.seed(),
                since,
                Duration.ofNanos((now.isFinal() ? endNanos : time.nanoTime()) - startNanos),
                pacing.isPaced()
                        ? Optional.of(generator.model().traffic().clicksPerSecond() * pacing.speed())
                        : Optional.empty(),
                sessions.get(),
                Math.max(generated.get(), taken),
                taken,
                confirmed,
                lost,
                unknown,
                retried.sum(),
                taken - confirmed - lost - unknown,
                Duration.ofNanos(lagNanos.get()),
                Duration.ofNanos(maxLagNanos.get()),
                Optional.ofNullable(problem));
    }

    /**
     * Lets the run end after the click at hand. Returns at once; {@link #await} waits for the end.
     * Without effect on a run that is ending or has ended.
     */
    public void stop() {
        if (state.compareAndSet(RunState.RUNNING, RunState.STOPPING)) {
            LOGGER.info("run stops: seed {}", generator.seed());
            thread.interrupt();
        }
    }

    /**
     * Waits for the end of the run.
     *
     * @return its final report
     * @throws InterruptedException if interrupted while waiting; the run goes on
     */
    public RunReport await() throws InterruptedException {
        ended.await();
        return report();
    }

    /**
     * Waits for the end of the run for a limited time.
     *
     * @return its final report, or empty if it has not ended
     * @throws InterruptedException if interrupted while waiting; the run goes on
     */
    public Optional<RunReport> await(Duration limit) throws InterruptedException {
        return ended.await(limit.toNanos(), TimeUnit.NANOSECONDS) ? Optional.of(report()) : Optional.empty();
    }

    /** Stops the run and waits for its end; keeps the thread's interruption, and then waits no more. */
    @Override
    public void close() {
        stop();
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        LOGGER.info(
                "run starts: seed {}, start {}, {}, {} clicks per second",
                generator.seed(),
                generator.start(),
                pacing,
                generator.model().traffic().clicksPerSecond());
        generator.warning().ifPresent(LOGGER::warn);
        RunState end = RunState.FAILED;
        try {
            end = handOver() ? RunState.COMPLETED : RunState.STOPPED;
        } catch (InterruptedException e) {
            end = RunState.STOPPED;
        } catch (SinkException | IllegalArgumentException | IllegalStateException e) {
            problem = e.getMessage();
        } catch (RuntimeException e) {
            problem = e.toString();
            LOGGER.error("run must not throw", e);
        } finally {
            state.compareAndSet(RunState.RUNNING, RunState.STOPPING);
            drain();
            endNanos = time.nanoTime();
            state.set(end);
            LOGGER.info("run ended: {}", report());
            ended.countDown();
        }
    }

    /** Returns whether the generator came to its end. */
    private boolean handOver() throws InterruptedException {
        if (threads == 1) {
            ClickIterator clicks = generator.iterator();
            return handOver(clicks, clicks::sessionCount);
        }
        try (ParallelClicks clicks = ParallelClicks.of(generator, threads)) {
            return handOver(clicks, clicks::sessionCount);
        }
    }

    private boolean handOver(Iterator<Click> clicks, LongSupplier sessionCount) throws InterruptedException {
        long virtualStart = generator
                .position()
                .map(Position::timestampMillis)
                .orElse(generator.start().toEpochMilli());
        long earlierSessions = sessionCount.getAsLong();
        while (clicks.hasNext()) {
            Click click = clicks.next();
            if (pacing.isPaced()) {
                long due = startNanos + pacing.dueNanos(click.timestampMillis() - virtualStart);
                time.awaitNanoTime(due);
                recordLag(time.nanoTime() - due);
            }
            if (state.get() != RunState.RUNNING) {
                return false;
            }
            send(click);
            sessions.lazySet(sessionCount.getAsLong() - earlierSessions);
        }
        return true;
    }

    /** An interrupted send has not taken the click, and a stopped run does not count it. */
    private void send(Click click) throws InterruptedException {
        try {
            sink.send(click, listener);
        } catch (RuntimeException e) {
            generated.lazySet(generated.get() + 1);
            throw e;
        }
        accepted.lazySet(accepted.get() + 1);
        generated.lazySet(generated.get() + 1);
        witness.accept(click);
    }

    private void recordLag(long nanos) {
        lagNanos.lazySet(nanos);
        if (nanos > maxLagNanos.get()) {
            maxLagNanos.lazySet(nanos);
        }
    }

    private void drain() {
        // The interruption of stop() may come as late as here; it must not cut the flush short. There is
        // only one, so this ends.
        for (boolean flushed = false; !flushed; ) {
            try {
                sink.flush();
                flushed = true;
            } catch (InterruptedException e) {
                LOGGER.debug("interrupted while waiting for receipts", e);
            } catch (RuntimeException e) {
                problem = problem == null ? e.getMessage() : problem;
                flushed = true;
            }
        }
    }

    private void receive(Receipt receipt) {
        if (receipt instanceof Receipt.Delivered) {
            delivered.increment();
        } else if (receipt instanceof Receipt.Failed) {
            failed.increment();
        } else {
            unconfirmed.increment();
        }
        if (receipt.attempts() > 1) {
            retried.add(receipt.attempts() - 1L);
        }
        observer.receive(receipt);
    }
}
