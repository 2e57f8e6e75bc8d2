package io.csgen.examples;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/**
 * What surrounds a command: where it reads and prints, and the variables it was started with. Immutable.
 *
 * @param in data, as far as a command asks for it
 * @param out for data
 * @param err for everything else
 * @param outKind where {@code out} leads
 * @param errKind where {@code err} leads
 * @param environment variables by name
 */
record Terminal(
        InputStream in, PrintStream out, PrintStream err, Kind outKind, Kind errKind, Map<String, String> environment) {
    /** Where a stream leads. */
    enum Kind {
        /** To a person, who sees it as it comes. */
        TERMINAL("/dev/(pts/\\d+|tty\\w+|console)"),
        /** To a program, which may have enough of it. */
        PIPE("pipe:.*"),
        /** To a file, or to who knows where. */
        OTHER(".*");

        private final String target;

        Kind(String target) {
            this.target = target;
        }

        /** Java tells of input and output together only, so the system is asked, if it is one that can say. */
        private static Kind of(int descriptor) {
            try {
                String target = Files.readSymbolicLink(Path.of("/proc/self/fd", Integer.toString(descriptor)))
                        .toString();
                return Arrays.stream(values())
                        .filter(kind -> target.matches(kind.target))
                        .findFirst()
                        .orElse(OTHER);
            } catch (IOException | UnsupportedOperationException e) {
                return OTHER;
            }
        }
    }

    /** Returns the streams and variables of this process. */
    static Terminal system() {
        // Through a channel, since only that lets an interrupt end the wait for input; System.in does not.
        InputStream in = Channels.newInputStream(new FileInputStream(FileDescriptor.in).getChannel());
        return new Terminal(in, System.out, System.err, Kind.of(1), Kind.of(2), System.getenv());
    }

    /** Returns whether a person sees data as it comes. */
    boolean isOutShown() {
        return outKind == Kind.TERMINAL;
    }

    /** Returns whether a person sees everything else as it comes. */
    boolean isErrShown() {
        return errKind == Kind.TERMINAL;
    }

    /** Returns whether data goes to a program, which may have enough of it. */
    boolean isOutPiped() {
        return outKind == Kind.PIPE;
    }
}
