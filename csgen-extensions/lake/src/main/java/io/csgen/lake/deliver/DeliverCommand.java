package io.csgen.lake.deliver;

import ch.qos.logback.classic.Level;
import io.csgen.config.Key;
import io.csgen.config.Problems;
import io.csgen.config.Settings;
import io.csgen.config.SettingsReader;
import io.csgen.examples.cli.ExitCode;
import io.csgen.examples.cli.InputFiles;
import io.csgen.examples.cli.SettingOptions;
import io.csgen.examples.cli.Terminal;
import io.csgen.examples.cli.Verbosity;
import io.csgen.examples.job.ProgramKeys;
import io.csgen.lake.store.LakeLocation;
import io.csgen.lake.store.LakeStore;
import io.csgen.sink.kinesis.KinesisReader;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes events to a lake, by the hour in which they happened. */
@Command(
        name = "deliver",
        description =
                "Delivers events, each a JSON object with a timestamp, from files or a Kinesis data stream to a directory"
                        + " or a bucket in S3: as compressed lines, by the hour in which they happened, as Amazon Data Firehose does."
                        + " What is no event goes to dead-letters, with the reason. At least once: a run that was cut off is gone on"
                        + " with by the next one.",
        footer = {
            "",
            "Examples:",
            "  csgen generate --duration 24h --format json --out clicks.json",
            "  csgen deliver clicks.json --to lake",
            "  csgen deliver --kinesis events --set kinesis-region=eu-west-1 --to s3://my-lake/shop",
        })
public final class DeliverCommand implements Callable<Integer> {
    private static final Key<String> STREAM = ProgramKeys.stream("--kinesis", "");
    private static final Key<Duration> TIME =
            Key.duration("--buffer-time", Duration.ofSeconds(1), Duration.ofMinutes(15), "");
    private static final long MIN_SIZE = 1L << 10;
    private static final long MAX_SIZE = 128L << 20;
    private static final Pattern SIZE_TEXT = Pattern.compile("(\\d{1,6})(KiB|MiB)");
    private static final Key<Long> SIZE =
            Key.of("--buffer-size", "be a size from 1KiB to 128MiB", "", DeliverCommand::size);

    private final Terminal terminal;

    @Parameters(
            arity = "0..*",
            paramLabel = "FILE",
            description = "Files with lines, one after another; - is the standard input, which is the default.")
    private List<String> files = List.of();

    @Option(
            names = "--kinesis",
            paramLabel = "STREAM",
            description =
                    "Follow a Kinesis data stream instead, until a signal ends this; the settings kinesis-region and"
                            + " kinesis-endpoint say where it is.")
    private @Nullable String stream;

    @Option(names = "--until-empty", description = "End when all is delivered that the stream holds now.")
    private boolean untilEmpty;

    @Option(
            names = "--to",
            required = true,
            paramLabel = "LAKE",
            description = "Directory, or s3://BUCKET/PREFIX, with credentials of the AWS default chain.")
    private String to = "";

    @Mixin
    private final LakeLocation location = new LakeLocation();

    @Option(
            names = "--buffer-size",
            paramLabel = "SIZE",
            description = "Write an object when it has this size before compression; default: ${DEFAULT-VALUE}.")
    private String bufferSize = "5MiB";

    @Option(
            names = "--buffer-time",
            paramLabel = "SPAN",
            description = "Write what there is after this time, from 1s to 15m; default: ${DEFAULT-VALUE}.")
    private String bufferTime = "5m";

    @Mixin
    private final SettingOptions settings = new SettingOptions();

    @Mixin
    private final Verbosity verbosity = new Verbosity();

    /** Creates it for one run. */
    public DeliverCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Gives all there is to a delivery. */
    @FunctionalInterface
    private interface Input {
        void read(Positions positions, Delivery delivery) throws IOException, InterruptedException;
    }

    @Override
    public Integer call() throws IOException {
        verbosity.setLogLevel(Level.WARN);
        Problems problems = new Problems();
        Optional<Long> size = problems.collect(() -> SIZE.parse(bufferSize));
        Optional<Duration> time = problems.collect(() -> TIME.parse(bufferTime));
        Optional<String> name = Optional.ofNullable(stream).flatMap(text -> problems.collect(() -> STREAM.parse(text)));
        problems.require(
                stream == null || files.isEmpty(), "FILE", "be given without --kinesis", String.join(" ", files));
        problems.require(stream != null || !untilEmpty, "--kinesis", "be given with --until-empty", "none");
        List<String> read = files.isEmpty() ? List.of("-") : files;
        new InputFiles(read, terminal).requireReadable(problems);
        SettingsReader reader = settings.read(Map.of(), terminal.environment());
        reader.add(problems);
        reader.throwIfAny();
        Delivery.Buffer buffer = new Delivery.Buffer(size.orElseThrow(), time.orElseThrow());
        try (LakeStore lake = location.open("--to", to)) {
            if (name.isEmpty()) {
                return deliver(
                        lake,
                        buffer,
                        (positions, delivery) -> new FileInput(terminal, positions, delivery)
                                .read(read, verbosity.progress(terminal, "events")));
            }
            return deliverStream(name.get(), reader.settings(), lake, buffer);
        } catch (InterruptedException | ClosedByInterruptException e) {
            return ExitCode.INTERRUPTED;
        }
    }

    private int deliverStream(String name, Settings where, LakeStore lake, Delivery.Buffer buffer)
            throws IOException, InterruptedException {
        try (KinesisReader reader = KinesisReader.open(name, where)) {
            String identity = reader.identity();
            return deliver(lake, buffer, (positions, delivery) -> {
                positions.ofStream(identity);
                reader.follow(new StreamInput(name, positions, delivery, untilEmpty));
            });
        }
    }

    private int deliver(LakeStore lake, Delivery.Buffer buffer, Input input) throws IOException, InterruptedException {
        Positions positions = Positions.open(lake);
        Delivery delivery = new Delivery(lake, positions, buffer, System::nanoTime);
        boolean interrupted = false;
        try {
            input.read(positions, delivery);
        } catch (InterruptedException | ClosedByInterruptException e) {
            interrupted = true;
            Thread.interrupted(); // there is something left to do
            lake.hurry();
        }
        delivery.finish();
        if (!verbosity.isQuiet()) {
            terminal.err().println(delivery.report());
        }
        boolean endless = stream != null && !untilEmpty;
        if (endless) {
            return ExitCode.OK; // it was to go on until a signal
        }
        return interrupted ? ExitCode.INTERRUPTED : delivery.deadLetters() == 0 ? ExitCode.OK : ExitCode.NOT_DELIVERED;
    }

    private static Optional<Long> size(String text) {
        Matcher size = SIZE_TEXT.matcher(text);
        return Optional.of(size)
                .filter(Matcher::matches)
                .map(found -> Long.parseLong(found.group(1)) << ("KiB".equals(found.group(2)) ? 10 : 20))
                .filter(bytes -> bytes >= MIN_SIZE && bytes <= MAX_SIZE);
    }
}
