package io.csgen.click;

import io.csgen.click.ClickFormat.Framing;
import java.util.Arrays;

/**
 * Writes clicks as bytes: the payload of a record, or a line without its line feed. The formats that
 * come with csgen are made by {@link ClickFormat}; implement both for one of your own.
 * Implementations are immutable, so safe for concurrent use.
 */
public interface ClickEncoder {
    /** Returns how much room any click needs: at least its bytes, and a few more to write in strides. */
    int maxBytes();

    /**
     * Writes a click into an array, which must have {@link #maxBytes} bytes of room; all of them may be
     * overwritten.
     *
     * @param target where to write
     * @param offset index of the first byte to write
     * @return index after the last byte written
     * @throws IllegalArgumentException if the click does not belong to the store this encoder writes for
     */
    int encode(ClickView click, byte[] target, int offset);

    /** Returns a click in an array of its own, of exactly its size. */
    default byte[] encode(ClickView click) {
        byte[] buffer = new byte[maxBytes()];
        return Arrays.copyOf(buffer, encode(click, buffer, 0));
    }

    /** Returns the line that goes before the first click of a file, or an empty array if there is none. */
    default byte[] header() {
        return new byte[0];
    }

    /** Returns how clicks follow each other in a file; unless overridden, as lines after the {@link #header}. */
    default Framing framing() {
        return Framing.lines(header());
    }
}
