package io.csgen.examples.cli;

import io.csgen.truth.check.StreamCheck;
import java.io.IOException;

/** Where what came out of a pipeline is found. */
@FunctionalInterface
interface CapturedRecords {
    /**
     * Gives all of it to a check.
     *
     * @throws IOException if it cannot be read
     */
    void giveTo(StreamCheck check) throws IOException;
}
