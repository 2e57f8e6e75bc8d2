package io.csgen.sink.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.csgen.click.Click;
import io.csgen.click.ClickType;
import io.csgen.sink.ClickSink;
import io.csgen.sink.Receipt;
import io.csgen.sink.ReceiptListener;
import io.csgen.sink.SinkException;
import io.csgen.sink.testing.SinkBackend.Fault;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One sink over one backend, during one test. The sink is called only on threads of this bench, so that
 * one which hangs fails its test in time. Confined to the thread of the test, except where it says otherwise.
 */
final class Bench implements AutoCloseable {
    private static final int USERS = 20;

    private static final Duration POLL = Duration.ofMillis(1);
    private static final int CALM_POLLS = 20;

    final SinkBackend backend;
    final ClickSink sink;
    final Receipts receipts = new Receipts();

    private final Duration patience;
    private final List<Call> calls = new ArrayList<>();

    private Bench(SinkBackend backend, ClickSink sink, Duration patience) {
        this.backend = backend;
        this.sink = sink;
        this.patience = patience;
    }

    static Bench open(SinkBackend backend, Duration patience, Duration drainTimeout) throws Exception {
        try {
            return new Bench(backend, backend.open(drainTimeout), patience);
        } catch (Exception e) {
            backend.close();
            throw e;
        }
    }

    /** Returns a click of a user; its page differs from that of every other click. */
    static Click click(int user, int ordinal) {
        return new Click(1_764_000_000_000L + ordinal, user, user, ordinal, ClickType.PRODUCT_VIEW, 1, ordinal);
    }

    /** Returns clicks of 20 users in turn. */
    static List<Click> clicks(int count) {
        return IntStream.range(0, count).mapToObj(Bench::numbered).toList();
    }

    static Click numbered(int number) {
        return click(1 + number % USERS, 1 + number / USERS);
    }

    void inject(Fault... plan) {
        backend.inject(List.of(plan));
    }

    void send(Click... clicks) throws Exception {
        sendAll(List.of(clicks), receipts);
    }

    void sendAll(List<Click> clicks, ReceiptListener listener) throws Exception {
        run("send", () -> {
            for (Click click : clicks) {
                sink.send(click, listener);
            }
        });
    }

    /** Sends clicks as blocks. */
    void sendBlock(List<Click> clicks, ReceiptListener listener) throws Exception {
        run("sendBlock", () -> sendRest(sink, clicks, 0, listener));
    }

    /** Sends the clicks of a list from an index on, as blocks. */
    static void sendRest(ClickSink sink, List<Click> clicks, int from, ReceiptListener listener)
            throws InterruptedException {
        sendCounting(sink, clicks, new AtomicInteger(from), listener);
    }

    /** Does the same, and counts those that are accepted. */
    static void sendCounting(ClickSink sink, List<Click> clicks, AtomicInteger at, ReceiptListener listener)
            throws InterruptedException {
        while (at.get() < clicks.size()) {
            int accepted = sink.sendBlock(clicks, at.get(), listener);
            assertThat(accepted).as("what sendBlock returned").isBetween(1, clicks.size() - at.get());
            at.addAndGet(accepted);
        }
    }

    /**
     * Sends clicks that meet a plan; where the backend can hang, together, so that they share requests.
     *
     * @param clicks no more than may be in flight
     */
    void sendAgainst(List<Click> clicks, SinkTraits traits, Fault... plan) throws Exception {
        boolean hangs = traits.faults().contains(Fault.HANG);
        inject(hangs ? new Fault[] {Fault.HANG} : plan);
        Call send = start("send", () -> {
            for (Click click : clicks) {
                sink.send(click, receipts);
            }
        });
        if (hangs) {
            send.awaitReturnWithoutTime(); // no request may time out meanwhile
        } else {
            send.awaitReturn();
        }
        inject(plan);
    }

    void flush() throws Exception {
        run("flush", sink::flush);
    }

    /** Closes the sink, which may complain of a backend that is gone. */
    void closeSink() throws Exception {
        run("close", () -> closeQuietly(sink));
    }

    /** Closes a sink whose backend is gone; if it complains, it says why. */
    void closeDeadSink() throws Exception {
        run("close", () -> {
            try {
                sink.close();
            } catch (SinkException e) {
                assertThat(e.getCause()).as("cause of what close threw: %s", e).isNotNull();
            }
        });
    }

    static void closeQuietly(ClickSink sink) {
        try {
            sink.close();
        } catch (SinkException e) {
            return; // some sinks say so here if no send has
        }
    }

    void run(String name, Action action) throws Exception {
        start(name, action).awaitReturn();
    }

    Call start(String name, Action action) {
        Call call = new Call(name, action);
        calls.add(call);
        call.thread.start();
        return call;
    }

    /** Sends many more clicks than may be in flight; returns when the thread is held up. */
    Sender sendBeyond(int bound) throws Exception {
        return sendBeyond("send", bound, (clicks, accepted) -> {
            for (Click click : clicks) {
                sink.send(click, receipts);
                accepted.incrementAndGet();
            }
        });
    }

    /** Does the same with blocks. */
    Sender sendBlockBeyond(int bound) throws Exception {
        return sendBeyond("sendBlock", bound, (clicks, accepted) -> sendCounting(sink, clicks, accepted, receipts));
    }

    /** Sends clicks, and counts those that are accepted. */
    @FunctionalInterface
    private interface Sending {
        void send(List<Click> clicks, AtomicInteger accepted) throws InterruptedException;
    }

    private Sender sendBeyond(String name, int bound, Sending sending) throws Exception {
        AtomicInteger accepted = new AtomicInteger();
        List<Click> clicks = clicks(bound + 100);
        Call call = start(name, () -> sending.send(clicks, accepted));
        long end = System.nanoTime() + patience.toNanos();
        int calm = 0;
        int before = -1;
        while (calm < CALM_POLLS && accepted.get() <= bound && !call.isDone() && end - System.nanoTime() > 0) {
            int now = accepted.get();
            calm = now > 0 && now == before && call.isWaiting() ? calm + 1 : 0;
            before = now;
            call.awaitEnd(POLL);
        }
        assertThat(call.isDone()).as("%s has returned at the bound", name).isFalse();
        assertThat(accepted.get()).as("clicks in flight").isBetween(1, bound);
        assertThat(calm).as("%s waits", name).isEqualTo(CALM_POLLS);
        return new Sender(call, accepted, clicks);
    }

    /** A thread that sends clicks. */
    record Sender(Call call, AtomicInteger accepted, List<Click> clicks) {
        List<Click> acceptedClicks() {
            return clicks.subList(0, accepted.get());
        }
    }

    /** Asserts that each of some clicks has one receipt, and no other click has any. */
    void assertReceipts(List<Click> clicks) {
        assertSame("clicks with receipts", receipts.clicks(), clicks);
    }

    void assertDelivered(List<Click> clicks) {
        assertReceipts(clicks);
        assertThat(receipts.all()).hasOnlyElementsOfType(Receipt.Delivered.class);
    }

    void assertStoredOnce(List<Click> clicks) throws Exception {
        assertSame("clicks in the backend", backend.stored(), payloads(clicks));
    }

    void assertStoredAtLeastOnce(List<Click> clicks) throws Exception {
        List<String> distinct = backend.stored().stream().distinct().toList();
        assertSame("clicks in the backend", distinct, payloads(clicks));
    }

    /** Takes time in proportion, where a comparison in any order by AssertJ takes its square. */
    private static <T> void assertSame(String what, List<T> actual, List<T> expected) {
        Map<T, Integer> open = new LinkedHashMap<>();
        expected.forEach(element -> open.merge(element, 1, Integer::sum));
        List<T> tooMany = actual.stream()
                .filter(element -> open.merge(element, -1, Integer::sum) < 0)
                .toList();
        List<T> missing =
                expected.stream().filter(element -> open.get(element) > 0).toList();
        assertThat(tooMany).as("%s: too many", what).isEmpty();
        assertThat(missing).as("%s: missing", what).isEmpty();
    }

    List<String> payloads(List<Click> clicks) {
        return clicks.stream().map(backend::payload).toList();
    }

    /** Ends all calls, the sink and the backend, however broken they are. */
    @Override
    public void close() throws IOException {
        inject(Fault.NONE);
        Call closing = start("close", () -> closeQuietly(sink));
        long end = System.nanoTime() + patience.toNanos();
        try {
            while (!closing.awaitEnd(POLL) && end - System.nanoTime() > 0) {
                backend.elapse();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        calls.forEach(Call::interrupt);
        closeBackend();
    }

    private void closeBackend() throws IOException {
        try {
            run("close of the backend", backend::close);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    /** Says where a thread is. */
    static String describe(Thread thread) {
        StackTraceElement[] trace = thread.getStackTrace();
        String place = Arrays.stream(trace)
                .filter(element -> !element.getClassName().matches("(java|jdk).*"))
                .findFirst()
                .map(StackTraceElement::toString)
                .orElse("its end");
        return "its thread is " + thread.getState() + " at " + place;
    }

    /** What is done on a thread of its own. */
    @FunctionalInterface
    interface Action {
        void run() throws Exception;
    }

    /** An action under way. */
    final class Call {
        private final String name;
        private final FutureTask<Boolean> task;
        private final Thread thread;

        private Call(String name, Action action) {
            this.name = name;
            task = new FutureTask<>(() -> {
                action.run();
                return true;
            });
            thread = new Thread(task, "contract-" + name);
            thread.setDaemon(true);
        }

        boolean isDone() {
            return task.isDone();
        }

        boolean isWaiting() {
            return switch (thread.getState()) {
                case WAITING, TIMED_WAITING, BLOCKED -> true;
                default -> false;
            };
        }

        void interrupt() {
            thread.interrupt();
        }

        /** Waits until the thread waits for something. */
        void awaitWaiting() throws InterruptedException {
            long end = System.nanoTime() + patience.toNanos();
            for (int calm = 0; calm < CALM_POLLS; calm = isWaiting() ? calm + 1 : 0) {
                assertThat(awaitEnd(POLL))
                        .as("%s has returned instead of waiting", name)
                        .isFalse();
                requireTime(end, "%s neither waits nor returns");
            }
        }

        /** Waits until the action has returned, and throws what it threw. */
        void awaitReturn() throws Exception {
            rethrow(awaitOutcome());
        }

        /** Does the same, while no other time passes than the machine's. */
        void awaitReturnWithoutTime() throws Exception {
            rethrow(awaitOutcome(() -> {}));
        }

        private static void rethrow(@Nullable Throwable thrown) throws Exception {
            if (thrown instanceof Error error) {
                throw error;
            }
            if (thrown instanceof Exception exception) {
                throw exception;
            }
        }

        /** Interrupts the thread; returns what the action then threw, or null. No other time passes than the machine's. */
        @Nullable
        Throwable interruptAndAwaitOutcome() throws InterruptedException {
            interrupt();
            return awaitOutcome(() -> {});
        }

        /** Waits until the action has ended; returns what it threw, or null if nothing. */
        @Nullable
        Throwable awaitOutcome() throws InterruptedException {
            return awaitOutcome(backend::elapse);
        }

        private @Nullable Throwable awaitOutcome(Runnable passing) throws InterruptedException {
            long end = System.nanoTime() + patience.toNanos();
            while (!awaitEnd(POLL)) {
                passing.run();
                requireTime(end, "%s has not returned");
            }
            try {
                task.get();
                return null;
            } catch (ExecutionException e) {
                return e.getCause();
            }
        }

        private void requireTime(long end, String problem) {
            if (end - System.nanoTime() <= 0) {
                fail(problem + " within %s s; %s", name, patience.toSeconds(), describe(thread));
            }
        }

        private boolean awaitEnd(Duration limit) throws InterruptedException {
            try {
                task.get(limit.toNanos(), TimeUnit.NANOSECONDS);
                return true;
            } catch (ExecutionException e) {
                return true;
            } catch (TimeoutException e) {
                return false;
            }
        }
    }

    /** Keeps the receipts it gets. Safe for concurrent use. */
    static final class Receipts implements ReceiptListener {
        private final List<Receipt> receipts = new ArrayList<>();

        @Override
        public synchronized void receive(Receipt receipt) {
            receipts.add(receipt);
            notifyAll();
        }

        synchronized List<Receipt> all() {
            return List.copyOf(receipts);
        }

        List<Click> clicks() {
            return all().stream().map(Receipt::click).toList();
        }

        /** Returns whether there are more receipts than a number, or come to be within a time. */
        synchronized boolean exceedWithin(int count, Duration limit) throws InterruptedException {
            long end = System.nanoTime() + limit.toNanos();
            for (long left = limit.toNanos(); receipts.size() <= count && left > 0; left = end - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
            return receipts.size() > count;
        }
    }
}
