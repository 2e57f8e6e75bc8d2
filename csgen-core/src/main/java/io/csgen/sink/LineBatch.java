package io.csgen.sink;

import io.csgen.click.Click;
import io.csgen.click.ClickEncoder;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Function;

/** Lines that go out in one write, with the clicks they hold. Confined to whoever holds it. */
final class LineBatch {
    /** Below 32 bytes a line, the number of clicks and not of bytes is what fills a batch. */
    private static final int BYTES_PER_CLICK = 32;

    private final ClickEncoder encoder;
    private final int maxLineBytes;
    private final byte[] bytes;
    private final Click[] clicks;
    private final ReceiptListener[] listeners;
    private int size;
    private int count;
    private int attempts;
    private int settled;

    LineBatch(ClickEncoder encoder, int capacity) {
        this.encoder = encoder;
        maxLineBytes = encoder.maxBytes() + 1;
        bytes = new byte[Math.max(capacity, encoder.header().length + 1 + maxLineBytes)];
        clicks = new Click[bytes.length / BYTES_PER_CLICK + 1];
        listeners = new ReceiptListener[clicks.length];
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** Returns the number of clicks. */
    int count() {
        return count;
    }

    /** Returns whether any click would fit. */
    boolean hasRoom() {
        return bytes.length - size >= maxLineBytes && count < clicks.length;
    }

    void addHeader() {
        byte[] header = encoder.header();
        if (header.length > 0) {
            System.arraycopy(header, 0, bytes, size, header.length);
            size = endLine(size + header.length);
        }
    }

    /** Adds a click, or changes nothing where the encoder throws. There must be room. */
    void add(Click click, ReceiptListener listener) {
        Objects.requireNonNull(listener, "listener");
        size = endLine(encoder.encode(click, bytes, size));
        clicks[count] = click;
        listeners[count] = listener;
        count++;
    }

    private int endLine(int end) {
        bytes[end] = '\n';
        return end + 1;
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(bytes, 0, size);
    }

    void countAttempt() {
        attempts++;
    }

    /** Returns how often it was tried to write these lines: 0 or 1. */
    int attempts() {
        return attempts;
    }

    /**
     * Gives every click its receipt, in the order in which they were added, and empties this batch. Where a receipt could
     * not be made, those before it are not given again.
     */
    void settle(Function<Click, Receipt> outcome) {
        for (; settled < count; settled++) {
            outcome.apply(clicks[settled]).signalTo(listeners[settled]);
        }
        settled = 0;
        Arrays.fill(clicks, 0, count, null);
        Arrays.fill(listeners, 0, count, null);
        size = 0;
        count = 0;
        attempts = 0;
    }
}
