package io.csgen.sink;

import io.csgen.config.Problems;
import io.csgen.internal.OutputFile;
import io.csgen.sink.internal.FailureText;
import java.io.IOException;

/**
 * What a line sink writes to. Used by one thread at a time, except for the name, which any may ask for.
 */
interface LineTarget {
    /** Returns what messages call it. */
    String name();

    /** Returns the time span, in milliseconds, of the clicks that are written together; 0 for any. */
    default long span() {
        return 0;
    }

    /**
     * Begins. Called once, before all else.
     *
     * @param header the line that comes first in every file, its end included; empty for none
     */
    void begin(byte[] header) throws IOException;

    /** Returns when the operating system has the lines. */
    void write(LineBatch batch) throws IOException;

    /** Completes what was written and releases what this target has opened. */
    void close() throws IOException;

    /** Releases what this target has opened, and writes no more: a write is stuck. Any thread may call it. */
    default void abandon() throws IOException {
        close();
    }

    /** Returns an exception which says that a write failed, and whether it did so as nobody reads any more. */
    default SinkException writeProblem(Throwable cause) {
        if (cause instanceof OutOfMemoryError) {
            return new SinkException(FailureText.of(cause), cause);
        }
        SinkException problem = problem("take more data", cause);
        return cause instanceof IOException failure && isReaderGone(failure)
                ? SinkException.ofReaderGone(String.valueOf(problem.getMessage()), cause)
                : problem;
    }

    /** Returns whether a write failed as nobody reads any more. */
    default boolean isReaderGone(IOException cause) {
        return String.valueOf(cause.getMessage()).contains("Broken pipe");
    }

    /** Returns an exception which says that this target breaks a rule. */
    default SinkException problem(String rule, Throwable cause) {
        return new SinkException(Problems.describe(name(), rule, OutputFile.reason(cause)), cause);
    }
}
