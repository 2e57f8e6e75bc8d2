package io.csgen.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Splits a stream into lines of bytes, as what is read need not be text. A line ends with a line feed, a carriage return
 * or both; a mark at the begin that says that the text is UTF-8 is passed over. Confined to one thread.
 */
public final class ByteLines {
    private static final byte[] UTF_8_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private final InputStream stream;
    private final int longest;
    private final byte[] buffer = new byte[1 << 16];
    private int at;
    private int end;
    private boolean begun;
    private boolean lineFeedMayFollow;
    private long length;

    /**
     * Begins where the stream is.
     *
     * @param longest how many bytes of a line are kept at most
     */
    public ByteLines(InputStream stream, int longest) {
        this.stream = stream;
        this.longest = longest;
    }

    /**
     * Returns the next line without its end, of one that is too long only the beginning, or null after the last.
     *
     * @throws IOException if the stream cannot be read
     */
    public byte @Nullable [] next() throws IOException {
        length = 0;
        ByteArrayOutputStream line = null; // where it goes beyond the buffer
        while (at < end || fill()) {
            if (lineFeedMayFollow) {
                lineFeedMayFollow = false;
                if (buffer[at] == '\n') {
                    at++;
                    continue;
                }
            }
            int start = at;
            while (at < end && buffer[at] != '\n' && buffer[at] != '\r') {
                at++;
            }
            length += at - start;
            boolean ended = at < end;
            int kept = Math.min(at - start, longest - (line == null ? 0 : line.size()));
            if (ended) {
                lineFeedMayFollow = buffer[at++] == '\r';
                if (line == null) {
                    return withoutMark(Arrays.copyOfRange(buffer, start, start + kept));
                }
            }
            line = line == null ? new ByteArrayOutputStream(2 * kept) : line;
            line.write(buffer, start, kept);
            if (ended) {
                return withoutMark(line.toByteArray());
            }
        }
        return line == null ? null : withoutMark(line.toByteArray());
    }

    private byte[] withoutMark(byte[] line) {
        boolean first = !begun;
        begun = true;
        int mark = UTF_8_MARK.length;
        boolean marked = first && line.length >= mark && Arrays.equals(line, 0, mark, UTF_8_MARK, 0, mark);
        length -= marked ? mark : 0;
        return marked ? Arrays.copyOfRange(line, mark, line.length) : line;
    }

    /** Returns how many bytes the line just given has, with those that are not kept. */
    public long length() {
        return length;
    }

    /** Returns whether the next line must be waited for. */
    public boolean isDrained() {
        return at == end || lineFeedMayFollow && at + 1 == end && buffer[at] == '\n';
    }

    private boolean fill() throws IOException {
        at = 0;
        end = Math.max(0, stream.read(buffer));
        return end > 0;
    }
}
