package io.csgen.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names and texts that a user gave, each with the place it came from. Layers are put over one
 * another with {@link #over}: command line over environment over file. Values are read through
 * declared keys with a {@link SettingsReader}, which also tells what was wrong with their form, such as a key that is
 * given twice. Immutable.
 */
public final class Settings {
    private static final int MAX_FILE_BYTES = 100_000_000;
    private static final String ENVIRONMENT_PREFIX = "CSGEN_";
    private static final Pattern PLAIN_PAIR =
            Pattern.compile("[ \\t\\f]*([^=: \\t\\f]*)[ \\t\\f]*[=:]?[ \\t\\f]*(.*)", Pattern.DOTALL);
    private static final Settings EMPTY = new Settings(Map.of(), new Problems());

    /**
     * One value.
     *
     * @param text what the user wrote, without surrounding blanks
     * @param origin where: {@code csgen.properties:14}, {@code environment variable CSGEN_SEED}, {@code
     *     command line}
     */
    record Entry(String text, String origin) {
        boolean isPlaceholder() {
            return Settings.isPlaceholder(text);
        }
    }

    private final Map<String, Entry> entries;
    private final Problems problems; // found while reading; nobody adds to them

    private Settings(Map<String, Entry> entries, Problems problems) {
        this.entries = Collections.unmodifiableMap(new TreeMap<>(entries));
        this.problems = problems;
    }

    /**
     * Returns whether a text such as {@code <PROVIDE-TOKEN-AS-HASH-HERE>} stands for "not set yet". Files
     * hold such texts as templates; they read as if the key were not given.
     */
    public static boolean isPlaceholder(String text) {
        return text.startsWith("<PROVIDE-") && text.endsWith(">");
    }

    /** Returns settings without any value. */
    public static Settings empty() {
        return EMPTY;
    }

    /**
     * Returns the given values.
     *
     * @param origin how messages call the place they came from, such as {@code command line}
     */
    public static Settings of(Map<String, String> values, String origin) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        values.forEach((name, text) -> entries.put(name, new Entry(text.strip(), origin)));
        return new Settings(entries, new Problems());
    }

    /**
     * Returns the values of those environment variables that begin with {@code CSGEN_}: {@code
     * CSGEN_CLICKS_PER_SECOND} sets {@code clicks-per-second}. Two variables, different in case only, that set the same
     * key are a problem of the {@link #reader}.
     */
    public static Settings ofEnvironment(Map<String, String> environment) {
        Problems problems = new Problems();
        Map<String, Entry> entries = new LinkedHashMap<>();
        new TreeMap<>(environment).forEach((variable, text) -> {
            if (variable.startsWith(ENVIRONMENT_PREFIX)) {
                String name = variable.substring(ENVIRONMENT_PREFIX.length())
                        .toLowerCase(Locale.ROOT)
                        .replace('_', '-');
                String place = "environment variable " + Problems.shown(variable);
                Entry earlier = entries.putIfAbsent(name, new Entry(text.strip(), place));
                if (earlier != null) {
                    problems.add(() -> twice(name, text, place, earlier));
                }
            }
        });
        return new Settings(entries, problems);
    }

    /**
     * Reads a properties file in UTF-8, with the escapes, comments and continuation lines of {@link
     * Properties}. Malformed lines, and keys given twice, are problems of the {@link #reader}.
     *
     * @throws ConfigException if the file is missing, cannot be read or is not UTF-8
     */
    public static Settings ofFile(Path file) {
        return parse(decode(file, bytesOf(file)), String.valueOf(file.getFileName()));
    }

    /**
     * Reads text in the form of a properties file. Malformed lines, and keys given twice, are problems of the {@link
     * #reader}, which names every such line.
     *
     * @param origin how messages call the text; they append a colon and the line number
     */
    public static Settings parse(String text, String origin) {
        Problems problems = new Problems();
        Map<String, Entry> entries = new LinkedHashMap<>();
        String[] lines = text.split("\r\n|\r|\n", -1);
        for (int i = 0; i < lines.length; i++) {
            int lineNumber = i + 1;
            if (isCommentOrBlank(lines[i])) {
                continue;
            }
            StringBuilder logical = new StringBuilder(lines[i]);
            while (endsInContinuation(lines[i]) && i + 1 < lines.length) {
                logical.append('\n').append(lines[++i]);
            }
            String place = origin + ":" + lineNumber;
            property(logical.toString(), place, problems).forEach((name, value) -> {
                Entry earlier = entries.putIfAbsent(name, new Entry(value.strip(), place));
                if (earlier != null) {
                    problems.add(() -> twice(name, value, place, earlier));
                }
            });
        }
        return new Settings(entries, problems);
    }

    private static String twice(String name, String text, String place, Entry earlier) {
        return Problems.describe(name, "be given once", text.strip()) + " (" + place + ", first at " + earlier.origin
                + ")";
    }

    /** Returns these values and, for names they lack or give a placeholder, those of the other settings. */
    public Settings over(Settings lower) {
        Map<String, Entry> merged = new LinkedHashMap<>(lower.entries);
        entries.forEach((name, entry) -> {
            if (!entry.isPlaceholder()) {
                merged.put(name, entry);
            } else {
                merged.putIfAbsent(name, entry);
            }
        });
        Problems both = new Problems();
        both.add(problems);
        both.add(lower.problems);
        return new Settings(merged, both);
    }

    /**
     * Returns these values as they hold for one run: the paths of files have what {@code {seed}} and
     * {@code {run}} stand for.
     *
     * @param declared the keys among which those of files are, see {@link Key#file}
     */
    public Settings ofRun(RunVariables variables, Collection<Key<?>> declared) {
        Map<String, Entry> resolved = new LinkedHashMap<>(entries);
        declared.stream()
                .filter(Key::isFile)
                .forEach(key -> resolved.computeIfPresent(
                        key.name(), (name, entry) -> new Entry(variables.in(entry.text), entry.origin)));
        return new Settings(resolved, problems);
    }

    /** Returns a reader of these values, which knows no problems yet but those of their form. */
    public SettingsReader reader() {
        return new SettingsReader(this);
    }

    /** Adds a problem for every name that no key declares, with the nearest name that one does. */
    void requireDeclared(DeclaredKeys declared, Problems to) {
        entries.forEach((name, entry) -> {
            if (declared.covering(name).isEmpty()) {
                to.add(() -> {
                    String hint = nearest(name, declared.all())
                            .map(near -> " (did you mean " + near + "?)")
                            .orElse("");
                    return Problems.describe(Problems.shown(name), "be a known key" + hint, entry.text) + " ("
                            + entry.origin + ")";
                });
            }
        });
    }

    /** Returns what was wrong with the form of these settings. */
    Problems problems() {
        return problems;
    }

    /** Returns where the members of a family come from: the first few places. */
    List<String> originsOf(String family, int limit) {
        Key<?> key = Key.of(family, "", "", Optional::of);
        return entries.entrySet().stream()
                .filter(entry -> key.covers(entry.getKey()))
                .sorted(Comparator.comparingInt(entry -> key.numberOf(entry.getKey())))
                .map(entry -> entry.getValue().origin)
                .distinct()
                .limit(limit)
                .toList();
    }

    /** Returns the names of all values, in alphabetical order. */
    public Set<String> names() {
        return entries.keySet();
    }

    Optional<Entry> find(String name) {
        return Optional.ofNullable(entries.get(name));
    }

    private static byte[] bytesOf(Path file) {
        if (!Files.exists(file)) {
            throw new ConfigException(List.of(Problems.describe("config file", "exist", file)));
        }
        if (Files.isDirectory(file)) {
            throw new ConfigException(List.of(Problems.describe("config file", "be a file, not a directory", file)));
        }
        try (InputStream in = Files.newInputStream(file)) { // of a pipe, too, as a shell makes it
            byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
            if (bytes.length > MAX_FILE_BYTES) {
                throw new ConfigException(
                        List.of(Problems.describe("config file", "have at most " + MAX_FILE_BYTES + " bytes", file)));
            }
            return bytes;
        } catch (IOException e) {
            throw new ConfigException(List.of(Problems.describe("config file", "be readable", file)));
        }
    }

    private static String decode(Path file, byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        CoderResult result = decoder.decode(in, out, true);
        if (result.isError()) {
            int line = 1;
            for (int i = 0; i < in.position(); i++) {
                // A carriage return ends a line by itself, unless a line feed follows.
                line += bytes[i] == '\n' || bytes[i] == '\r' && bytes[i + 1] != '\n' ? 1 : 0;
            }
            String value = String.format(Locale.ROOT, "byte 0x%02X in line %d", bytes[in.position()], line);
            throw new ConfigException(List.of(Problems.describe(file.toString(), "be UTF-8 text", value)));
        }
        String text = out.flip().toString();
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private static boolean isCommentOrBlank(String line) {
        String text = line.stripLeading();
        return text.isEmpty() || text.charAt(0) == '#' || text.charAt(0) == '!';
    }

    private static boolean endsInContinuation(String line) {
        int backslashes = 0;
        while (backslashes < line.length() && line.charAt(line.length() - 1 - backslashes) == '\\') {
            backslashes++;
        }
        return backslashes % 2 == 1;
    }

    /** Leaves escapes to the JDK, one logical line at a time, so that lines can be named. */
    private static Map<String, String> property(String logicalLine, String place, Problems problems) {
        if (logicalLine.indexOf('\\') < 0) {
            // The JDK would fill 20 kB of buffers for each line, gigabytes for a large catalog.
            Matcher pair = PLAIN_PAIR.matcher(logicalLine);
            return pair.matches() ? Map.of(pair.group(1), pair.group(2)) : Map.of();
        }
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(logicalLine));
        } catch (IOException | IllegalArgumentException e) {
            problems.add(() -> Problems.describe(place, "have well-formed \\uXXXX escapes", logicalLine.strip()));
        }
        Map<String, String> pairs = new TreeMap<>();
        properties.stringPropertyNames().forEach(name -> pairs.put(name, properties.getProperty(name)));
        return pairs;
    }

    private static Optional<String> nearest(String name, Collection<Key<?>> declared) {
        return Problems.nearest(
                name,
                declared.stream()
                        .map(key -> key.isFamily() ? memberLike(name, key) : key.name())
                        .toList());
    }

    /** Returns the member of a family that has the number of the given name, or else the family's name. */
    private static String memberLike(String name, Key<?> family) {
        int digits = name.length();
        while (digits > 0 && Character.isDigit(name.charAt(digits - 1))) {
            digits--;
        }
        String stem = family.name().substring(0, family.name().length() - 1);
        String member = stem + name.substring(digits);
        return family.covers(member) ? member : family.name();
    }
}
