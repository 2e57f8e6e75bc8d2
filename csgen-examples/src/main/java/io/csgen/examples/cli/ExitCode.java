package io.csgen.examples.cli;

import java.util.List;

/** The exit codes of all commands. */
public final class ExitCode {
    /** Done. */
    public static final int OK = 0;

    /** Something was not delivered, or what was read or written is lost or broken. */
    public static final int NOT_DELIVERED = 1;

    /** Options or settings are wrong. */
    public static final int WRONG_INPUT = 2;

    /** Of a check: all is there, and some of it more than once. */
    public static final int AT_LEAST_ONCE = 3;

    /** Ended by a signal, before all was done. */
    public static final int INTERRUPTED = 130;

    /** What they mean, as the help shows it. */
    static final List<String> HELP = List.of(
            OK + ":done; all clicks were delivered, or the reader of a pipe has gone; check: complete",
            NOT_DELIVERED
                    + ":clicks were not delivered, or the sink or the port cannot be used, or lines read are no clicks,"
                    + " or the output was lost; check: broken; health: not up",
            WRONG_INPUT + ":wrong options or settings",
            AT_LEAST_ONCE + ":check: at least once",
            INTERRUPTED + ":ended by a signal: generate, check, transform, describe, health (serve exits with 0 or 1)");

    private ExitCode() {}
}
