package io.csgen.run;

/**
 * Watches runs. Called on the threads of the runs that it is given to, so an implementation for several is safe for
 * concurrent use; it must not throw, and be quick: while it runs, clicks wait.
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
}
