package io.csgen.avro;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.apache.avro.file.DataFileConstants;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;

/**
 * The bytes of a container file, which ends with the same marker as its header and each of its blocks. The reader of
 * Avro takes a block that was cut off for the end. Confined to one thread.
 */
final class WholeFile extends FilterInputStream {
    private static final int LONGEST_HEADER = 1 << 20;

    private final byte[] marker = new byte[DataFileConstants.SYNC_SIZE];
    private final byte[] last = new byte[DataFileConstants.SYNC_SIZE];

    /** Reads ahead to the end of the header, and goes back. */
    WholeFile(InputStream stream) throws IOException {
        super(new BufferedInputStream(stream));
        in.mark(LONGEST_HEADER);
        BinaryDecoder header = DecoderFactory.get().directBinaryDecoder(in, null);
        header.readFixed(new byte[DataFileConstants.MAGIC.length]);
        for (long entries = header.readMapStart(); entries > 0; entries = header.mapNext()) {
            for (long i = 0; i < entries; i++) {
                header.skipString();
                header.skipBytes();
            }
        }
        header.readFixed(marker);
        in.reset();
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
        int count = super.read(bytes, from, length);
        if (count > 0) {
            int kept = Math.min(count, last.length);
            System.arraycopy(last, kept, last, 0, last.length - kept);
            System.arraycopy(bytes, from + count - kept, last, last.length - kept, kept);
        }
        return count;
    }

    /** Returns whether what was read up to here ends a block, or the header. */
    boolean isWhole() {
        return Arrays.equals(marker, last);
    }
}
