package io.csgen.run;

import io.csgen.run.RunReport.ReasonCount;

/**
 * Watches runs. Called on the threads of the runs that it is given to, and on those that give receipts, so an
 * implementation is safe for concurrent use; and it is quick: while it runs, clicks wait. What it throws is logged
 * once for each run, and changes nothing else.
 */
public interface RunListener {
    /** A listener that does nothing. */
    RunListener NONE = new RunListener() {};

    /** Learns of a run that is about to start, before its first click. */
    default void started(ClickRun run) {}

    /**
     * Learns how late a click is that is about to go out; not of those that are not due at any time.
     *
     * @param nanos from 0
     */
    default void lag(long nanos) {}

    /**
     * Learns of a click that was not delivered.
     *
     * @param reason why, as {@link RunReport#reasons} has it
     */
    default void undelivered(ReasonCount.Outcome outcome, String reason) {}

    /**
     * Learns that a run has ended, before anybody who awaits it. Called once for each run that has started.
     *
     * @param report the final one
     */
    default void ended(ClickRun run, RunReport report) {}
}
