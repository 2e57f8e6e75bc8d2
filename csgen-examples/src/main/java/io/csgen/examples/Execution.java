package io.csgen.examples;

import io.csgen.run.ClickRun;
import io.csgen.run.RunReport;
import io.csgen.simulate.RateChange;
import io.csgen.sink.ClickSink;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A run and the sink that was opened for it, which is closed when the run has ended, however it ends.
 * Safe for concurrent use; owns one thread, which ends with the run.
 */
final class Execution {
    private final ClickSink sink;
    private final ClickRun run;
    private final Consumer<RunReport> whenEnded;
    private final Thread closer = new Thread(this::closeSink, "csgen-sink-closer");
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable RunReport finalReport;

    private Execution(ClickRun run, ClickSink sink, Consumer<RunReport> whenEnded) {
        this.run = run;
        this.sink = sink;
        this.whenEnded = whenEnded;
        closer.setDaemon(true);
    }

    /**
     * Starts a run.
     *
     * @param builder of a run into the sink
     * @param sink will be closed
     * @param whenEnded gets the final report once the sink is closed, before anybody who awaits it
     */
    static Execution start(ClickRun.Builder builder, ClickSink sink, Consumer<RunReport> whenEnded) {
        Execution execution = new Execution(builder.start(), sink, whenEnded);
        execution.closer.start();
        return execution;
    }

    /** Returns how the run goes, or went. */
    RunReport report() {
        RunReport known = finalReport;
        return known == null ? run.report() : known;
    }

    /** Changes the rate of the run; see {@link ClickRun#rate}. */
    RateChange rate(double clicksPerSecond) {
        return run.rate(clicksPerSecond);
    }

    /** Lets the run end; returns at once. */
    void stop() {
        run.stop();
    }

    /** Waits until the run has ended and its sink is closed. */
    RunReport await() throws InterruptedException {
        ended.await();
        return report();
    }

    /** Waits until the run has ended and its sink is closed; empty if that takes longer than the limit. */
    Optional<RunReport> await(Duration limit) throws InterruptedException {
        return ended.await(limit.toNanos(), TimeUnit.NANOSECONDS) ? Optional.of(report()) : Optional.empty();
    }

    /**
     * Ends the run whatever its sink does: after the limit the sink gives up on the clicks in flight.
     * Does not answer interruption, but keeps it.
     */
    RunReport end(Duration limit) {
        run.stop();
        boolean interrupted = false;
        Duration left = limit;
        while (true) {
            try {
                if (left.isZero()) {
                    ended.await();
                } else if (!ended.await(left.toNanos(), TimeUnit.NANOSECONDS)) {
                    closer.interrupt();
                    left = Duration.ZERO;
                    continue;
                }
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return report();
    }

    private void closeSink() {
        boolean hurried = false;
        try {
            run.await();
        } catch (InterruptedException e) {
            hurried = true;
        }
        Optional<String> problem = Optional.empty();
        try {
            if (hurried) {
                Thread.currentThread().interrupt(); // tells the sink not to wait for what may never come
            }
            sink.close();
        } catch (RuntimeException e) {
            problem = Optional.ofNullable(e.getMessage());
        }
        Thread.interrupted();
        // A closed sink has given all receipts, so this is no wait to speak of.
        run.close();
        RunReport report = withProblem(run.report(), problem);
        finalReport = report;
        whenEnded.accept(report);
        ended.countDown();
    }

    private static RunReport withProblem(RunReport report, Optional<String> problem) {
        return problem.filter(text -> report.problem().isEmpty())
                .map(report::withProblem)
                .orElse(report);
    }
}
