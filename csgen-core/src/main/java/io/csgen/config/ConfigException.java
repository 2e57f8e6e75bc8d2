package io.csgen.config;

import java.util.ArrayList;
import java.util.List;

/**
 * Says what is wrong with the values somebody gave, one problem a line. Each problem reads {@code <path> must <rule>:
 * <value>}. Of more than {@value Problems#MAX_LISTED} problems it holds the first, and how many more there are.
 * Immutable.
 */
public final class ConfigException extends IllegalArgumentException {
    private static final long serialVersionUID = 3L;

    private final Problem[] listed;
    private final long count;

    /**
     * Creates an exception whose message is all problems, one a line.
     *
     * @param problems at least one problem
     */
    public ConfigException(List<String> problems) {
        this(
                problems.stream()
                        .limit(Problems.MAX_LISTED)
                        .map(Problem::described)
                        .toList(),
                problems.size());
    }

    /** Creates an exception of one problem. */
    public ConfigException(Problem problem) {
        this(List.of(problem), 1);
    }

    /** Creates an exception with the first of many problems. */
    ConfigException(List<Problem> listed, long count) {
        super(String.join("\n", lines(listed, count)));
        this.listed = listed.toArray(Problem[]::new);
        this.count = count;
    }

    private static List<String> lines(List<Problem> listed, long count) {
        List<String> lines =
                new ArrayList<>(listed.stream().map(Problem::toString).toList());
        if (count > listed.size()) {
            lines.add(Problems.more(count - listed.size()));
        }
        return lines;
    }

    /**
     * Returns the lines of the message: the problems in the order in which they were found; at least one. Where there
     * are too many, the last line says how many more there are.
     */
    public List<String> problems() {
        return List.copyOf(lines(List.of(listed), count));
    }

    /** Returns the problems as values, in the order in which they were found; the first {@value Problems#MAX_LISTED}. */
    public List<Problem> listed() {
        return List.of(listed);
    }

    /** Returns all problems, as a collection of its own. */
    Problems all() {
        return new Problems(List.of(listed), count);
    }
}
