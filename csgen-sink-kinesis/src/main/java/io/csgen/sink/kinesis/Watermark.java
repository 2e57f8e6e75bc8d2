package io.csgen.sink.kinesis;

import org.jspecify.annotations.Nullable;

/**
 * Counts the clicks without receipt that were accepted between two flushes. A flush waits for its
 * own watermark and the earlier ones; clicks accepted meanwhile count elsewhere. Memory does not grow
 * with clicks. Guarded by the lock of the sink.
 */
final class Watermark {
    private int open;

    private @Nullable Watermark earlier;

    Watermark(@Nullable Watermark earlier) {
        this.earlier = earlier;
    }

    void accepted() {
        open++;
    }

    void receipted() {
        open--;
    }

    /** Returns whether every click up to here has its receipt. */
    boolean isReached() {
        while (earlier != null && earlier.open == 0) {
            earlier = earlier.earlier;
        }
        return open == 0 && earlier == null;
    }
}
