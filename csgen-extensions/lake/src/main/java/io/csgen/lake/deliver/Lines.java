package io.csgen.lake.deliver;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

/** The lines of one object. Confined to one thread. */
final class Lines {
    private static final int LEVEL = 5; // a third faster than the default, and 2 % larger

    private static final class Gzip extends GZIPOutputStream {
        Gzip(ByteArrayOutputStream out) throws IOException {
            super(out, 1 << 16);
            def.setLevel(LEVEL);
        }
    }

    private final String begin;
    private final ByteArrayOutputStream text = new ByteArrayOutputStream(512);

    /**
     * Creates it without lines.
     *
     * @param begin the place of the first line
     */
    Lines(String begin) {
        this.begin = begin;
    }

    /** Returns the place of the first line. */
    String begin() {
        return begin;
    }

    void add(byte[] line) {
        text.writeBytes(line);
        text.write('\n');
    }

    int size() {
        return text.size();
    }

    /** Returns all lines, compressed: the same lines give the same bytes. */
    byte[] packed() {
        ByteArrayOutputStream packed = new ByteArrayOutputStream(text.size() / 4 + 64);
        try (Gzip gzip = new Gzip(packed)) {
            text.writeTo(gzip);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // nothing is written but memory
        }
        return packed.toByteArray();
    }
}
