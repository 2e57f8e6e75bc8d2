package io.csgen.config;

import io.csgen.config.ConfigException.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Collects what is wrong with a set of values, so that all of it is reported at once. Use it in the constructor of a
 * value with several rules, and wherever several such values are built from one source. Confined to one thread.
 *
 * <p>What users read stays short, whatever they gave: {@link #describe} cuts long values, and of many problems the first
 * {@value #MAX_LISTED} are kept and the others counted.
 */
public final class Problems {
    /** How many problems are listed. */
    public static final int MAX_LISTED = 50;

    private static final int MAX_VALUE = 120;

    private final List<Problem> listed = new ArrayList<>();
    private long count;

    /** Creates a collection without problems. */
    public Problems() {}

    /** Creates a collection of many problems, the first of which are listed. */
    Problems(List<Problem> listed, long count) {
        this.listed.addAll(listed);
        this.count = count;
    }

    /**
     * Records a problem unless the rule holds.
     *
     * @param holds whether the value obeys the rule
     * @param path what the value is called where the user wrote it
     * @param rule what the value must do, as it follows the word "must"
     * @param value the value itself
     * @return {@code holds}
     */
    public boolean require(boolean holds, String path, String rule, Object value) {
        if (!holds) {
            add(() -> Problem.of(path, rule, value));
        }
        return holds;
    }

    /**
     * Records a problem unless a value obeys the rule of its key.
     *
     * @return whether it does
     */
    public <T> boolean check(Key<T> key, T value) {
        boolean holds = key.allows(value);
        if (!holds) {
            add(() -> key.problemOf(value));
        }
        return holds;
    }

    /**
     * Records a problem unless a number obeys the rule of its key.
     *
     * @return the number as settings know it: without a -0
     */
    public double checked(Key<Double> key, double value) {
        check(key, value);
        return value + 0.0;
    }

    /** Adds a problem that is described already. */
    public void add(String problem) {
        add(() -> Problem.described(problem));
    }

    /** Adds a problem. */
    public void add(Problem problem) {
        add(() -> problem);
    }

    /** Adds a problem, which is described only where it is among the first. */
    void add(Supplier<Problem> problem) {
        if (count < MAX_LISTED) {
            listed.add(problem.get());
        }
        count++;
    }

    /** Adds all problems of another collection. */
    public void add(Problems others) {
        add(others, UnaryOperator.identity());
    }

    /** Adds all problems of another collection, changed. */
    void add(Problems others, UnaryOperator<Problem> change) {
        others.listed.stream()
                .limit(Math.max(0, MAX_LISTED - count))
                .map(change)
                .forEach(listed::add);
        count += others.count;
    }

    /**
     * Builds a value, and records its problems instead of throwing them.
     *
     * @return the value, or empty where it could not be built
     */
    public <T> Optional<T> collect(Supplier<T> builder) {
        try {
            return Optional.of(builder.get());
        } catch (ConfigException e) {
            add(e.all());
            return Optional.empty();
        }
    }

    /** Returns how many problems there are, with those that are not listed. */
    public long count() {
        return count;
    }

    /** Returns the problems so far, in the order in which they were found; the first {@value #MAX_LISTED}. */
    public List<String> found() {
        return listed.stream().map(Problem::toString).toList();
    }

    /**
     * Ends the collection.
     *
     * @throws ConfigException if there is any problem; it holds all of them
     */
    public void throwIfAny() {
        if (count > 0) {
            throw new ConfigException(listed, count);
        }
    }

    /** Returns the line that stands for problems that are not listed. */
    static String more(long count) {
        return String.format(Locale.ROOT, "… and %,d more", count);
    }

    /** Returns a problem in its standard form, {@code <path> must <rule>: <value>}, in one line; see {@link Problem}. */
    public static String describe(String path, String rule, Object value) {
        return Problem.of(path, rule, value).toString();
    }

    /** Returns a text as messages show it: the beginning of a long one, with {@code …} for the rest. */
    public static String shown(String text) {
        return cut(text, MAX_VALUE);
    }

    static String cut(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        boolean splits = Character.isHighSurrogate(text.charAt(length - 1));
        return text.substring(0, splits ? length - 1 : length) + "…";
    }

    /** Returns a text with each control character as its escape, so that it is one line. */
    public static String oneLine(String text) {
        StringBuilder line = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (isSeen(c)) {
                line.appendCodePoint(c);
            } else {
                for (char unit : Character.toChars(c)) {
                    line.append(String.format(Locale.ROOT, "\\u%04x", (int) unit));
                }
            }
        });
        return line.toString();
    }

    private static boolean isSeen(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }

    /**
     * Returns the name that somebody may have meant who wrote another: the most similar one, if it is similar at all.
     * Upper and lower case are the same, and so are hyphens, underscores and dots.
     */
    public static Optional<String> nearest(String name, Collection<String> known) {
        int most = Math.max(2, name.length() / 3);
        String given = plain(name.length() > MAX_VALUE ? name.substring(0, MAX_VALUE) : name);
        return known.stream()
                .filter(candidate -> Math.abs(candidate.length() - name.length()) <= most)
                .min(Comparator.comparingInt((String candidate) -> distance(given, plain(candidate)))
                        .thenComparing(Comparator.naturalOrder()))
                .filter(near -> distance(given, plain(near)) <= most);
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', '-').replace('.', '-');
    }

    /** Levenshtein distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
