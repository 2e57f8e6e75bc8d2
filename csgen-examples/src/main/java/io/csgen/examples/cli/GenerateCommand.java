package io.csgen.examples.cli;

import ch.qos.logback.classic.Level;
import io.csgen.config.ConfigException;
import io.csgen.config.Key;
import io.csgen.config.Problems;
import io.csgen.config.SettingsReader;
import io.csgen.examples.job.Execution;
import io.csgen.examples.job.ManifestFile;
import io.csgen.examples.job.ProgramKeys;
import io.csgen.examples.job.RunFaults;
import io.csgen.examples.job.RunOutcome;
import io.csgen.examples.job.RunPlan;
import io.csgen.examples.job.StartWarm;
import io.csgen.model.ShopModel;
import io.csgen.run.Pacing;
import io.csgen.run.ParallelClicks;
import io.csgen.run.RunListener;
import io.csgen.simulate.ClickGenerator;
import io.csgen.sink.LineSink;
import io.csgen.sink.SinkProvider;
import io.csgen.sink.SinkProvider.SinkSettings;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Hands a bounded number of clicks to a sink, by default as fast as it takes them. */
@Command(
        name = "generate",
        description = "Generates clicks, by default to the standard output and as fast as possible. The same model,"
                + " seed, start and bound always give the same clicks.",
        footer = {
            "",
            "Examples:",
            "  csgen generate --sessions 1000",
            "  csgen generate --duration 28d --format csv --out clicks.csv",
            "  csgen generate --until 2026-02-01T00:00:00Z --shard 1/4 --threads 2",
            "  csgen generate --from 2026-01-06T00:00:00Z --duration 1d --manifest d6.m --out d6"
        })
final class GenerateCommand implements Callable<Integer> {
    private static final Key<UnaryOperator<ClickGenerator>> SHARD =
            Key.of("--shard", "be K/N with K from 1 to N, and N from 1 to 64", "", GenerateCommand::shard);
    private static final Key<Instant> FROM = ProgramKeys.instant("--from", "");
    private static final Key<Integer> THREADS = Key.integer("--threads", 1, ParallelClicks.MAX_THREADS, "");
    private static final Key<Pacing> SPEED = Key.of(
            "--speed",
            "be a number from 0.000001 to 1000000",
            "",
            text -> Key.number(text)
                    .filter(factor -> factor >= 0.000001 && factor <= 1_000_000)
                    .map(Pacing::speedup));

    /** When clicks are handed over. */
    static final class Pace {
        @Option(
                names = "--realtime",
                description = "Hand over each click at its time, as if the run began at the start.")
        private boolean realTime;

        @Option(names = "--speed", paramLabel = "F", description = "The same, but F times as fast.")
        private @Nullable String speed;

        Optional<Pacing> read(SettingsReader reader) {
            return speed == null ? Optional.of(Pacing.realTime()) : parse(reader, SPEED, speed);
        }
    }

    private final Terminal terminal;

    @ArgGroup(multiplicity = "1")
    private @Nullable ClickBound bound;

    @Option(
            names = "--from",
            paramLabel = "INSTANT",
            description = "Leave out the clicks before this time: gives a window of the run that begins at the start,"
                    + " such as one day of many; N of --clicks counts from there. Windows that adjoin add up to the"
                    + " run, as do their manifests. Not with --sessions.")
    private @Nullable String from;

    @Option(
            names = "--shard",
            paramLabel = "K/N",
            description = "Give part K of N, counted from 1. The parts have different users; merged in order of time,"
                    + " session and ordinal they are the whole. Numbers of clicks and sessions hold for each part.")
    private @Nullable String shard;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description =
                    "Generate with N threads, from 1 (the default) to 64; the clicks and their order are the same.")
    private String threads = "1";

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            completionCandidates = Choices.Formats.class,
            description = "Setting format: ${COMPLETION-CANDIDATES}.")
    private @Nullable String format;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Write to a file; the same as --sink file --set out-file=FILE.")
    private @Nullable String out;

    @Option(
            names = "--manifest",
            paramLabel = "FILE",
            description = "Write the manifest, the expected totals of the clicks, to a file; the same as"
                    + " --set manifest-file=FILE.")
    private @Nullable String manifest;

    @ArgGroup
    private @Nullable Pace pace;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    GenerateCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /** What is known before anything is opened. */
    private record Prepared(RunPlan plan, RunProgress progress) {}

    @Override
    public Integer call() {
        return run(Signals.endAtOnceDuring(this::prepare));
    }

    private Prepared prepare() {
        common.verbosity().setLogLevel(Level.WARN);
        SettingsReader reader = common.read(ownSettings(), terminal.environment());
        Optional<ShopModel> model = ShopModel.read(reader);
        long seed = reader.find(ProgramKeys.SEED).orElse(ProgramKeys.GENERATE_SEED);
        Instant start = reader.find(ProgramKeys.START).orElse(ProgramKeys.GENERATE_START);
        String sinkName = reader.find(ProgramKeys.SINK).orElse("stdout");
        Optional<UnaryOperator<ClickGenerator>> part =
                shard == null ? Optional.of(UnaryOperator.identity()) : parse(reader, SHARD, shard);
        Optional<Function<ClickGenerator, ClickBound.Bounded>> end =
                Optional.ofNullable(bound).flatMap(given -> given.read(reader));
        Optional<Pacing> pacing = pace == null ? Optional.of(Pacing.unpaced()) : pace.read(reader);
        Optional<Integer> threadCount = parse(reader, THREADS, threads);
        Optional<ManifestFile> manifestFile = ProgramKeys.manifest(reader);
        Optional<RunFaults> faults = ProgramKeys.faults(reader);
        ProgramKeys.requireDifferentFiles(reader);
        reader.addDefaults(LineSink.FileProvider.replacing(reader));
        ProgramKeys.ofSinks().forEach(reader::find);
        Optional<UnaryOperator<ClickGenerator>> window = from == null
                ? Optional.of(UnaryOperator.identity())
                : parse(reader, FROM, from).map(begin -> all -> all.from(begin));
        StartWarm warm = reader.get(ProgramKeys.START_WARM);
        Optional<ClickBound.Bounded> bounded =
                model.flatMap(shop -> end.flatMap(cut -> reader.collect(() -> cut.apply(part.orElse(all -> all)
                        .apply(window.orElse(all -> all)
                                .apply(warm.of(ClickGenerator.of(shop, seed, start), suitsWarm())))))));
        bounded.ifPresent(one -> threadCount.ifPresent(count -> reader.collect(() -> {
            one.generator().requireMemory(count);
            return count;
        })));
        reader.throwIfAny();
        SinkSettings settings = new SinkSettings(reader.settings(), model.orElseThrow()::encoder);
        ClickBound.Bounded all = bounded.orElseThrow();
        // Where clicks are seen as they come, a line between them would be in the way.
        Optional<ProgressLine> line = sinkName.equals("stdout") && terminal.isOutShown()
                ? Optional.empty()
                : common.verbosity().progress(terminal, "clicks");
        RunProgress progress = new RunProgress(line, all);
        RunPlan plan = new RunPlan(
                all.generator(),
                1,
                faults.orElseThrow(),
                injected -> injected.open(settings, SinkProvider.named(sinkName)::open),
                manifestFile,
                run -> run.pacing(pacing.orElseThrow()).threads(threadCount.orElseThrow()),
                line.isEmpty() ? click -> {} : progress::accept,
                RunListener.NONE);
        return new Prepared(plan, progress);
    }

    /** A pace asks for a rate, a number of sessions for complete ones. */
    private boolean suitsWarm() {
        return pace != null && bound != null && !bound.isOfSessions();
    }

    private Map<String, Optional<String>> ownSettings() {
        Map<String, Optional<String>> own = new LinkedHashMap<>();
        own.put(SinkSettings.FORMAT.name(), Optional.ofNullable(format));
        own.put("out-file", Optional.ofNullable(out));
        own.put(ProgramKeys.MANIFEST_FILE.name(), Optional.ofNullable(manifest));
        if (out != null) {
            if (common.isSinkGiven()) {
                throw new ConfigException(
                        List.of(Problems.describe("--out", "not be given together with --sink", out)));
            }
            own.put(ProgramKeys.SINK.name(), Optional.of("file"));
        }
        return own;
    }

    private int run(Prepared prepared) {
        Execution execution = Execution.start(prepared.plan, ended -> {});
        RunOutcome outcome;
        boolean interrupted = false;
        try {
            outcome = prepared.progress.await(execution);
        } catch (InterruptedException e) {
            interrupted = true;
            outcome = execution.end(Execution.END_LIMIT);
        }
        if (execution.isReaderGone() && outcome.unwritten().isEmpty()) {
            return ExitCode.OK;
        }
        if (!outcome.isAllDelivered() || !common.verbosity().isQuiet()) {
            terminal.err().println(outcome.report());
            outcome.faults().ifPresent(terminal.err()::println);
        }
        outcome.unwritten().forEach(terminal.err()::println);
        if (interrupted) {
            return ExitCode.INTERRUPTED;
        }
        return outcome.isLossless() ? ExitCode.OK : ExitCode.NOT_DELIVERED;
    }

    private static Optional<UnaryOperator<ClickGenerator>> shard(String text) {
        Matcher numbers = Pattern.compile("([1-9]\\d?)/([1-9]\\d?)").matcher(text);
        if (!numbers.matches()) {
            return Optional.empty();
        }
        int index = Integer.parseInt(numbers.group(1));
        int count = Integer.parseInt(numbers.group(2));
        return count > 64 || index > count ? Optional.empty() : Optional.of(all -> all.shard(index - 1, count));
    }

    private static <T> Optional<T> parse(SettingsReader reader, Key<T> key, String text) {
        return reader.collect(() -> key.parse(text));
    }
}
