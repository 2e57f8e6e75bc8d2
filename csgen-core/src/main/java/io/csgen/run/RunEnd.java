package io.csgen.run;

import io.csgen.sink.internal.FailureText;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a run stands, and the one place that decides how it ended: failed if anything failed on its way, or else
 * completed or stopped. Safe for concurrent use.
 */
final class RunEnd {
    private static final Logger LOGGER = LoggerFactory.getLogger(RunEnd.class);

    private final AtomicReference<RunReport.State> state = new AtomicReference<>(RunReport.State.RUNNING);

    // Written before the state that goes with them.
    private volatile @Nullable Throwable failure;
    private volatile @Nullable String problem;
    private volatile boolean isHurried;
    private boolean isSettled; // guarded by this

    RunReport.State state() {
        return Objects.requireNonNull(state.get());
    }

    boolean isRunning() {
        return state.get() == RunReport.State.RUNNING;
    }

    /**
     * Lets the run end.
     *
     * @param thread of the run, which may wait for a sink
     * @return whether the run was running
     */
    synchronized boolean stop(Thread thread) {
        boolean wasRunning = stop();
        if (wasRunning) {
            thread.interrupt();
        }
        return wasRunning;
    }

    private boolean stop() {
        return state.compareAndSet(RunReport.State.RUNNING, RunReport.State.STOPPING);
    }

    /** Takes note, on the thread of the run, that the last click is handed over: no stop interrupts it from here on. */
    synchronized void handedOver() {
        stop();
        Thread.interrupted();
    }

    /**
     * Lets the run wait for no more receipts.
     *
     * @param thread of the run
     */
    synchronized void hurry(Thread thread) {
        isHurried = true;
        if (!isSettled) {
            thread.interrupt();
        }
    }

    /** Takes note, on the thread of the run, that it is done with its sink: nothing interrupts it from here on. */
    synchronized void settled() {
        isSettled = true;
        Thread.interrupted();
    }

    boolean isHurried() {
        return isHurried;
    }

    /** Lets the run end as failed. The first failure is why, since others may follow from it. Throws nothing. */
    synchronized void failed(Throwable thrown) {
        if (failure == null) {
            problem = FailureText.of(thrown);
            failure = thrown;
        }
        stop();
        try {
            if (FailureText.isInternal(thrown)) {
                LOGGER.error("a run failed: {}", FailureText.of(thrown), thrown);
            } else {
                LOGGER.debug("a run failed", thrown);
            }
        } catch (Throwable e) {
            // A log that fails as well changes nothing.
        }
    }

    /**
     * Decides how the run ended; nothing changes it any more.
     *
     * @param isDone whether the generator has come to its end
     */
    synchronized void decide(boolean isDone) {
        RunReport.State otherwise = isDone ? RunReport.State.COMPLETED : RunReport.State.STOPPED;
        state.set(failure == null ? otherwise : RunReport.State.FAILED);
    }

    /** Returns why the run failed, at a state that was read before. */
    Optional<String> problem(RunReport.State seen) {
        return seen == RunReport.State.FAILED || seen == RunReport.State.STOPPING
                ? Optional.ofNullable(problem)
                : Optional.empty();
    }

    Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }
}
