package io.csgen.run;

import io.csgen.click.Click;
import io.csgen.config.Problems;
import io.csgen.run.Pacing.TimeSource;
import io.csgen.simulate.ClickGenerator;
import io.csgen.simulate.RateChange;
import io.csgen.sink.ClickSink;
import io.csgen.sink.ReceiptListener;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
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

    private final RunLoop.Parts parts;
    private final RateControl control;
    private final RunEnd end = new RunEnd();
    private final GuardedListener listener;
    private final RunCounter counter;
    private final RunLoop loop;
    private final RunReporter reporter;
    private final Thread thread;
    private final CountDownLatch ended = new CountDownLatch(1);

    /** What a run is made of. Confined to one thread; it may start several runs, one after another. */
    public static final class Builder {
        private final ClickGenerator generator;
        private final ClickSink sink;
        private Pacing pacing = Pacing.unpaced();
        private int threads = 1;
        private TimeSource time = TimeSource.system();
        private ReceiptListener observer = ReceiptListener.NONE;
        private Consumer<? super Click> witness = click -> {};
        private RunListener runListener = RunListener.NONE;
        private boolean ownsSink;

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

        /** Sets who watches the run, such as metrics. */
        public Builder listener(RunListener value) {
            runListener = value;
            return this;
        }

        /**
         * Lets the run close its sink once it has handed over its last click, however it ends: before its state is
         * final, so that a failure to close is one of the run. Without this, the sink stays open.
         */
        public Builder closingSink() {
            ownsSink = true;
            return this;
        }

        /**
         * Starts a run. Where this throws, no run has started, and the sink stays open in any case.
         *
         * @throws OutOfMemoryError if the system has no thread for it
         */
        public ClickRun start() {
            generator.requireMemory(threads);
            ClickRun run = new ClickRun(this);
            run.begin();
            return run;
        }
    }

    private ClickRun(Builder builder) {
        parts = new RunLoop.Parts(
                builder.generator,
                builder.sink,
                builder.ownsSink,
                builder.pacing,
                builder.threads,
                builder.time,
                builder.witness);
        control = new RateControl(parts.generator(), parts.virtualStartMillis());
        listener = new GuardedListener(builder.runListener, builder.observer);
        counter = new RunCounter(listener);
        RunLoop.Begin begin = parts.begin();
        LagRecorder lag = new LagRecorder(begin.nanos());
        loop = new RunLoop(parts, begin, control, end, counter, lag, listener);
        reporter = new RunReporter(parts, control, end, counter, lag, loop);
        thread = new Thread(this::run, "csgen-run-" + NUMBERS.incrementAndGet());
        thread.setDaemon(true);
    }

    /** Returns a builder of runs of a generator into a sink. */
    public static Builder of(ClickGenerator generator, ClickSink sink) {
        return new Builder(generator, sink);
    }

    private void begin() {
        listener.started(this);
        try {
            thread.start();
        } catch (Throwable e) {
            end.failed(e);
            finish(false);
            throw e;
        }
    }

    /**
     * Changes the rate at which sessions begin, while the run goes on. The change holds from the first virtual
     * time for which no session is drawn yet: in real time, within about a second, with several threads two.
     * Sessions that have begun go on, so the rate of clicks follows over the length of a session; clicks that are
     * independent follow at once. {@link RunReport#rateChanges} has all changes.
     *
     * @param clicksPerSecond in virtual time, as the model has it; 0, or from 0.0001 to 10,000,000
     * @return the change
     * @throws io.csgen.config.ConfigException if the rate is out of bounds, memory is too small for it, or the model
     *     forbids overlapping sessions and has too few users
     * @throws IllegalStateException if this run is ending or has ended
     */
    public RateChange rate(double clicksPerSecond) {
        RunReport.State now = end.state();
        if (now != RunReport.State.RUNNING) {
            throw new IllegalStateException(Problems.describe("run", "be running to change its rate", now));
        }
        RateChange change = control.change(reporter.virtualMillis(), clicksPerSecond);
        LOGGER.info(
                "run changes its rate: seed {}, from {} on {} clicks per second",
                control.generator().seed(),
                change.at(),
                clicksPerSecond);
        control.generator().warning().ifPresent(LOGGER::warn);
        return change;
    }

    /** Returns where the run stands. */
    public RunReport.State state() {
        return end.state();
    }

    /** Returns what was thrown where the run failed or is about to, for those who debug; its report says it in words. */
    public Optional<Throwable> failure() {
        return end.failure();
    }

    /**
     * Returns what became of the clicks so far: a part of the {@link #report}, and all that need be asked for often,
     * as it costs nothing to speak of.
     */
    public RunReport.Counts counts() {
        return counter.counts();
    }

    /** Returns the rate that the run aims at by now; see {@link RunReport#targetClicksPerSecond}. */
    public Optional<Double> targetClicksPerSecond() {
        return reporter.targetClicksPerSecond();
    }

    /** Returns how the run goes. */
    public RunReport report() {
        return reporter.report();
    }

    /**
     * Lets the run end after the clicks at hand, or amid the sessions it is drawing. Returns at once; {@link #await}
     * waits for the end.
     * Without effect on a run that is ending or has ended.
     */
    public void stop() {
        if (end.stop(thread)) {
            control.end();
            LOGGER.info("run stops: seed {}", control.generator().seed());
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

    /**
     * Ends the run whatever its sink does: stops it, and after the limit waits for no more receipts. If the run closes its
     * sink, that is then asked to hurry, as by an interruption, and gives up on the clicks in flight. Does not answer
     * interruption, but keeps it.
     *
     * @return its final report
     */
    public RunReport end(Duration limit) {
        stop();
        boolean interrupted = false;
        long left = limit.toNanos();
        while (ended.getCount() > 0) {
            try {
                long begun = System.nanoTime();
                if (end.isHurried()) {
                    ended.await();
                } else if (!ended.await(left, TimeUnit.NANOSECONDS)) {
                    end.hurry(thread);
                }
                left -= System.nanoTime() - begun;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return report();
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

    /** Nothing that is thrown, wherever, may keep those waiting who wait for the end. */
    private void run() {
        boolean isDone = false;
        try {
            isDone = loop.run();
        } catch (Throwable e) {
            end.failed(e);
        } finally {
            finish(isDone);
        }
    }

    private void finish(boolean isDone) {
        try {
            try {
                reporter.keep();
            } catch (Throwable e) {
                end.failed(e);
            }
            end.decide(isDone);
            RunReport report = report();
            log(report);
            listener.ended(this, report);
        } finally {
            ended.countDown();
        }
    }

    private static void log(RunReport report) {
        try {
            LOGGER.info("run ended: {}", report);
        } catch (Throwable e) {
            // A log that fails changes nothing.
        }
    }
}
