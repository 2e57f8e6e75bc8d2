package io.csgen.config;

import java.math.BigDecimal;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One declared setting: its name, type, rule, default and one line of help. Every setting is
 * declared exactly once; reading, error messages and the documentation all come from that.
 *
 * <p>A name that ends in {@code -N} declares a family of keys, one for each whole number from 1;
 * {@link #at(int)} picks a member. Immutable.
 *
 * @param <T> the type of the setting's value
 */
public final class Key<T> {
    private static final String FAMILY = "-N";
    private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,8}");
    private static final Pattern NUMBER_IN_HELP = Pattern.compile("\\bN\\b");
    private static final Pattern WHOLE = Pattern.compile("[+-]?[0-9]+");
    private static final Pattern DURATION = Pattern.compile("(\\d{1,19})(ms|s|m|h|d)");

    private final String name;
    private final String rule;
    private final String help;
    private final Function<String, Optional<T>> parser;
    private final Optional<String> defaultText;
    private final Optional<String> family;
    private final boolean file;

    private Key(
            String name,
            String rule,
            String help,
            Function<String, Optional<T>> parser,
            Optional<String> defaultText,
            Optional<String> family,
            boolean file) {
        this.name = Objects.requireNonNull(name, "name");
        this.rule = Objects.requireNonNull(rule, "rule");
        this.help = Objects.requireNonNull(help, "help");
        this.parser = parser;
        this.defaultText = defaultText;
        this.family = family;
        this.file = file;
    }

    /**
     * Declares a key of any type.
     *
     * @param rule what a value must do, as it follows the word "must"
     * @param parser turns text without surrounding blanks into a value; empty, or an exception of
     *     type {@link IllegalArgumentException}, where the text breaks the rule; the message of a
     *     {@link ConfigException} is added to the rule, to say where
     */
    public static <T> Key<T> of(String name, String rule, String help, Function<String, Optional<T>> parser) {
        return new Key<>(name, rule, help, parser, Optional.empty(), Optional.empty(), false);
    }

    /** Declares a key for text that is not blank. */
    public static Key<String> text(String name, String help) {
        return of(name, "not be blank", help, text -> Optional.of(text).filter(t -> !t.isBlank()));
    }

    /** Declares a key for a whole number from {@code min} to {@code max}, both inclusive. */
    public static Key<Integer> integer(String name, int min, int max, String help) {
        return of(
                name,
                "be a whole number from " + min + " to " + max,
                help,
                text -> whole(text).filter(n -> n >= min && n <= max).map(Long::intValue));
    }

    /** Declares a key for a whole number of 64 bits, sign included. */
    public static Key<Long> longInteger(String name, String help) {
        return of(name, "be a whole number from " + Long.MIN_VALUE + " to " + Long.MAX_VALUE, help, Key::whole);
    }

    /** Declares a key for a number from {@code min} to {@code max}, both inclusive. */
    public static Key<Double> decimal(String name, double min, double max, String help) {
        return of(
                name,
                "be a number from " + plain(min) + " to " + plain(max),
                help,
                text -> number(text).filter(x -> x >= min && x <= max));
    }

    /** Declares a key for a probability: a number from 0 to 1, both inclusive. */
    public static Key<Double> probability(String name, String help) {
        return decimal(name, 0, 1, help);
    }

    /**
     * Declares a key for a time span, written as a whole number and a unit: {@code 250ms}, {@code
     * 46s}, {@code 30m}, {@code 2h}, {@code 28d}; from {@code min} to {@code max}, both inclusive.
     */
    public static Key<Duration> duration(String name, Duration min, Duration max, String help) {
        return of(
                name,
                "be a time span such as 250ms, 46s, 30m, 2h or 28d, from " + write(min) + " to " + write(max),
                help,
                text -> duration(text).filter(d -> d.compareTo(min) >= 0 && d.compareTo(max) <= 0));
    }

    /**
     * Declares a key for the path of a file that a run writes. {@code {seed}} and {@code {run}} in it
     * stand for what {@link Settings#ofRun} puts there; other text in braces breaks the rule.
     */
    public static Key<Path> file(String name, String help) {
        return new Key<>(name, "be the path of a file", help, Key::path, Optional.empty(), Optional.empty(), true);
    }

    private static Optional<Path> path(String text) {
        RunVariables.unknownIn(text).ifPresent(name -> {
            throw new ConfigException(List.of("in braces, only {seed} and {run}, not " + name));
        });
        try {
            return Optional.of(text)
                    .filter(given -> !given.isBlank())
                    .map(Path::of)
                    .filter(path -> path.getFileName() != null);
        } catch (InvalidPathException e) {
            if (text.chars().allMatch(c -> c < 128)) {
                return Optional.empty();
            }
            throw new ConfigException(List.of("the locale has other letters; LC_ALL=C.UTF-8 has all"));
        }
    }

    /** Declares a key whose value is one of the given words. */
    public static Key<String> choice(String name, List<String> words, String help) {
        return of(
                name,
                "be one of " + String.join(", ", words),
                help,
                text -> Optional.of(text).filter(words::contains));
    }

    /** Declares a key whose value is the {@code toString} of one of the given constants. */
    public static <E extends Enum<E>> Key<E> choice(String name, Class<E> type, String help) {
        List<E> constants = List.of(type.getEnumConstants());
        return of(
                name,
                "be one of "
                        + String.join(
                                ", ", constants.stream().map(Object::toString).toList()),
                help,
                text -> constants.stream()
                        .filter(c -> c.toString().equals(text))
                        .findFirst());
    }

    /**
     * Returns this key with a default.
     *
     * @throws IllegalArgumentException if the default breaks the key's own rule
     */
    public Key<T> withDefault(String text) {
        parse(text);
        return new Key<>(name, rule, help, parser, Optional.of(text), family, file);
    }

    /**
     * Returns a member of this family of keys.
     *
     * @param number from 1
     * @throws IllegalStateException if this key is no family
     */
    public Key<T> at(int number) {
        if (!isFamily()) {
            throw new IllegalStateException("key must end in -N to have members: " + name);
        }
        return new Key<>(stem() + number, rule, help, parser, defaultText, Optional.of(name), file);
    }

    /** Returns whether this key stands for a family of numbered keys. */
    public boolean isFamily() {
        return isFamily(name);
    }

    static boolean isFamily(String name) {
        return name.endsWith(FAMILY);
    }

    private String stem() {
        return name.substring(0, name.length() - 1);
    }

    /** Returns whether the value is the path of a file that a run writes, with variables in it. */
    boolean isFile() {
        return file;
    }

    /** Returns whether the given name is this key or, for a family, one of its members. */
    public boolean covers(String candidate) {
        if (!isFamily()) {
            return name.equals(candidate);
        }
        String stem = stem();
        return candidate.startsWith(stem)
                && NUMBER.matcher(candidate.substring(stem.length())).matches();
    }

    /** Returns the number of a member of this family. */
    int numberOf(String member) {
        return Integer.parseInt(member.substring(name.length() - 1));
    }

    /**
     * Reads a value.
     *
     * @throws ConfigException if the text breaks the rule
     */
    public T parse(String text) {
        Optional<T> value;
        String detail = "";
        try {
            value = parser.apply(text.strip());
        } catch (ConfigException e) {
            value = Optional.empty();
            detail = " (" + String.join("; ", e.problems()) + ")";
        } catch (IllegalArgumentException e) {
            value = Optional.empty();
        }
        String broken = rule + detail;
        return value.orElseThrow(() -> new ConfigException(List.of(Problems.describe(name, broken, text))));
    }

    /** Returns the name as it stands in a properties file. */
    public String name() {
        return name;
    }

    /** Returns the name of the declaration: for a member of a family, that of the family. */
    public String declaredName() {
        return family.orElse(name);
    }

    /** Returns what a value must do, as it follows the word "must". */
    public String rule() {
        return rule;
    }

    /** Returns one line for users, in which a member of a family has its number instead of N. */
    public String help() {
        return family.map(name -> NUMBER_IN_HELP.matcher(help).replaceAll(this.name.substring(name.length() - 1)))
                .orElse(help);
    }

    /** Returns the default as it would be written in a file; empty where there is none. */
    public Optional<String> defaultText() {
        return defaultText;
    }

    /** Returns the name. */
    @Override
    public String toString() {
        return name;
    }

    /** Reads a time span as {@link #duration} keys do; empty where the text is none. */
    public static Optional<Duration> duration(String text) {
        Matcher m = DURATION.matcher(text);
        if (!m.matches()) {
            return Optional.empty();
        }
        long unit = switch (m.group(2)) {
            case "ms" -> 1;
            case "s" -> 1_000;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            default -> 86_400_000;
        };
        try {
            return Optional.of(Duration.ofMillis(Math.multiplyExact(Long.parseLong(m.group(1)), unit)));
        } catch (ArithmeticException | NumberFormatException e) {
            return Optional.empty(); // more milliseconds than 64 bits hold
        }
    }

    /**
     * Writes a time span in the largest unit that holds it exactly, as {@link #duration} keys read it.
     * One that is no whole number of milliseconds in 64 bits is written as ISO 8601, which they do not
     * read.
     */
    public static String write(Duration span) {
        long ms;
        try {
            ms = span.toMillis();
        } catch (ArithmeticException e) {
            return span.toString();
        }
        if (!Duration.ofMillis(ms).equals(span)) {
            return span.toString();
        }
        long[] sizes = {86_400_000, 3_600_000, 60_000, 1_000};
        String[] units = {"d", "h", "m", "s"};
        for (int i = 0; i < sizes.length; i++) {
            if (ms != 0 && ms % sizes[i] == 0) {
                return ms / sizes[i] + units[i];
            }
        }
        return ms + "ms";
    }

    /** Writes a number without an exponent and without needless zeros: 3, 0.25, 1000000. */
    public static String plain(double value) {
        return new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
    }

    /** Reads a whole number of 64 bits in the digits 0 to 9, as {@link #integer} keys do; empty where the text is none. */
    public static Optional<Long> whole(String text) {
        try {
            // Long.valueOf also takes the digits of other scripts; a settings file does not.
            return WHOLE.matcher(text).matches() ? Optional.of(Long.valueOf(text)) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty(); // more than 64 bits hold
        }
    }

    /** Reads a finite decimal number, as {@link #decimal} keys do; empty where the text is none. */
    public static Optional<Double> number(String text) {
        // Double.valueOf also takes "NaN", "Infinity", "0x1p3" and "1d"; a settings file does not.
        boolean decimalDigits = text.chars().allMatch(c -> "+-.eE0123456789".indexOf(c) >= 0);
        if (!decimalDigits) {
            return Optional.empty();
        }
        try {
            // Adding zero turns -0 into 0: settings must read back as the value they were written from.
            return Optional.of(Double.parseDouble(text) + 0.0).filter(Double::isFinite);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
