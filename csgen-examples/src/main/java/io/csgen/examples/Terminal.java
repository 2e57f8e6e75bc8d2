package io.csgen.examples;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.channels.Channels;
import java.util.Map;

/**
 * What surrounds a command: where it reads and prints, and the variables it was started with. Immutable.
 *
 * @param in data, as far as a command asks for it
 * @param out for data
 * @param err for everything else
 * @param environment variables by name
 */
record Terminal(InputStream in, PrintStream out, PrintStream err, Map<String, String> environment) {
    /** Returns the streams and variables of this process. */
    static Terminal system() {
        // Through a channel, since only that lets an interrupt end the wait for input; System.in does not.
        InputStream in = Channels.newInputStream(new FileInputStream(FileDescriptor.in).getChannel());
        return new Terminal(in, System.out, System.err, System.getenv());
    }
}
