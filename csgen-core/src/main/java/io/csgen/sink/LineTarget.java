package io.csgen.sink;

import io.csgen.config.Problems;
import java.io.Closeable;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a line sink writes to.
 *
 * @param name what messages call it
 * @param out where the bytes go
 * @param owned what is closed in the end
 */
record LineTarget(String name, OutputStream out, Closeable owned) {
    private static final Closeable NOTHING = () -> {};
    private static final Path STANDARD_OUTPUT = Path.of("/proc/self/fd/1");

    static LineTarget stream(OutputStream out) {
        return new LineTarget("output stream", out, NOTHING);
    }

    static LineTarget standardOutput() {
        // Not System.out: a PrintStream hides why a write failed.
        return new LineTarget("standard output", new FileOutputStream(FileDescriptor.out), NOTHING);
    }

    static LineTarget file(Path file) {
        try {
            OutputStream out = Files.newOutputStream(file);
            return new LineTarget(file.toString(), out, out);
        } catch (IOException | UnsupportedOperationException e) {
            throw new SinkException(notWritable(file, e), e);
        }
    }

    /** Returns when the operating system has the lines. */
    void write(LineBatch batch) throws IOException {
        batch.writeTo(out);
        out.flush();
        if (out instanceof PrintStream print && print.checkError()) {
            throw new IOException("write error");
        }
    }

    /** Returns an exception which says that the write failed, and whether it did so as nobody reads any more. */
    SinkException writeProblem(Throwable cause) {
        if (cause instanceof OutOfMemoryError) {
            return new SinkException(FailureText.of(cause), cause);
        }
        SinkException problem = problem("take more data", cause);
        return cause instanceof IOException && isPipe(cause)
                ? SinkException.ofReaderGone(String.valueOf(problem.getMessage()), cause)
                : problem;
    }

    /** The system tells why a write failed in the user's language, so its words alone do not decide. */
    private boolean isPipe(Throwable cause) {
        if (String.valueOf(cause.getMessage()).contains("Broken pipe")) {
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

    void close() {
        try {
            owned.close();
        } catch (IOException e) {
            throw problem("close without error", e);
        }
    }

    /** Returns an exception which says that this target breaks a rule. */
    SinkException problem(String rule, Throwable cause) {
        return new SinkException(Problems.describe(name, rule, reason(cause)), cause);
    }

    private static String notWritable(Path file, Exception e) {
        Path parent = file.toAbsolutePath().getParent();
        if (Files.isDirectory(file)) {
            return Problems.describe(file.toString(), "be a file", "a directory");
        }
        if (parent != null && !Files.isDirectory(parent)) {
            return Problems.describe(file.toString(), "lie in a directory that exists", parent);
        }
        return Problems.describe(file.toString(), "be writable", reason(e));
    }

    private static String reason(Throwable e) {
        if (e instanceof AccessDeniedException) {
            return "Permission denied";
        }
        String text = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
        return text == null ? e.getClass().getSimpleName() : text;
    }
}
