package io.csgen.lake.store;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Where the objects of a lake lie, each under a name such as {@code events/dt=2026-01-05/hour=13/a.json.gz}. Confined to
 * one thread at a time; whoever opened it closes it.
 *
 * <p>An object is there as a whole or not at all, and stays when the machine stops right after it was put.
 */
public interface LakeStore extends AutoCloseable {
    /** Returns which it is, as messages call it. */
    String place();

    /**
     * Puts an object, over one that exists.
     *
     * @throws IOException if it cannot be put, with a message that stands alone
     * @throws InterruptedException if interrupted; the object may be there or not
     */
    void put(String name, byte[] content) throws IOException, InterruptedException;

    /**
     * Returns the content of an object; empty if there is none.
     *
     * @throws IOException if it cannot be read, with a message that stands alone
     * @throws InterruptedException if interrupted
     */
    Optional<byte[]> get(String name) throws IOException, InterruptedException;

    /**
     * Returns the names of all objects that begin with a prefix, in order.
     *
     * @throws IOException if they cannot be listed, with a message that stands alone
     * @throws InterruptedException if interrupted
     */
    List<String> list(String prefix) throws IOException, InterruptedException;

    @Override
    void close();
}
