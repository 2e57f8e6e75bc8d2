package io.csgen.lake.deliver;

import ch.qos.logback.classic.Level;
import io.csgen.config.Problems;
import io.csgen.examples.cli.ExitCode;
import io.csgen.examples.cli.InputFiles;
import io.csgen.examples.cli.Terminal;
import io.csgen.examples.cli.Verbosity;
import io.csgen.lake.store.LakeLocation;
import io.csgen.lake.store.LakeStore;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.zip.GZIPOutputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes events to a lake, by the hour in which they happened. */
@Command(
        name = "deliver",
        description =
                "Delivers events, one JSON object with a timestamp for each line, to a directory: compressed, by the"
                        + " hour in which they happened, as Amazon Data Firehose does. Lines that are no events go to"
                        + " dead-letters, each with the reason.",
        footer = {
            "",
            "Examples:",
            "  csgen generate --duration 24h --format json | csgen deliver --to lake",
        })
public final class DeliverCommand implements Callable<Integer> {
    private static final int OBJECT_BYTES = 5 << 20;

    private final Terminal terminal;

    @Parameters(
            arity = "0..*",
            paramLabel = "FILE",
            description = "Files with lines, one after another; - is the standard input, which is the default.")
    private List<String> files = List.of("-");

    @Option(names = "--to", required = true, paramLabel = "DIR", description = "Directory of the lake.")
    private String to = "";

    @Mixin
    private final Verbosity verbosity = new Verbosity();

    private final EventReader reader = new EventReader();
    private final Map<String, ByteArrayOutputStream> open = new TreeMap<>();
    private long events;
    private long deadLetters;
    private int objects;

    /** Creates it for one run. */
    public DeliverCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        verbosity.setLogLevel(Level.WARN);
        Problems problems = new Problems();
        InputFiles input = new InputFiles(files, terminal);
        input.requireReadable(problems);
        problems.throwIfAny();
        try (LakeStore lake = LakeLocation.of("--to", to).open()) {
            input.<InterruptedException>read(
                    input.progress(verbosity.progress(terminal, "events"), () -> events),
                    (stream, name) -> deliver(stream, lake));
            for (String prefix : List.copyOf(open.keySet())) {
                put(prefix, lake);
            }
        } catch (ClosedByInterruptException | InterruptedException e) {
            return ExitCode.INTERRUPTED;
        }
        if (!verbosity.isQuiet()) {
            terminal.err().println("events: " + events + ", dead letters: " + deadLetters + ", objects: " + objects);
        }
        return deadLetters == 0 ? ExitCode.OK : ExitCode.NOT_DELIVERED;
    }

    private void deliver(InputStream stream, LakeStore lake) throws IOException, InterruptedException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            byte[] record = line.getBytes(StandardCharsets.UTF_8);
            String prefix;
            try {
                prefix = new Partition(Partition.Kind.EVENTS, reader.hour(record)).prefix();
                events++;
            } catch (NoEventException e) {
                prefix = new Partition(Partition.Kind.DEAD_LETTERS, 0).prefix();
                deadLetters++;
            }
            ByteArrayOutputStream object = open.computeIfAbsent(prefix, any -> new ByteArrayOutputStream());
            object.writeBytes(record);
            object.write('\n');
            if (object.size() >= OBJECT_BYTES) {
                put(prefix, lake);
            }
        }
    }

    private void put(String prefix, LakeStore lake) throws IOException, InterruptedException {
        ByteArrayOutputStream object = Objects.requireNonNull(open.remove(prefix));
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            object.writeTo(gzip);
        }
        lake.put(prefix + (events + deadLetters) + ".json.gz", packed.toByteArray());
        objects++;
    }
}
