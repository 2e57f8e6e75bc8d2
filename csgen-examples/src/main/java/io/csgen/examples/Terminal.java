package io.csgen.examples;

import java.io.PrintStream;
import java.util.Map;

/**
 * What surrounds a command: where it prints, and the variables it was started with. Immutable.
 *
 * @param out for data
 * @param err for everything else
 * @param environment variables by name
 */
record Terminal(PrintStream out, PrintStream err, Map<String, String> environment) {
    /** Returns the streams and variables of this process. */
    static Terminal system() {
        return new Terminal(System.out, System.err, System.getenv());
    }
}
