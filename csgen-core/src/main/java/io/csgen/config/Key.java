package io.csgen.config;

import io.csgen.config.ConfigException.Problem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * One declared setting: its name, type, rule, default and one line of help. Every setting is
 * declared exactly once; reading, error messages and the documentation all come from that. Programs set values of its
 * type; text is for files, environment and command line.
 *
 * <p>A name that ends in {@code -N} declares a family of keys, one for each whole number from 1;
 * {@link #at(int)} picks a member. Immutable.
 *
 * @param <T> the type of the setting's value
 */
public final class Key<T> {
    private static final String FAMILY = "-N";
    private static final int MAX_DIGITS = 9;
    private static final int NO_MEMBER = Integer.MIN_VALUE;
    private static final int NANOS_OF_MS = 1_000_000;
    private static final Pattern NUMBER_IN_HELP = Pattern.compile("\\bN\\b");

    private final Declaration<T> declared;
    private final String stem; // what the names of members begin with; empty outside families
    private final int number;

    /**
     * What values must be.
     *
     * @param text as it follows the word "must"
     * @param holds tells whether a value is so
     */
    public record Rule<T>(String text, Predicate<? super T> holds) {}

    private Key(Declaration<T> declared, String stem, int number) {
        this.declared = declared;
        this.stem = stem;
        this.number = number;
    }

    private static <T> Key<T> of(Declaration<T> declared) {
        String name = declared.name();
        return new Key<>(declared, isFamily(name) ? name.substring(0, name.length() - 1) : "", NO_MEMBER);
    }

    /** Declares a key of any type. */
    public static <T> Key<T> of(String name, Rule<T> rule, String help, Codec<T> codec) {
        return of(new Declaration<>(name, rule, help, codec, false));
    }

    /**
     * Declares a key whose rule every value of the type obeys: only text can break it.
     *
     * @param rule what a value must do, as it follows the word "must"
     */
    public static <T> Key<T> of(String name, String rule, String help, Codec<T> codec) {
        return of(name, new Rule<>(rule, value -> true), help, codec);
    }

    /** Declares a key for text that is not blank. */
    public static Key<String> text(String name, String help) {
        return of(name, new Rule<>("not be blank", text -> !text.isBlank()), help, Optional::of);
    }

    /** Declares a key for a whole number from {@code min} to {@code max}, both inclusive. */
    public static Key<Integer> integer(String name, int min, int max, String help) {
        Rule<Integer> rule = new Rule<>("be a whole number from " + min + " to " + max, n -> n >= min && n <= max);
        return of(
                name,
                rule,
                help,
                text -> whole(text).filter(n -> n == n.intValue()).map(Long::intValue));
    }

    /** Declares a key for a whole number of 64 bits, sign included. */
    public static Key<Long> longInteger(String name, String help) {
        return of(name, "be a whole number from " + Long.MIN_VALUE + " to " + Long.MAX_VALUE, help, Key::whole);
    }

    /** Declares a key for a number from {@code min} to {@code max}, both inclusive. */
    public static Key<Double> decimal(String name, double min, double max, String help) {
        Rule<Double> rule =
                new Rule<>("be a number from " + plain(min) + " to " + plain(max), x -> x >= min && x <= max);
        return of(name, rule, help, Codec.DECIMAL);
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
        Rule<Duration> rule = new Rule<>(
                "be a time span such as 250ms, 46s, 30m, 2h or 28d, from " + write(min) + " to " + write(max),
                span -> span.compareTo(min) >= 0 && span.compareTo(max) <= 0 && span.getNano() % NANOS_OF_MS == 0);
        return of(name, rule, help, Codec.DURATION);
    }

    /**
     * Declares a key for the path of a file that a run writes. {@code {seed}} and {@code {run}} in it
     * stand for what {@link Settings#ofRun} puts there; other text in braces breaks the rule.
     */
    public static Key<Path> file(String name, String help) {
        Rule<Path> rule = new Rule<>("be the path of a file", path -> path.getFileName() != null);
        return of(new Declaration<>(name, rule, help, Texts::path, true));
    }

    /** Declares a key for whether something is done, written as {@code on} and {@code off}. */
    public static Key<Boolean> onOff(String name, String help) {
        Codec<Boolean> codec = Codec.of(
                text -> Optional.of(text.equals("on")).filter(on -> on || text.equals("off")),
                value -> value ? "on" : "off");
        return of(name, "be one of on, off", help, codec);
    }

    /** Declares a key whose value is one of the given words. */
    public static Key<String> choice(String name, List<String> words, String help) {
        return of(name, new Rule<>("be one of " + String.join(", ", words), words::contains), help, Optional::of);
    }

    /** Declares a key whose value is the {@code toString} of one of the given constants. */
    public static <E extends Enum<E>> Key<E> choice(String name, Class<E> type, String help) {
        List<E> constants = List.of(type.getEnumConstants());
        String words =
                String.join(", ", constants.stream().map(Object::toString).toList());
        return of(
                name,
                "be one of " + words,
                help,
                text -> constants.stream()
                        .filter(c -> c.toString().equals(text))
                        .findFirst());
    }

    /**
     * Returns this key with a default.
     *
     * @throws ConfigException if the default breaks the key's own rule
     */
    public Key<T> withDefault(T value) {
        Problems problems = new Problems();
        problems.check(this, value);
        problems.throwIfAny();
        return with(source -> value, Optional.of(textOf(value)));
    }

    /**
     * Returns this key with a default that follows from the values of other keys; the help says how.
     *
     * @param value obeys the rule, whatever the other values are
     */
    public Key<T> withDerivedDefault(Function<ValueSource, T> value) {
        return with(value, Optional.empty());
    }

    private Key<T> with(Function<ValueSource, T> value, Optional<String> text) {
        return new Key<>(declared.with(new Declaration.Default<>(value, text)), stem, number);
    }

    /**
     * Returns a member of this family of keys.
     *
     * @param number from 1
     * @throws IllegalStateException if this key is no family
     */
    public Key<T> at(int number) {
        if (!isFamily()) {
            throw new IllegalStateException("key must end in -N to have members: " + name());
        }
        return new Key<>(declared, stem, number);
    }

    /**
     * Returns the key of a name: this one or, of a family, the member.
     *
     * @return empty where this key does not cover the name
     */
    public Optional<Key<T>> named(String candidate) {
        return Optional.of(candidate).filter(this::covers).map(covered -> isFamily() ? at(numberOf(covered)) : this);
    }

    /** Returns the number of a member of a family; 0 for any other key. */
    public int number() {
        return Math.max(0, number);
    }

    /** Returns whether this key stands for a family of numbered keys. */
    public boolean isFamily() {
        return number == NO_MEMBER && !stem.isEmpty();
    }

    static boolean isFamily(String name) {
        return name.endsWith(FAMILY);
    }

    /** Returns what the names of all members of the family begin with; empty where there is none. */
    String stem() {
        return stem;
    }

    /** Returns whether the value is the path of a file that a run writes, with variables in it. */
    boolean isFile() {
        return declared.file();
    }

    /** Returns whether the given name is this key or, for a family, one of its members. */
    public boolean covers(String candidate) {
        return isFamily()
                ? candidate.startsWith(stem) && isNumber(candidate, stem.length(), candidate.length())
                : name().equals(candidate);
    }

    /** Returns whether a part of a text is the number of a member, from 1 to 999,999,999. */
    static boolean isNumber(String text, int begin, int end) {
        int digits = end - begin;
        if (digits < 1 || digits > MAX_DIGITS || text.charAt(begin) == '0') {
            return false;
        }
        int at = begin;
        while (at < end && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at == end;
    }

    /** Returns the number of a member of this family. */
    int numberOf(String member) {
        return Integer.parseInt(member.substring(stem.length()));
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
            value = declared.codec().read(text.strip()).filter(declared.rule().holds());
        } catch (ConfigException e) {
            value = Optional.empty();
            detail = " (" + String.join("; ", e.problems()) + ")";
        } catch (IllegalArgumentException e) {
            value = Optional.empty();
        }
        if (value.isEmpty()) {
            throw new ConfigException(Problem.of(name(), rule() + detail, text));
        }
        return value.get();
    }

    /** Returns a value that obeys the rule as it is written in a file. */
    public String textOf(T value) {
        return declared.codec().write(value);
    }

    /** Returns whether a value obeys the rule. */
    public boolean allows(T value) {
        return declared.rule().holds().test(value);
    }

    /** Returns what is wrong with a value that breaks the rule. */
    Problem problemOf(T value) {
        return Problem.of(name(), rule(), declared.codec().show(value));
    }

    boolean hasDefault() {
        return declared.otherwise().isPresent();
    }

    /** Returns the default where the others have the given values; empty where there is none. */
    Optional<T> defaultIn(ValueSource others) {
        return declared.otherwise().map(otherwise -> otherwise.value().apply(others));
    }

    /** Returns the name as it stands in a properties file. */
    public String name() {
        return number == NO_MEMBER
                ? declared.name()
                : stem + number; // made when needed: there may be very many members
    }

    /** Returns the name of the declaration: for a member of a family, that of the family. */
    public String declaredName() {
        return declared.name();
    }

    /** Returns what a value must do, as it follows the word "must". */
    public String rule() {
        return declared.rule().text();
    }

    /** Returns one line for users, in which a member of a family has its number instead of N. */
    public String help() {
        return number == NO_MEMBER
                ? declared.help()
                : NUMBER_IN_HELP.matcher(declared.help()).replaceAll(Integer.toString(number));
    }

    /** Returns the default as it would be written in a file; empty where there is none, or other values decide. */
    public Optional<String> defaultText() {
        return declared.otherwise().flatMap(Declaration.Default::text);
    }

    /** Returns the name. */
    @Override
    public String toString() {
        return name();
    }

    /** Reads a time span as {@link #duration} keys do; empty where the text is none. */
    public static Optional<Duration> duration(String text) {
        return Texts.duration(text);
    }

    /**
     * Writes a time span in the largest unit that holds it exactly, as {@link #duration} keys read it.
     * One that is no whole number of milliseconds in 64 bits is written as ISO 8601, which they do not
     * read.
     */
    public static String write(Duration span) {
        return Texts.write(span);
    }

    /** Writes a number without an exponent and without needless zeros: 3, 0.25, 1000000; NaN and infinities by name. */
    public static String plain(double value) {
        return Texts.write(value);
    }

    /** Reads a whole number of 64 bits in the digits 0 to 9, as {@link #integer} keys do; empty where the text is none. */
    public static Optional<Long> whole(String text) {
        return Texts.whole(text);
    }

    /** Reads a finite decimal number, as {@link #decimal} keys do; empty where the text is none. */
    public static Optional<Double> number(String text) {
        return Texts.number(text);
    }
}
