package io.csgen.sink;

import io.csgen.click.ClickFormat.Framing;
import io.csgen.sink.LineFile.Mode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One file that is open and locked, and appended to. Confined to one thread at a time. */
final class OpenFile {
    /** How the names of compressed files end. */
    static final String GZIP = ".gz";

    private static final byte[] LINE_END = {'\n'};

    private final Path path;
    private final OutputStream out;
    private final @Nullable FileChannel locked; // null where it is no regular file
    private final @Nullable GzipWriter gzip;
    private @Nullable Object key;
    private long size;
    private boolean cutOff; // its last line has no end
    private boolean emptied;
    private boolean hasLines;
    private boolean closed;

    private OpenFile(Path path, OutputStream out, @Nullable FileChannel locked) {
        this.path = path;
        this.out = out;
        this.locked = locked;
        gzip = path.toString().toLowerCase(Locale.ROOT).endsWith(GZIP) ? new GzipWriter(out) : null;
    }

    /**
     * Opens a file for this process alone.
     *
     * @throws FileSystemException if another writer has it, or a compressed file is none
     */
    static OpenFile open(Path path, Mode mode, Framing framing) throws IOException {
        StandardOpenOption create = mode == Mode.NEW ? StandardOpenOption.CREATE_NEW : StandardOpenOption.CREATE;
        // Streams of files do not heed interruption, which channels do.
        OutputStream out = Files.newOutputStream(path, create, StandardOpenOption.APPEND);
        FileChannel channel = null;
        try {
            if (!Files.isRegularFile(path)) {
                return new OpenFile(path, out, null);
            }
            channel = channel(path);
            lock(path, channel);
            OpenFile opened = new OpenFile(path, out, channel);
            opened.takeOver(mode, framing);
            return opened;
        } catch (IOException | RuntimeException | Error e) {
            out.close();
            if (channel != null) {
                channel.close();
            }
            throw e;
        }
    }

    private static FileChannel channel(Path path) throws IOException {
        try {
            return FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (AccessDeniedException e) {
            return FileChannel.open(path, StandardOpenOption.WRITE);
        }
    }

    private static void lock(Path path, FileChannel channel) throws IOException {
        boolean mine;
        try {
            mine = channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            mine = false; // this very process has it
        } catch (IOException e) {
            mine = true; // this file system knows no locks
        }
        if (!mine) {
            throw new FileSystemException(path.toString(), null, "another writer has it open");
        }
    }

    private void takeOver(Mode mode, Framing framing) throws IOException {
        FileChannel channel = Objects.requireNonNull(locked);
        boolean interrupted = Thread.interrupted(); // it would close the channel
        try {
            if (mode == Mode.REPLACE) {
                channel.truncate(0);
            } else if (framing.isContainer()) {
                requireWholeBlocks(channel, framing);
            } else if (gzip != null) {
                cutOff = GzipRepair.complete(path, channel);
            } else {
                cutOff = endsWithinALine(channel);
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
        key = now.fileKey();
        size = now.size();
    }

    /** Blocks go behind those that are there only where these are of the same kind, and the last one is whole. */
    private void requireWholeBlocks(FileChannel channel, Framing framing) throws IOException {
        if (channel.size() == 0) {
            return;
        }
        if (gzip != null) {
            throw new FileSystemException(path.toString(), null, "blocks of a container cannot be appended to gzip");
        }
        try {
            byte[] begin = framing.begin();
            byte[] blockEnd = framing.blockEnd();
            if (!Arrays.equals(begin, bytes(channel, 0, begin.length))
                    || !Arrays.equals(blockEnd, bytes(channel, channel.size() - blockEnd.length, blockEnd.length))) {
                throw new FileSystemException(
                        path.toString(), null, "not whole blocks of this format, so nothing can be appended");
            }
        } catch (NonReadableChannelException e) {
            throw new FileSystemException(
                    path.toString(), null, "blocks of a container can be appended only to what can be read");
        }
    }

    private static byte[] bytes(FileChannel channel, long from, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        long at = Math.max(0, from);
        while (bytes.hasRemaining() && channel.read(bytes, at + bytes.position()) > 0) {
            continue;
        }
        return bytes.array();
    }

    private static boolean endsWithinALine(FileChannel channel) throws IOException {
        ByteBuffer last = ByteBuffer.allocate(1);
        try {
            return channel.size() > 0 && channel.read(last, channel.size() - 1) == 1 && last.get(0) != '\n';
        } catch (NonReadableChannelException e) {
            return false; // one may only write it
        }
    }

    /** Writes the header where this file is empty. */
    void begin(byte[] header) throws IOException {
        if (size == 0 && header.length > 0) {
            write(header, header.length);
        }
    }

    /** Returns whether this is still the file at its path. What others did to its size is seen, too. */
    boolean isInPlace() throws IOException {
        if (locked == null) {
            return true;
        }
        try {
            BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
            emptied = now.size() < size;
            size = now.size();
            return Objects.equals(key, now.fileKey());
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** Begins anew where the last look has shown that somebody has emptied this file. */
    void restartIfEmptied(byte[] header) throws IOException {
        if (emptied) {
            emptied = false;
            cutOff = false;
            if (gzip != null) {
                gzip.restart();
            }
            begin(header);
        }
    }

    /** Returns how large this file would be with more lines, uncompressed; 0 where it has none. */
    long sizeWith(LineBatch batch) {
        return hasLines ? size + (gzip == null ? batch.size() : 0) : 0;
    }

    void write(LineBatch batch) throws IOException {
        batch.writeTo(this::write);
        hasLines = true;
    }

    private void write(byte[] bytes, int length) throws IOException {
        if (cutOff) {
            cutOff = false;
            write(LINE_END, 1);
        }
        if (gzip == null) {
            out.write(bytes, 0, length);
            size += length;
        } else {
            size += gzip.write(bytes, length);
        }
    }

    /** Completes this file and gives it free. A second call does nothing. */
    void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (gzip != null) {
                gzip.close(size == 0);
            }
        } finally {
            abandon();
        }
    }

    /** Gives this file free as it is. Any thread may call it. */
    void abandon() throws IOException {
        try {
            out.close();
        } finally {
            if (locked != null) {
                locked.close();
            }
        }
    }
}
