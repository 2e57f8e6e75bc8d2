package io.csgen.examples.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Splits a stream into lines of bytes, as what is read need not be text. A line ends with a line feed, a carriage return
 * or both; a mark at the begin that says that the text is UTF-8 is passed over. Confined to one thread.
 */
final class ByteLines {
    /** Longest line that is kept as a whole, in bytes. */
    static final int LONGEST = 1 << 20;

    private static final byte[] UTF_8_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private final InputStream stream;
    private final byte[] buffer = new byte[1 << 16];
    private int at;
    private int end;
    private boolean begun;
    private boolean lineFeedMayFollow;
    private long length;

    ByteLines(InputStream stream) {
        this.stream = stream;
    }

    /** Returns the next line without its end, of one that is too long only the beginning, or null after the last. */
    byte @Nullable [] next() throws IOException {
        length = 0;
        ByteArrayOutputStream line = new ByteArrayOutputStream(128);
        boolean any = false;
        while (at < end || fill()) {
            if (lineFeedMayFollow) {
                lineFeedMayFollow = false;
                if (buffer[at] == '\n') {
                    at++;
                    continue;
                }
            }
            any = true;
            int start = at;
            while (at < end && buffer[at] != '\n' && buffer[at] != '\r') {
                at++;
            }
            length += at - start;
            line.write(buffer, start, Math.min(at - start, LONGEST - line.size()));
            if (at < end) {
                lineFeedMayFollow = buffer[at++] == '\r';
                return withoutMark(line.toByteArray());
            }
        }
        return any ? withoutMark(line.toByteArray()) : null;
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
    long length() {
        return length;
    }

    /** Returns whether the next line must be waited for. */
    boolean isDrained() {
        return at == end || lineFeedMayFollow && at + 1 == end && buffer[at] == '\n';
    }

    private boolean fill() throws IOException {
        at = 0;
        end = Math.max(0, stream.read(buffer));
        return end > 0;
    }
}
