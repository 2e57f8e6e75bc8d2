package io.csgen.sink;

import io.csgen.click.Click;
import io.csgen.click.ClickEncoder;
import io.csgen.config.Key;
import io.csgen.config.Problems;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Writes clicks to a stream or a file, as the format has them follow each other: as lines, after a header where there
 * is one, or in the blocks of a container, one for each buffer. Use it for files, for pipes and for standard output. Safe for concurrent use.
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
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int BUFFERS = 3;

    private final LineTarget target;
    private final String name; // that of the first file, where one follows another
    private final byte[] header;
    private final Duration linger;
    private final Duration drainTimeout;
    private final Thread writer;
    private final SinkException lackOfMemory; // made while there is memory

    private final ReentrantLock closing = new ReentrantLock();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition progress = lock.newCondition();

    // All below is guarded by the lock, which is never held during a write or a listener's call.
    private final Deque<LineBatch> free = new ArrayDeque<>(BUFFERS);
    private final Deque<LineBatch> full = new ArrayDeque<>(BUFFERS);
    private LineBatch filling;
    private @Nullable LineBatch writing;
    private long accepted;
    private long settled;
    private long urgent;
    private @Nullable Thread signalling; // who gives receipts
    private boolean closed;
    private boolean abandoned;
    private boolean finished;
    private @Nullable SinkException failure;
    private boolean failureThrown;

    private LineSink(LineTarget target, ClickEncoder encoder, Duration linger, Duration drainTimeout) {
        this.target = target;
        name = "line sink to " + target.name();
        this.linger = linger;
        this.drainTimeout = drainTimeout;
        header = encoder.framing().begin();
        lackOfMemory = new SinkException(FailureText.of(new OutOfMemoryError()), null);
        filling = new LineBatch(encoder, BUFFER_BYTES, target.span());
        while (free.size() < BUFFERS - 1) {
            free.add(new LineBatch(encoder, BUFFER_BYTES, target.span()));
        }
        writer = new Thread(this::writeAll, "csgen-lines " + target.name());
        writer.setDaemon(true);
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
        LineSink sink = new LineSink(target, encoder, linger, drainTimeout);
        sink.writer.start();
        return sink;
    }

    @Override
    public void send(Click click, ReceiptListener listener) throws InterruptedException {
        lock.lock();
        try {
            requireUsable();
            while (!filling.hasRoom(click)) {
                if (free.isEmpty()) {
                    requireNotWriter();
                    progress.await();
                    requireUsable();
                } else {
                    seal();
                    work.signal();
                }
            }
            filling.add(click, listener);
            accepted++;
            if (filling.count() == 1) {
                work.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void flush() throws InterruptedException {
        lock.lock();
        try {
            requireOpen("flush");
            long last = accepted;
            if (settled < last) {
                requireNotWriter();
                urgent = last;
                work.signal();
            }
            while (settled < last) {
                if (finished && signalling == null) {
                    settleLost(); // the writer could not
                } else {
                    requireNotSignalling();
                    progress.await();
                }
            }
        } finally {
            lock.unlock();
        }
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
        requireNotWriter();
        closing.lock();
        try {
            if (!beginClosing()) {
                return;
            }
            try {
                drain();
            } finally {
                closeTarget();
            }
        } finally {
            closing.unlock();
        }
    }

    /** Returns what this sink writes to, as it stands in messages. */
    @Override
    public String toString() {
        return name;
    }

    private void requireUsable() {
        requireOpen("send");
        throwFailure();
    }

    /** Each caller gets an exception with a stack trace of its own. */
    private void throwFailure() {
        if (failure != null) {
            failureThrown = true;
            throw failure.again();
        }
    }

    private void requireOpen(String verb) {
        if (closed) {
            throw new IllegalStateException(Problems.describe("sink", "be open to " + verb, this));
        }
    }

    private void requireNotWriter() {
        requireNot(writer);
    }

    private void requireNotSignalling() {
        requireNot(signalling);
    }

    private void requireNot(@Nullable Thread thread) {
        if (Thread.currentThread() == thread) {
            throw new IllegalStateException(Problems.describe("receipt listener", "not wait for its own sink", this));
        }
    }

    /** Hands over the lines collected so far; there must be a free batch. */
    private void seal() {
        full.add(filling);
        filling = free.remove().after(filling);
    }

    private void writeAll() {
        SinkException problem = null;
        try {
            begin();
            for (LineBatch batch = next(); batch != null; batch = next()) {
                write(batch);
            }
        } catch (Throwable e) {
            problem = problem(e);
        }
        finish(problem);
    }

    private void begin() {
        try {
            target.begin(header);
        } catch (Throwable e) {
            throw target.writeProblem(e);
        }
    }

    private SinkException problem(Throwable thrown) {
        try {
            return thrown instanceof SinkException told ? told : new SinkException(FailureText.of(thrown), thrown);
        } catch (OutOfMemoryError e) {
            return lackOfMemory;
        }
    }

    /** Whoever waits for the writer must learn that it has ended, even where no memory is left to say why. */
    private void finish(@Nullable SinkException problem) {
        lockInAnyCase();
        try {
            if (failure == null && !abandoned) {
                failure = problem;
            }
            finished = true;
            endSignalling();
            settleLost();
        } catch (OutOfMemoryError e) {
            // Who waits for the receipts that are left, or closes this sink, gives them.
        } finally {
            lock.unlock();
        }
    }

    private void lockInAnyCase() {
        while (true) {
            try {
                lock.lock();
                return;
            } catch (OutOfMemoryError e) {
                Thread.yield(); // to wait in line takes memory, which others may set free
            }
        }
    }

    /** Waits for lines that are due; returns null when there will be no more. */
    private @Nullable LineBatch next() {
        lock.lock();
        try {
            long left = linger.toNanos();
            while (full.isEmpty() && !closed && failure == null) {
                if (filling.isEmpty()) {
                    work.awaitUninterruptibly();
                    left = linger.toNanos();
                } else if (left > 0 && urgent <= settled) {
                    left = awaitWork(left);
                } else {
                    seal();
                }
            }
            if (abandoned || failure != null) {
                return null;
            }
            if (full.isEmpty() && !filling.isEmpty()) {
                seal();
            }
            writing = full.poll();
            if (writing != null) {
                writing.countAttempt();
            }
            return writing;
        } finally {
            lock.unlock();
        }
    }

    private long awaitWork(long nanos) {
        try {
            return work.awaitNanos(nanos);
        } catch (InterruptedException e) {
            return 0; // a stranger's interruption of this thread must not stop it: write early and go on
        }
    }

    private void write(LineBatch batch) {
        try {
            target.write(batch);
        } catch (Throwable e) {
            throw target.writeProblem(e);
        }
        lock.lock();
        try {
            if (abandoned) {
                return;
            }
            batch.setWritten();
            signalling = writer;
        } finally {
            lock.unlock();
        }
        int count = batch.count();
        batch.settle("");
        lock.lock();
        try {
            writing = null;
            settled += count;
            free.add(batch);
            endSignalling();
        } finally {
            lock.unlock();
        }
    }

    /** Lets others give receipts, or go on who wait for those that this thread gave. */
    private void endSignalling() {
        if (signalling == Thread.currentThread()) {
            signalling = null;
        }
        progress.signalAll();
    }

    /** Returns whether it was not closed before. */
    private boolean beginClosing() {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            requireNotSignalling();
            closed = true;
            work.signal();
            progress.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void drain() {
        lock.lock();
        try {
            if (!drained()) {
                abandon();
            }
            settleLost();
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether the writer has ended by itself. */
    private boolean drained() {
        boolean interrupted = false;
        long left = Long.MAX_VALUE;
        while (!finished && left > 0) {
            try {
                left = progress.awaitNanos(left);
            } catch (InterruptedException e) {
                interrupted = true;
                left = Math.min(left, drainTimeout.toNanos());
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return finished;
    }

    /** Takes everything from the writer, which may be stuck in a write; receipts it is giving come first. */
    private void abandon() {
        abandoned = true;
        while (signalling != null) {
            progress.awaitUninterruptibly();
        }
        if (failure == null && firstLost() != null) {
            String rule = "take all data within " + Key.write(drainTimeout) + " of an interruption";
            String value = (accepted - settled) + " clicks left";
            failure = new SinkException(Problems.describe(target.name(), rule, value), null);
        }
    }

    /**
     * Gives the clicks that are left, since nobody will write them, their receipts. Called with the lock, which is not
     * held meanwhile. Where memory is too short for it, the rest stays for another call.
     */
    private void settleLost() {
        while (signalling != null) {
            progress.awaitUninterruptibly();
        }
        signalling = Thread.currentThread();
        try {
            for (LineBatch lost = firstLost(); lost != null; lost = firstLost()) {
                settle(lost, String.valueOf(Objects.requireNonNull(failure).getMessage()));
            }
        } finally {
            endSignalling();
        }
    }

    private void settle(LineBatch lost, String reason) {
        int count = lost.count();
        lock.unlock();
        try {
            lost.settle(reason);
        } finally {
            lockInAnyCase();
        }
        settled += count;
        if (lost == writing) {
            writing = null;
        } else {
            full.remove(lost);
        }
    }

    private @Nullable LineBatch firstLost() {
        if (writing != null || !full.isEmpty()) {
            return writing != null ? writing : full.peek();
        }
        return filling.isEmpty() ? null : filling;
    }

    private void closeTarget() {
        SinkException problem = null;
        boolean stuck;
        lock.lock();
        stuck = abandoned;
        lock.unlock();
        try {
            if (stuck) {
                target.abandon();
            } else {
                target.close();
            }
        } catch (IOException | RuntimeException | Error e) {
            problem = target.problem("close without error", e);
        }
        lock.lock();
        try {
            failure = failure == null ? problem : failure;
            if (!failureThrown) {
                throwFailure();
            }
        } finally {
            lock.unlock();
        }
    }
}
