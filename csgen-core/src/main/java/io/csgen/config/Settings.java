package io.csgen.config;

import io.csgen.config.ConfigException.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Names and texts that a user gave, each with the place it came from. Layers are put over one
 * another with {@link #over}: command line over environment over file. Values are read through
 * declared keys with a {@link SettingsReader}, which also tells what was wrong with their form, such as a key that is
 * given twice. Immutable.
 */
public final class Settings {
    private static final int MAX_FILE_BYTES = 100_000_000;
    private static final String ENVIRONMENT_PREFIX = "CSGEN_";
    private static final Settings EMPTY = new Settings(List.of(), new Problems());

    /**
     * One value.
     *
     * @param text what the user wrote, without surrounding blanks
     * @param place where: {@code csgen.properties}, {@code environment variable CSGEN_SEED}, {@code command line}
     * @param line where in a file, from 1; 0 elsewhere
     */
    record Entry(String text, String place, int line) {
        Entry(String text, String place) {
            this(text, place, 0);
        }

        /** Returns what messages call the place, such as {@code csgen.properties:14}. */
        String origin() {
            return line == 0 ? place : place + ":" + line; // made when needed: there may be very many values
        }

        /** Returns the problem that the value is given again. */
        Problem twice(String name, String again, String placeOfAgain) {
            return Problem.of(name, "be given once", again.strip()).at(placeOfAgain + ", first at " + origin());
        }

        boolean isPlaceholder() {
            return Settings.isPlaceholder(text);
        }
    }

    private final List<NameMap<Entry>> layers; // the first goes before the others; nobody changes them
    private final Problems problems; // found while reading; nobody adds to them

    private Settings(List<NameMap<Entry>> layers, Problems problems) {
        this.layers = layers;
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
        NameMap<Entry> entries = new NameMap<>();
        values.forEach((name, text) -> entries.putIfAbsent(name, new Entry(text.strip(), origin)));
        return new Settings(List.of(entries), new Problems());
    }

    /**
     * Returns the values of those environment variables that begin with {@code CSGEN_}: {@code
     * CSGEN_CLICKS_PER_SECOND} sets {@code clicks-per-second}. Two variables, different in case only, that set the same
     * key are a problem of the {@link #reader}.
     */
    public static Settings ofEnvironment(Map<String, String> environment) {
        Problems problems = new Problems();
        NameMap<Entry> entries = new NameMap<>();
        new TreeMap<>(environment).forEach((variable, text) -> {
            if (variable.startsWith(ENVIRONMENT_PREFIX)) {
                String name = variable.substring(ENVIRONMENT_PREFIX.length())
                        .toLowerCase(Locale.ROOT)
                        .replace('_', '-');
                String place = "environment variable " + Problems.shown(variable);
                Entry earlier = entries.putIfAbsent(name, new Entry(text.strip(), place));
                if (earlier != null) {
                    problems.add(() -> earlier.twice(name, text, place));
                }
            }
        });
        return new Settings(List.of(entries), problems);
    }

    /**
     * Reads a properties file in UTF-8, with the escapes, comments and continuation lines of {@link
     * java.util.Properties}. Malformed lines, and keys given twice, are problems of the {@link #reader}.
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
        return new Settings(List.of(new PropertiesText(text, origin, problems).entries()), problems);
    }

    /** Returns these values and, for names they lack or give a placeholder, those of the other settings. */
    public Settings over(Settings lower) {
        List<NameMap<Entry>> all = new ArrayList<>(layers);
        all.addAll(lower.layers);
        Problems both = new Problems();
        both.add(problems);
        both.add(lower.problems);
        return new Settings(List.copyOf(all), both);
    }

    /**
     * Returns these values as they hold for one run: the paths of files have what {@code {seed}} and
     * {@code {run}} stand for.
     *
     * @param declared the keys among which those of files are, see {@link Key#file}
     */
    public Settings ofRun(RunVariables variables, Collection<Key<?>> declared) {
        NameMap<Entry> resolved = new NameMap<>();
        declared.stream()
                .filter(Key::isFile)
                .forEach(key -> find(key)
                        .ifPresent(entry -> resolved.putIfAbsent(
                                key, new Entry(variables.in(entry.text), entry.place, entry.line))));
        return new Settings(List.of(resolved), new Problems()).over(this);
    }

    /** Returns a reader of these values, which knows no problems yet but those of their form. */
    public SettingsReader reader() {
        return new SettingsReader(this);
    }

    /** Adds a problem for every name that no key declares, with the nearest name that one does. */
    void requireDeclared(DeclaredKeys declared, Problems to) {
        for (String name : names(
                name -> declared.covering(name).isEmpty(),
                stem -> declared.coveredOf(stem).negate())) {
            Entry entry = find(name).orElseThrow();
            to.add(() -> Problem.of(Problems.shown(name), declared.ruleFor(name), entry.text)
                    .at(entry.origin()));
        }
    }

    /** Returns what was wrong with the form of these settings. */
    Problems problems() {
        return problems;
    }

    /** Returns where a value comes from; of a family, the first few places of its members. */
    List<String> originsOf(String name, int limit) {
        if (!Key.isFamily(name)) {
            return find(name).map(Entry::origin).stream().toList();
        }
        Key<?> family = Key.of(name, "", "", Optional::of);
        return names(single -> false, stem -> number -> stem.equals(family.stem())).stream()
                .sorted(Comparator.comparingInt(family::numberOf))
                .map(member -> find(member).orElseThrow().origin())
                .distinct()
                .limit(limit)
                .toList();
    }

    /** Returns the names of all values, in alphabetical order. */
    public Set<String> names() {
        return names(name -> true, stem -> number -> true);
    }

    /** Returns those of all names for which a condition holds, in alphabetical order; see {@link NameMap#names}. */
    SortedSet<String> names(Predicate<String> ofSingle, Function<String, IntPredicate> ofStem) {
        SortedSet<String> names = new TreeSet<>();
        layers.forEach(layer -> layer.names(ofSingle, ofStem, names::add));
        return names;
    }

    Optional<Entry> find(String name) {
        return first(layer -> layer.get(name));
    }

    Optional<Entry> find(Key<?> key) {
        return first(layer -> layer.get(key));
    }

    private Optional<Entry> first(Function<NameMap<Entry>, @Nullable Entry> in) {
        Entry found = null;
        for (NameMap<Entry> layer : layers) {
            Entry entry = in.apply(layer);
            if (entry != null) {
                found = entry;
                if (!entry.isPlaceholder()) {
                    break;
                }
            }
        }
        return Optional.ofNullable(found);
    }

    private static byte[] bytesOf(Path file) {
        if (!Files.exists(file)) {
            throw new ConfigException(Problem.of("config file", "exist", file));
        }
        if (Files.isDirectory(file)) {
            throw new ConfigException(Problem.of("config file", "be a file, not a directory", file));
        }
        try (InputStream in = Files.newInputStream(file)) { // of a pipe, too, as a shell makes it
            byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
            if (bytes.length > MAX_FILE_BYTES) {
                throw new ConfigException(Problem.of("config file", "have at most " + MAX_FILE_BYTES + " bytes", file));
            }
            return bytes;
        } catch (IOException e) {
            throw new ConfigException(Problem.of("config file", "be readable", file));
        }
    }

    private static String decode(Path file, byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.indexOf('\uFFFD') >= 0) { // in the place of what is malformed, or written there
            requireUtf8(file, bytes);
        }
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private static void requireUtf8(Path file, byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CoderResult result = decoder.decode(in, CharBuffer.allocate(bytes.length), true);
        if (result.isError()) {
            int line = 1;
            for (int i = 0; i < in.position(); i++) {
                // A carriage return ends a line by itself, unless a line feed follows.
                line += bytes[i] == '\n' || bytes[i] == '\r' && bytes[i + 1] != '\n' ? 1 : 0;
            }
            String value = String.format(Locale.ROOT, "byte 0x%02X in line %d", bytes[in.position()], line);
            throw new ConfigException(Problem.of(file.toString(), "be UTF-8 text", value));
        }
    }
}
