package io.csgen.sink;

import io.csgen.sink.internal.FailureText;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Why a sink of lines takes no more: the first failure counts. Guarded by the lock of the writer, but for {@link #of}. */
final class LineFailure {
    private final SinkException lackOfMemory = // made while there is memory
            new SinkException(FailureText.of(new OutOfMemoryError()), null);
    private @Nullable SinkException first;
    private boolean told;

    /** Returns the exception to note for what was thrown; also without memory to make one. */
    SinkException of(Throwable thrown) {
        try {
            return thrown instanceof SinkException problem
                    ? problem
                    : new SinkException(FailureText.of(thrown), thrown);
        } catch (OutOfMemoryError e) {
            return lackOfMemory;
        }
    }

    void note(SinkException problem) {
        first = first == null ? problem : first;
    }

    boolean isNoted() {
        return first != null;
    }

    /** Returns the failure in words, once there is one. */
    String reason() {
        return String.valueOf(Objects.requireNonNull(first).getMessage());
    }

    /** Each caller gets an exception with a stack trace of its own. */
    void throwIfNoted() {
        if (first != null) {
            told = true;
            throw first.again();
        }
    }

    /** Throws the failure if nobody has been told of it. */
    void throwIfUntold() {
        if (!told) {
            throwIfNoted();
        }
    }
}
