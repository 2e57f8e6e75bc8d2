package io.csgen.lake.dashboard;

import ch.qos.logback.classic.Level;
import io.csgen.config.ConfigException;
import io.csgen.config.Problems;
import io.csgen.examples.cli.ExitCode;
import io.csgen.examples.cli.ProgressLine;
import io.csgen.examples.cli.Terminal;
import io.csgen.examples.cli.Verbosity;
import io.csgen.internal.OutputFile;
import io.csgen.lake.store.LakeLocation;
import io.csgen.lake.store.LakeStore;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a page about the events of a lake. */
@Command(
        name = "dashboard",
        description =
                "Writes a page about the events of a lake that deliver or Amazon Data Firehose filled: sessions, funnel,"
                        + " retention, products, days and hours. One HTML file that needs nothing from elsewhere. Each event"
                        + " counts once, however often it was delivered. What is no event is told, and makes the exit code"
                        + " 1.",
        footer = {
            "",
            "Examples:",
            "  csgen dashboard lake",
            "  csgen dashboard s3://my-lake/shop --s3-region eu-west-1 --out monday.html",
        })
public final class DashboardCommand implements Callable<Integer> {
    private static final String LAKE = "LAKE";
    private static final String OUT = "--out";
    private static final String MAX_MEMORY = "1GB";

    private final Terminal terminal;

    @Parameters(
            paramLabel = LAKE,
            description = "Directory, or s3://BUCKET/PREFIX, with credentials of the AWS default chain.")
    private String lake = "";

    @Mixin
    private final LakeLocation location = new LakeLocation();

    @Option(names = OUT, paramLabel = "FILE", description = "The page; default: ${DEFAULT-VALUE}.")
    private Path out = Path.of("dashboard.html");

    @Mixin
    private final Verbosity verbosity = new Verbosity();

    /** Creates it for one run. */
    public DashboardCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        verbosity.setLogLevel(Level.WARN);
        try {
            OutputFile.requireWritable(out);
        } catch (IOException e) {
            throw new ConfigException(List.of(OutputFile.problem(OUT, out, e)));
        }
        Path directory = Files.createTempDirectory("csgen-dashboard");
        try (LakeStore store = location.open(LAKE, lake)) {
            return make(store, directory);
        } catch (ClosedByInterruptException | InterruptedException e) {
            return ExitCode.INTERRUPTED;
        } finally {
            delete(directory);
        }
    }

    private int make(LakeStore store, Path directory) throws IOException, InterruptedException {
        LakeLines lines = new LakeLines(store);
        Path all = directory.resolve("lines.json");
        Optional<ProgressLine> progress = verbosity.progress(terminal, "lines");
        try {
            lines.writeTo(all, (read, done) -> progress.ifPresent(line -> line.show(read, done)));
        } finally {
            progress.ifPresent(ProgressLine::clear);
        }
        lines.problems().forEach(terminal.err()::println);
        if (lines.lines() == 0) {
            String found = lines.objects() == 0 ? "no objects" : lines.objects() + " objects without lines";
            throw new ConfigException(List.of(Problems.describe(store.place(), "have events in events/", found)));
        }
        try (LakeDatabase database = LakeDatabase.open(directory, MAX_MEMORY)) {
            database.load(all);
            Files.delete(all);
            Quality quality = Quality.of(database, lines.lines());
            if (quality.events() == 0) {
                String found = quality.rejected() + " other lines (" + quality.reasons() + ")";
                throw new ConfigException(List.of(Problems.describe(store.place(), "have events in events/", found)));
            }
            write(new DashboardPage(database).html(store.place(), lines, quality));
            return tell(store.place(), lines, quality);
        }
    }

    private void write(String page) {
        try (OutputFile whole = OutputFile.open(out)) {
            whole.out().write(page.getBytes(StandardCharsets.UTF_8));
            whole.complete();
        } catch (IOException e) {
            throw new ConfigException(List.of(OutputFile.problem(OUT, out, e)));
        }
    }

    private int tell(String place, LakeLines lines, Quality quality) {
        if (quality.rejected() > 0) {
            terminal.err()
                    .println(Problems.describe(
                            place,
                            "have only events",
                            quality.rejected() + " of " + lines.lines() + " lines (" + quality.reasons() + ")"));
        }
        if (!verbosity.isQuiet()) {
            if (quality.withoutId() > 0) {
                terminal.err().println("events without an id, whose copies cannot be told: " + quality.withoutId());
            }
            terminal.err()
                    .println(out + ": events: " + quality.events() + ", copies left out: " + quality.copies()
                            + ", objects: " + lines.objects());
        }
        return quality.rejected() == 0 && lines.problems().isEmpty() ? ExitCode.OK : ExitCode.NOT_DELIVERED;
    }

    private static void delete(Path directory) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(directory)) {
            files = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
    }
}
