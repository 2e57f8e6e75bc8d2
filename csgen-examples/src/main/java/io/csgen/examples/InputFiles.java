package io.csgen.examples;

import io.csgen.config.Problems;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The files that a command is told to read, where {@code -} is the standard input. */
final class InputFiles {
    private static final String STANDARD_INPUT = "-";

    private InputFiles() {}

    static boolean isStandardInput(String file) {
        return file.equals(STANDARD_INPUT);
    }

    /** Throws a {@link io.csgen.config.ConfigException} that names all files that cannot be read. */
    static void requireReadable(List<String> files) {
        Problems unreadable = new Problems();
        for (String file : files) {
            unreadable.require(
                    isStandardInput(file) || Files.isReadable(Path.of(file)) && !Files.isDirectory(Path.of(file)),
                    "FILE",
                    "be a file that can be read",
                    file);
        }
        unreadable.throwIfAny();
    }

    /** Opens a file; closing what is returned leaves the standard input open. */
    static InputStream open(String file, Terminal terminal) throws IOException {
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
