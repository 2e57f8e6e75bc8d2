package io.csgen.sink;

import io.csgen.click.Click;
import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickFormat.Framing;
import io.csgen.click.ClickView;
import io.csgen.sink.internal.ReceiptBlock;
import io.csgen.sink.spi.InFlightEntry;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Lines that go out in one write, with the clicks they hold. Where files have a time span each, it ends
 * with the first click of a later one; clicks that are late stay with the others. Confined to whoever
 * holds it.
 */
final class LineBatch extends InFlightEntry {
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
    private final ReceiptBlock receipts;
    // Clicks that follow each other often have the same listener.
    private final ReceiptListener[] listeners;
    private final int[] ends; // behind the last click of each listener
    private int listenerCount;
    private int size;
    private int count;
    private int settled; // clicks with receipts
    private int settledListeners; // whose clicks have them all

    // Made while there is memory.
    private final List<LineBatch> alone = List.of(this);
    private final Runnable written = () -> delivered("");
    private final Consumer<LineBatch> home;
    private long spanEnd;

    /**
     * Creates a batch without lines.
     *
     * @param span time span of each file in milliseconds; 0 for any
     * @param home gets it back once its clicks have their receipts; called with the lock of the window
     */
    LineBatch(ClickEncoder encoder, int capacity, long span, Consumer<LineBatch> home) {
        this.encoder = encoder;
        framing = encoder.framing();
        lines = framing.isLines();
        this.span = span;
        spanEnd = span == 0 ? Long.MAX_VALUE : Long.MIN_VALUE;
        maxLineBytes = encoder.maxBytes() + 1;
        bytes = new byte[Math.max(capacity, maxLineBytes)];
        clicks = new Click[bytes.length / BYTES_PER_CLICK + 1];
        receipts = new ReceiptBlock(clicks, this::receipt);
        listeners = new ReceiptListener[clicks.length];
        ends = new int[clicks.length];
        this.home = home;
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
        if (listenerCount == 0 || listeners[listenerCount - 1] != listener) {
            listeners[listenerCount++] = listener;
        }
        ends[listenerCount - 1] = ++count;
    }

    /**
     * Adds clicks of a list while there is room.
     *
     * @return how many; the one behind them may be one that the encoder refuses, with an exception that its own send throws
     */
    int addAll(List<Click> list, int from, ReceiptListener listener) {
        int at = from;
        try {
            for (; at < list.size() && hasRoom(list.get(at)); at++) {
                add(list.get(at), listener);
            }
        } catch (Throwable e) {
            return at - from;
        }
        return at - from;
    }

    /** Returns this batch and no other. */
    List<LineBatch> alone() {
        return alone;
    }

    /** Returns what decides that the operating system has these lines. */
    Runnable written() {
        return written;
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

    @Override
    protected boolean giveReceipts() {
        while (settledListeners < listenerCount) {
            int end = ends[settledListeners];
            settled = receipts.give(settled, end, listeners[settledListeners]);
            if (settled < end) {
                return false;
            }
            settledListeners++;
        }
        return true;
    }

    @Override
    protected void landed() {
        home.accept(this);
    }

    /** Lets it be filled again; only once it has landed. */
    void clear() {
        reset();
        Arrays.fill(clicks, 0, count, null);
        Arrays.fill(listeners, 0, listenerCount, null);
        listenerCount = 0;
        settled = 0;
        settledListeners = 0;
        size = 0;
        count = 0;
    }
}
