package io.csgen.lake.dashboard;

import io.csgen.config.Problems;
import io.csgen.internal.OutputFile;
import io.csgen.lake.store.LakeStore;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Brings the lines of all objects of a lake into one file, which a database reads. Of an object that ends too early, the
 * lines before its end count. Confined to one thread.
 */
final class LakeLines {
    /** Longer ones are no events, and a database would end with an error. */
    static final int MAX_LINE_BYTES = 1 << 20;

    private static final String EVENTS = "events/";
    private static final String PARTITIONS = "dt=";
    private static final byte[] GZIP = {0x1f, (byte) 0x8b};
    private static final int BUFFER = 1 << 16;

    /** Gets told how far the objects are read. */
    @FunctionalInterface
    interface Progress {
        void show(long lines, double done);
    }

    private final LakeStore lake;
    private final List<String> problems = new ArrayList<>();
    private int objects;
    private long lines;
    private long tooLong;

    LakeLines(LakeStore lake) {
        this.lake = lake;
    }

    /** Returns what is wrong with objects, a line for each. */
    List<String> problems() {
        return problems;
    }

    int objects() {
        return objects;
    }

    /** Returns how many lines there are that are not blank. */
    long lines() {
        return lines;
    }

    /**
     * Writes all lines to a file.
     *
     * @throws IOException if the lake cannot be read or the file cannot be written, with a message that stands alone
     */
    void writeTo(Path file, Progress progress) throws IOException, InterruptedException {
        List<String> names = names();
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER)) {
            for (String name : names) {
                Optional<byte[]> content = lake.get(name);
                if (content.isPresent()) { // else deleted since
                    objects++;
                    read(name, content.get(), new LineWriter(out));
                }
                progress.show(lines, (double) objects / names.size());
            }
        }
        if (tooLong > 0) {
            problems.add(Problems.describe(
                    lake.place(), "have lines of at most " + MAX_LINE_BYTES + " bytes", tooLong + " longer ones"));
        }
    }

    /** A lake has its events in a directory of that name; but somebody may name that directory itself. */
    private List<String> names() throws IOException, InterruptedException {
        List<String> events = shown(lake.list(EVENTS));
        return events.isEmpty() ? shown(lake.list(PARTITIONS)) : events;
    }

    /** Names that begin like this are left out by all systems that read such directories: somebody is writing there. */
    private static List<String> shown(List<String> names) {
        return names.stream()
                .filter(name -> Arrays.stream(name.split("/", -1))
                        .noneMatch(part -> part.isEmpty() || part.startsWith("_") || part.startsWith(".")))
                .toList();
    }

    private void read(String name, byte[] content, LineWriter to) throws IOException {
        boolean packed = content.length >= 2 && Arrays.equals(content, 0, 2, GZIP, 0, 2);
        if (!packed && (name.endsWith(".gz") || content.length == 0)) {
            problems.add(Problems.describe(place(name), "be gzip", content.length + " bytes that are not"));
            return;
        }
        long before = lines;
        try (InputStream unpacked = open(content, packed)) {
            byte[] buffer = new byte[BUFFER];
            for (int n = unpacked.read(buffer); n >= 0; n = unpacked.read(buffer)) {
                to.write(buffer, n);
            }
            to.end();
        } catch (EOFException | ZipException e) {
            problems.add(Problems.describe(
                    place(name), "be gzip to its end", (lines - before) + " lines before it breaks off"));
        }
    }

    private static InputStream open(byte[] content, boolean packed) throws IOException {
        InputStream bytes = new ByteArrayInputStream(content);
        return packed ? new GZIPInputStream(bytes, BUFFER) : bytes;
    }

    private String place(String name) {
        return name + " in " + lake.place();
    }

    /** Writes whole lines, each with its end, and holds back one that is not complete yet. */
    private final class LineWriter {
        private final OutputStream out;
        private byte[] line = new byte[4096];
        private int length;
        private boolean skipping;

        LineWriter(OutputStream out) {
            this.out = out;
        }

        void write(byte[] bytes, int count) throws IOException {
            int from = 0;
            for (int i = 0; i < count; i++) {
                if (bytes[i] == '\n') {
                    add(bytes, from, i - from);
                    end();
                    from = i + 1;
                }
            }
            add(bytes, from, count - from);
        }

        private void add(byte[] bytes, int from, int count) {
            skipping |= length + count > MAX_LINE_BYTES;
            if (skipping) {
                length = 0;
                return;
            }
            if (line.length < length + count + 1) {
                line = Arrays.copyOf(line, Math.max(2 * line.length, length + count + 1));
            }
            System.arraycopy(bytes, from, line, length, count);
            length += count;
        }

        /** Ends a line, and drops a blank one. */
        void end() throws IOException {
            if (skipping) {
                lines++;
                tooLong++;
            } else if (!isBlank()) {
                lines++;
                line[length] = '\n';
                write();
            }
            length = 0;
            skipping = false;
        }

        private boolean isBlank() {
            for (int i = 0; i < length; i++) {
                if (line[i] != ' ' && line[i] != '\t' && line[i] != '\r') {
                    return false;
                }
            }
            return true;
        }

        private void write() throws IOException {
            try {
                out.write(line, 0, length + 1);
            } catch (IOException e) {
                throw new IOException(
                        Problems.describe(
                                "java.io.tmpdir", "have room for the lines of the lake", OutputFile.reason(e)),
                        e);
            }
        }
    }
}
