package io.csgen.examples.cli;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets signals end a command in good order, and with an exit code of its own. A shutdown hook would have to halt the
 * JVM for that, and so cut off the hooks of others, such as those that delete temporary files.
 */
final class Signals {
    private static final List<String> THAT_END = List.of("TERM", "INT", "HUP");

    private static final AtomicBoolean PREPARING = new AtomicBoolean();
    private static volatile @Nullable Thread main;

    private Signals() {}

    /**
     * Interrupts a thread at each signal that asks the process to end; or ends the process at once, while that thread
     * does what {@link #endAtOnceDuring} is given.
     */
    static void interrupt(Thread thread) {
        main = thread;
        for (String name : THAT_END) {
            try {
                handle(name, () -> end(thread));
            } catch (ReflectiveOperationException e) {
                // Without it, or where this system has no such signal, the JVM ends with the code of the signal.
            }
        }
    }

    private static void end(Thread thread) {
        if (PREPARING.compareAndSet(true, false)) {
            System.exit(ExitCode.INTERRUPTED);
        }
        thread.interrupt();
    }

    /**
     * Does what may be left off at any point, as it changes nothing outside of the process: reading and looking at
     * settings, which may take seconds and does not look for interruptions.
     */
    static <T> T endAtOnceDuring(Supplier<T> work) {
        if (Thread.currentThread() != main) {
            return work.get();
        }
        PREPARING.set(true);
        try {
            return work.get();
        } finally {
            if (!PREPARING.compareAndSet(true, false)) {
                awaitEnd();
            }
        }
    }

    /** The process is ending, and nothing more may begin. */
    private static void awaitEnd() {
        while (true) {
            LockSupport.park();
        }
    }

    /** The compiler warns of these classes and cannot be told not to; the JDK has no other way to see a signal. */
    private static void handle(String name, Runnable action) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        Object handling = Proxy.newProxyInstance(
                handler.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                    action.run();
                    return null;
                });
        Object named = signal.getConstructor(String.class).newInstance(name);
        signal.getMethod("handle", signal, handler).invoke(null, named, handling);
    }
}
