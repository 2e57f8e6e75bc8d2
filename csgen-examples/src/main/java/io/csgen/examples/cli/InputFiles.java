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
import java.util.function.UnaryOperator;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** The files that a command is told to read, where {@code -} is the standard input. */
final class InputFiles {
    private static final String STANDARD_INPUT = "-";
    private static final byte[] GZIP = {0x1f, (byte) 0x8b};
    private static final int BUFFER = 1 << 16;

    private InputFiles() {}

    static boolean isStandardInput(String file) {
        return file.equals(STANDARD_INPUT);
    }

    /** Throws a {@link io.csgen.config.ConfigException} that names all files that cannot be read. */
    static void requireReadable(List<String> files) {
        Problems unreadable = new Problems();
        requireReadable(files, unreadable);
        unreadable.throwIfAny();
    }

    /** Adds a problem for each file that cannot be read. */
    static void requireReadable(List<String> files, Problems unreadable) {
        for (String file : files) {
            unreadable.require(
                    isStandardInput(file) || Files.isReadable(Path.of(file)) && !Files.isDirectory(Path.of(file)),
                    "FILE",
                    "be a file that can be read",
                    file);
        }
    }

    /**
     * Opens a file, and unpacks it where it begins as gzip does; closing what is returned leaves the standard input open.
     *
     * @param watch gets the bytes as they are in the file
     */
    static InputStream open(String file, Terminal terminal, UnaryOperator<InputStream> watch) throws IOException {
        InputStream stream = watch.apply(open(file, terminal));
        byte[] begin = stream.readNBytes(GZIP.length);
        // Unlike one that pushes back, it never waits for more than there is.
        InputStream whole = new SequenceInputStream(new ByteArrayInputStream(begin), stream);
        return Arrays.equals(begin, GZIP) ? new Unpacked(whole, name(file)) : whole;
    }

    /** Says which file is no good gzip. */
    private static final class Unpacked extends FilterInputStream {
        private final String name;

        Unpacked(InputStream packed, String name) throws IOException {
            super(new GZIPInputStream(packed, BUFFER));
            this.name = name;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
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

    private static InputStream open(String file, Terminal terminal) throws IOException {
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

    /** Returns what a file is called in messages. */
    static String name(String file) {
        return isStandardInput(file) ? "standard input" : file;
    }
}
