package io.csgen.sink;

import io.csgen.click.Click;
import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickFormat.Framing;
import io.csgen.click.ClickView;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;

/**
 * Lines that go out in one write, with the clicks they hold. Where files have a time span each, it ends
 * with the first click of a later one; clicks that are late stay with the others. Confined to whoever
 * holds it.
 */
final class LineBatch {
    /** Below 32 bytes a line, the number of clicks and not of bytes is what fills a batch. */
    private static final int BYTES_PER_CLICK = 32;

    /** Writes bytes. */
    @FunctionalInterface
    interface Output {
        void write(byte[] bytes, int length) throws IOException;
    }

    private final ClickEncoder encoder;
    private final Framing framing;
    private final boolean lines;
    private final long span;
    private final int maxLineBytes;
    private final byte[] bytes;
    private final Click[] clicks;
    private final ReceiptListener[] listeners;
    private int size;
    private int count;
    private int attempts;
    private boolean written;
    private int settled;
    private long spanEnd;

    /**
     * Creates a batch without lines.
     *
     * @param span time span of each file in milliseconds; 0 for any
     */
    LineBatch(ClickEncoder encoder, int capacity, long span) {
        this.encoder = encoder;
        framing = encoder.framing();
        lines = framing.isLines();
        this.span = span;
        spanEnd = span == 0 ? Long.MAX_VALUE : Long.MIN_VALUE;
        maxLineBytes = encoder.maxBytes() + 1;
        bytes = new byte[Math.max(capacity, maxLineBytes)];
        clicks = new Click[bytes.length / BYTES_PER_CLICK + 1];
        listeners = new ReceiptListener[clicks.length];
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** Returns the number of clicks. */
    int count() {
        return count;
    }

    /** Returns how many bytes the clicks have, and what goes around them. */
    int size() {
        return lines || count == 0 ? size : framing.blockHead(count, size).length + size + framing.blockEnd().length;
    }

    /** Returns whether a click would fit. */
    boolean hasRoom(ClickView click) {
        return bytes.length - size >= maxLineBytes
                && count < clicks.length
                && (click.timestampMillis() < spanEnd || count == 0);
    }

    /** Lets this batch, which is empty, go on where another one ends. */
    LineBatch after(LineBatch earlier) {
        spanEnd = earlier.spanEnd;
        return this;
    }

    /** Returns the end of the time span of its file in milliseconds; the end of time for any. */
    long spanEnd() {
        return spanEnd;
    }

    /** Returns the time of the first click; there must be one. */
    long firstMillis() {
        return clicks[0].timestampMillis();
    }

    /** Adds a click, or changes nothing where the encoder throws. There must be room. */
    void add(Click click, ReceiptListener listener) {
        Objects.requireNonNull(listener, "listener");
        int end = encoder.encode(click, bytes, size);
        if (lines) {
            bytes[end++] = '\n';
        }
        size = end;
        if (click.timestampMillis() >= spanEnd) {
            spanEnd = (Math.floorDiv(click.timestampMillis(), span) + 1) * span;
        }
        clicks[count] = click;
        listeners[count] = listener;
        count++;
    }

    /** Takes note that the operating system has these lines. */
    void setWritten() {
        written = true;
    }

    void writeTo(Output out) throws IOException {
        if (lines) {
            out.write(bytes, size);
            return;
        }
        byte[] head = framing.blockHead(count, size);
        byte[] end = framing.blockEnd();
        byte[] block = Arrays.copyOf(head, head.length + size + end.length);
        System.arraycopy(bytes, 0, block, head.length, size);
        System.arraycopy(end, 0, block, head.length + size, end.length);
        out.write(block, block.length);
    }

    void countAttempt() {
        attempts++;
    }

    /**
     * Gives every click its receipt, in the order in which they were added, and empties this batch. Where a receipt could
     * not be made, as memory is short, it can be called again: those before it are not given twice.
     *
     * @param reason why the clicks are not delivered, unless they are written
     */
    void settle(String reason) {
        while (settled < count) {
            Receipt receipt = receipt(clicks[settled], reason);
            ReceiptListener listener = listeners[settled++];
            receipt.signalTo(listener);
        }
        settled = 0;
        written = false;
        Arrays.fill(clicks, 0, count, null);
        Arrays.fill(listeners, 0, count, null);
        size = 0;
        count = 0;
        attempts = 0;
    }

    private Receipt receipt(Click click, String reason) {
        if (written) {
            return new Receipt.Delivered(click, 1, "");
        }
        return attempts == 0 ? new Receipt.Failed(click, 0, reason) : new Receipt.Unconfirmed(click, attempts, reason);
    }
}
