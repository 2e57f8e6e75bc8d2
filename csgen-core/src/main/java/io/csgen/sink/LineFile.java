package io.csgen.sink;

import io.csgen.config.Key;
import io.csgen.config.Problems;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A file that a {@link LineSink} writes, and what becomes of lines that are there already. Immutable.
 *
 * <p><b>Whose it is.</b> While a sink is open its file is locked, where the file system can do that; a
 * second writer is refused. Lines are always appended, so a program that copies the file and empties it
 * loses none and leaves no hole. When the file is moved or deleted, the next lines go to a new one at
 * the same path. A file whose last line was cut off gets a line end first. Blocks of a container are appended only
 * behind whole blocks of the same format, and never to a compressed file.
 *
 * <p><b>Compression.</b> A file whose name ends in {@code .gz} is compressed. It can be read up to the
 * latest flush at any time, and is complete when the sink is closed. Appending to one adds a member;
 * an end that was cut off is completed first. Such a file must be moved, not emptied, to rotate it.
 *
 * <p><b>Rolling.</b> A file that rolls is a series of new files; none is ever opened again. Each begins
 * with the header of the format. {@code clicks.json} becomes {@code clicks-20260105T0000-0001.json},
 * where the time is that of its first click, in UTC, and the number is the next that is free, so that
 * names sort by time. A run without clicks makes no file.
 *
 * @param path of the file; where it rolls, of the series
 * @param mode what becomes of a file that exists; of no matter where it rolls
 * @param rollSize a new file begins before this one would be larger, in bytes, compressed ones with at
 *     most 64 KiB more; empty for no limit
 * @param rollEvery a new file begins with the first click of each such time span, by the times of clicks,
 *     counted from 1970-01-01T00:00:00Z; empty for no limit
 */
public record LineFile(Path path, Mode mode, OptionalLong rollSize, Optional<Duration> rollEvery) {
    static final long MIN_ROLL_SIZE = 1024;
    static final Duration MIN_ROLL_EVERY = Duration.ofMinutes(1);
    static final Duration MAX_ROLL_EVERY = Duration.ofDays(366);

    /** What becomes of a file that exists. */
    public enum Mode {
        /** Lines go behind those that are there. */
        APPEND,
        /** Lines that are there are deleted. */
        REPLACE,
        /** The sink is not opened. */
        NEW;

        /** Returns the name used in settings: the constant in lower case. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Checks the values.
     *
     * @throws io.csgen.config.ConfigException if a bound is out of range; it holds all problems
     */
    public LineFile {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(mode, "mode");
        Problems problems = new Problems();
        rollSize.ifPresent(size -> problems.require(
                size >= MIN_ROLL_SIZE, "rollSize", "be a number of bytes from " + MIN_ROLL_SIZE, size));
        rollEvery.ifPresent(span -> problems.require(
                span.compareTo(MIN_ROLL_EVERY) >= 0 && span.compareTo(MAX_ROLL_EVERY) <= 0,
                "rollEvery",
                "be a time span from " + Key.write(MIN_ROLL_EVERY) + " to " + Key.write(MAX_ROLL_EVERY),
                Key.write(span)));
        problems.throwIfAny();
    }

    /** Returns a file whose lines are kept. */
    public static LineFile appending(Path path) {
        return new LineFile(path, Mode.APPEND, OptionalLong.empty(), Optional.empty());
    }

    /** Returns a file whose lines are deleted. */
    public static LineFile replacing(Path path) {
        return new LineFile(path, Mode.REPLACE, OptionalLong.empty(), Optional.empty());
    }

    /** Returns a file that must not exist yet. */
    public static LineFile creating(Path path) {
        return new LineFile(path, Mode.NEW, OptionalLong.empty(), Optional.empty());
    }

    /** Returns a series of files, each of at most so many bytes. */
    public LineFile rollingAt(long bytes) {
        return new LineFile(path, mode, OptionalLong.of(bytes), rollEvery);
    }

    /** Returns a series of files, each of clicks of at most such a time span. */
    public LineFile rollingEvery(Duration span) {
        return new LineFile(path, mode, rollSize, Optional.of(span));
    }

    /** Returns whether this is a series of files. */
    public boolean isRolling() {
        return rollSize.isPresent() || rollEvery.isPresent();
    }
}
