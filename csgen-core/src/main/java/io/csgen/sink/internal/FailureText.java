package io.csgen.sink.internal;

import io.csgen.config.ConfigException;
import io.csgen.config.Problems;
import io.csgen.sink.SinkException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Says in one line for people why something failed, whatever was thrown. */
public final class FailureText {
    private static final String INTERNAL = "Internal error (a bug in csgen): ";
    private static final int SHOWN = 300;
    private static final long MEGABYTE = 1 << 20;

    // Made while there is memory.
    private static final String HEAP_TOO_SMALL =
            heapTooSmall(Runtime.getRuntime().maxMemory());
    private static final String NOTHING_TO_SAY = INTERNAL + "it could not be said what failed";

    private FailureText() {}

    /**
     * Returns why something failed. A {@link SinkException} and a {@link ConfigException} say it themselves; where memory
     * is short, the line says what to do; all else must not happen, and reads as an internal error. Throws nothing, and
     * for a heap that is too small needs no memory.
     */
    public static String of(Throwable failure) {
        try {
            return text(failure);
        } catch (OutOfMemoryError e) {
            return failure instanceof OutOfMemoryError ? HEAP_TOO_SMALL : NOTHING_TO_SAY;
        } catch (Throwable e) {
            return named(failure); // getMessage may throw
        }
    }

    private static String named(Throwable failure) {
        try {
            return INTERNAL + failure.getClass().getName();
        } catch (OutOfMemoryError e) {
            return NOTHING_TO_SAY;
        }
    }

    /** Returns whether what was thrown must not happen: its stack trace is then of use. */
    public static boolean isInternal(Throwable failure) {
        Throwable root = root(failure);
        return !(root instanceof SinkException || root instanceof ConfigException || root instanceof OutOfMemoryError);
    }

    private static String text(Throwable failure) {
        Throwable root = root(failure);
        if (root instanceof ConfigException config) {
            return Problems.oneLine(String.join("; ", config.problems()));
        }
        if (root instanceof OutOfMemoryError) {
            return memory(String.valueOf(root.getMessage()));
        }
        return root instanceof SinkException
                ? Problems.oneLine(String.valueOf(root.getMessage()))
                : INTERNAL + cut(root);
    }

    private static Throwable root(Throwable failure) {
        Throwable cause = failure.getCause();
        return (failure instanceof CompletionException || failure instanceof ExecutionException) && cause != null
                ? root(cause)
                : failure;
    }

    private static String cut(Throwable failure) {
        String text = Problems.oneLine(failure.toString());
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }

    /** Only of the heap it is known how to get more. */
    private static String memory(String message) {
        if (message.contains("thread") || message.contains("irect buffer") || message.contains("etaspace")) {
            return "Out of memory: " + Problems.oneLine(message);
        }
        return HEAP_TOO_SMALL;
    }

    private static String heapTooSmall(long bytes) {
        long heap = Math.max(1, bytes / MEGABYTE);
        return "Out of memory: a heap of " + heap + " MB is too small; raise it with -Xmx, such as java -Xmx" + 2 * heap
                + "m";
    }
}
