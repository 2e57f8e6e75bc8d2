package io.csgen.examples.server;

import io.csgen.config.ConfigException;
import io.csgen.examples.job.Execution;
import io.csgen.examples.job.ManifestFile;
import io.csgen.examples.job.RunFaults;
import io.csgen.examples.job.RunOutcome;
import io.csgen.examples.job.RunPlan;
import io.csgen.fault.FaultInjection;
import io.csgen.metrics.ClickRunMetrics;
import io.csgen.run.Pacing;
import io.csgen.run.RunReport;
import io.csgen.simulate.ClickGenerator;
import io.csgen.simulate.RateChange;
import io.csgen.sink.ClickSink;
import io.csgen.sink.SinkException;
import io.csgen.sink.internal.FailureText;
import io.csgen.sink.kinesis.KinesisSink;
import io.csgen.sink.kinesis.KinesisSinkMetrics;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts and stops runs in real time, one at a time. Each run has a generator and a sink of its own.
 * Safe for concurrent use.
 */
public final class StoreServer implements AutoCloseable {
    /** How long {@link #stop} waits for receipts before it answers that they are still to come. */
    public static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    /** Where this server stands. */
    public enum State {
        STOPPED,
        STARTING,
        RUNNING,
        STOPPING;

        /** Returns the name used in data: the constant in lower case. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Says that something cannot be done in the state this server is in. */
    public static final class WrongStateException extends Exception {
        private static final long serialVersionUID = 1L;

        WrongStateException(String message) {
            super(message);
        }
    }

    /**
     * One moment of this server. Immutable.
     *
     * @param report of the run at hand, or else of the latest one
     * @param faults what was put into this run; empty where nothing is
     * @param problem why the latest run failed or could not be started
     */
    public record Status(
            State state,
            Optional<RunReport> report,
            Optional<FaultInjection.Report> faults,
            Optional<String> problem) {}

    private static final Logger LOGGER = LoggerFactory.getLogger(StoreServer.class);

    private final Supplier<ClickGenerator> generators;
    private final Function<RunFaults.OfRun, ClickSink> sinks;
    private final RunFaults faults;
    private final Optional<ManifestFile> manifest;
    private final Duration stopLimit;
    private final Duration endLimit;
    private final ClickWatch watch = new ClickWatch(System::currentTimeMillis);
    private final ClickRunMetrics metrics = ClickRunMetrics.create();
    private final KinesisSinkMetrics kinesisMetrics = KinesisSinkMetrics.create();

    // Guarded by this.
    private State state = State.STOPPED;
    private @Nullable Thread starter; // while starting
    private @Nullable Execution current;
    private @Nullable RunOutcome latest;
    private @Nullable String problem;
    private boolean lossless = true;
    private boolean closed;
    private long runs; // that were to start

    /** Creates a server that is stopped, and puts no faults into its runs. */
    public StoreServer(
            Supplier<ClickGenerator> generators,
            Supplier<ClickSink> sinks,
            Optional<ManifestFile> manifest,
            Duration stopLimit,
            Duration endLimit) {
        this(generators, RunFaults.NONE, ofRun -> sinks.get(), manifest, stopLimit, endLimit);
    }

    /**
     * Creates a server that is stopped.
     *
     * @param generators gives the generator of each run
     * @param faults what is put into each run
     * @param sinks opens the sink of each run, behind its faults
     * @param manifest where the manifest of each run goes; empty for nowhere
     * @param stopLimit how long {@link #stop} waits for receipts
     * @param endLimit how long {@link #close} waits for receipts
     */
    public StoreServer(
            Supplier<ClickGenerator> generators,
            RunFaults faults,
            Function<RunFaults.OfRun, ClickSink> sinks,
            Optional<ManifestFile> manifest,
            Duration stopLimit,
            Duration endLimit) {
        this.generators = generators;
        this.faults = faults;
        this.sinks = sinks;
        this.manifest = manifest;
        this.stopLimit = stopLimit;
        this.endLimit = endLimit;
    }

    /**
     * Opens a sink and starts a run into it.
     *
     * @throws WrongStateException if this server is not stopped
     * @throws SinkException if the sink cannot be opened
     * @throws ConfigException if the settings of the sink are wrong
     */
    public State start() throws WrongStateException {
        long number;
        synchronized (this) {
            if (closed) {
                throw new WrongStateException("Server is shutting down");
            }
            if (state != State.STOPPED) {
                throw new WrongStateException(state == State.RUNNING ? "Server already running" : "Server is " + state);
            }
            state = State.STARTING;
            starter = Thread.currentThread();
            problem = null;
            number = ++runs;
        }
        try {
            watch.restart();
            Execution execution = Execution.start(plan(generators.get(), number), this::ended);
            started(execution);
            return State.RUNNING;
        } catch (Throwable e) {
            failed(e);
            throw e;
        }
    }

    private RunPlan plan(ClickGenerator generator, long number) {
        return new RunPlan(
                generator,
                number,
                faults,
                this::open,
                manifest,
                run -> run.pacing(Pacing.realTime()).observer(watch),
                click -> {},
                metrics);
    }

    private ClickSink open(RunFaults.OfRun ofRun) {
        ClickSink sink = sinks.apply(ofRun);
        if (ofRun.opened().orElse(sink) instanceof KinesisSink kinesis) {
            kinesisMetrics.watch(kinesis);
        }
        return sink;
    }

    private synchronized void started(Execution execution) {
        // A dead sink may have ended the run already.
        if (state == State.STARTING) {
            current = execution;
            state = State.RUNNING;
        }
        starter = null;
        if (closed) {
            execution.stop(); // nobody waited for so long
        }
        notifyAll();
    }

    private synchronized void failed(Throwable e) {
        problem = FailureText.of(e);
        state = State.STOPPED;
        starter = null;
        notifyAll();
    }

    private synchronized void ended(RunOutcome outcome) {
        outcome.unwritten().forEach(LOGGER::error);
        latest = outcome;
        problem = outcome.problem().orElse(null);
        lossless &= outcome.isLossless();
        current = null;
        state = State.STOPPED;
        notifyAll();
    }

    /**
     * Stops the run and waits for the receipts of its clicks, for a limited time.
     *
     * @return {@link State#STOPPED}, or {@link State#STOPPING} if receipts are still to come; the sink is
     *     closed when they are there
     * @throws WrongStateException if this server is not running
     */
    State stop() throws WrongStateException, InterruptedException {
        Execution execution;
        synchronized (this) {
            execution = running("already stopped");
            state = State.STOPPING;
        }
        execution.stop();
        return execution.await(stopLimit).isPresent() ? State.STOPPED : State.STOPPING;
    }

    /**
     * Changes the rate of the run at hand; the next one begins with that of its model again.
     *
     * @throws WrongStateException if this server is not running
     * @throws ConfigException if the rate cannot be had
     */
    RateChange rate(double clicksPerSecond) throws WrongStateException {
        try {
            return running("is stopped").rate(clicksPerSecond);
        } catch (IllegalStateException e) {
            throw new WrongStateException("Server is " + State.STOPPING); // it has just ended by itself
        }
    }

    private synchronized Execution running(String ifStopped) throws WrongStateException {
        Execution execution = current;
        if (state != State.RUNNING || execution == null) {
            throw new WrongStateException("Server " + (state == State.STOPPED ? ifStopped : "is " + state));
        }
        return execution;
    }

    /** Returns how things stand; never waits for a sink. */
    public synchronized Status status() {
        Execution execution = current;
        if (execution != null) {
            RunReport report = execution.report();
            return new Status(state, Optional.of(report), execution.faults().report(), report.problem());
        }
        return new Status(
                state,
                Optional.ofNullable(latest).map(RunOutcome::report),
                Optional.ofNullable(latest).flatMap(RunOutcome::faults),
                Optional.ofNullable(problem));
    }

    /** Returns what sees the clicks of the run at hand, or else of the latest one. */
    ClickWatch watch() {
        return watch;
    }

    /** Returns what counts for all runs and their sinks together. */
    List<MeterBinder> metrics() {
        return List.of(metrics, kinesisMetrics);
    }

    /** Returns whether every click of all runs that have ended was delivered. */
    public synchronized boolean isLossless() {
        return lossless;
    }

    /**
     * Ends the run, if there is one, and starts no more. Waits for receipts for a limited time; what the
     * sink does not know then stays unconfirmed. Keeps the thread's interruption.
     */
    @Override
    public void close() {
        Execution execution = lastExecution();
        if (execution != null) {
            execution.end(endLimit);
        }
    }

    private synchronized @Nullable Execution lastExecution() {
        closed = true;
        if (starter != null) {
            starter.interrupt(); // a sink that is being opened may wait for its backend
        }
        boolean interrupted = false;
        long end = System.nanoTime() + endLimit.toNanos();
        for (long left = endLimit.toNanos(); state == State.STARTING && left > 0; left = end - System.nanoTime()) {
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (state == State.RUNNING) {
            state = State.STOPPING;
        }
        return current;
    }
}
