package io.csgen.internal;

import io.csgen.config.Problems;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/**
 * A file that is written aside, in the same directory, and takes its place when it is complete: until
 * then, and for ever if something fails, the older one stays as it is. Use it for small files that are
 * of use only as a whole. A device or a pipe is written directly.
 *
 * <pre>{@code
 * try (OutputFile file = OutputFile.open(path)) {
 *     file.out().write(bytes);
 *     file.complete();
 * }
 * }</pre>
 *
 * <p>Confined to one thread at a time. Close it in any case: what is not complete is deleted.
 */
public final class OutputFile implements AutoCloseable {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path place;
    private final @Nullable Path aside; // null where the file is written directly
    private final OutputStream out;
    private boolean completed;

    private OutputFile(Path place, @Nullable Path aside, OutputStream out) {
        this.place = place;
        this.aside = aside;
        this.out = out;
    }

    /**
     * Opens a file; nothing changes at its place yet.
     *
     * @throws IOException if the file could not be written there; {@link #problem} tells why
     */
    public static OutputFile open(Path file) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file)) {
            return new OutputFile(file, null, Files.newOutputStream(file));
        }
        Path place = Files.isSymbolicLink(file) && Files.exists(file) ? file.toRealPath() : file;
        if (Files.isDirectory(place) || Files.exists(place) && !Files.isWritable(place)) {
            throw new AccessDeniedException(file.toString());
        }
        Path aside = asideOf(place);
        return new OutputFile(place, aside, Files.newOutputStream(aside, StandardOpenOption.CREATE_NEW));
    }

    /** Unlike a file that the JDK makes for the time being, it gets the permissions that all new files have. */
    private static Path asideOf(Path place) {
        return place.resolveSibling(
                place.getFileName() + "." + Long.toHexString(RANDOM.nextLong() | Long.MIN_VALUE) + ".part");
    }

    /**
     * Looks whether a file could be written, and leaves everything as it is.
     *
     * @throws IOException if not; {@link #problem} tells why
     */
    public static void requireWritable(Path file) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file)) {
            return; // to open a pipe would tell its reader something
        }
        open(file).close();
    }

    /**
     * Looks whether new files could be made in the directory of a file, and leaves everything as it is.
     *
     * @throws IOException if not; {@link #problem} tells why
     */
    public static void requireWritableDirectory(Path file) throws IOException {
        Path trial = asideOf(file);
        Files.newOutputStream(trial, StandardOpenOption.CREATE_NEW).close();
        Files.delete(trial);
    }

    /** Returns what the bytes are written to. */
    public OutputStream out() {
        return out;
    }

    /**
     * Puts the file in its place, over an older one. Call it once, when all is written.
     *
     * @throws IOException if that fails; the older file is as it was
     */
    public void complete() throws IOException {
        out.close();
        if (aside != null) {
            try (FileChannel written = FileChannel.open(aside, StandardOpenOption.WRITE)) {
                written.force(true);
            }
            keepPermissions(aside);
            try {
                Files.move(aside, place, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(aside, place, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        completed = true;
    }

    private void keepPermissions(Path written) throws IOException {
        if (Files.exists(place)) {
            try {
                Files.setPosixFilePermissions(written, Files.getPosixFilePermissions(place));
            } catch (UnsupportedOperationException e) {
                // A file system without them.
            }
        }
    }

    /** Deletes what was written aside, unless it is complete. */
    @Override
    public void close() throws IOException {
        try {
            out.close();
        } finally {
            if (aside != null && !completed) {
                Files.deleteIfExists(aside);
            }
        }
    }

    /** Returns why a file cannot be written, led by its own name. */
    public static String problem(Path file, Exception e) {
        Path parent = file.toAbsolutePath().getParent();
        if (Files.isDirectory(file)) {
            return Problems.describe(file.toString(), "be a file", "a directory");
        }
        if (parent != null && !Files.isDirectory(parent)) {
            return Problems.describe(file.toString(), "lie in a directory that exists", parent);
        }
        if (e instanceof FileAlreadyExistsException) {
            return Problems.describe(file.toString(), "not exist yet", "a file");
        }
        return Problems.describe(file.toString(), "be writable", reason(e));
    }

    /**
     * Returns why a file cannot be written, led by what named it.
     *
     * @param path what names the file, such as a key or an option
     */
    public static String problem(String path, Path file, Exception e) {
        Path parent = file.toAbsolutePath().getParent();
        String reason = reason(e);
        if (Files.isDirectory(file)) {
            reason = "a directory";
        } else if (parent != null && !Files.isDirectory(parent)) {
            reason = "its directory does not exist";
        }
        return Problems.describe(path, "be a file that can be written", file + " (" + reason + ")");
    }

    /** Returns in a few words why the system did not do as it was asked. */
    public static String reason(Throwable e) {
        if (e instanceof AccessDeniedException) {
            return "Permission denied";
        }
        if (e instanceof NoSuchFileException) {
            return "No such file or directory";
        }
        String text = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
        return text == null ? e.getClass().getSimpleName() : text;
    }
}
