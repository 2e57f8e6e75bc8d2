package io.csgen.sink;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.NonReadableChannelException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Makes a compressed file fit to be appended to. A writer that was killed leaves a member without its
 * end, behind which no reader would look. All that was flushed stays; what is cut off is the rest of a
 * write that never returned. Used once.
 */
final class GzipRepair {
    /** What a flush leaves behind: an empty block of plain bytes, at the end of a byte. */
    private static final byte[] FLUSHED = {0, 0, (byte) 0xff, (byte) 0xff};

    private static final byte[] LAST_BLOCK = {3, 0};
    private static final int BUFFER_BYTES = 64 * 1024;

    /** A write that was cut off is no longer than this, compressed or not. */
    private static final int LONGEST_WRITE = 256 * 1024;

    private static final long NOT_FINISHED = -1;
    private static final String DAMAGED = "no gzip file of csgen, or damaged, so nothing can be appended";

    private final Path path;
    private final FileChannel file;
    private final byte[] in = new byte[BUFFER_BYTES];
    private final byte[] out = new byte[BUFFER_BYTES];
    private final byte[] header = GzipWriter.header();

    // Of the text that was read last.
    private final CRC32 checksum = new CRC32();
    private long textBytes;
    private byte lastByte;

    private GzipRepair(Path path, FileChannel file) {
        this.path = path;
        this.file = file;
    }

    /**
     * Completes the last member of a file, where it is not complete.
     *
     * @param file open for reading and writing
     * @return whether the text ends within a line
     * @throws FileSystemException if the file is not compressed, or damaged in another way
     */
    static boolean complete(Path path, FileChannel file) throws IOException {
        GzipRepair repair = new GzipRepair(path, file);
        try {
            repair.complete();
        } catch (NonReadableChannelException e) {
            throw repair.problem("a compressed file can be appended to only where it can be read");
        }
        return repair.textBytes > 0 && repair.lastByte != '\n';
    }

    private void complete() throws IOException {
        long end = dropHeaderCutOff(file.size());
        if (end == 0) {
            return;
        }
        long member = lastHeader(end);
        long from = member + header.length;
        long finished;
        try {
            finished = read(from, end, new byte[0]);
        } catch (DataFormatException e) {
            throw problem(DAMAGED);
        }
        if (finished == NOT_FINISHED) {
            completeText(member, end);
            return;
        }
        byte[] trailer = GzipWriter.trailer(checksum, textBytes);
        byte[] found = bytes(finished, Math.min(end, finished + trailer.length));
        if (finished + trailer.length < end || !Arrays.equals(found, Arrays.copyOf(trailer, found.length))) {
            throw problem(DAMAGED);
        }
        append(finished, trailer);
    }

    /** Returns the end of the file, without a header of which only a part was written. */
    private long dropHeaderCutOff(long end) throws IOException {
        for (int length = 1; length < header.length && length <= end; length++) {
            boolean cutOff = Arrays.equals(bytes(end - length, end), Arrays.copyOf(header, length));
            // A trailer may end like a header begins, by chance; then what is before it is not complete.
            if (cutOff && (end == length || isComplete(end - length))) {
                file.truncate(end - length);
                return end - length;
            }
        }
        return end;
    }

    private boolean isComplete(long end) throws IOException {
        try {
            long finished = read(lastHeader(end) + header.length, end, new byte[0]);
            return finished != NOT_FINISHED
                    && Arrays.equals(bytes(finished, end), GzipWriter.trailer(checksum, textBytes));
        } catch (DataFormatException e) {
            return false;
        }
    }

    /** Completes a member at the latest flush. */
    private void completeText(long member, long end) throws IOException {
        long from = member + header.length;
        long decoded = textBytes;
        long earliest = Math.max(from, end - LONGEST_WRITE);
        byte[] tail = bytes(earliest, end);
        for (int at = tail.length; at >= FLUSHED.length; at--) {
            if (Arrays.equals(tail, at - FLUSHED.length, at, FLUSHED, 0, FLUSHED.length)
                    && endsABlock(from, earliest + at)) {
                append(earliest + at, LAST_BLOCK);
                append(earliest + at + LAST_BLOCK.length, GzipWriter.trailer(checksum, textBytes));
                return;
            }
        }
        if (decoded > LONGEST_WRITE) {
            throw problem(DAMAGED);
        }
        file.truncate(member);
        textBytes = 0; // what is before it was completed by an earlier writer
    }

    private boolean endsABlock(long from, long at) throws IOException {
        try {
            return read(from, at, LAST_BLOCK) != NOT_FINISHED;
        } catch (DataFormatException e) {
            return false; // bytes that only look like a flush
        }
    }

    /** Returns where the last member begins. */
    private long lastHeader(long end) throws IOException {
        long before = end;
        while (before > 0) {
            long first = Math.max(0, before - BUFFER_BYTES);
            byte[] part = bytes(first, Math.min(end, before + header.length - 1));
            for (int at = part.length - header.length; at >= 0; at--) {
                if (Arrays.equals(part, at, at + header.length, header, 0, header.length)) {
                    return first + at;
                }
            }
            before = first;
        }
        throw problem(DAMAGED);
    }

    /**
     * Reads compressed text.
     *
     * @param more bytes that stand for those behind it
     * @return where it is finished; {@link #NOT_FINISHED} if it goes on, or something is left of {@code more}
     */
    private long read(long from, long end, byte[] more) throws IOException, DataFormatException {
        checksum.reset();
        textBytes = 0;
        Inflater inflater = new Inflater(true);
        try {
            long at = from;
            boolean moreGiven = false;
            while (!inflater.finished()) {
                int count = inflater.inflate(out);
                if (count > 0) {
                    checksum.update(out, 0, count);
                    textBytes += count;
                    lastByte = out[count - 1];
                } else if (inflater.needsInput() && at < end) {
                    ByteBuffer part = ByteBuffer.wrap(in, 0, (int) Math.min(in.length, end - at));
                    int length = Math.max(0, file.read(part, at));
                    inflater.setInput(in, 0, length);
                    at = length == 0 ? end : at + length;
                } else if (inflater.needsInput() && !moreGiven && more.length > 0) {
                    moreGiven = true;
                    inflater.setInput(more);
                } else if (!inflater.finished()) {
                    return NOT_FINISHED;
                }
            }
            if (more.length > 0 && !(moreGiven && inflater.getRemaining() == 0)) {
                return NOT_FINISHED;
            }
            return from + inflater.getBytesRead();
        } finally {
            inflater.end();
        }
    }

    private byte[] bytes(long from, long end) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) (end - from));
        while (bytes.hasRemaining() && file.read(bytes, from + bytes.position()) > 0) {
            continue;
        }
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    /** Makes these the last bytes of the file. */
    private void append(long at, byte[] bytes) throws IOException {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        while (rest.hasRemaining()) {
            file.write(rest, at + rest.position());
        }
        file.truncate(at + bytes.length);
    }

    private FileSystemException problem(String text) {
        return new FileSystemException(path.toString(), null, text);
    }
}
