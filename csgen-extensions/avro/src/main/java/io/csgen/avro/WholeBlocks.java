package io.csgen.avro;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.avro.InvalidNumberEncodingException;
import org.apache.avro.file.DataFileConstants;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a container file, given on only when its header, or a whole block, is there. The reader of Avro takes a
 * block that was cut off for the end, and makes room for one of any size that it is told. Confined to one thread.
 */
final class WholeBlocks extends Pieces {
    /** Longest header, in bytes. */
    static final int LONGEST_HEADER = 1 << 20;

    /** Longest block, in bytes; writers of Avro begin a new one after some ten thousand. */
    static final int LONGEST_BLOCK = 1 << 24;

    private final InputStream stream;
    private boolean headerRead;
    private @Nullable IOException failure;

    WholeBlocks(InputStream stream) {
        this.stream = new BufferedInputStream(stream);
    }

    /** Returns why no more can be read: the stream failed, or is no whole file; null where neither is so. */
    @Nullable
    IOException failure() {
        return failure;
    }

    @Override
    byte @Nullable [] next() throws IOException {
        try {
            return headerRead ? block() : header();
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    private byte[] header() throws IOException {
        Kept kept = new Kept();
        try {
            BinaryDecoder header = DecoderFactory.get().directBinaryDecoder(kept, null);
            header.skipFixed(DataFileConstants.MAGIC.length);
            for (long entries = header.readMapStart(); entries > 0; entries = header.mapNext()) {
                for (long i = 0; i < entries; i++) {
                    header.skipString();
                    header.skipBytes();
                }
            }
            header.skipFixed(DataFileConstants.SYNC_SIZE);
        } catch (EOFException e) {
            throw RecordLines.broken("it ends within its header", e);
        } catch (InvalidNumberEncodingException | RuntimeException e) { // of lengths that none can have
            throw RecordLines.broken(String.valueOf(e.getMessage()), e);
        }
        headerRead = true;
        return kept.bytes.toByteArray();
    }

    private byte @Nullable [] block() throws IOException {
        stream.mark(1);
        if (stream.read() < 0) {
            return null;
        }
        stream.reset();
        Kept kept = new Kept();
        try {
            BinaryDecoder head = DecoderFactory.get().directBinaryDecoder(kept, null);
            long records = head.readLong();
            long bytes = head.readLong();
            if (records < 0 || bytes < 0 || bytes > LONGEST_BLOCK) {
                throw RecordLines.broken("a block with " + records + " records in " + bytes + " bytes", null);
            }
            head.skipFixed((int) bytes);
            head.skipFixed(DataFileConstants.SYNC_SIZE);
        } catch (EOFException e) {
            throw RecordLines.broken("it ends within a block", e);
        } catch (InvalidNumberEncodingException e) {
            throw RecordLines.broken("the length of a block is no number", e);
        }
        return kept.bytes.toByteArray();
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }

    /** Keeps what is read of the stream, and what is passed over. */
    private final class Kept extends InputStream {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public int read() throws IOException {
            int next = stream.read();
            if (next >= 0) {
                keep(new byte[] {(byte) next});
            }
            return next;
        }

        @Override
        public long skip(long count) throws IOException {
            byte[] passed = stream.readNBytes((int) Math.min(count, 1 << 16));
            keep(passed);
            return passed.length;
        }

        private void keep(byte[] more) throws IOException {
            bytes.writeBytes(more);
            if (bytes.size() > LONGEST_HEADER && !headerRead) {
                throw RecordLines.broken("its header is longer than " + LONGEST_HEADER + " bytes", null);
            }
        }
    }
}
