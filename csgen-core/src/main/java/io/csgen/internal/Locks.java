package io.csgen.internal;

import java.util.concurrent.locks.ReentrantLock;

/** Takes locks of those whose end others wait for, and who must therefore come to it. */
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
