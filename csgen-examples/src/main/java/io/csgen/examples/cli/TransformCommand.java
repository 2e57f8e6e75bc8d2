package io.csgen.examples.cli;

import ch.qos.logback.classic.Level;
import io.csgen.click.ClickFormat;
import io.csgen.click.ClickTransformer;
import io.csgen.config.ConfigException;
import io.csgen.config.Problems;
import io.csgen.config.SettingsReader;
import io.csgen.internal.ByteLines;
import io.csgen.internal.OutputFile;
import io.csgen.model.ShopModel;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Turns clicks into events, line by line. */
@Command(
        name = "transform",
        description = "Turns lines with clicks, in any format of csgen, into events, which say what the clicks mean:"
                + " JSON with user, type, product group and its name, and product; with time, session and ordinal where"
                + " the line has them. Each line gives one event, or one dead letter with the reason.",
        footer = {
            "",
            "Examples:",
            "  csgen generate --sessions 1000 | csgen transform > events.json",
            "  csgen transform captured.txt --config my.properties --dead-letters bad.json > events.json"
        })
final class TransformCommand implements Callable<Integer> {
    private static final char LINE_END = '\n';
    private static final int BUFFER = 1 << 16;
    private static final int LONGEST_LINE = 1 << 20; // that is kept as a whole, in bytes
    private static final int LINES_BETWEEN_CHECKS = 1_000;

    /** Says that the reader of the events has gone. */
    private static final class EnoughException extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private final Terminal terminal;

    @Parameters(
            arity = "0..*",
            paramLabel = "FILE",
            description = "Files with lines, one after another; - is the standard input, which is the default.")
    private List<String> files = List.of("-");

    @Option(
            names = "--dead-letters",
            paramLabel = "FILE",
            description = "Where dead letters go; default: the standard error.")
    private @Nullable Path deadLetters;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    private long eventCount;
    private long deadLetterCount;

    TransformCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws IOException {
        common.verbosity().setLogLevel(Level.WARN);
        Problems unreadable = new Problems();
        InputFiles input = new InputFiles(files, terminal);
        input.requireReadable(unreadable);
        requireOtherFile();
        SettingsReader reader = common.read(Map.of(), terminal.environment());
        reader.add(unreadable);
        Optional<ShopModel> model = ShopModel.read(reader);
        reader.throwIfAny();
        ClickTransformer transformer = model.orElseThrow().transformer();
        byte[] header = model.orElseThrow().encoder(ClickFormat.CSV).header();
        // Between events or dead letters that are seen as they come, a line would be in the way.
        ReadProgress progress = input.progress(
                terminal.isOutShown() || deadLetters == null
                        ? Optional.empty()
                        : common.verbosity().progress(terminal, "lines"),
                () -> eventCount + deadLetterCount);
        boolean interrupted = false;
        try (PrintStream letters = openLetters()) {
            PrintStream events =
                    new PrintStream(new BufferedOutputStream(terminal.out(), BUFFER), false, StandardCharsets.UTF_8);
            input.read(
                    progress,
                    (stream, name) -> transformAll(transformer, header, ClickFormat.lines(stream), events, letters));
        } catch (ClosedByInterruptException e) {
            interrupted = true;
        } catch (EnoughException e) {
            return ExitCode.OK;
        }
        if (!common.verbosity().isQuiet()) {
            terminal.err().println("events: " + eventCount + ", dead letters: " + deadLetterCount);
        }
        if (interrupted) {
            return ExitCode.INTERRUPTED;
        }
        return deadLetterCount == 0 ? ExitCode.OK : ExitCode.NOT_DELIVERED;
    }

    private void requireOtherFile() throws IOException {
        for (String file : files) {
            if (deadLetters != null
                    && !InputFiles.isStandardInput(file)
                    && Files.exists(deadLetters)
                    && Files.isSameFile(deadLetters, Path.of(file))) {
                throw new ConfigException(
                        List.of(Problems.describe("--dead-letters", "be another file than is read", deadLetters)));
            }
        }
    }

    private PrintStream openLetters() {
        if (deadLetters == null) {
            return new PrintStream(terminal.err(), true, StandardCharsets.UTF_8) {
                @Override
                public void close() {
                    flush(); // and leave it open, as it belongs to the process
                }
            };
        }
        try {
            OutputStream file = new BufferedOutputStream(Files.newOutputStream(deadLetters));
            return new PrintStream(file, false, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new ConfigException(List.of(OutputFile.problem("--dead-letters", deadLetters, e)));
        }
    }

    private void transformAll(
            ClickTransformer transformer, byte[] header, InputStream stream, PrintStream events, PrintStream letters)
            throws IOException, EnoughException {
        ByteLines lines = new ByteLines(stream, LONGEST_LINE);
        for (byte[] line = lines.next(); line != null; line = lines.next()) {
            if (!Arrays.equals(line, header)) { // it tells nothing of a click
                put(transform(transformer, lines, line), events, letters);
            }
            if (lines.isDrained() || (eventCount + deadLetterCount) % LINES_BETWEEN_CHECKS == 0) {
                requireTaken(events);
                if (letters.checkError()) {
                    throw new IOException("output of dead letters must take more data");
                }
            }
        }
    }

    private static ClickTransformer.Output transform(ClickTransformer transformer, ByteLines lines, byte[] line) {
        return lines.length() == line.length
                ? transformer.transform(line)
                : transformer.tooLong(line, lines.length(), LONGEST_LINE);
    }

    private void put(ClickTransformer.Output output, PrintStream events, PrintStream letters) {
        if (output instanceof ClickTransformer.Event) {
            eventCount++;
            events.append(output.json()).append(LINE_END);
        } else {
            deadLetterCount++;
            letters.append(output.json()).append(LINE_END);
        }
    }

    /** Flushes, so that what comes in slowly goes out at once. */
    private void requireTaken(PrintStream events) throws EnoughException {
        events.flush();
        if (terminal.out().checkError()) { // it is what knows
            throw new EnoughException();
        }
    }
}
