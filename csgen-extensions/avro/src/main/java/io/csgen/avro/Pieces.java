package io.csgen.avro;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Bytes that are made piece by piece, as they are read. Confined to one thread. */
abstract class Pieces extends InputStream {
    private byte[] piece = {};
    private int at;

    /** Makes the next piece, which is not empty; null where there is none. */
    abstract byte @Nullable [] next() throws IOException;

    private boolean isAtEnd() throws IOException {
        if (at == piece.length) {
            byte[] next = next();
            piece = next == null ? new byte[0] : next;
            at = 0;
        }
        return at == piece.length;
    }

    @Override
    public final int read() throws IOException {
        return isAtEnd() ? -1 : piece[at++] & 0xff;
    }

    @Override
    public final int read(byte[] target, int from, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (isAtEnd()) {
            return -1;
        }
        int count = Math.min(length, piece.length - at);
        System.arraycopy(piece, at, target, from, count);
        at += count;
        return count;
    }
}
