package io.csgen.examples.cli;

import ch.qos.logback.classic.Level;
import io.csgen.click.ClickFormat;
import io.csgen.config.Key;
import io.csgen.config.Problems;
import io.csgen.config.Settings;
import io.csgen.config.SettingsReader;
import io.csgen.examples.job.ProgramKeys;
import io.csgen.model.ShopModel;
import io.csgen.sink.SinkProvider.SinkSettings;
import io.csgen.sink.kinesis.KinesisReader;
import io.csgen.truth.Manifest;
import io.csgen.truth.check.CheckReport;
import io.csgen.truth.check.StreamCheck;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Compares what came out of a pipeline with the manifest of what went in. */
@Command(
        name = "check",
        description =
                "Checks that a pipeline lost and changed nothing: generates the clicks of a manifest again, and names"
                        + " those that are missing, duplicated, altered, foreign, malformed or out of order. Reads the formats"
                        + " json and csv, with lines in any order. In url, json-url and access-log it can only count clicks by"
                        + " their URL.",
        footer = {
            "",
            "Examples:",
            "  csgen generate --sessions 1000 --format json --manifest m.json --out in.json",
            "  my-pipeline < in.json | csgen check --manifest m.json -",
            "  csgen check --manifest m.json part-1.csv part-2.csv --in-order --json",
            "  csgen check --manifest d5.m --manifest d6.m d5.csv d6.csv",
            "  csgen check --manifest m.json --kinesis clicks --set kinesis-region=eu-west-1"
        })
final class CheckCommand implements Callable<Integer> {
    private static final Key<Integer> EXAMPLES = Key.integer("--max-examples", 0, 100_000, "");
    private static final Key<ClickFormat> FORMAT = SinkSettings.format("--format", "");
    private static final Key<String> STREAM = ProgramKeys.stream("--kinesis", "");

    private final Terminal terminal;

    @Parameters(
            arity = "0..*",
            paramLabel = "FILE",
            description = "Files with what came out, checked as one stream; - is the standard input.")
    private List<String> files = new ArrayList<>();

    @Option(
            names = "--kinesis",
            paramLabel = "STREAM",
            description = "Read a Kinesis data stream instead, from its oldest record to where it is now; the settings"
                    + " kinesis-region and kinesis-endpoint say where it is.")
    private @Nullable String stream;

    @Option(
            names = {"-m", "--manifest"},
            required = true,
            paramLabel = "FILE",
            description =
                    "Manifest of what went in, as generate --manifest writes it; repeatable, for those of shards and of windows such as days.")
    private List<Path> manifests = new ArrayList<>();

    @Option(
            names = "--format",
            paramLabel = "NAME",
            completionCandidates = Choices.Formats.class,
            description = "${COMPLETION-CANDIDATES}; default: told by the first line of each file. The"
                    + " records of a stream are read in a format of another jar only where it is named here.")
    private @Nullable String format;

    @Option(
            names = "--in-order",
            description = "Also call the stream broken if a click comes after a later one of its user or session.")
    private boolean inOrder;

    @Option(names = "--json", description = "Print the report as JSON.")
    private boolean json;

    @Option(
            names = "--max-examples",
            paramLabel = "N",
            description = "Name the first N clicks of each kind, from 0 to 100000; default: ${DEFAULT-VALUE}.")
    private String maxExamples = "10";

    @Mixin
    private final SettingOptions settings = new SettingOptions();

    @Mixin
    private final Verbosity verbosity = new Verbosity();

    CheckCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        verbosity.setLogLevel(Level.WARN);
        Problems problems = new Problems();
        Optional<Integer> examples = problems.collect(() -> EXAMPLES.parse(maxExamples));
        Optional<ClickFormat> given =
                Optional.ofNullable(format).flatMap(name -> problems.collect(() -> FORMAT.parse(name)));
        given.ifPresent(known -> problems.require(
                stream == null || !isContainer(known),
                FORMAT.name(),
                "write each click as a record of its own",
                known.name()));
        CapturedRecords captured = captured(problems);
        List<Manifest> parts = manifests.stream()
                .flatMap(file -> problems.collect(() -> Manifest.load(file)).stream())
                .toList();
        problems.throwIfAny();
        // In order of time, so that each window adjoins those before it.
        Manifest manifest = parts.stream()
                .sorted(Comparator.comparing(
                        each -> each.origin().parts().get(0).begin()))
                .reduce(Manifest::plus)
                .orElseThrow();
        StreamCheck check = StreamCheck.of(manifest).maxExamples(examples.orElseThrow());
        if (inOrder) {
            check.ordered();
        }
        given.ifPresent(check::format);
        CheckReport report;
        try {
            captured.giveTo(check);
            report = check.report();
        } catch (ClosedByInterruptException | CancellationException e) {
            return ExitCode.INTERRUPTED;
        }
        terminal.out().print(json ? report.toJson() : report);
        return switch (report.verdict()) {
            case COMPLETE -> ExitCode.OK;
            case AT_LEAST_ONCE -> ExitCode.AT_LEAST_ONCE;
            case BROKEN -> ExitCode.NOT_DELIVERED;
        };
    }

    private static boolean isContainer(ClickFormat format) {
        return ShopModel.classic().encoder(format).framing().isContainer();
    }

    private CapturedRecords captured(Problems problems) {
        problems.require(
                files.isEmpty() != (stream == null),
                "FILE",
                "be given, or --kinesis",
                files.isEmpty() ? "none of them" : "both of them");
        String given = stream;
        if (given == null) {
            InputFiles input = new InputFiles(files, terminal);
            input.requireReadable(problems);
            return check ->
                    input.read(input.progress(verbosity.progress(terminal, "records"), check::captured), check::read);
        }
        String name = problems.collect(() -> STREAM.parse(given)).orElse("");
        SettingsReader reader = settings.read(Map.of(), terminal.environment());
        problems.collect(() -> {
            reader.throwIfAny();
            return name;
        });
        return check -> readKinesis(name, reader.settings(), check);
    }

    private void readKinesis(String name, Settings where, StreamCheck check) throws IOException {
        Optional<ProgressLine> progress = verbosity.progress(terminal, "records");
        try (KinesisReader reader = KinesisReader.open(name, where)) {
            reader.read(located -> {
                check.accept(located.record().data().asByteArrayUnsafe(), located.place());
                progress.ifPresent(line -> line.show(check.captured(), Double.NaN));
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException();
        } finally {
            progress.ifPresent(ProgressLine::clear);
        }
    }
}
