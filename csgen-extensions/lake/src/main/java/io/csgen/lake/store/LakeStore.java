package io.csgen.lake.store;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Where the objects of a lake lie, each under a name such as {@code events/dt=2026-01-05/hour=13/a.json.gz}. Confined to
 * one thread at a time; whoever opened it closes it.
 *
 * <p>An object is there as a whole or not at all, and what was put is still there when the machine fails right after. All
 * failures are an {@link IOException} with a message that stands alone. A lake that has answered once gets some minutes
 * to do so again.
 */
public interface LakeStore extends AutoCloseable {
    /** An object that one writer at a time may change. Confined to one thread at a time; it ends with its store. */
    interface Guarded {
        /** Returns its content; empty if it does not exist. */
        Optional<byte[]> read() throws IOException, InterruptedException;

        /**
         * Writes it.
         *
         * @throws IOException also if another writer has written it since this one read or wrote it
         * @throws InterruptedException if interrupted; it may be written or not
         */
        void write(byte[] content) throws IOException, InterruptedException;
    }

    /** Returns which it is, as messages call it. */
    String place();

    /**
     * Puts an object, over one that exists.
     *
     * @throws InterruptedException if interrupted; the object may be there or not
     */
    void put(String name, byte[] content) throws IOException, InterruptedException;

    /** Returns the content of an object; empty if there is none. */
    Optional<byte[]> get(String name) throws IOException, InterruptedException;

    /** Returns the names of all objects that begin with a prefix, in order. */
    List<String> list(String prefix) throws IOException, InterruptedException;

    /**
     * Makes this the writer of the lake, and deletes what an earlier one left half-written.
     *
     * @param name of the object that tells who writes
     * @throws IOException also if the lake knows of another writer that is at it
     */
    Guarded guard(String name) throws IOException, InterruptedException;

    /** Gives the lake no more time after a failure, as this process is about to end. */
    void hurry();

    @Override
    void close();
}
