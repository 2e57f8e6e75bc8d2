package io.csgen.sink;

import io.csgen.click.ClickFormat.Framing;
import io.csgen.internal.OutputFile;
import io.csgen.sink.LineFile.Mode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A file, or a series of files, that is written to. Whether the file is still the one at its path is
 * looked up before each write, so once for thousands of clicks, or every 100 ms.
 */
final class FileTarget implements LineTarget {
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmm", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final long MINUTE_MILLIS = 60_000;

    private final LineFile file;
    private final Framing framing;
    private byte[] header = {};
    private volatile Path current;
    private volatile @Nullable OpenFile open;
    private long spanEnd = Long.MIN_VALUE;
    private long named = Long.MIN_VALUE;
    private int number;

    private FileTarget(LineFile file, Framing framing) {
        this.file = file;
        this.framing = framing;
        current = file.path();
    }

    /**
     * Opens a file; of a series, it only looks whether the first could be made.
     *
     * @throws SinkException if it cannot be written
     */
    static FileTarget open(LineFile file, Framing framing) {
        FileTarget target = new FileTarget(file, framing);
        try {
            if (file.isRolling()) {
                OutputFile.requireWritableDirectory(file.path());
            } else {
                target.open = OpenFile.open(file.path(), file.mode(), framing);
            }
            return target;
        } catch (IOException | UnsupportedOperationException e) {
            throw new SinkException(OutputFile.problem(file.path(), e), e);
        }
    }

    @Override
    public String name() {
        return current.toString();
    }

    @Override
    public void begin(byte[] first) throws IOException {
        header = first;
        OpenFile known = open;
        if (known != null) {
            known.begin(header);
        }
    }

    @Override
    public void write(LineBatch batch) throws IOException {
        OpenFile into = file.isRolling() ? rolled(batch) : followed();
        into.write(batch);
    }

    /** Returns the file at the path, which may have been moved away. */
    private OpenFile followed() throws IOException {
        OpenFile known = open;
        if (known != null) {
            if (known.isInPlace()) {
                known.restartIfEmptied(header);
                return known;
            }
            known.close();
        }
        return opened(file.path(), Mode.APPEND);
    }

    private OpenFile rolled(LineBatch batch) throws IOException {
        OpenFile known = open;
        if (known != null) {
            boolean full = file.rollSize().isPresent()
                    && known.sizeWith(batch) > file.rollSize().getAsLong();
            if (!full && batch.spanEnd() <= spanEnd && known.isInPlace()) {
                known.restartIfEmptied(header);
                return known;
            }
            known.close();
            open = null;
        }
        spanEnd = Math.max(spanEnd, batch.spanEnd());
        long time = file.rollEvery().map(span -> spanEnd - span.toMillis()).orElseGet(batch::firstMillis);
        return next(Math.max(named, Math.floorDiv(time, MINUTE_MILLIS) * MINUTE_MILLIS));
    }

    /** Opens the next file of the series. */
    private OpenFile next(long minute) throws IOException {
        String name = String.valueOf(file.path().getFileName());
        String packed = name.toLowerCase(Locale.ROOT).endsWith(OpenFile.GZIP) ? OpenFile.GZIP : "";
        String plain = name.substring(0, name.length() - packed.length());
        int dot = plain.lastIndexOf('.');
        String stem = dot > 0 ? plain.substring(0, dot) : plain;
        String prefix = stem + "-" + MINUTE.format(Instant.ofEpochMilli(minute)) + "-";
        String suffix = plain.substring(stem.length()) + name.substring(plain.length());
        number = Math.max(minute == named ? number : 0, highest(prefix));
        named = minute;
        while (true) {
            number++;
            String text = String.format(Locale.ROOT, "%s%04d%s", prefix, number, suffix);
            try {
                return opened(file.path().resolveSibling(text), Mode.NEW);
            } catch (FileAlreadyExistsException e) {
                continue; // another writer of the series was faster
            }
        }
    }

    /** Returns the highest number of the files with a prefix, whatever has become of their endings. */
    private int highest(String prefix) throws IOException {
        int highest = 0;
        Path directory = file.path().resolveSibling("");
        try (DirectoryStream<Path> files = Files.newDirectoryStream(
                directory.toString().isEmpty() ? Path.of(".") : directory,
                path -> String.valueOf(path.getFileName()).startsWith(prefix))) {
            for (Path path : files) {
                String rest = path.getFileName().toString().substring(prefix.length());
                String digits = rest.replaceFirst("\\D.*", "");
                if (!digits.isEmpty() && digits.length() < 10) {
                    highest = Math.max(highest, Integer.parseInt(digits));
                }
            }
        }
        return highest;
    }

    private OpenFile opened(Path path, Mode mode) throws IOException {
        current = path;
        open = null;
        OpenFile opened = OpenFile.open(path, mode, framing);
        open = opened;
        opened.begin(header);
        return opened;
    }

    @Override
    public void close() throws IOException {
        OpenFile known = open;
        if (known != null) {
            known.close();
        }
    }

    @Override
    public void abandon() throws IOException {
        OpenFile known = open;
        if (known != null) {
            known.abandon();
        }
    }

    @Override
    public long span() {
        return file.rollEvery().map(Duration::toMillis).orElse(0L);
    }
}
