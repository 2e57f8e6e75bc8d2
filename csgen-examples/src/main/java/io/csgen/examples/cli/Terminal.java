package io.csgen.examples.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.Channels;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What surrounds a command: where it reads and prints, and the variables it was started with. Immutable.
 *
 * @param in data, as far as a command asks for it
 * @param out for data
 * @param err for everything else
 * @param outKind where {@code out} leads
 * @param errKind where {@code err} leads
 * @param environment variables by name
 */
public record Terminal(
        InputStream in, PrintStream out, PrintStream err, Kind outKind, Kind errKind, Map<String, String> environment) {
    /** Where a stream leads. */
    public enum Kind {
        /** To a person, who sees it as it comes. */
        TERMINAL("/dev/(pts/\\d+|tty\\w+|console)"),
        /** To a program, which may have enough of it. */
        PIPE("(pipe|socket):.*"),
        /** To a file, or to who knows where. */
        OTHER(".*");

        private final String target;

        Kind(String target) {
            this.target = target;
        }

        private static Kind of(int descriptor) {
            return targetOf(descriptor)
                    .flatMap(target -> Arrays.stream(values())
                            .filter(kind -> target.matches(kind.target))
                            .findFirst())
                    .orElse(OTHER);
        }
    }

    /** Java tells of input and output together only, so the system is asked, if it is one that can say. */
    private static Optional<String> targetOf(int descriptor) {
        try {
            return Optional.of(Files.readSymbolicLink(Path.of("/proc/self/fd", Integer.toString(descriptor)))
                    .toString());
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }

    /** Returns the streams and variables of this process. */
    public static Terminal system() {
        return new Terminal(
                standardInput(),
                new Output(new Watched(new FileOutputStream(FileDescriptor.out)), charset("stdout.encoding")),
                new PrintStream(new FileOutputStream(FileDescriptor.err), true, charset("stderr.encoding")),
                Kind.of(1),
                Kind.of(2),
                System.getenv());
    }

    private static InputStream standardInput() {
        if (targetOf(0)
                .filter(file -> file.startsWith(System.getProperty("java.home")))
                .isPresent()) {
            return new InputStream() { // it was closed, so Java took its number for a file of its own
                @Override
                public int read() throws IOException {
                    throw new IOException("standard input must be open");
                }
            };
        }
        // Through a channel, since only that lets an interrupt end the wait for input; System.in does not.
        return Channels.newInputStream(new FileInputStream(FileDescriptor.in).getChannel());
    }

    /** Where the locale has ASCII alone, as in a bare container, all other text would be lost. */
    private static Charset charset(String property) {
        String other =
                System.getProperty("sun." + property, Charset.defaultCharset().name());
        Charset charset = Charset.forName(System.getProperty(property, other));
        return charset.equals(StandardCharsets.US_ASCII) ? StandardCharsets.UTF_8 : charset;
    }

    /**
     * Flushes the data, and returns why some of it was lost; empty where none was, or where its reader wants no more.
     */
    public Optional<String> outProblem() {
        if (!out.checkError() || outKind == Kind.PIPE) {
            return Optional.empty();
        }
        String reason = out instanceof Output known && known.to.failure != null ? ": " + known.to.failure : "";
        return Optional.of("standard output must take more data" + reason);
    }

    /** Prints like any other stream, but remembers why it could not. */
    private static final class Output extends PrintStream {
        private final Watched to;

        private Output(Watched to, Charset charset) {
            super(new BufferedOutputStream(to), true, charset);
            this.to = to;
        }
    }

    private static final class Watched extends FilterOutputStream {
        private volatile @Nullable String failure;

        private Watched(OutputStream to) {
            super(to);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            try {
                out.write(bytes, offset, length);
            } catch (IOException e) {
                failure = e.getMessage();
                throw e;
            }
        }
    }

    /** Returns whether a person sees data as it comes. */
    boolean isOutShown() {
        return outKind == Kind.TERMINAL;
    }

    /** Returns whether a person sees everything else as it comes. */
    boolean isErrShown() {
        return errKind == Kind.TERMINAL;
    }
}
