package io.csgen.sink;

import io.csgen.click.Click;
import io.csgen.sink.ScriptedBackend.Outcome;
import io.csgen.sink.testing.SinkBackend;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A sink that keeps the contract, but for one flaw. One thread takes clicks in batches, in order, and
 * tries each batch until all of it has receipts.
 */
final class FlawedSink implements ClickSink {
    static final int BOUND = 20;

    private static final int BATCH = 10;
    private static final int ATTEMPTS = 5;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** The last of 400 clicks in turn of 20 users; only the test of the first rule sends it. */
    private static final int ODD_ONE = 20;

    /** Tests with many clicks would see some flaws or not, by chance. */
    private static final int FEW = 1;

    private static final class Entry {
        final Click click;
        final ReceiptListener listener;
        int attempts;
        boolean maybeWritten;

        Entry(Click click, ReceiptListener listener) {
            this.click = click;
            this.listener = listener;
        }
    }

    private final ScriptedBackend backend;
    private final Duration drainTimeout;
    private final Flaw flaw;
    private final Thread worker;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Entry> queue = new ArrayDeque<>();
    private final Set<Entry> unsettled = new LinkedHashSet<>();
    private int inFlight;
    private int flushes;
    private long accepted;
    private long landed;
    private boolean closed;
    private boolean finished;
    private boolean acceptedAfterClose;
    private @Nullable Throwable dead;
    private volatile @Nullable Entry unsafe;
    private volatile @Nullable Click unsafeFirst;

    FlawedSink(ScriptedBackend backend, Duration drainTimeout, Flaw flaw) {
        this.backend = backend;
        this.drainTimeout = drainTimeout;
        this.flaw = flaw;
        worker = new Thread(this::work, "flawed");
        worker.setDaemon(true);
        worker.start();
    }

    @Override
    public void send(Click click, ReceiptListener listener) throws InterruptedException {
        if (flaw != Flaw.TAKES_NULL_FOR_A_LISTENER) {
            Objects.requireNonNull(listener);
        }
        Entry entry = new Entry(Objects.requireNonNull(click), listener == null ? ReceiptListener.NONE : listener);
        if (click.userId() == SinkBackend.BROKEN_USER) {
            encodeBroken();
        }
        if (click.userId() == SinkBackend.OVERSIZED_USER && !checkLimit(entry)) {
            return;
        }
        if (flaw == Flaw.IS_NOT_SAFE_FOR_CONCURRENT_USE) {
            unsafe = entry;
            Thread.yield();
            entry = Objects.requireNonNull(unsafe);
        }
        lock.lock();
        try {
            if (closed && accepted == FEW && flaw == Flaw.GIVES_A_RECEIPT_FOR_A_REFUSED_CLICK) {
                new Receipt.Failed(click, 0, "closed").signalTo(listener);
            }
            if (closed && accepted <= FEW && flaw == Flaw.ACCEPTS_ONE_MORE_AFTER_CLOSE && !acceptedAfterClose) {
                acceptedAfterClose = true;
                return;
            }
            requireUsable();
            while (mustWait()) {
                try {
                    awaitChange(flaw == Flaw.SEND_IGNORES_INTERRUPTION);
                } catch (InterruptedException e) {
                    if (flaw == Flaw.ACCEPTS_THE_CLICK_OF_AN_INTERRUPTED_SEND) {
                        accept(entry);
                    }
                    throw e;
                }
                requireUsable();
            }
            accept(entry);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int sendBlock(List<Click> clicks, int from, ReceiptListener listener) throws InterruptedException {
        Click first = clicks.get(from);
        int some = Math.min(4, clicks.size() - from);
        switch (flaw) {
            case A_BLOCK_SAYS_LESS_THAN_IT_TOOK -> {
                sendAll(clicks.subList(from, from + Math.min(2, some)), listener);
                return 1;
            }
            case A_BLOCK_SAYS_MORE_THAN_IT_TOOK -> {
                send(first, listener);
                return Math.min(2, some);
            }
            case A_BLOCK_IS_REVERSED -> {
                List<Click> reversed = new ArrayList<>(clicks.subList(from, from + some));
                Collections.reverse(reversed);
                sendAll(reversed, listener);
                return some;
            }
            case A_BLOCK_BEGINS_WITH_THE_FIRST_OF_THE_LIST -> {
                send(clicks.get(0), listener);
                return 1;
            }
            case A_BLOCK_TAKES_NOTHING_AT_THE_BOUND -> {
                if (isFull()) {
                    return 0;
                }
            }
            case A_BLOCK_GOES_BEYOND_THE_BOUND -> {
                if (isFull() && !closed) {
                    acceptAnyway(first, listener);
                    return 1;
                }
            }
            case A_BLOCK_IGNORES_INTERRUPTION -> {
                while (true) {
                    try {
                        send(first, listener);
                        return 1;
                    } catch (InterruptedException e) {
                        continue;
                    }
                }
            }
            case AN_INTERRUPTED_BLOCK_IS_TAKEN -> {
                try {
                    send(first, listener);
                    return 1;
                } catch (InterruptedException e) {
                    acceptAnyway(first, listener);
                    throw e;
                }
            }
            case A_BLOCK_THROWS_AFTER_IT_TOOK_SOME -> {
                sendAll(clicks.subList(from, from + some), listener);
                return some;
            }
            case A_BLOCK_SKIPS_WHAT_IS_REFUSED -> {
                try {
                    send(first, listener);
                } catch (IllegalArgumentException | StackOverflowError e) {
                    return 1;
                }
                return 1;
            }
            case A_BLOCK_TAKES_NULL_FOR_A_LISTENER -> {
                send(first, listener == null ? ReceiptListener.NONE : listener);
                return 1;
            }
            case A_BLOCK_IS_TAKEN_AFTER_CLOSE -> {
                if (closed) {
                    return some;
                }
            }
            case A_LISTENER_THAT_THROWS_ENDS_ITS_BLOCK -> {
                if (listener == null) {
                    break;
                }
                boolean[] hasThrown = new boolean[1];
                sendAll(clicks.subList(from, from + some), receipt -> {
                    if (!hasThrown[0]) {
                        hasThrown[0] = true;
                        listener.receive(receipt);
                        hasThrown[0] = false;
                    }
                });
                return some;
            }
            case BLOCKS_ARE_NOT_SAFE_FOR_CONCURRENT_USE -> {
                unsafeFirst = first;
                Thread.yield();
                send(Objects.requireNonNull(unsafeFirst), listener);
                return 1;
            }
            default -> {}
        }
        return ClickSink.super.sendBlock(clicks, from, listener);
    }

    private void sendAll(List<Click> clicks, ReceiptListener listener) throws InterruptedException {
        for (Click click : clicks) {
            send(click, listener);
        }
    }

    private boolean isFull() {
        lock.lock();
        try {
            return inFlight >= BOUND;
        } finally {
            lock.unlock();
        }
    }

    private void acceptAnyway(Click click, ReceiptListener listener) {
        lock.lock();
        try {
            accept(new Entry(click, listener));
        } finally {
            lock.unlock();
        }
    }

    private boolean mustWait() {
        return inFlight >= BOUND && flaw != Flaw.IS_UNBOUNDED || flushes > 0 && flaw == Flaw.HOLDS_UP_SEND_DURING_FLUSH;
    }

    private void awaitChange(boolean uninterruptibly) throws InterruptedException {
        if (uninterruptibly) {
            changed.awaitUninterruptibly();
        } else {
            changed.await();
        }
    }

    private void accept(Entry entry) {
        inFlight++;
        accepted++;
        queue.add(entry);
        unsettled.add(entry);
        changed.signalAll();
    }

    private void encodeBroken() {
        lock.lock();
        try {
            accepted += flaw == Flaw.AN_ERROR_OF_ITS_ENCODER_BREAKS_IT ? 1 : 0;
            throw new StackOverflowError();
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether to accept. */
    private boolean checkLimit(Entry entry) {
        String rule = "click " + entry.click.id() + " must have at most 100 bytes";
        switch (flaw) {
            case ACCEPTS_BEYOND_THE_LIMIT:
                return true;
            case REFUSES_BEYOND_THE_LIMIT_WITHOUT_SIZE:
                throw new IllegalArgumentException(rule);
            case A_CLICK_BEYOND_THE_LIMIT_GETS_A_RECEIPT:
                new Receipt.Failed(entry.click, 0, rule + ": 200").signalTo(entry.listener);
                return false;
            default:
                throw new IllegalArgumentException(rule + ": 200");
        }
    }

    private void requireUsable() {
        requireOpen();
        if (dead != null && flaw != Flaw.ACCEPTS_WHEN_DEAD) {
            if (flaw == Flaw.DIES_WITH_ANOTHER_EXCEPTION) {
                throw new IllegalStateException("dead", dead);
            }
            throw new SinkException("flawed sink is dead", flaw == Flaw.DIES_WITHOUT_A_CAUSE ? null : dead);
        }
    }

    private void requireOpen() {
        if (!closed) {
            return;
        }
        switch (flaw) {
            case THROWS_SOMETHING_ELSE_AFTER_CLOSE -> throw new UnsupportedOperationException("closed: " + this);
            case DOES_NOT_SAY_WHO_IS_CLOSED -> throw new IllegalStateException("closed");
            default -> throw new IllegalStateException("closed: " + this);
        }
    }

    @Override
    public void flush() throws InterruptedException {
        if (flaw == Flaw.FLUSH_RETURNS_EARLY && backend.isHanging()) {
            return;
        }
        lock.lock();
        try {
            requireOpen();
            flushes++;
            try {
                long target = accepted;
                while (landed < target) {
                    awaitChange(flaw == Flaw.FLUSH_IGNORES_INTERRUPTION);
                }
            } finally {
                flushes--;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        boolean interrupted;
        List<Entry> rest;
        lock.lock();
        try {
            if (closed) {
                if (flaw == Flaw.CLOSES_ONLY_ONCE) {
                    throw new IllegalStateException("closed before");
                }
                while (!finished) {
                    changed.awaitUninterruptibly();
                }
                return;
            }
            closed = true;
            changed.signalAll();
            interrupted = drain();
            rest = List.copyOf(unsettled);
            if (flaw != Flaw.SIGNALS_AFTER_CLOSE) {
                unsettled.clear();
                queue.clear();
            }
        } finally {
            lock.unlock();
        }
        for (Entry entry : rest) {
            String reason = "no answer before close";
            switch (flaw) {
                case CLOSE_DROPS_THE_REST -> {}
                case CLOSE_FAILS_THE_REST ->
                    new Receipt.Failed(entry.click, entry.attempts, reason).signalTo(entry.listener);
                default -> {
                    boolean sent = entry.attempts > 0 || flaw == Flaw.CLOSE_LEAVES_UNCONFIRMED_WHAT_WAS_NOT_SENT;
                    Receipt receipt = sent
                            ? new Receipt.Unconfirmed(entry.click, entry.attempts, reason)
                            : new Receipt.Failed(entry.click, 0, reason);
                    receipt.signalTo(entry.listener);
                }
            }
        }
        release();
        if (interrupted && flaw != Flaw.CLOSE_LOSES_AN_INTERRUPTION) {
            Thread.currentThread().interrupt();
        }
        if (dead != null && flaw == Flaw.CLOSE_DOES_NOT_SAY_WHY_IT_IS_DEAD) {
            throw new SinkException("flawed sink is dead", null);
        }
    }

    /** Returns whether it was interrupted. */
    private boolean drain() {
        boolean interrupted = false;
        long end = System.nanoTime() + drainTimeout.toNanos();
        while (inFlight > 0 && (flaw == Flaw.CLOSE_WAITS_FOR_EVER || end - System.nanoTime() > 0)) {
            try {
                changed.awaitNanos(TimeUnit.MILLISECONDS.toNanos(10));
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        return interrupted | Thread.interrupted();
    }

    private void release() {
        boolean owned = flaw == Flaw.LEAVES_ITS_CLIENT_OPEN;
        if (!owned && flaw == Flaw.CLOSES_A_CLIENT_PASSED_IN) {
            backend.closeClient();
        }
        lock.lock();
        try {
            finished = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (flaw != Flaw.SIGNALS_AFTER_CLOSE) {
            worker.interrupt();
        }
    }

    @Override
    public String toString() {
        return "flawed sink";
    }

    private void work() {
        try {
            for (List<Entry> batch = next(); !batch.isEmpty(); batch = next()) {
                if (flaw == Flaw.REORDERS) {
                    Collections.reverse(batch);
                }
                deliver(batch);
            }
        } catch (InterruptedException e) {
            return; // close has given up
        } catch (IllegalArgumentException | AssertionError | NoClassDefFoundError e) {
            return; // a listener or the client has killed this thread
        }
    }

    private List<Entry> next() throws InterruptedException {
        lock.lock();
        try {
            while (queue.isEmpty()) {
                if (closed && inFlight == 0) {
                    return List.of();
                }
                changed.await();
            }
            List<Entry> batch = new ArrayList<>();
            while (batch.size() < BATCH && !queue.isEmpty()) {
                batch.add(queue.remove());
            }
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private void deliver(List<Entry> batch) throws InterruptedException {
        for (List<Entry> open = batch; !open.isEmpty(); open = attempt(open)) {
            if (open.get(0).attempts > 0) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    /** Returns the clicks to try again. */
    private List<Entry> attempt(List<Entry> batch) throws InterruptedException {
        List<Entry> again = new ArrayList<>();
        batch.forEach(entry -> entry.attempts++);
        List<Outcome> outcomes;
        try {
            outcomes = backend.write(batch.stream().map(entry -> entry.click).toList());
        } catch (AccessDeniedException | NoClassDefFoundError e) {
            if (e instanceof Error error && flaw == Flaw.AN_ERROR_OF_ITS_CLIENT_KILLS_IT) {
                throw error;
            }
            die(e);
            batch.forEach(entry -> land(entry, fail(entry, "access denied")));
            return List.of();
        } catch (IOException e) {
            for (Entry entry : batch) {
                entry.maybeWritten = true;
                tryAgain(entry, again, "connection lost");
            }
            return again;
        }
        boolean whole = flaw == Flaw.SENDS_THE_WHOLE_BATCH_AGAIN && outcomes.contains(Outcome.BUSY);
        boolean poisoned = flaw == Flaw.A_REJECTED_CLICK_FAILS_ITS_BATCH && outcomes.contains(Outcome.REJECTED);
        for (int i = 0; i < batch.size(); i++) {
            Entry entry = batch.get(i);
            Outcome outcome = poisoned ? Outcome.REJECTED : whole ? Outcome.BUSY : outcomes.get(i);
            if (outcome == Outcome.REJECTED && flaw == Flaw.TRIES_A_REJECTED_CLICK_LIKE_ANY_OTHER_AND_DELIVERS) {
                outcome = Outcome.TAKEN;
            }
            switch (outcome) {
                case TAKEN -> land(entry, new Receipt.Delivered(entry.click, entry.attempts, ""));
                case REJECTED -> land(entry, fail(entry, "rejected"));
                default -> tryAgain(entry, again, "busy");
            }
        }
        return again;
    }

    private void tryAgain(Entry entry, List<Entry> again, String reason) {
        int most = flaw == Flaw.DOES_NOT_TRY_AGAIN ? 1 : flaw == Flaw.TRIES_FOR_EVER ? Integer.MAX_VALUE : ATTEMPTS;
        if (entry.attempts < most) {
            again.add(entry);
        } else {
            boolean lastLost = reason.equals("connection lost");
            entry.maybeWritten &= flaw != Flaw.FORGETS_A_LOST_ANSWER || lastLost;
            land(entry, fail(entry, reason));
        }
    }

    private Receipt fail(Entry entry, String why) {
        String reason = flaw == Flaw.GIVES_NO_REASON
                ? ""
                : flaw == Flaw.REASONS_NAME_THE_CLICK ? why + " for " + entry.click.id() : why;
        return entry.maybeWritten && flaw != Flaw.FAILS_WHAT_MAY_BE_WRITTEN
                ? new Receipt.Unconfirmed(entry.click, entry.attempts, reason)
                : new Receipt.Failed(entry.click, entry.attempts, reason);
    }

    private void die(Throwable cause) {
        List<Entry> waiting;
        lock.lock();
        try {
            dead = cause;
            waiting = flaw == Flaw.FORGETS_WHAT_WAITS_WHEN_IT_DIES ? List.of() : List.copyOf(queue);
            queue.clear();
        } finally {
            lock.unlock();
        }
        waiting.forEach(entry -> land(entry, fail(entry, "access denied")));
    }

    private void land(Entry entry, Receipt receipt) {
        lock.lock();
        try {
            if (!unsettled.remove(entry)) {
                inFlight--; // close has given the receipt
                landed++;
                changed.signalAll();
                return;
            }
        } finally {
            lock.unlock();
        }
        boolean odd = entry.click.userId() == ODD_ONE && entry.click.ordinal() == ODD_ONE;
        if (!odd || flaw != Flaw.DROPS_A_RECEIPT) {
            signal(entry, receipt);
        }
        if (odd && flaw == Flaw.GIVES_A_RECEIPT_TWICE) {
            signal(entry, receipt);
        }
        lock.lock();
        try {
            inFlight--;
            landed++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void signal(Entry entry, Receipt receipt) {
        if (flaw == Flaw.A_LISTENER_KILLS_IT) {
            entry.listener.receive(receipt);
        } else {
            receipt.signalTo(entry.listener);
        }
    }
}
