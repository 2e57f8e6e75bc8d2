package io.csgen.sink;

import io.csgen.click.Click;
import io.csgen.click.ClickEncoder;
import io.csgen.config.Key;
import io.csgen.config.Problems;
import io.csgen.internal.Locks;
import io.csgen.sink.internal.FailureText;
import io.csgen.sink.spi.InFlightWindow;
import io.csgen.sink.spi.InFlightWindow.Transport;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Writes the lines of a {@link LineSink} on a thread of its own, which also gives the receipts, and ends however that
 * fails. Safe for concurrent use.
 */
final class LineWriter implements Transport {
    private final LineTarget target;
    private final byte[] header;
    private final Duration linger;
    private final Duration drainTimeout;
    private final String name; // that of the first file, where one follows another
    private final Thread thread;

    private final InFlightWindow window;
    private final ReentrantLock lock;
    private final Condition work;
    private final Condition end;

    // All below is guarded by the lock of the window, which is never held during a write or a listener's call.
    private final LineBatches batches;
    private @Nullable LineBatch writing;
    private boolean abandoned;
    private boolean finished;
    private boolean told; // somebody knows why no more lines are taken

    // Made while there is memory.
    private final SinkException lackOfMemory = new SinkException(FailureText.of(new OutOfMemoryError()), null);
    private final Runnable fail = this::fail;
    private SinkException failure = lackOfMemory;

    LineWriter(LineTarget target, ClickEncoder encoder, Duration linger, Duration drainTimeout) {
        this.target = target;
        this.linger = linger;
        this.drainTimeout = drainTimeout;
        header = encoder.framing().begin();
        name = "line sink to " + target.name();
        window = new InFlightWindow(name, Integer.MAX_VALUE, this); // batches are what bounds it
        lock = window.lock();
        work = lock.newCondition();
        end = lock.newCondition();
        batches = new LineBatches(encoder, target.span(), this::landed);
        thread = new Thread(this::writeAll, "csgen-lines " + target.name());
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    void send(Click click, ReceiptListener listener) throws InterruptedException {
        lock.lock();
        try {
            awaitRoom(click);
            add(click, listener);
        } finally {
            lock.unlock();
        }
    }

    int sendBlock(List<Click> clicks, int from, ReceiptListener listener) throws InterruptedException {
        Click first = clicks.get(from);
        lock.lock();
        try {
            awaitRoom(first);
            add(first, listener);
            int at = from + 1;
            for (int added = 1;
                    added > 0 && at < clicks.size() && clicks.get(at) != null && findRoom(clicks.get(at)); ) {
                LineBatch filling = batches.filling();
                added = filling.addAll(clicks, at, listener); // none where something is wrong with the first
                added(filling, added);
                at += added;
            }
            return at - from;
        } finally {
            lock.unlock();
        }
    }

    private void awaitRoom(Click click) throws InterruptedException {
        try {
            window.requireUsable();
            while (!findRoom(click)) {
                window.awaitChange();
            }
        } catch (SinkException e) {
            told = true;
            throw e;
        }
    }

    private boolean findRoom(Click click) {
        LineBatch before = batches.filling();
        boolean found = batches.findRoom(click);
        if (batches.filling() != before) {
            work.signal();
        }
        return found;
    }

    private void add(Click click, ReceiptListener listener) {
        LineBatch filling = batches.filling();
        filling.add(click, listener);
        added(filling, 1);
    }

    private void added(LineBatch filling, int more) {
        window.add(filling, more);
        if (filling.count() == more) {
            work.signal();
        }
    }

    void flush() throws InterruptedException {
        window.flush();
    }

    /** Closes the sink; throws why lines are missing, or may be, if no {@code send} has. */
    void end() {
        requireNotWriter();
        if (window.close(Duration.ZERO)) { // stop waits as long as this sink is to wait
            lock.lock();
            Optional<SinkException> untold = told ? Optional.empty() : window.death();
            lock.unlock();
            if (untold.isPresent()) {
                throw untold.get().again();
            }
        }
    }

    private void requireNotWriter() {
        if (Thread.currentThread() == thread) {
            throw new IllegalStateException(Problems.describe("receipt listener", "not wait for its own sink", this));
        }
    }

    @Override
    public String toString() {
        return name;
    }

    private void writeAll() {
        try {
            begin();
            for (LineBatch batch = next(); batch != null; batch = next()) {
                write(batch);
            }
        } catch (Throwable e) {
            failure = exceptionOf(e);
            window.settle(List.of(), fail);
        } finally {
            finish();
        }
    }

    private SinkException exceptionOf(Throwable thrown) {
        try {
            return thrown instanceof SinkException problem
                    ? problem
                    : new SinkException(FailureText.of(thrown), thrown);
        } catch (OutOfMemoryError e) {
            return lackOfMemory;
        }
    }

    /** Ends the sink; with the lock. */
    private void fail() {
        if (writing != null) {
            writing.unclear("");
        }
        window.die(failure);
    }

    private void finish() {
        Locks.lockAnyway(lock);
        try {
            finished = true;
            end.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void begin() {
        try {
            target.begin(header);
        } catch (Throwable e) {
            throw target.writeProblem(e);
        }
    }

    /** Waits for lines that are due; returns null when there will be no more. */
    private @Nullable LineBatch next() {
        lock.lock();
        try {
            long left = linger.toNanos();
            while (!batches.hasSealed() && !window.isClosing() && !window.isDead()) {
                LineBatch filling = batches.filling();
                if (filling.isEmpty()) {
                    work.awaitUninterruptibly();
                    left = linger.toNanos();
                } else if (left > 0 && !window.isAwaited(filling)) {
                    left = awaitWork(left);
                } else {
                    batches.seal();
                }
            }
            if (abandoned || window.isDead()) {
                return null;
            }
            if (!batches.hasSealed() && !batches.filling().isEmpty()) {
                batches.seal();
            }
            LineBatch due = batches.takeSealed();
            if (due != null) {
                due.attempt();
            }
            writing = due;
            return due;
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
        window.settle(batch.alone(), batch.written());
    }

    /** Lets a batch be filled again whose clicks have their receipts; with the lock. */
    private void landed(LineBatch batch) {
        if (!window.isDead()) { // else it may be in a write that is stuck
            writing = null;
            batch.clear();
            batches.add(batch);
        }
    }

    /** Wakes the writer, which then looks what is due. */
    @Override
    public void push() {
        if (Thread.currentThread() != thread) {
            lock.lock();
            work.signal();
            lock.unlock();
        }
    }

    /** Waits for a slow reader without limit, unless interrupted; then as long as it is told to. */
    @Override
    public void stop() {
        lock.lock();
        try {
            if (!drained()) {
                abandon();
            }
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
                left = end.awaitNanos(left);
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

    /** Takes everything from the writer, which may be stuck in a write. */
    private void abandon() {
        abandoned = true;
        LineBatch stuck = writing;
        int left = batches.count() + (stuck != null && stuck.isOpen() ? stuck.count() : 0);
        if (left > 0 && !window.isDead()) {
            String rule = "take all data within " + Key.write(drainTimeout) + " of an interruption";
            String message = Problems.describe(target.name(), rule, left + " clicks left");
            failure = new SinkException(message, new TimeoutException(rule));
            fail();
        }
    }

    /** Closes what is written to. */
    @Override
    public void close() {
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
        } catch (Throwable e) {
            SinkException problem = closeProblem(e);
            lock.lock();
            window.die(problem);
            lock.unlock();
        }
    }

    private SinkException closeProblem(Throwable thrown) {
        try {
            return target.problem("close without error", thrown);
        } catch (Throwable e) {
            return exceptionOf(e);
        }
    }
}
