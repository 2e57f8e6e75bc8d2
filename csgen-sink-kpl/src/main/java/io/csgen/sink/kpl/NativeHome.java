package io.csgen.sink.kpl;

import io.csgen.sink.SinkException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory in which the native program of the KPL is unpacked, one for all sinks of this JVM that use the
 * same temporary directory. The KPL watches the files until the JVM ends, and complains of missing ones, so they
 * are deleted then; what a JVM that was killed has left is deleted by the next. Safe for concurrent use.
 */
final class NativeHome {
    private static final Logger LOGGER = LoggerFactory.getLogger(NativeHome.class);
    private static final String PREFIX = "csgen-kpl-";
    private static final String LOCK = "lock";

    /** A younger one may not be locked yet. */
    private static final Duration MIN_AGE_OF_ABANDONED = Duration.ofMinutes(1);

    private static final Map<Path, NativeHome> HOMES = new HashMap<>(); // guarded by the class

    private final Path directory;
    private final FileLock lock;

    // Guarded by this.
    private int places;
    private int open;
    private boolean exiting;

    private NativeHome(Path directory, FileLock lock) {
        this.directory = directory;
        this.lock = lock;
    }

    /**
     * Returns the home in a temporary directory, which is made if need be.
     *
     * @throws SinkException if it cannot be made
     */
    static synchronized NativeHome in(Path temporary) {
        Path base = temporary.toAbsolutePath();
        NativeHome known = HOMES.get(base);
        if (known != null) {
            return known;
        }
        try {
            Files.createDirectories(base);
            deleteAbandoned(base);
            Path directory = Files.createTempDirectory(base, PREFIX);
            FileLock lock = lock(directory);
            if (lock == null) {
                throw new IOException("its lock is taken");
            }
            NativeHome home = new NativeHome(directory, lock);
            Runtime.getRuntime().addShutdownHook(new Thread(home::exit, PREFIX + "exit"));
            HOMES.put(base, home);
            return home;
        } catch (IOException e) {
            throw new SinkException("cannot unpack the native program of the KPL in " + base + ": " + e, e);
        }
    }

    /**
     * Returns a temporary directory for a producer of its own: another name of the same files, which shows in the
     * command line of its native process.
     */
    synchronized Path place() {
        try {
            Path files = Files.createDirectories(directory.resolve("files"));
            Path place = Files.createSymbolicLink(directory.resolve("sink-" + ++places), files);
            open++;
            return place;
        } catch (IOException e) {
            throw new SinkException("cannot unpack the native program of the KPL in " + directory + ": " + e, e);
        }
    }

    /** Says that a place is no longer used. */
    synchronized void leave() {
        open--;
        deleteIfOver();
    }

    private synchronized void exit() {
        exiting = true;
        deleteIfOver();
    }

    /** Other shutdown hooks may be about to close sinks; the last of them deletes then. */
    private void deleteIfOver() {
        if (exiting && open == 0) {
            delete(directory, lock);
        }
    }

    private static @Nullable FileLock lock(Path directory) throws IOException {
        FileChannel channel =
                FileChannel.open(directory.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
            }
            return lock;
        } catch (OverlappingFileLockException e) { // of this JVM
            channel.close();
            return null;
        }
    }

    private static void deleteAbandoned(Path base) throws IOException {
        Instant latest = Instant.now().minus(MIN_AGE_OF_ABANDONED);
        try (DirectoryStream<Path> homes = Files.newDirectoryStream(base, PREFIX + "*")) {
            for (Path home : homes) {
                try {
                    Path file = home.resolve(LOCK);
                    boolean old = Files.exists(file)
                            && Files.getLastModifiedTime(file).toInstant().isBefore(latest);
                    FileLock lock = old ? lock(home) : null;
                    if (lock != null) {
                        delete(home, lock);
                    }
                } catch (IOException e) {
                    LOGGER.info("cannot delete what another process left: {}", home, e);
                }
            }
        }
    }

    private static void delete(Path directory, FileLock lock) {
        try (Stream<Path> tree = Files.walk(directory)) {
            List<Path> deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
            lock.channel().close();
        } catch (IOException e) {
            LOGGER.warn("cannot delete the native program of the KPL in {}", directory, e);
        }
    }
}
