package io.csgen.examples.job;

import io.csgen.click.Click;
import io.csgen.config.RunVariables;
import io.csgen.run.ClickRun;
import io.csgen.run.RunListener;
import io.csgen.run.RunReport;
import io.csgen.run.RunReport.ReasonCount;
import io.csgen.simulate.RateChange;
import io.csgen.sink.ClickSink;
import io.csgen.sink.SinkException;
import io.csgen.sink.internal.FailureText;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A run and all that was opened for it, which is closed when the run has ended, however it ends: the sink, the ledger
 * of its faults and its manifest. Safe for concurrent use.
 */
public final class Execution {
    /** How long a program that ends waits for receipts before it closes the sink, which has a limit of its own. */
    public static final Duration END_LIMIT = Duration.ofSeconds(5);

    private final RunListener listener;
    private final RunFaults.OfRun faults;
    private final ManifestFile.@Nullable Writer manifest;
    private final Consumer<RunOutcome> whenEnded;
    private final ClickRun run;
    private volatile @Nullable RunOutcome outcome;

    private Execution(
            RunPlan plan,
            RunFaults.OfRun faults,
            ManifestFile.@Nullable Writer manifest,
            ClickSink sink,
            Consumer<RunOutcome> whenEnded) {
        listener = plan.listener();
        this.faults = faults;
        this.manifest = manifest;
        this.whenEnded = whenEnded;
        Consumer<? super Click> witness = plan.witness();
        run = plan.settings()
                .apply(ClickRun.of(plan.generator(), sink))
                .closingSink()
                .witness(
                        manifest == null
                                ? witness
                                : click -> {
                                    manifest.accept(click);
                                    witness.accept(click);
                                })
                .listener(new Ending())
                .start();
    }

    /** Completes what goes with the run before anybody learns that it has ended. */
    private final class Ending implements RunListener {
        @Override
        public void started(ClickRun begun) {
            listener.started(begun);
        }

        @Override
        public void lag(long nanos) {
            listener.lag(nanos);
        }

        @Override
        public void undelivered(ReasonCount.Outcome kind, String reason) {
            listener.undelivered(kind, reason);
        }

        @Override
        public void ended(ClickRun done, RunReport report) {
            try {
                complete(report);
            } finally {
                listener.ended(done, report);
            }
        }
    }

    /**
     * Opens everything and starts the run. Where that fails, all that was opened is closed again.
     *
     * @param whenEnded learns how the run ended, before anybody who awaits that
     */
    public static Execution start(RunPlan plan, Consumer<RunOutcome> whenEnded) {
        RunVariables variables = plan.variables();
        ManifestFile.Writer manifest = plan.manifest()
                .map(file -> file.writer(plan.generator(), variables))
                .orElse(null);
        RunFaults.OfRun faults = plan.faults().of(plan.generator(), variables);
        @Nullable ClickSink sink = null;
        try {
            sink = plan.sinks().apply(faults);
            return new Execution(plan, faults, manifest, sink, whenEnded);
        } catch (Throwable e) {
            if (sink != null) {
                close(sink, e);
            } else {
                faults.opened().ifPresent(opened -> close(opened, e));
            }
            close(faults, e);
            throw e;
        }
    }

    private static void close(AutoCloseable opened, Throwable failure) {
        try {
            opened.close();
        } catch (Throwable e) {
            failure.addSuppressed(e);
        }
    }

    private void complete(RunReport report) {
        List<String> unwritten = new ArrayList<>();
        try {
            if (manifest != null) {
                manifest.write(report, faults.totals());
            }
        } catch (Throwable e) {
            unwritten.add(text(e));
        }
        try (faults) {
            faults.completeLedger();
        } catch (Throwable e) {
            unwritten.add(text(e));
        }
        RunOutcome all = new RunOutcome(report, faults.report(), List.copyOf(unwritten));
        outcome = all;
        whenEnded.accept(all);
    }

    private static String text(Throwable failure) {
        return failure instanceof IOException io ? String.valueOf(io.getMessage()) : FailureText.of(failure);
    }

    /** Returns how the run goes, or went. */
    public RunReport report() {
        return run.report();
    }

    /** Returns what is put into the run. */
    public RunFaults.OfRun faults() {
        return faults;
    }

    /** Returns whether the run ended as nobody reads its clicks any more. */
    public boolean isReaderGone() {
        return run.failure()
                .filter(thrown -> thrown instanceof SinkException gone && gone.isReaderGone())
                .isPresent();
    }

    /** Changes the rate of the run; see {@link ClickRun#rate}. */
    public RateChange rate(double clicksPerSecond) {
        return run.rate(clicksPerSecond);
    }

    /** Lets the run end; returns at once. */
    public void stop() {
        run.stop();
    }

    /** Waits until the run has ended and all that was opened for it is closed. */
    public RunOutcome await() throws InterruptedException {
        return outcome(run.await());
    }

    /** Waits the same way; empty if that takes longer than the limit. */
    public Optional<RunOutcome> await(Duration limit) throws InterruptedException {
        return run.await(limit).map(this::outcome);
    }

    /** Ends the run whatever its sink does; see {@link ClickRun#end}. */
    public RunOutcome end(Duration limit) {
        return outcome(run.end(limit));
    }

    private RunOutcome outcome(RunReport report) {
        RunOutcome known = outcome;
        return known == null ? new RunOutcome(report, faults.report(), List.of()) : known;
    }
}
