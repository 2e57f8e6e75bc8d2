package io.csgen.examples.cli;

import java.lang.reflect.Proxy;
import java.util.List;

/**
 * Lets signals end a command in good order, and with an exit code of its own. A shutdown hook would have to halt the
 * JVM for that, and so cut off the hooks of others, such as those that delete temporary files.
 */
public final class Signals {
    private static final List<String> THAT_END = List.of("TERM", "INT", "HUP");

    private Signals() {}

    /** Interrupts a thread at each signal that asks the process to end. */
    public static void interrupt(Thread thread) {
        for (String name : THAT_END) {
            try {
                handle(name, thread::interrupt);
            } catch (ReflectiveOperationException e) {
                // Without it, or where this system has no such signal, the JVM ends with the code of the signal.
            }
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
