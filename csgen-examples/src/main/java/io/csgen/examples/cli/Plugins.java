package io.csgen.examples.cli;

import io.csgen.click.ClickFormat;
import io.csgen.config.ConfigException;
import io.csgen.config.Problems;
import io.csgen.sink.SinkProvider;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;

/**
 * The jars of a directory, whose sinks and formats the program has beside its own. Until closed, the thread that opened
 * them finds them, and so do the threads that it starts. Confined to that thread.
 */
final class Plugins implements AutoCloseable {
    static final String OPTION = "--plugins";
    static final String VARIABLE = "CS_PLUGINS";

    /**
     * What a jar may have.
     *
     * @param name gives the name that settings choose it by, and tries what every command asks for
     * @param all those there are
     */
    private record Kind<T>(
            String word, Class<T> type, Function<? super T, @Nullable String> name, Supplier<List<T>> all) {
        /** Returns where a jar announces it; {@link java.util.ServiceLoader} reads it there. */
        String services() {
            return "META-INF/services/" + type.getName();
        }

        List<String> known() {
            return all.get().stream()
                    .map(one -> String.valueOf(name.apply(one)))
                    .toList();
        }

        @Nullable
        String nameOf(Class<?> implementation) throws ReflectiveOperationException {
            return name.apply(implementation.asSubclass(type).getConstructor().newInstance());
        }
    }

    private static final Kind<SinkProvider> SINKS = new Kind<>(
            "sink",
            SinkProvider.class,
            sink -> {
                List.copyOf(sink.keys());
                return sink.name();
            },
            SinkProvider::all);

    private static final Kind<ClickFormat> FORMATS = new Kind<>(
            "format",
            ClickFormat.class,
            format -> {
                List.copyOf(format.fields());
                return format.name();
            },
            ClickFormat::all);

    private static final List<Kind<?>> KINDS = List.of(SINKS, FORMATS);

    /** A class that a jar announces. */
    private record Announced(Path file, Kind<?> kind, String className) {}

    private static final String NAME = "[a-z0-9]+(-[a-z0-9]+)*";

    private final ClassLoader before;
    private final URLClassLoader jars;

    private Plugins(URLClassLoader jars) {
        this.jars = jars;
        before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(jars);
    }

    /**
     * The directory that a command line or the environment names, and the rest of the command line.
     *
     * @param source where the directory was named
     */
    record Choice(String source, Optional<String> directory, String[] rest) {
        /**
         * Takes the option out of a command line, before or after the command.
         *
         * @throws ConfigException if it is given twice
         */
        static Choice of(Map<String, String> environment, String... args) {
            List<String> rest = new ArrayList<>();
            List<String> directories = new ArrayList<>();
            for (int i = 0; i < args.length; i++) {
                if (args[i].equals(OPTION)) {
                    directories.add(++i < args.length ? args[i] : "");
                } else if (args[i].startsWith(OPTION + "=")) {
                    directories.add(args[i].substring(OPTION.length() + 1));
                } else {
                    rest.add(args[i]);
                }
            }
            Problems problems = new Problems();
            problems.require(directories.size() < 2, OPTION, "be given once", String.join(" and ", directories));
            problems.throwIfAny();
            Optional<String> variable =
                    Optional.ofNullable(environment.get(VARIABLE)).filter(name -> !name.isBlank());
            return new Choice(
                    directories.isEmpty() ? VARIABLE : OPTION,
                    directories.isEmpty() ? variable : Optional.of(directories.get(0)),
                    rest.toArray(String[]::new));
        }
    }

    /**
     * Opens the jars of a directory.
     *
     * @param source where the directory was named
     * @throws ConfigException if there are none, or one is broken, or what it has does not work; it holds all problems
     */
    static Plugins open(String source, String directory) {
        Problems problems = new Problems();
        List<Path> files = files(source, directory, problems);
        List<Announced> announced = new ArrayList<>();
        files.forEach(file -> announced.addAll(announced(file, problems)));
        problems.throwIfAny();
        URLClassLoader jars = new URLClassLoader(
                "csgen-plugins", files.stream().map(Plugins::url).toArray(URL[]::new), Plugins.class.getClassLoader());
        try {
            check(source, directory, announced, jars, problems);
            problems.throwIfAny();
            return new Plugins(jars);
        } catch (Throwable e) {
            close(jars);
            throw e;
        }
    }

    private static List<Path> files(String source, String directory, Problems problems) {
        Path path;
        try {
            path = Path.of(directory);
        } catch (InvalidPathException e) {
            problems.require(false, source, "be a directory", directory);
            return List.of();
        }
        if (!problems.require(Files.isDirectory(path) && !directory.isBlank(), source, "be a directory", directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(path)) {
            List<Path> files = entries.filter(file -> file.getFileName()
                            .toString()
                            .toLowerCase(Locale.ROOT)
                            .endsWith(".jar"))
                    .sorted()
                    .toList();
            problems.require(!files.isEmpty(), source, "be a directory with a jar in it", path);
            return files;
        } catch (IOException e) {
            problems.require(false, source, "be a directory that can be read", path);
            return List.of();
        }
    }

    private static URL url(Path file) {
        try {
            return file.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e); // files have addresses
        }
    }

    private static List<Announced> announced(Path file, Problems problems) {
        List<Announced> announced = new ArrayList<>();
        try (JarFile jar = new JarFile(file.toFile())) {
            for (Kind<?> kind : KINDS) {
                ZipEntry names = jar.getEntry(kind.services());
                if (names != null) {
                    lines(jar.getInputStream(names)).forEach(name -> announced.add(new Announced(file, kind, name)));
                }
            }
        } catch (IOException | RuntimeException e) {
            problems.require(false, file.toString(), "be a jar that can be read", String.valueOf(e.getMessage()));
        }
        return announced;
    }

    private static List<String> lines(InputStream text) throws IOException {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(text, StandardCharsets.UTF_8))) {
            return reader.lines()
                    .map(line -> line.replaceFirst("#.*", "").strip())
                    .filter(line -> !line.isEmpty())
                    .distinct()
                    .toList();
        }
    }

    /** Tries each provider once, as one that fails later would be a riddle. */
    private static void check(
            String source, String directory, List<Announced> announced, ClassLoader jars, Problems problems) {
        Map<String, String> places = new LinkedHashMap<>();
        for (Kind<?> kind : KINDS) {
            kind.known().forEach(name -> places.put(kind.word() + " " + name, "csgen"));
        }
        for (Announced one : announced) {
            nameOf(one, jars, problems).ifPresent(name -> {
                String what = one.kind().word() + " " + name;
                String earlier = places.putIfAbsent(what, one.file().toString());
                problems.require(earlier == null, what, "be in one place alone", earlier + " and " + one.file());
            });
        }
        problems.require(
                !announced.isEmpty(),
                source,
                "be a directory with a jar that has a sink (" + SINKS.services() + ") or a format ("
                        + FORMATS.services() + ")",
                directory);
    }

    /** Returns the name of what a class is; empty where there were problems. */
    private static Optional<String> nameOf(Announced one, ClassLoader jars, Problems problems) {
        String path = one.file() + ": " + one.className();
        try {
            String made = one.kind().nameOf(Class.forName(one.className(), true, jars));
            Optional<String> name = Optional.ofNullable(made).filter(text -> text.matches(NAME));
            problems.require(name.isPresent(), path, "have a name of one word in lower case", String.valueOf(made));
            return name;
        } catch (Throwable e) { // it is the code of others
            problems.require(false, path, "be a " + one.kind().word() + " that works", reason(e));
            return Optional.empty();
        }
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure.getCause();
        boolean isWrapped =
                failure instanceof InvocationTargetException || failure instanceof ExceptionInInitializerError;
        if (isWrapped && cause != null) {
            return reason(cause);
        }
        try {
            return failure.toString();
        } catch (Throwable e) {
            return failure.getClass().getName(); // a message that cannot be made
        }
    }

    @Override
    public void close() {
        Thread.currentThread().setContextClassLoader(before);
        close(jars);
    }

    private static void close(URLClassLoader jars) {
        try {
            jars.close();
        } catch (IOException e) {
            return; // nothing was written
        }
    }
}
