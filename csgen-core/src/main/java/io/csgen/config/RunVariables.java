package io.csgen.config;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What {@code {seed}} and {@code {run}} stand for in the paths of files that a run writes. Immutable.
 *
 * @param seed of the run
 * @param run number of the run in its process, from 1
 */
public record RunVariables(long seed, long run) {
    private static final Pattern VARIABLE = Pattern.compile("\\{[^{}/]*}");
    private static final String SEED = "{seed}";
    private static final String RUN = "{run}";

    /** Returns a path with the values in the places of the variables. */
    public String in(String path) {
        return path.replace(SEED, Long.toString(seed)).replace(RUN, Long.toString(run));
    }

    /** Returns the first text in braces that is no variable. */
    static Optional<String> unknownIn(String path) {
        return VARIABLE.matcher(path)
                .results()
                .map(result -> result.group())
                .filter(name -> !name.equals(SEED) && !name.equals(RUN))
                .findFirst();
    }
}
