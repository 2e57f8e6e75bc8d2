package io.csgen.fault;

import io.csgen.click.Click;
import io.csgen.config.Problems;
import io.csgen.fault.FaultInjection.InjectedFault;
import io.csgen.sink.ClickSink;
import io.csgen.sink.Receipt;
import io.csgen.sink.ReceiptListener;
import io.csgen.sink.internal.FailureText;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands clicks over to another sink: some later, some twice, and others besides. */
final class InjectingSink implements ClickSink {
    private static final Logger LOGGER = LoggerFactory.getLogger(InjectingSink.class);
    private static final int MAX_HELD = 1 << 18;

    /** How long close waits for a thread that sends, before it closes the other sink, which lets that thread go. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /**
     * A click that is to come later.
     *
     * @param dueMillis the virtual time at which it is to come
     * @param number which of all that were held it is
     * @param behind how many clicks must have come from the run before it comes
     * @param origin the click of the run that it is, or comes besides
     * @param more clicks that come after it
     */
    private record Held(
            long dueMillis,
            long number,
            long behind,
            Fault fault,
            Click click,
            ReceiptListener listener,
            Click origin,
            Iterator<Click> more) {
        /** Returns whether it comes besides the clicks of the run. */
        boolean isAdded(FaultInjection injection) {
            return listener == injection.ofAdded();
        }
    }

    private final ClickSink next;
    private final FaultPlan plan;
    private final FaultInjection injection;

    private final ReentrantLock lock = new ReentrantLock();
    // Guarded by the lock.
    private final PriorityQueue<Held> held =
            new PriorityQueue<>(Comparator.comparingLong(Held::dueMillis).thenComparingLong(Held::number));
    private long heldCount;
    private long accepted;
    private volatile boolean closed;

    InjectingSink(ClickSink next, FaultPlan plan, FaultInjection injection) {
        this.next = Objects.requireNonNull(next, "next");
        this.plan = plan;
        this.injection = injection;
    }

    @Override
    public void send(Click click, ReceiptListener listener) throws InterruptedException {
        Objects.requireNonNull(click, "click");
        Objects.requireNonNull(listener, "listener");
        lock.lockInterruptibly();
        try {
            requireOpen("send");
            handOverUntil(click.timestampMillis());
            Fault fault = plan.find(click);
            long delay = fault == null ? 0 : fault.delayMillis(plan.draw(click));
            if (fault != null && delay > 0) {
                long due = click.timestampMillis() + delay;
                hold(fault, due, accepted + 1, click, listener, click, Collections.emptyIterator());
            } else {
                next.send(click, listener);
            }
            accepted++;
            if (fault != null) {
                take(fault, click);
            }
            for (Fault visitor : Fault.BY_THEMSELVES) {
                Iterator<Click> visit = plan.visit(visitor, click);
                if (visit.hasNext()) {
                    holdVisit(visitor, visit.next(), click, visit);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    /** Records a fault of a click that was accepted, or holds what it brings with it. */
    private void take(Fault fault, Click click) {
        Optional<Fault.Besides> besides = fault.besides(plan.draw(click));
        if (besides.isPresent()) {
            long due = besides.get().dueMillis();
            Click added = besides.get().click();
            hold(fault, due, 0, added, injection.ofAdded(), click, Collections.emptyIterator());
        } else {
            injection.record(new InjectedFault(fault, click, plan.detail(fault, click)));
        }
    }

    private void holdVisit(Fault fault, Click click, Click origin, Iterator<Click> visit) {
        hold(fault, click.timestampMillis(), 0, click, injection.ofAdded(), origin, visit);
    }

    private void hold(
            Fault fault,
            long dueMillis,
            long behind,
            Click click,
            ReceiptListener listener,
            Click origin,
            Iterator<Click> more) {
        held.add(new Held(dueMillis, heldCount++, behind, fault, click, listener, origin, more));
    }

    private void handOverUntil(long millis) throws InterruptedException {
        while (true) {
            Held first = held.peek();
            boolean due = first != null && first.dueMillis <= millis && first.behind < accepted;
            if (!due && held.size() < MAX_HELD) {
                return;
            }
            handOverFirst();
        }
    }

    /** Where that is interrupted, the click is held as before. */
    private void handOverFirst() throws InterruptedException {
        Held first = held.remove();
        try {
            next.send(first.click, first.listener);
            if (first.isAdded(injection)) {
                injection.recordAdded(
                        new InjectedFault(first.fault, first.click, plan.detail(first.fault, first.origin)));
            }
        } catch (InterruptedException e) {
            held.add(first);
            throw e;
        } catch (IllegalArgumentException e) {
            refuse(first, reason(e)); // it alone could never be delivered
        } catch (RuntimeException | Error e) {
            held.add(first);
            refuseAll(reason(e));
            throw e;
        }
        if (first.more.hasNext()) {
            holdVisit(first.fault, first.more.next(), first.origin, first.more);
        }
    }

    /** Where memory is too short for it, what is left stays held until the sink is closed. */
    private void refuseAll(String reason) {
        while (!held.isEmpty()) {
            Held click = held.remove();
            try {
                refuse(click, reason);
            } catch (OutOfMemoryError e) {
                held.add(click);
                return;
            }
        }
    }

    /** Nobody waits for the receipt of a click that comes besides and was not accepted. */
    private void refuse(Held click, String reason) {
        if (!click.isAdded(injection)) {
            new Receipt.Failed(click.click, 0, reason).signalTo(click.listener);
        }
    }

    private static String reason(Throwable e) {
        return e instanceof IllegalArgumentException ? "a limit of the sink" : FailureText.of(e);
    }

    @Override
    public void flush() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            requireOpen("flush");
            handOverAll();
        } finally {
            lock.unlock();
        }
        next.flush();
    }

    private void handOverAll() throws InterruptedException {
        while (!held.isEmpty()) {
            handOverFirst();
        }
    }

    @Override
    public void close() {
        boolean interrupted = false;
        closed = true; // who sends now is refused, or has the lock until the click is handed over
        try {
            // An interruption is no reason to give up what the other sink would take.
            if (lock.tryLock() || lock.tryLock(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
                try {
                    handOverAll();
                } finally {
                    lock.unlock();
                }
            }
        } catch (InterruptedException e) {
            interrupted = true;
        } catch (RuntimeException | Error e) {
            LOGGER.debug("what was held has failed: {}", next, e);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        try {
            next.close();
        } finally {
            settle();
        }
    }

    /** Gives up what is held. */
    private void settle() {
        lock.lock();
        try {
            refuseAll("held until the sink was closed");
        } finally {
            lock.unlock();
        }
    }

    /** Returns what the sink that it hands over to is called. */
    @Override
    public String toString() {
        return next.toString();
    }

    private void requireOpen(String verb) {
        if (closed) {
            throw new IllegalStateException(Problems.describe("sink", "be open to " + verb, this));
        }
    }
}
