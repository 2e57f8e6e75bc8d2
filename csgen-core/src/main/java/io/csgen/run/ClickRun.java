package io.csgen.run;

import io.csgen.click.Click;
import io.csgen.config.Problems;
import io.csgen.simulate.ClickGenerator;
import io.csgen.simulate.Position;
import io.csgen.simulate.RateChange;
import io.csgen.sink.ClickSink;
import io.csgen.sink.Receipt;
import io.csgen.sink.ReceiptListener;
import io.csgen.sink.SinkException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
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

    /** How long before it is due sessions are drawn, while earlier clicks go out. */
    private static final Duration LEAD = Duration.ofMillis(250);

    private static final Duration LEAD_OF_THREADS = Duration.ofSeconds(1);

    /** How much real time the sessions that are drawn at once may span; a change of the rate waits as long. */
    private static final Duration STRIDE = Duration.ofMillis(1_024);

    private static final double LONGEST_STRIDE_MILLIS = 1e12;

    private final RateControl control;
    private final ClickSink sink;
    private final Pacing pacing;
    private final int threads;
    private final TimeSource time;
    private final ReceiptListener observer;
    private final Consumer<? super Click> witness;
    private final RunListener runListener;
    private final ReceiptListener listener = this::receive;
    private final long virtualStartMillis;
    private final Thread thread;
    private volatile Begin begin;

    private final AtomicReference<RunState> state = new AtomicReference<>(RunState.RUNNING);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final RunCounter counter = new RunCounter();
    private final LagRecorder lag;
    private volatile long endNanos;
    private volatile @Nullable String problem;

    /** When a run began: a paced one once its first clicks are at hand, so that preparing them is no lag. */
    private record Begin(Instant since, long nanos, Timeline timeline) {}

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

        /** Starts a run. */
        public ClickRun start() {
            ClickRun run = new ClickRun(this);
            runListener.started(run);
            run.thread.start();
            return run;
        }
    }

    private ClickRun(Builder builder) {
        virtualStartMillis = builder.generator
                .position()
                .map(Position::timestampMillis)
                .orElse(builder.generator.start().toEpochMilli());
        control = new RateControl(builder.generator, virtualStartMillis);
        sink = builder.sink;
        pacing = builder.pacing;
        threads = builder.threads;
        time = builder.time;
        observer = builder.observer;
        witness = builder.witness;
        runListener = builder.runListener;
        begin = begin();
        endNanos = begin.nanos();
        lag = new LagRecorder(begin.nanos());
        thread = new Thread(this::run, "csgen-run-" + NUMBERS.incrementAndGet());
        thread.setDaemon(true);
    }

    /** Returns a builder of runs of a generator into a sink. */
    public static Builder of(ClickGenerator generator, ClickSink sink) {
        return new Builder(generator, sink);
    }

    private Begin begin() {
        Instant since = time.now();
        long nanos = time.nanoTime();
        return new Begin(since, nanos, Timeline.begin(pacing, virtualStartMillis, since, nanos));
    }

    /**
     * Changes the rate at which sessions begin, while the run goes on. The change holds from the first virtual
     * time for which no session is drawn yet: in real time, within about a second, with several threads two.
     * Sessions that have begun go on, so the rate of clicks follows over the length of a session; clicks that are
     * independent follow at once. {@link RunReport#rateChanges} has all changes.
     *
     * @param clicksPerSecond in virtual time, as the model has it; from 0 to 10,000,000
     * @return the change
     * @throws io.csgen.config.ConfigException if the rate is out of bounds, or the model forbids overlapping
     *     sessions and has too few users
     * @throws IllegalStateException if this run is ending or has ended
     */
    public RateChange rate(double clicksPerSecond) {
        RunState now = state.get();
        if (now != RunState.RUNNING) {
            throw new IllegalStateException(Problems.describe("run", "be running to change its rate", now));
        }
        RateChange change = control.change(virtualMillis(time.nanoTime()), clicksPerSecond);
        LOGGER.info(
                "run changes its rate: seed {}, from {} on {} clicks per second",
                control.generator().seed(),
                change.at(),
                clicksPerSecond);
        control.generator().warning().ifPresent(LOGGER::warn);
        return change;
    }

    /** Returns how far virtual time has come; nowhere where nothing is paced. */
    private long virtualMillis(long nanos) {
        return pacing.isPaced() ? begin.timeline().virtualMillis(nanos) : virtualStartMillis;
    }

    /** Returns where the run stands. */
    public RunState state() {
        return state.get();
    }

    /**
     * Returns what became of the clicks so far: a part of the {@link #report}, and all that need be asked for often,
     * as it costs nothing to speak of.
     */
    public RunCounts counts() {
        return counter.counts();
    }

    /** Returns the rate that the run aims at by now; see {@link RunReport#targetClicksPerSecond}. */
    public Optional<Double> targetClicksPerSecond() {
        return targetClicksPerSecond(nanos(state.get()));
    }

    private Optional<Double> targetClicksPerSecond(long nanos) {
        return pacing.isPaced()
                ? Optional.of(control.generator().clicksPerSecond(Instant.ofEpochMilli(virtualMillis(nanos)))
                        * pacing.speed())
                : Optional.empty();
    }

    private long nanos(RunState now) {
        return now.isFinal() ? endNanos : time.nanoTime();
    }

    /** Returns how the run goes. */
    public RunReport report() {
        RunState now = state.get();
        ClickGenerator generator = control.generator();
        Begin since = begin;
        long nanos = nanos(now);
        RunCounts counts = counts();
        return new RunReport(
                now,
                generator.seed(),
                since.since(),
                Duration.ofNanos(nanos - since.nanos()),
                targetClicksPerSecond(nanos),
                generator.rateChanges(),
                counts.sessions(),
                counts.generated(),
                counts.accepted(),
                counts.delivered(),
                counts.failed(),
                counts.unconfirmed(),
                counts.retried(),
                counts.inFlight(),
                lag.whole(nanos),
                lag.recent(nanos),
                Optional.ofNullable(problem));
    }

    /**
     * Lets the run end after the click at hand, or amid the sessions it is drawing. Returns at once; {@link #await} waits for the end.
     * Without effect on a run that is ending or has ended.
     */
    public void stop() {
        if (state.compareAndSet(RunState.RUNNING, RunState.STOPPING)) {
            LOGGER.info("run stops: seed {}", control.generator().seed());
            control.end();
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
        ClickGenerator generator = control.generator();
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
        } catch (InterruptedException | CancellationException e) {
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
        ClickGenerator generator = control.generator();
        Duration stride = virtual(STRIDE);
        if (threads == 1) {
            return handOver(ClickSource.of(generator.iterator(control, stride)), virtual(LEAD));
        }
        try (ParallelClicks clicks = ParallelClicks.of(generator, threads, control, stride, Long.MIN_VALUE)) {
            return handOver(ClickSource.of(clicks), virtual(LEAD_OF_THREADS));
        }
    }

    private Duration virtual(Duration real) {
        return Duration.ofMillis((long) Math.min(LONGEST_STRIDE_MILLIS, Math.ceil(real.toMillis() * pacing.speed())));
    }

    private boolean handOver(ClickSource clicks, Duration lead) throws InterruptedException {
        long earlierSessions = clicks.sessionCount();
        long limit = Long.MAX_VALUE;
        if (pacing.isPaced()) {
            limit = new ClickClock(clicks, time, begin.timeline(), lead.toMillis()).limit();
            clicks.hasNext(limit);
            begin = begin();
        }
        Timeline timeline = begin.timeline();
        ClickClock clock = new ClickClock(clicks, time, timeline, lead.toMillis());
        while (state.get() == RunState.RUNNING) {
            if (!clicks.hasNext(limit)) {
                long known = clicks.knownUntilMillis();
                if (known == Long.MAX_VALUE) {
                    if (pacing.isPaced()) {
                        clock.awaitEnd(control.generator());
                    }
                    return true;
                }
                clock.awaitDrawing(known);
                limit = Math.max(known + 1, clock.limit());
                continue;
            }
            Click click = clicks.next();
            if (pacing.isPaced()) {
                long due = timeline.dueNanos(click.timestampMillis());
                long now = clock.awaitDue(due);
                if (!timeline.isBackfill(click.timestampMillis())) {
                    lag.record(now - due);
                    runListener.lag(Math.max(0, now - due));
                }
                limit = Math.max(limit, clock.limit(now));
                if (state.get() != RunState.RUNNING) {
                    return false;
                }
            }
            send(click);
            counter.sessions(clicks.sessionCount() - earlierSessions);
        }
        return false;
    }

    /** An interrupted send has not taken the click, and a stopped run does not count it. */
    private void send(Click click) throws InterruptedException {
        try {
            sink.send(click, listener);
        } catch (RuntimeException e) {
            counter.refused();
            throw e;
        }
        counter.accepted();
        witness.accept(click);
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
        counter.received(receipt);
        observer.receive(receipt);
    }
}
