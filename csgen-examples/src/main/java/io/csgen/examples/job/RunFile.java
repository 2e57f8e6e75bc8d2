package io.csgen.examples.job;

import io.csgen.config.ConfigException;
import io.csgen.config.Key;
import io.csgen.config.RunVariables;
import io.csgen.internal.OutputFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Where something of each run is written. Immutable.
 *
 * @param key what names it in messages
 * @param pattern a path, in which {@code {seed}} and {@code {run}} stand for those of the run
 */
record RunFile(Key<Path> key, Path pattern) {
    /** Returns the file of one run. */
    Path path(RunVariables variables) {
        return Path.of(variables.in(pattern.toString()));
    }

    /**
     * Looks whether the file of one run could be written, and changes nothing.
     *
     * @throws ConfigException if not
     */
    void requireWritable(RunVariables variables) {
        Path file = path(variables);
        try {
            OutputFile.requireWritable(file);
        } catch (IOException e) {
            throw new ConfigException(List.of(problem(file, e)));
        }
    }

    /** Returns why the file of one run cannot be written. */
    String problem(Path file, IOException e) {
        return OutputFile.problem(key.name(), file, e);
    }
}
