package io.csgen.sink;

import io.csgen.click.Click;
import io.csgen.config.Key;
import io.csgen.config.Problems;
import io.csgen.config.SettingsReader;
import io.csgen.sink.SinkProvider.SinkSettings;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Keeps clicks in memory, so that tests can look at them. Safe for concurrent use.
 *
 * <pre>{@code
 * InMemorySink sink = InMemorySink.withCapacity(10_000);
 * startMyProgram(sink);
 * sink.await(100, Duration.ofSeconds(10));
 * assertThat(sink.sessions()).hasSizeGreaterThan(1);
 * }</pre>
 *
 * <p>Every click is delivered before its {@code send} returns, so none is ever in flight and
 * {@link #flush} has nothing to wait for. The position in the receipt is the number of clicks accepted
 * before. Listeners are called one at a time. What was captured can still be read after {@link #close}.
 */
public final class InMemorySink implements ClickSink {
    private final int capacity;
    private final boolean forgets;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Click> clicks = new ArrayDeque<>();
    private long count;
    private boolean closed;

    private InMemorySink(int capacity, boolean forgets) {
        if (capacity < 1) {
            throw new IllegalArgumentException(Problems.describe("capacity", "be at least 1", capacity));
        }
        this.capacity = capacity;
        this.forgets = forgets;
    }

    /**
     * Returns a sink that keeps every click, up to a limit; when it is full, {@code send} throws a {@link
     * SinkException}.
     *
     * @param capacity how many clicks it can hold; from 1
     */
    public static InMemorySink withCapacity(int capacity) {
        return new InMemorySink(capacity, false);
    }

    /**
     * Returns a sink that keeps the most recent clicks and counts all.
     *
     * @param capacity how many clicks it keeps; from 1
     */
    public static InMemorySink ofLast(int capacity) {
        return new InMemorySink(capacity, true);
    }

    @Override
    public void send(Click click, ReceiptListener listener) {
        Objects.requireNonNull(click, "click");
        Objects.requireNonNull(listener, "listener");
        lock.lock();
        try {
            requireOpen("send");
            if (clicks.size() == capacity) {
                makeRoom();
            }
            clicks.add(click);
            Receipt receipt = new Receipt.Delivered(click, 1, Long.toString(count));
            count++;
            changed.signalAll();
            // Under the lock, so that close cannot return between acceptance and receipt.
            receipt.signalTo(listener);
        } finally {
            lock.unlock();
        }
    }

    private void makeRoom() {
        if (!forgets) {
            String rule = "have room for one more click (open it with a larger capacity, clear it, or keep only"
                    + " the latest with InMemorySink.ofLast)";
            throw new SinkException(Problems.describe(toString(), rule, "capacity " + capacity), null);
        }
        clicks.remove();
    }

    @Override
    public void flush() {
        lock.lock();
        try {
            requireOpen("flush");
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Returns the clicks in the order in which they were accepted. */
    public List<Click> clicks() {
        return clicks(click -> true);
    }

    /** Returns the clicks of one user, in the order in which they were accepted. */
    public List<Click> clicksOfUser(int userId) {
        return clicks(click -> click.userId() == userId);
    }

    /** Returns the clicks of one session, in the order in which they were accepted. */
    public List<Click> clicksOfSession(long sessionId) {
        return clicks(click -> click.sessionId() == sessionId);
    }

    private List<Click> clicks(Predicate<Click> wanted) {
        lock.lock();
        try {
            return clicks.stream().filter(wanted).toList();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Returns the clicks by session id: sessions in the order of the first click kept of each, clicks in
     * the order in which they were accepted.
     */
    public Map<Long, List<Click>> sessions() {
        Map<Long, List<Click>> sessions = new LinkedHashMap<>();
        clicks().forEach(click -> sessions.computeIfAbsent(click.sessionId(), id -> new ArrayList<>())
                .add(click));
        sessions.replaceAll((id, list) -> List.copyOf(list));
        return Collections.unmodifiableMap(sessions);
    }

    /** Returns how many clicks were accepted since this sink was opened or last cleared. */
    public long count() {
        lock.lock();
        try {
            return count;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until {@link #count} has reached a number.
     *
     * @param target the number to reach; at once if it has been reached before
     * @param timeout how long to wait at most
     * @throws TimeoutException if it is not reached in time; the message has both numbers
     * @throws IllegalStateException if it is not reached and this sink is closed, before or meanwhile
     * @throws InterruptedException if interrupted while waiting
     */
    public void await(long target, Duration timeout) throws InterruptedException, TimeoutException {
        long left = timeout.toNanos();
        lock.lock();
        try {
            while (count < target) {
                if (closed) {
                    throw new IllegalStateException(
                            Problems.describe(toString(), "receive " + target + " clicks before it is closed", count));
                }
                if (left <= 0) {
                    String rule = "receive " + target + " clicks within " + Key.write(timeout);
                    throw new TimeoutException(Problems.describe(toString(), rule, count));
                }
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Forgets all clicks and counts from 0 again; a sink that was full accepts clicks again. */
    public void clear() {
        lock.lock();
        try {
            clicks.clear();
            count = 0;
        } finally {
            lock.unlock();
        }
    }

    /** Returns what this sink is called in messages. */
    @Override
    public String toString() {
        return "memory sink";
    }

    private void requireOpen(String verb) {
        if (closed) {
            throw new IllegalStateException(Problems.describe("sink", "be open to " + verb, this));
        }
    }

    /**
     * Opens an {@link InMemorySink} of the latest clicks, which a run without end cannot fill. Immutable.
     */
    public static final class Provider implements SinkProvider {
        /** How many clicks to keep. */
        public static final Key<Integer> CAPACITY = Key.integer(
                        "memory-capacity", 1, 100_000_000, "how many of the latest clicks the memory sink keeps")
                .withDefault(100_000);

        /** Creates the provider; called by {@link java.util.ServiceLoader}. */
        public Provider() {}

        @Override
        public String name() {
            return "memory";
        }

        @Override
        public List<Key<?>> keys() {
            return List.of(CAPACITY);
        }

        @Override
        public Supplier<ClickSink> read(SinkSettings settings, SettingsReader reader) {
            int capacity = reader.get(CAPACITY);
            return () -> InMemorySink.ofLast(capacity);
        }
    }
}
