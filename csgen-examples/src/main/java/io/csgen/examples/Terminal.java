package io.csgen.examples;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What surrounds a command: where it reads and prints, and the variables it was started with. Immutable.
 *
 * @param in data, as far as a command asks for it
 * @param out for data
 * @param err for everything else
 * @param isOutShown whether a person sees {@code out} as it is, on a terminal
 * @param isErrShown whether a person sees {@code err} as it is, on a terminal
 * @param environment variables by name
 */
record Terminal(
        InputStream in,
        PrintStream out,
        PrintStream err,
        boolean isOutShown,
        boolean isErrShown,
        Map<String, String> environment) {
    private static final String TERMINALS = "/dev/(pts/\\d+|tty\\w+|console)";

    /** Returns the streams and variables of this process. */
    static Terminal system() {
        // Through a channel, since only that lets an interrupt end the wait for input; System.in does not.
        InputStream in = Channels.newInputStream(new FileInputStream(FileDescriptor.in).getChannel());
        return new Terminal(in, System.out, System.err, isTerminal(1), isTerminal(2), System.getenv());
    }

    /** Java tells only of input and output together, so the system is asked; one that cannot say has no terminal. */
    private static boolean isTerminal(int descriptor) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/self/fd", Integer.toString(descriptor)))
                    .toString()
                    .matches(TERMINALS);
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }
}
