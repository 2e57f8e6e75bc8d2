package io.csgen.lake.store;

import io.csgen.config.ConfigException;
import io.csgen.config.Problems;
import io.csgen.internal.OutputFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lake in a directory. Objects are written aside, in a directory that no reader of events looks into, forced to the
 * disk, and moved to their place.
 */
final class DirectoryStore implements LakeStore {
    private static final Logger LOGGER = LoggerFactory.getLogger(DirectoryStore.class);
    private static final Path ASIDE = Path.of("_deliver", "aside");
    private static final Path LOCK = Path.of("_deliver", "lock");

    private final Path root;
    private @Nullable FileChannel lock; // ends with the process, however that ends

    private DirectoryStore(Path root) {
        this.root = root;
    }

    /**
     * Opens a directory, which need not exist.
     *
     * @param option what names it
     * @throws ConfigException if it is no directory
     */
    static DirectoryStore open(String option, Path root) {
        if (Files.exists(root) && !Files.isDirectory(root)) {
            throw new ConfigException(List.of(Problems.describe(option, "be a directory, not a file", root)));
        }
        return new DirectoryStore(root);
    }

    @Override
    public String place() {
        return root.toString();
    }

    @Override
    public void put(String name, byte[] content) throws IOException, InterruptedException {
        Path place = root.resolve(name);
        Path directory = parent(place);
        Path aside = root.resolve(ASIDE).resolve(place.getFileName());
        try {
            makeDirectory(parent(aside));
            write(aside, content);
            makeDirectory(directory);
            Files.move(aside, place, StandardCopyOption.ATOMIC_MOVE);
            force(directory);
        } catch (ClosedByInterruptException e) {
            throw interrupted(e);
        } catch (IOException e) {
            throw unwritable(place, e);
        } finally {
            Files.deleteIfExists(aside);
        }
    }

    private static IOException unwritable(Path place, IOException e) {
        return new IOException(Problems.describe(place.toString(), "be writable", OutputFile.reason(e)), e);
    }

    private static InterruptedException interrupted(ClosedByInterruptException e) {
        Thread.interrupted(); // it is told by the exception
        InterruptedException interrupted = new InterruptedException();
        interrupted.initCause(e);
        return interrupted;
    }

    private static void write(Path file, byte[] content) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                channel.write(rest);
            }
            channel.force(true);
        }
    }

    /** Makes a directory and those above it, and forces each new one's entry to the disk. */
    private static void makeDirectory(Path directory) throws IOException {
        Deque<Path> missing = new ArrayDeque<>();
        for (Path each = directory.toAbsolutePath();
                each != null && !Files.isDirectory(each);
                each = each.getParent()) {
            missing.push(each);
        }
        for (Path each : missing) {
            Files.createDirectories(each);
            force(parent(each));
        }
    }

    private static Path parent(Path file) {
        return Objects.requireNonNull(file.toAbsolutePath().getParent());
    }

    private static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    @Override
    public Optional<byte[]> get(String name) throws IOException {
        Path file = root.resolve(name);
        try {
            return Optional.of(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new IOException(Problems.describe(file.toString(), "be readable", OutputFile.reason(e)), e);
        }
    }

    @Override
    public List<String> list(String prefix) throws IOException {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString().replace('\\', '/'))
                    .filter(name -> name.startsWith(prefix))
                    .sorted()
                    .toList();
        }
    }

    @Override
    public Guarded guard(String name) throws IOException {
        Path file = root.resolve(LOCK);
        try {
            makeDirectory(parent(file));
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            lock = channel;
            if (!isFree(channel)) {
                throw new IOException(
                        Problems.describe("lake", "have one writer at a time; another process delivers to it", root));
            }
        } catch (FileSystemException e) {
            throw unwritable(file, e);
        }
        deleteHalfWritten();
        return new Guarded() {
            @Override
            public Optional<byte[]> read() throws IOException {
                return get(name);
            }

            @Override
            public void write(byte[] content) throws IOException, InterruptedException {
                put(name, content);
            }
        };
    }

    private static boolean isFree(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // held by this process
        }
    }

    private void deleteHalfWritten() throws IOException {
        Path aside = root.resolve(ASIDE);
        if (Files.isDirectory(aside)) {
            try (Stream<Path> left = Files.list(aside)) {
                for (Path file : left.toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    @Override
    public void hurry() {
        // It never waits.
    }

    @Override
    public void close() {
        FileChannel channel = lock;
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                LOGGER.warn("cannot close {}: {}", root.resolve(LOCK), e.toString());
            }
        }
    }
}
