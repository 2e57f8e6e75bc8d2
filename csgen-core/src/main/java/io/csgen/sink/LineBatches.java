package io.csgen.sink;

import io.csgen.click.Click;
import io.csgen.click.ClickEncoder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The lines of a sink that wait to be written: collected, and sealed. Guarded by the lock of its window. */
final class LineBatches {
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int BUFFERS = 3;

    private final Deque<LineBatch> free = new ArrayDeque<>(BUFFERS);
    private final Deque<LineBatch> sealed = new ArrayDeque<>(BUFFERS);
    private LineBatch filling;

    /** Creates empty batches; those that were written come back with {@link #add}. */
    LineBatches(ClickEncoder encoder, long span, Consumer<LineBatch> whenLanded) {
        filling = new LineBatch(encoder, BUFFER_BYTES, span, whenLanded);
        while (free.size() < BUFFERS - 1) {
            free.add(new LineBatch(encoder, BUFFER_BYTES, span, whenLanded));
        }
    }

    /** Returns the lines collected so far. */
    LineBatch filling() {
        return filling;
    }

    /** Lets there be room for a click, sealing what is full; returns whether there is. */
    boolean findRoom(Click click) {
        while (!filling.hasRoom(click)) {
            if (free.isEmpty()) {
                return false;
            }
            seal();
        }
        return true;
    }

    /** Seals the lines collected so far, so that they are written; there must be a free batch. */
    void seal() {
        sealed.add(filling);
        filling = free.remove().after(filling);
    }

    boolean hasSealed() {
        return !sealed.isEmpty();
    }

    /** Takes the next sealed batch, if there is one. */
    @Nullable
    LineBatch takeSealed() {
        return sealed.poll();
    }

    /** Takes an empty batch to go on with. */
    void add(LineBatch empty) {
        free.add(empty);
    }

    /** Returns how many clicks wait. */
    int count() {
        return sealed.stream().mapToInt(LineBatch::count).sum() + filling.count();
    }
}
