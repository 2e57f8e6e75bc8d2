package io.csgen.sink;

import io.csgen.click.Click;
import io.csgen.click.ClickEncoder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Writes clicks to a stream or a file, as the format has them follow each other: as lines, after a header where there
 * is one, or in the blocks of a container, one for each buffer. Use it for files, for pipes and for standard output.
 * Safe for concurrent use.
 *
 * <pre>{@code
 * try (ClickSink sink = LineSink.toFile(Path.of("clicks.csv"), encoder)) {
 *     for (Click click : generator.clicks(1_000_000)) {
 *         sink.send(click, ReceiptListener.NONE);
 *     }
 * }
 * }</pre>
 *
 * <p><b>Receipts.</b> A click is delivered when the operating system has its bytes; its position stays
 * empty. Lines are collected in buffers of 64 KiB and written by one thread that this sink owns, which
 * also gives the receipts, in the order of the lines: when a buffer is full, on {@link #flush}, and
 * otherwise 100 ms after the first click in it. Two full buffers and one that is being filled bound
 * the clicks in flight. A listener must not wait for this sink: where it would, it gets an {@link
 * IllegalStateException}.
 *
 * <p><b>Failure.</b> There are no retries. When a write fails, the clicks in it are unconfirmed, those
 * behind it have failed, and the next {@code send} throws a {@link SinkException} with the {@link
 * IOException} as its cause; a reader that has gone away shows there as {@code Broken pipe}.
 */
public final class LineSink implements ClickSink {
    private static final Duration LINGER = Duration.ofMillis(100);
    private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(5);

    private final LineWriter writer;
    private final ReentrantLock closing = new ReentrantLock();

    private LineSink(LineWriter writer) {
        this.writer = writer;
    }

    /**
     * Opens a sink that writes to a stream. The stream is flushed after every write; it stays open after
     * {@link #close}.
     */
    public static LineSink to(OutputStream out, ClickEncoder encoder) {
        return open(StreamTarget.of(out), encoder);
    }

    /**
     * Opens a sink that writes to a file, which is created, or emptied if it exists. It is complete when
     * {@link #close} has returned.
     *
     * @throws SinkException if the file cannot be written, such as when its directory does not exist, or
     *     another writer has it open
     */
    public static LineSink toFile(Path file, ClickEncoder encoder) {
        return toFile(LineFile.replacing(file), encoder);
    }

    /**
     * Opens a sink that writes to a file, or to a series of them. They are complete when {@link #close}
     * has returned.
     *
     * @throws SinkException if the file cannot be written, such as when its directory does not exist,
     *     another writer has it open, or it must be new and is not
     */
    public static LineSink toFile(LineFile file, ClickEncoder encoder) {
        return open(FileTarget.open(file, encoder.framing()), encoder);
    }

    static LineSink open(LineTarget target, ClickEncoder encoder) {
        return open(target, encoder, LINGER, DRAIN_TIMEOUT);
    }

    /**
     * Opens a sink.
     *
     * @param linger how long a line waits for more
     * @param drainTimeout how long an interrupted {@link #close} goes on
     */
    static LineSink open(LineTarget target, ClickEncoder encoder, Duration linger, Duration drainTimeout) {
        LineWriter writer = new LineWriter(target, encoder, linger, drainTimeout);
        writer.start();
        return new LineSink(writer);
    }

    @Override
    public void send(Click click, ReceiptListener listener) throws InterruptedException {
        writer.send(click, listener);
    }

    @Override
    public void flush() throws InterruptedException {
        writer.flush();
    }

    /**
     * Writes what is left and, if this sink opened the file, closes it. A reader that is slow or pauses
     * is waited for without limit, as by any program in a pipe; if this thread is interrupted, only for
     * 5 more seconds, after which the clicks still in flight are unconfirmed. The interruption stays set.
     *
     * @throws SinkException if lines are missing, or may be, and no {@link #send} has said so
     */
    @Override
    public void close() {
        writer.requireNotWriter();
        closing.lock();
        try {
            if (!writer.beginClosing()) {
                return;
            }
            try {
                writer.drain();
            } finally {
                writer.closeTarget();
            }
        } finally {
            closing.unlock();
        }
    }

    /** Returns what this sink writes to, as it stands in messages. */
    @Override
    public String toString() {
        return writer.toString();
    }
}
