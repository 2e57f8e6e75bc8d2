package io.csgen.examples;

import io.csgen.simulate.ClickGenerator;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where something of each run is written. Immutable.
 *
 * @param text a path, in which {@value #SEED} stands for the seed of the run
 */
record RunFile(String text) {
    private static final String SEED = "{seed}";

    static Optional<RunFile> of(String text) {
        try {
            return text.isBlank() || Path.of(text).getFileName() == null
                    ? Optional.empty()
                    : Optional.of(new RunFile(text));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** Returns the file of one run of a generator. */
    Path path(ClickGenerator generator) {
        return Path.of(text.replace(SEED, Long.toString(generator.seed())));
    }
}
