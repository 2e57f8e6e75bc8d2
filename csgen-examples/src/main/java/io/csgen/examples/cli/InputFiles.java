package io.csgen.examples.cli;

import io.csgen.config.Problems;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** The files that a command is told to read, one after another; {@code -} is the standard input. Immutable. */
public final class InputFiles {
    /** Takes what is in a file. */
    @FunctionalInterface
    public interface Content<E extends Exception> {
        /**
         * Reads a file, which is closed afterwards.
         *
         * @param name what it is called in messages
         */
        void read(InputStream stream, String name) throws IOException, E;
    }

    private static final String STANDARD_INPUT = "-";
    private static final byte[] GZIP = {0x1f, (byte) 0x8b};
    private static final int BUFFER = 1 << 16;

    private final List<String> files;
    private final Terminal terminal;

    /**
     * Creates it, and opens nothing yet.
     *
     * @param files paths, or {@code -}
     */
    public InputFiles(List<String> files, Terminal terminal) {
        this.files = List.copyOf(files);
        this.terminal = terminal;
    }

    /** Returns whether a file is the standard input. */
    public static boolean isStandardInput(String file) {
        return file.equals(STANDARD_INPUT);
    }

    /** Returns what the files are called in messages. */
    String names() {
        return files.stream().map(InputFiles::name).collect(Collectors.joining(" "));
    }

    /** Adds a problem for each file that cannot be read. */
    public void requireReadable(Problems unreadable) {
        for (String file : files) {
            unreadable.require(
                    isStandardInput(file) || Files.isReadable(Path.of(file)) && !Files.isDirectory(Path.of(file)),
                    "FILE",
                    "be a file that can be read",
                    file);
        }
    }

    /**
     * Returns the progress of reading all files.
     *
     * @param line where to show it; empty for nowhere
     * @param count how many there are so far of what the files hold
     */
    public ReadProgress progress(Optional<ProgressLine> line, LongSupplier count) throws IOException {
        return new ReadProgress(line, files, count);
    }

    /**
     * Reads all files, unpacked where they begin as gzip does. The standard input stays open.
     *
     * @param progress shows how far they are read, and nothing any more in the end
     */
    public <E extends Exception> void read(ReadProgress progress, Content<E> content) throws IOException, E {
        try {
            for (String file : files) {
                try (InputStream stream = open(file, progress)) {
                    content.read(stream, name(file));
                }
            }
        } finally {
            progress.clear();
        }
    }

    private InputStream open(String file, ReadProgress progress) throws IOException {
        InputStream stream = progress.watch(open(file)); // the bytes as they are in the file
        byte[] begin = stream.readNBytes(GZIP.length);
        // Unlike one that pushes back, it never waits for more than there is.
        InputStream whole = new SequenceInputStream(new ByteArrayInputStream(begin), stream);
        return Arrays.equals(begin, GZIP) ? new Unpacked(whole, name(file)) : whole;
    }

    /** Says which file is no good gzip. */
    private static final class Unpacked extends GZIPInputStream {
        private final String name;

        Unpacked(InputStream packed, String name) throws IOException {
            super(packed, BUFFER);
            this.name = name;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            try {
                return super.read(bytes, from, length);
            } catch (ZipException | EOFException e) {
                throw new IOException(Problems.describe(name, "be gzip to its end", String.valueOf(e.getMessage())), e);
            }
        }
    }

    private InputStream open(String file) throws IOException {
        if (isStandardInput(file)) {
            return new FilterInputStream(terminal.in()) {
                @Override
                public void close() {
                    // It belongs to the process.
                }
            };
        }
        // Through a channel, which an interrupt closes; streams of files would go on to their end.
        return Channels.newInputStream(FileChannel.open(Path.of(file)));
    }

    private static String name(String file) {
        return isStandardInput(file) ? "standard input" : file;
    }
}
