package io.csgen.sink;

import java.io.Closeable;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A stream that is written to.
 *
 * @param name what messages call it
 * @param out where the bytes go
 * @param owned what is closed in the end
 */
record StreamTarget(String name, OutputStream out, Closeable owned) implements LineTarget {
    private static final Closeable NOTHING = () -> {};
    private static final Path STANDARD_OUTPUT = Path.of("/proc/self/fd/1");

    static StreamTarget of(OutputStream out) {
        return new StreamTarget("output stream", out, NOTHING);
    }

    static StreamTarget standardOutput() {
        // Not System.out: a PrintStream hides why a write failed.
        return new StreamTarget("standard output", new FileOutputStream(FileDescriptor.out), NOTHING);
    }

    @Override
    public void begin(byte[] header) throws IOException {
        if (header.length > 0) {
            out.write(header);
            flush();
        }
    }

    @Override
    public void write(LineBatch batch) throws IOException {
        batch.writeTo((bytes, length) -> out.write(bytes, 0, length));
        flush();
    }

    private void flush() throws IOException {
        out.flush();
        if (out instanceof PrintStream print && print.checkError()) {
            throw new IOException("write error");
        }
    }

    /** The system tells why a write failed in the user's language, so its words alone do not decide. */
    @Override
    public boolean isReaderGone(IOException cause) {
        if (LineTarget.super.isReaderGone(cause)) {
            return true;
        }
        try {
            return owned == NOTHING
                    && out instanceof FileOutputStream
                    && Files.readSymbolicLink(STANDARD_OUTPUT).toString().matches("(pipe|socket):.*");
        } catch (IOException | UnsupportedOperationException e) {
            return false; // a system that does not say
        }
    }

    @Override
    public void close() throws IOException {
        owned.close();
    }
}
