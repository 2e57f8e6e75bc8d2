package io.csgen.examples;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Splits a stream at line feeds, into bytes, as what is read need not be text. Confined to one thread. */
final class ByteLines {
    private final InputStream stream;
    private final byte[] buffer = new byte[1 << 16];
    private int at;
    private int end;

    ByteLines(InputStream stream) {
        this.stream = stream;
    }

    /** Returns the next line without its line feed, or null at the end. */
    byte @Nullable [] next() throws IOException {
        if (isDrained() && !fill()) {
            return null;
        }
        ByteArrayOutputStream line = new ByteArrayOutputStream(128);
        do {
            int start = at;
            while (at < end && buffer[at] != '\n') {
                at++;
            }
            line.write(buffer, start, at - start);
            if (at < end) {
                at++;
                return line.toByteArray();
            }
        } while (fill());
        return line.toByteArray();
    }

    /** Returns whether the next line must be waited for. */
    boolean isDrained() {
        return at == end;
    }

    private boolean fill() throws IOException {
        at = 0;
        end = Math.max(0, stream.read(buffer));
        return end > 0;
    }
}
