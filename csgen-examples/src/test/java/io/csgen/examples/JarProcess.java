package io.csgen.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The runnable jar as a process of its own. */
final class JarProcess implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(2); // a machine may be busy
    private static final Pattern PAGE = Pattern.compile("page: (http://[^/]+/)(?:#token=(\\w+))?\\W");

    private final Process process;
    private final Path err;

    private JarProcess(Process process, Path err) {
        this.process = process;
        this.err = err;
    }

    /** Starts the jar; what it prints to the standard output can be read from the process. */
    static JarProcess start(Map<String, String> environment, String... args) {
        return start(environment, ProcessBuilder.Redirect.PIPE, args);
    }

    /** Starts the jar with its standard output going to a file. */
    static JarProcess start(Map<String, String> environment, File out, String... args) {
        return start(environment, ProcessBuilder.Redirect.to(out), args);
    }

    /** Starts the jar that holds the Kinesis Producer Library, too. */
    static JarProcess startWithKpl(Map<String, String> environment, String... args) {
        return start("csgen-kpl.jar", environment, ProcessBuilder.Redirect.PIPE, args);
    }

    private static JarProcess start(Map<String, String> environment, ProcessBuilder.Redirect out, String... args) {
        return start("csgen.jar", environment, out, args);
    }

    private static JarProcess start(
            String jar, Map<String, String> environment, ProcessBuilder.Redirect out, String... args) {
        List<String> options = new ArrayList<>();
        if (jar.equals("csgen.jar")) {
            options.add("-XX:SharedArchiveFile=" + classes());
        }
        try {
            Path err = Files.createTempFile("csgen-err", ".txt");
            ProcessBuilder builder = builder(jar, options, args);
            builder.environment().putAll(environment);
            return new JarProcess(
                    builder.redirectOutput(out).redirectError(err.toFile()).start(), err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ProcessBuilder builder(String jar, List<String> options, String... args) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1")); // most end soon: a third less to compile
        command.addAll(options);
        command.addAll(List.of("-jar", System.getProperty(jar)));
        command.addAll(Arrays.asList(args));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.matches("CS.*|AWS_.*|J.*_OPTIONS"));
        builder.environment().put("AWS_EC2_METADATA_DISABLED", "true");
        return builder;
    }

    /**
     * Returns an archive of classes as a JVM holds them, with which a start takes a third less; the first test of a build
     * that asks makes it, and the processes of others wait.
     */
    private static synchronized Path classes() {
        Path jar = Path.of(System.getProperty("csgen.jar"));
        try (FileChannel others = FileChannel.open(
                jar.resolveSibling("csgen.jsa.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            others.lock();
            // The JVM takes no archive of an older jar.
            Path archive =
                    jar.resolveSibling("csgen-" + Files.getLastModifiedTime(jar).toMillis() + ".jsa");
            if (!Files.exists(archive)) {
                Path fresh = jar.resolveSibling("csgen.jsa");
                Files.deleteIfExists(fresh);
                ProcessBuilder builder = builder(
                        "csgen.jar",
                        List.of("-XX:ArchiveClassesAtExit=" + fresh, "-Xlog:disable"),
                        "generate",
                        "--clicks=1");
                int exitCode = builder.redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor();
                assertThat(exitCode).as("exit code where classes are archived").isZero();
                Files.move(fresh, archive, StandardCopyOption.ATOMIC_MOVE);
            }
            return archive;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while classes were archived", e);
        }
    }

    Process process() {
        return process;
    }

    String err() {
        try {
            return Files.readString(err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads the standard output to its end. */
    String out() {
        try {
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int exitCode() throws InterruptedException {
        assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS))
                .as(err())
                .isTrue();
        return process.exitValue();
    }

    /** Sends SIGTERM and returns the exit code. */
    int terminate() throws InterruptedException {
        process.toHandle().destroy(); // Process.destroy would close the pipes as well
        return exitCode();
    }

    /** Waits until the server answers, and returns what asks it. */
    Remote remote() {
        await().atMost(LIMIT).until(() -> page().find() || !process.isAlive());
        Matcher page = page();
        assertThat(page.find()).as(err()).isTrue();
        return new Remote(URI.create(page.group(1)), page.group(2) == null ? "" : page.group(2));
    }

    private Matcher page() {
        return PAGE.matcher(err().replace("\\/", "/")); // as it stands in JSON
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            Files.deleteIfExists(err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Speaks with the server of the jar. Immutable. */
    record Remote(URI address, String token) {
        private static final HttpClient CLIENT = HttpClient.newHttpClient();

        Remote with(String otherToken) {
            return new Remote(address, otherToken);
        }

        HttpResponse<String> post(String path) {
            return send(HttpRequest.newBuilder(address.resolve(path)).POST(BodyPublishers.noBody()));
        }

        HttpResponse<String> get(String path) {
            return send(HttpRequest.newBuilder(address.resolve(path)));
        }

        /** Returns a number of the status. */
        long count(String field) {
            String status = get("/status").body();
            Matcher number = Pattern.compile("\"" + field + "\":(-?\\d+)").matcher(status);
            assertThat(number.find()).as(status).isTrue();
            return Long.parseLong(number.group(1));
        }

        String state() {
            return get("/status").body().replaceFirst("^\\{\"state\":\"(\\w+)\".*$", "$1");
        }

        private static HttpResponse<String> send(HttpRequest.Builder request, String token) {
            try {
                return CLIENT.send(
                        request.header("Authorization", "Bearer " + token)
                                .timeout(LIMIT)
                                .build(),
                        BodyHandlers.ofString());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        private HttpResponse<String> send(HttpRequest.Builder request) {
            return send(request, token);
        }
    }
}
