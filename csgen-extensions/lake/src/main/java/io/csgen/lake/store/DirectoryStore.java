package io.csgen.lake.store;

import io.csgen.config.ConfigException;
import io.csgen.config.Problems;
import io.csgen.internal.OutputFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
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

/**
 * A lake in a directory. Objects are written aside, in a directory that no reader of events looks into, forced to the
 * disk, and moved to their place.
 */
final class DirectoryStore implements LakeStore {
    private static final Path ASIDE = Path.of("_deliver", "aside");

    private final Path root;

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
    public void put(String name, byte[] content) throws IOException {
        Path place = root.resolve(name);
        Path directory = parent(place);
        Path aside = root.resolve(ASIDE).resolve(place.getFileName());
        try {
            makeDirectory(parent(aside));
            write(aside, content);
            makeDirectory(directory);
            Files.move(aside, place, StandardCopyOption.ATOMIC_MOVE);
            force(directory);
        } catch (IOException e) {
            throw new IOException(Problems.describe(place.toString(), "be writable", OutputFile.reason(e)), e);
        } finally {
            Files.deleteIfExists(aside);
        }
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
    public void close() {
        // Nothing is open.
    }
}
