package io.csgen.config;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Says what is wrong with the values somebody gave, one problem a line. Each problem reads {@code <path> must <rule>:
 * <value>}. Of more than {@value Problems#MAX_LISTED} problems it holds the first, and how many more there are.
 * Immutable.
 */
public final class ConfigException extends IllegalArgumentException {
    /**
     * One thing that is wrong with a value somebody gave. It stays a value until it is printed, in one line: {@code <name>
     * must <rule>: <value> (<origin>)}. Immutable.
     *
     * @param name what the value is called where it was written, such as the name of a setting
     * @param rule what the value must do, as it follows the word "must"; empty where {@code value} is a text that says all
     * @param value the value, cut where it is long
     * @param origin where it was written, such as {@code csgen.properties:14}; empty where nobody knows
     */
    public record Problem(String name, String rule, String value, String origin) implements Serializable {
        private static final int MAX_PATH = 1_000; // a file's name, and the line in it
        private static final int MAX_RULE = 1_000;

        /** Returns a problem with a value; what is long is cut, as {@link Problems#shown} does. */
        public static Problem of(String name, String rule, Object value) {
            return new Problem(
                    Problems.cut(name, MAX_PATH),
                    Problems.cut(rule, MAX_RULE),
                    value instanceof Path
                            ? Problems.cut(value.toString(), MAX_PATH)
                            : Problems.shown(String.valueOf(value)),
                    "");
        }

        /** Returns a problem that a text describes. */
        static Problem described(String text) {
            return new Problem("", "", text, "");
        }

        /** Returns this problem with the place where the value was written. */
        Problem at(String place) {
            return new Problem(name, rule, value, place);
        }

        /**
         * Returns the line for users: a blank name or value stands in quotes, and a character that cannot be seen as its
         * escape.
         */
        @Override
        public String toString() {
            String line = rule.isEmpty()
                    ? value
                    : Problems.oneLine(quotedIfBlank(name) + " must " + rule + ": " + quotedIfBlank(value));
            return origin.isEmpty() ? line : line + " (" + origin + ")";
        }

        private static String quotedIfBlank(String text) {
            return text.isBlank() ? '"' + text + '"' : text;
        }
    }

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
