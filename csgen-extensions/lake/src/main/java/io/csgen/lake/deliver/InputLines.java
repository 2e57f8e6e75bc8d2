package io.csgen.lake.deliver;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** The lines of a stream, with the place where each ends. Confined to one thread. */
final class InputLines {
    /** Longest line that is kept as a whole, in bytes. */
    static final int LONGEST = 10 << 20; // what a record of a stream may have, too

    private final InputStream stream;
    private final byte[] buffer = new byte[1 << 16];
    private final CRC32C checksum = new CRC32C();
    private int at;
    private int end;
    private long bytes;
    private long length;

    InputLines(InputStream stream) {
        this.stream = stream;
    }

    /** Passes over some bytes; returns whether there were as many. */
    boolean skip(long count) throws IOException {
        long left = count;
        while (left > 0 && (at < end || fill())) {
            int some = (int) Math.min(left, end - at);
            take(some);
            left -= some;
        }
        return left == 0;
    }

    /** Returns the next line without its end, of one that is too long only the beginning, or null after the last. */
    byte @Nullable [] next() throws IOException {
        length = 0;
        ByteArrayOutputStream begun = new ByteArrayOutputStream(0);
        while (at < end || fill()) {
            int from = at;
            int to = from;
            while (to < end && buffer[to] != '\n') {
                to++;
            }
            length += to - from;
            boolean ends = to < end;
            begun.write(buffer, from, Math.min(to - from, LONGEST - begun.size()));
            take(to - from + (ends ? 1 : 0));
            if (ends) {
                return withoutReturn(begun.toByteArray());
            }
        }
        return length == 0 ? null : withoutReturn(begun.toByteArray());
    }

    private static byte[] withoutReturn(byte[] line) {
        int last = line.length - 1;
        return last >= 0 && line[last] == '\r' ? Arrays.copyOf(line, last) : line;
    }

    private void take(int count) {
        checksum.update(buffer, at, count);
        at += count;
        bytes += count;
    }

    private boolean fill() throws IOException {
        at = 0;
        end = Math.max(0, stream.read(buffer));
        return end > 0;
    }

    /** Returns how many bytes were taken so far. */
    long bytes() {
        return bytes;
    }

    /** Returns whether the line just given has bytes that are not kept. */
    boolean isCut() {
        return length > LONGEST;
    }

    /** Returns the place behind what was taken: how many bytes, and a checksum of them. */
    String place() {
        return bytes + " " + Long.toHexString(checksum.getValue());
    }
}
