package io.csgen.sink;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Compresses what is written, so that a reader can have all of it after each write. {@link
 * java.util.zip.GZIPOutputStream} does the same, but cannot begin anew in a file that somebody has
 * emptied, nor does it say how much it wrote. Confined to one thread at a time.
 */
final class GzipWriter {
    /** How every member begins: deflate, no name, no time, of an unknown system. */
    private static final byte[] HEADER = {0x1f, (byte) 0x8b, Deflater.DEFLATED, 0, 0, 0, 0, 0, 0, (byte) 0xff};

    private static final int TRAILER_BYTES = 8;

    /** Of text in a member; it bounds what {@link GzipRepair} has to read. */
    private static final long MEMBER_BYTES = 64L * 1024 * 1024;

    private final OutputStream out;
    private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    private final CRC32 checksum = new CRC32();
    private final byte[] buffer = new byte[16 * 1024];
    private boolean begun;
    private boolean broken; // what went out is not what was compressed

    GzipWriter(OutputStream out) {
        this.out = out;
    }

    static byte[] header() {
        return HEADER.clone();
    }

    static byte[] trailer(CRC32 checksum, long size) {
        return ByteBuffer.allocate(TRAILER_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) checksum.getValue())
                .putInt((int) size)
                .array();
    }

    /** Returns how many bytes went out. */
    long write(byte[] bytes, int length) throws IOException {
        long written = deflater.getBytesRead() >= MEMBER_BYTES ? end() : 0;
        broken = true;
        written += begin();
        checksum.update(bytes, 0, length);
        deflater.setInput(bytes, 0, length);
        int count;
        do {
            count = deflater.deflate(buffer, 0, buffer.length, Deflater.SYNC_FLUSH);
            out.write(buffer, 0, count);
            written += count;
        } while (count == buffer.length);
        broken = false;
        return written;
    }

    private long begin() throws IOException {
        if (begun) {
            return 0;
        }
        begun = true;
        out.write(HEADER);
        return HEADER.length;
    }

    /** Returns how many bytes it took to complete the member at hand. */
    private long end() throws IOException {
        long written = TRAILER_BYTES;
        deflater.finish();
        while (!deflater.finished()) {
            int count = deflater.deflate(buffer, 0, buffer.length);
            out.write(buffer, 0, count);
            written += count;
        }
        out.write(trailer(checksum, deflater.getBytesRead()));
        restart();
        return written;
    }

    /** Forgets the member at hand: it is complete, or the file it was written to is empty now. */
    void restart() {
        deflater.reset();
        checksum.reset();
        begun = false;
    }

    /**
     * Completes the member at hand, unless a write has failed. Nothing can be written any more.
     *
     * @param always whether there must be a member, if only one without text
     */
    void close(boolean always) throws IOException {
        try {
            if (always) {
                begin();
            }
            if (begun && !broken) {
                end();
            }
        } finally {
            deflater.end();
        }
    }
}
