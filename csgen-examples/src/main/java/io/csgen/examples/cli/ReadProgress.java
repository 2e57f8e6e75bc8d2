package io.csgen.examples.cli;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Shows how far files are read. Confined to one thread. */
public final class ReadProgress {
    private final Optional<ProgressLine> line;
    private final LongSupplier count;
    private final double totalBytes;
    private long bytes;

    /**
     * Creates it.
     *
     * @param line where to show it; empty for nowhere
     * @param files all that will be read
     * @param count how many there are so far of what the files hold
     */
    ReadProgress(Optional<ProgressLine> line, List<String> files, LongSupplier count) throws IOException {
        this.line = line;
        this.count = count;
        double sum = 0;
        for (String file : files) {
            // Nobody knows how much a pipe will give.
            sum += !InputFiles.isStandardInput(file) && Files.isRegularFile(Path.of(file))
                    ? Files.size(Path.of(file))
                    : Double.NaN;
        }
        totalBytes = sum;
    }

    /** Returns the stream, watched. */
    InputStream watch(InputStream stream) {
        return line.isEmpty()
                ? stream
                : new FilterInputStream(stream) {
                    @Override
                    public int read() throws IOException {
                        byte[] one = new byte[1];
                        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
                    }

                    @Override
                    public int read(byte[] buffer, int offset, int length) throws IOException {
                        line.get().show(count.getAsLong(), bytes / totalBytes);
                        int read = super.read(buffer, offset, length);
                        bytes += Math.max(0, read);
                        return read;
                    }
                };
    }

    /** Shows it no more. */
    void clear() {
        line.ifPresent(ProgressLine::clear);
    }
}
