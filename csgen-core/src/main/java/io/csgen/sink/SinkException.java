package io.csgen.sink;

import org.jspecify.annotations.Nullable;

/**
 * Says that a sink cannot be opened or has lost its backend for good. The message is one line for
 * people and stands alone; the cause, if any, is for those who debug. Immutable.
 */
public final class SinkException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates an exception with a message that stands alone, and what led to it. */
    public SinkException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
