package io.csgen.internal;

import java.util.concurrent.locks.ReentrantLock;

/** Locks for threads that must come to their end even when memory is short, as others wait for it. */
public final class Locks {
    private Locks() {}

    /** Takes a lock even where there is no memory for a place in its queue. */
    public static void lockAnyway(ReentrantLock lock) {
        try {
            lock.lock();
        } catch (OutOfMemoryError e) {
            while (!lock.tryLock()) {
                Thread.onSpinWait();
            }
        }
    }
}
