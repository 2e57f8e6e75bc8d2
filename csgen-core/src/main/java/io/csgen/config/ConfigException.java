package io.csgen.config;

import java.util.List;

/**
 * Says everything that is wrong with the values somebody gave, one problem a line. Each problem
 * reads {@code <path> must <rule>: <value>}. Immutable.
 */
public final class ConfigException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final String[] problems;

    /**
     * Creates an exception whose message is all problems, one a line.
     *
     * @param problems at least one problem
     */
    public ConfigException(List<String> problems) {
        super(String.join("\n", problems));
        this.problems = problems.toArray(String[]::new);
    }

    /** Returns the problems in the order in which they were found; at least one. */
    public List<String> problems() {
        return List.of(problems);
    }
}
