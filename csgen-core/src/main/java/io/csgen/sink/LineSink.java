package io.csgen.sink;

import io.csgen.click.Click;
import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickFormat;
import io.csgen.config.Key;
import io.csgen.config.Settings;
import io.csgen.config.SettingsReader;
import io.csgen.sink.LineFile.Mode;
import io.csgen.sink.SinkProvider.SinkSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes clicks to a stream or a file, as the format has them follow each other: as lines, after a header where there
 * is one, or in the blocks of a container, one for each buffer. Use it for files, for pipes and for standard output.
 * Safe for concurrent use.
 *
 * <pre>{@code
 * try (ClickSink sink = LineSink.toFile(Path.of("clicks.csv"), encoder)) {
 *     for (Click click : generator.clicks(1_000_000)) {
 *         sink.send(click, ReceiptListener.NONE);
 *     }
 * }
 * }</pre>
 *
 * <p><b>Receipts.</b> A click is delivered when the operating system has its bytes; its position stays
 * empty. Lines are collected in buffers of 64 KiB and written by one thread that this sink owns, which
 * also gives the receipts, in the order of the lines: when a buffer is full, on {@link #flush}, and
 * otherwise 100 ms after the first click in it. Two full buffers and one that is being filled bound
 * the clicks in flight. A listener must not wait for this sink: where it would, it gets an {@link
 * IllegalStateException}.
 *
 * <p><b>Failure.</b> There are no retries. When a write fails, the clicks in it are unconfirmed, those
 * behind it have failed, and the next {@code send} throws a {@link SinkException} with the {@link
 * IOException} as its cause; a reader that has gone away shows there as {@code Broken pipe}.
 */
public final class LineSink implements ClickSink {
    private static final Duration LINGER = Duration.ofMillis(100);
    private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(5);

    private final LineWriter writer;

    private LineSink(LineWriter writer) {
        this.writer = writer;
    }

    /**
     * Opens a sink that writes to a stream. The stream is flushed after every write; it stays open after
     * {@link #close}.
     */
    public static LineSink to(OutputStream out, ClickEncoder encoder) {
        return open(StreamTarget.of(out), encoder);
    }

    /**
     * Opens a sink that writes to a file, which is created, or emptied if it exists. It is complete when
     * {@link #close} has returned.
     *
     * @throws SinkException if the file cannot be written, such as when its directory does not exist, or
     *     another writer has it open
     */
    public static LineSink toFile(Path file, ClickEncoder encoder) {
        return toFile(LineFile.replacing(file), encoder);
    }

    /**
     * Opens a sink that writes to a file, or to a series of them. They are complete when {@link #close}
     * has returned.
     *
     * @throws SinkException if the file cannot be written, such as when its directory does not exist,
     *     another writer has it open, or it must be new and is not
     */
    public static LineSink toFile(LineFile file, ClickEncoder encoder) {
        return open(FileTarget.open(file, encoder.framing()), encoder);
    }

    static LineSink open(LineTarget target, ClickEncoder encoder) {
        return open(target, encoder, LINGER, DRAIN_TIMEOUT);
    }

    /**
     * Opens a sink.
     *
     * @param linger how long a line waits for more
     * @param drainTimeout how long an interrupted {@link #close} goes on
     */
    static LineSink open(LineTarget target, ClickEncoder encoder, Duration linger, Duration drainTimeout) {
        LineWriter writer = new LineWriter(target, encoder, linger, drainTimeout);
        writer.start();
        return new LineSink(writer);
    }

    @Override
    public void send(Click click, ReceiptListener listener) throws InterruptedException {
        writer.send(click, listener);
    }

    @Override
    public int sendBlock(List<Click> clicks, int from, ReceiptListener listener) throws InterruptedException {
        return writer.sendBlock(clicks, from, listener);
    }

    @Override
    public void flush() throws InterruptedException {
        writer.flush();
    }

    /**
     * Writes what is left and, if this sink opened the file, closes it. A reader that is slow or pauses
     * is waited for without limit, as by any program in a pipe; if this thread is interrupted, only for
     * 5 more seconds, after which the clicks still in flight are unconfirmed. The interruption stays set.
     *
     * @throws SinkException if lines are missing, or may be, and no {@link #send} has said so
     */
    @Override
    public void close() {
        writer.end();
    }

    /** Returns what this sink writes to, as it stands in messages. */
    @Override
    public String toString() {
        return writer.toString();
    }

    /**
     * Opens a {@link LineSink} to the standard output of the process, by default of URLs. The standard
     * output stays open. Immutable.
     */
    public static final class StdoutProvider implements SinkProvider {
        /** Creates the provider; called by {@link java.util.ServiceLoader}. */
        public StdoutProvider() {}

        @Override
        public String name() {
            return "stdout";
        }

        @Override
        public List<Key<?>> keys() {
            return List.of();
        }

        @Override
        public Supplier<ClickSink> read(SinkSettings settings, SettingsReader reader) {
            ClickEncoder encoder = settings.fileEncoder(reader, ClickFormat.URL);
            return () -> LineSink.open(StreamTarget.standardOutput(), encoder);
        }
    }

    /** Opens a {@link LineSink} to a {@link LineFile}, by default of URLs. Immutable. */
    public static final class FileProvider implements SinkProvider {
        /** The file to write. */
        public static final Key<Path> OUT_FILE = Key.file(
                "out-file",
                "file the clicks are written to, compressed if its name ends in .gz; {seed} in it stands for the seed of"
                        + " the run, {run} for its number");

        /** What becomes of a file that exists. */
        public static final Key<Mode> MODE = Key.choice(
                "out-file-mode",
                Mode.class,
                "what becomes of a file that exists: clicks are added, it is replaced, or it is an error; default append;"
                        + " of generate: replace");

        /** When a file is large enough. */
        public static final Key<Long> ROLL_SIZE = Key.of(
                "out-file-roll-size",
                "be a size such as 64KB, 100MB or 2GB, from 1KB",
                "clicks go to a series of new files of at most this size, such as clicks-20260105T0000-0001.json for"
                        + " clicks.json; the time is that of the first click in it",
                FileProvider::size);

        /** How long the clicks of a file are. */
        public static final Key<Duration> ROLL_EVERY = Key.duration(
                "out-file-roll-every",
                LineFile.MIN_ROLL_EVERY,
                LineFile.MAX_ROLL_EVERY,
                "clicks go to a series of new files, one for each such time span of clicks in UTC, named the same way");

        private static final Pattern SIZE = Pattern.compile("([1-9]\\d{0,9})(KB|MB|GB)");

        /** Creates the provider; called by {@link java.util.ServiceLoader}. */
        public FileProvider() {}

        private static Optional<Long> size(String text) {
            Matcher parts = SIZE.matcher(text);
            if (!parts.matches()) {
                return Optional.empty();
            }
            int shift = switch (parts.group(2)) {
                case "KB" -> 10;
                case "MB" -> 20;
                default -> 30;
            };
            return Optional.of(Long.parseLong(parts.group(1)) << shift);
        }

        /**
         * Returns what makes a file be replaced unless the user says otherwise or lets it roll, as fits a
         * program that writes the same clicks each time.
         */
        public static Settings replacing(SettingsReader given) {
            return given.has(ROLL_SIZE) || given.has(ROLL_EVERY)
                    ? Settings.empty()
                    : Settings.of(Map.of(MODE.name(), Mode.REPLACE.toString()), "default");
        }

        @Override
        public String name() {
            return "file";
        }

        @Override
        public List<Key<?>> keys() {
            return List.of(OUT_FILE, MODE, ROLL_SIZE, ROLL_EVERY);
        }

        @Override
        public Supplier<ClickSink> read(SinkSettings settings, SettingsReader reader) {
            ClickEncoder encoder = settings.fileEncoder(reader, ClickFormat.URL);
            Optional<Path> path = reader.require(OUT_FILE);
            Optional<Long> rollSize = reader.find(ROLL_SIZE);
            Optional<Duration> rollEvery = reader.find(ROLL_EVERY);
            Optional<Mode> mode = reader.find(MODE);
            reader.require(
                    mode.isEmpty() || rollSize.isEmpty() && rollEvery.isEmpty(),
                    MODE,
                    "not be set where files roll, as they are always new",
                    mode.map(Mode::toString).orElse(""));
            Optional<LineFile> file = path.map(given -> new LineFile(
                    given,
                    mode.orElse(Mode.APPEND),
                    rollSize.map(OptionalLong::of).orElse(OptionalLong.empty()),
                    rollEvery));
            return () -> LineSink.toFile(file.orElseThrow(), encoder);
        }
    }
}
