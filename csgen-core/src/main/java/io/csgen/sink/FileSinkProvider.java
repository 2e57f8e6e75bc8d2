package io.csgen.sink;

import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickFormat;
import io.csgen.config.Key;
import io.csgen.config.Settings;
import io.csgen.config.SettingsReader;
import io.csgen.sink.LineFile.Mode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Opens a {@link LineSink} to a {@link LineFile}, by default of URLs. Immutable. */
public final class FileSinkProvider implements SinkProvider {
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
            FileSinkProvider::size);

    /** How long the clicks of a file are. */
    public static final Key<Duration> ROLL_EVERY = Key.duration(
            "out-file-roll-every",
            LineFile.MIN_ROLL_EVERY,
            LineFile.MAX_ROLL_EVERY,
            "clicks go to a series of new files, one for each such time span of clicks in UTC, named the same way");

    private static final Pattern SIZE = Pattern.compile("([1-9]\\d{0,9})(KB|MB|GB)");

    /** Creates the provider; called by {@link java.util.ServiceLoader}. */
    public FileSinkProvider() {}

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
    public void check(SinkSettings settings) {
        read(settings);
    }

    @Override
    public ClickSink open(SinkSettings settings) {
        Target target = read(settings);
        return LineSink.toFile(target.file, target.encoder);
    }

    /** What to write, and how. */
    private record Target(LineFile file, ClickEncoder encoder) {}

    private static Target read(SinkSettings settings) {
        SettingsReader reader = settings.reader();
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
        reader.throwIfAny();
        LineFile file = new LineFile(
                path.orElseThrow(),
                mode.orElse(Mode.APPEND),
                rollSize.map(OptionalLong::of).orElse(OptionalLong.empty()),
                rollEvery);
        return new Target(file, encoder);
    }
}
