package io.csgen.sink;

import org.jspecify.annotations.Nullable;

/**
 * Says that a sink cannot be opened or has lost its backend for good. The message is one line for
 * people and stands alone; the cause, if any, is for those who debug. Immutable.
 */
public final class SinkException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean readerGone;

    /** Creates an exception with a message that stands alone, and what led to it. */
    public SinkException(String message, @Nullable Throwable cause) {
        this(message, cause, false);
    }

    private SinkException(String message, @Nullable Throwable cause, boolean readerGone) {
        super(message, cause);
        this.readerGone = readerGone;
    }

    /**
     * Creates an exception which says that whoever read the clicks at the other end of a pipe wants no more of them, as
     * in {@code csgen generate | head}: an end, and no fault of anybody.
     */
    public static SinkException ofReaderGone(String message, Throwable cause) {
        return new SinkException(message, cause, true);
    }

    /** Returns an exception that says the same, with the stack trace of the caller; for implementers of sinks. */
    public SinkException again() {
        return new SinkException(String.valueOf(getMessage()), getCause(), readerGone);
    }

    /** Returns whether nothing failed but that the reader of a pipe has gone away. */
    public boolean isReaderGone() {
        return readerGone;
    }
}
