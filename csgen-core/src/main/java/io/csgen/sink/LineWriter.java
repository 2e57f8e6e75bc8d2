package io.csgen.sink;

import io.csgen.click.Click;
import io.csgen.click.ClickEncoder;
import io.csgen.config.Key;
import io.csgen.config.Problems;
import io.csgen.internal.Locks;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Writes the lines of a {@link LineSink} on a thread of its own, which also gives the receipts, and ends however that
 * fails. Safe for concurrent use.
 */
final class LineWriter {
    private final LineTarget target;
    private final String name; // that of the first file, where one follows another
    private final byte[] header;
    private final Duration linger;
    private final Duration drainTimeout;
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition progress = lock.newCondition();

    // All below is guarded by the lock, which is never held during a write or a listener's call.
    private final LineBatches batches;
    private final LineFailure failure = new LineFailure();
    private long urgent;
    private @Nullable Thread signalling; // who gives receipts
    private boolean closed;
    private boolean abandoned;
    private boolean finished;

    LineWriter(LineTarget target, ClickEncoder encoder, Duration linger, Duration drainTimeout) {
        this.target = target;
        name = "line sink to " + target.name();
        this.linger = linger;
        this.drainTimeout = drainTimeout;
        header = encoder.framing().begin();
        batches = new LineBatches(encoder, target.span());
        thread = new Thread(this::writeAll, "csgen-lines " + target.name());
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    void send(Click click, ReceiptListener listener) throws InterruptedException {
        lock.lock();
        try {
            requireUsable();
            while (!batches.hasRoom(click)) {
                if (!batches.canSeal()) {
                    requireNotWriter();
                    progress.await();
                    requireUsable();
                } else {
                    batches.seal();
                    work.signal();
                }
            }
            if (batches.add(click, listener)) {
                work.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    void flush() throws InterruptedException {
        lock.lock();
        try {
            requireOpen("flush");
            long last = batches.accepted();
            if (batches.settled() < last) {
                requireNotWriter();
                urgent = last;
                work.signal();
            }
            while (batches.settled() < last) {
                if (finished && signalling == null) {
                    settleLost(); // the writer could not
                } else {
                    requireNot(signalling);
                    progress.await();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return name;
    }

    private void requireUsable() {
        requireOpen("send");
        failure.throwIfNoted();
    }

    private void requireOpen(String verb) {
        if (closed) {
            throw new IllegalStateException(Problems.describe("sink", "be open to " + verb, this));
        }
    }

    void requireNotWriter() {
        requireNot(thread);
    }

    private void requireNot(@Nullable Thread awaited) {
        if (Thread.currentThread() == awaited) {
            throw new IllegalStateException(Problems.describe("receipt listener", "not wait for its own sink", this));
        }
    }

    private void writeAll() {
        SinkException problem = null;
        try {
            begin();
            for (LineBatch batch = next(); batch != null; batch = next()) {
                write(batch);
            }
        } catch (Throwable e) {
            problem = failure.of(e);
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

    /** Whoever waits for the writer must learn that it has ended, even where no memory is left to say why. */
    private void finish(@Nullable SinkException problem) {
        Locks.lockAnyway(lock);
        try {
            if (problem != null && !abandoned) {
                failure.note(problem);
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

    /** Waits for lines that are due; returns null when there will be no more. */
    private @Nullable LineBatch next() {
        lock.lock();
        try {
            long left = linger.toNanos();
            while (!batches.hasSealed() && !closed && !failure.isNoted()) {
                if (!batches.isCollecting()) {
                    work.awaitUninterruptibly();
                    left = linger.toNanos();
                } else if (left > 0 && urgent <= batches.settled()) {
                    left = awaitWork(left);
                } else {
                    batches.seal();
                }
            }
            if (abandoned || failure.isNoted()) {
                return null;
            }
            if (!batches.hasSealed() && batches.isCollecting()) {
                batches.seal();
            }
            return batches.beginWriting();
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
            signalling = thread;
        } finally {
            lock.unlock();
        }
        int count = batch.count();
        batch.settle("");
        lock.lock();
        try {
            batches.settled(batch, count);
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
    boolean beginClosing() {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            requireNot(signalling);
            closed = true;
            work.signal();
            progress.signalAll();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a slow reader without limit, unless interrupted; then as long as it is told to. */
    void drain() {
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
        if (!failure.isNoted() && batches.firstOpen() != null) {
            String rule = "take all data within " + Key.write(drainTimeout) + " of an interruption";
            String value = (batches.accepted() - batches.settled()) + " clicks left";
            failure.note(new SinkException(Problems.describe(target.name(), rule, value), new TimeoutException(rule)));
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
            for (LineBatch lost = batches.firstOpen(); lost != null; lost = batches.firstOpen()) {
                settle(lost, failure.reason());
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
            Locks.lockAnyway(lock);
        }
        batches.lost(lost, count);
    }

    /** Closes what is written to, and throws what failed, if no {@code send} has. */
    void closeTarget() {
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
            if (problem != null) {
                failure.note(problem);
            }
            failure.throwIfUntold();
        } finally {
            lock.unlock();
        }
    }
}
