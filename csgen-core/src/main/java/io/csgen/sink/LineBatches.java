package io.csgen.sink;

import io.csgen.click.Click;
import io.csgen.click.ClickEncoder;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** The lines of a sink on their way: collected, sealed, being written. Guarded by the lock of their writer. */
final class LineBatches {
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int BUFFERS = 3;

    private final Deque<LineBatch> free = new ArrayDeque<>(BUFFERS);
    private final Deque<LineBatch> sealed = new ArrayDeque<>(BUFFERS);
    private LineBatch filling;
    private @Nullable LineBatch writing;
    private long accepted;
    private long settled;

    LineBatches(ClickEncoder encoder, long span) {
        filling = new LineBatch(encoder, BUFFER_BYTES, span);
        while (free.size() < BUFFERS - 1) {
            free.add(new LineBatch(encoder, BUFFER_BYTES, span));
        }
    }

    boolean hasRoom(Click click) {
        return filling.hasRoom(click);
    }

    /** Collects a click, for which there is room; returns whether it is the first of its batch. */
    boolean add(Click click, ReceiptListener listener) {
        filling.add(click, listener);
        accepted++;
        return filling.count() == 1;
    }

    /** Returns whether lines are collected that are not sealed. */
    boolean isCollecting() {
        return !filling.isEmpty();
    }

    /** Returns whether there is a free batch to go on with. */
    boolean canSeal() {
        return !free.isEmpty();
    }

    /** Seals the lines collected so far, so that they are written; there must be a free batch. */
    void seal() {
        sealed.add(filling);
        filling = free.remove().after(filling);
    }

    boolean hasSealed() {
        return !sealed.isEmpty();
    }

    /** Takes the next sealed batch to be written, if there is one. */
    @Nullable
    LineBatch beginWriting() {
        writing = sealed.poll();
        if (writing != null) {
            writing.countAttempt();
        }
        return writing;
    }

    /** Returns how many clicks were accepted. */
    long accepted() {
        return accepted;
    }

    /** Returns how many clicks have their receipts. */
    long settled() {
        return settled;
    }

    /** Notes that the clicks of the batch being written have their receipts, and that it is empty. */
    void settled(LineBatch batch, int count) {
        writing = null;
        settled += count;
        free.add(batch);
    }

    /** Notes that the clicks of a batch that nobody will write have their receipts. */
    void lost(LineBatch batch, int count) {
        settled += count;
        if (batch == writing) {
            writing = null;
        } else {
            sealed.remove(batch);
        }
    }

    /** Returns the first batch whose clicks have no receipts. */
    @Nullable
    LineBatch firstOpen() {
        if (writing != null || !sealed.isEmpty()) {
            return writing != null ? writing : sealed.peek();
        }
        return filling.isEmpty() ? null : filling;
    }
}
