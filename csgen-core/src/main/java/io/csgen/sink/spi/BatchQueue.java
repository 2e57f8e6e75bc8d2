package io.csgen.sink.spi;

import io.csgen.sink.spi.InFlightWindow.Transport;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Everything a simple sink needs: clicks leave in the order of acceptance, in batches, one batch at a time, and those that
 * are refused for now are tried again. A sink hands {@code send}, {@code flush} and {@code close} on, and says how a
 * batch is sent:
 *
 * <pre>{@code
 * queue = new BatchQueue<>("HTTP sink", 1_000, 100, batch -> client.sendAsync(request(batch), discarding())
 *         .whenComplete((answer, error) -> queue.answer(batch, click -> judge(click, answer, error))));
 * }</pre>
 *
 * <p><b>Retries.</b> A click that is {@linkplain InFlightClick#refused refused} or {@linkplain InFlightClick#unclear
 * unclear} goes out again, before all others, {@value #ATTEMPTS} times at most. Before each further attempt there is a
 * random pause, of 50 ms at most at first, which doubles up to 5 s until a batch comes back without such clicks.
 *
 * <p><b>Failure.</b> What the sender throws, or the code that reads an answer, ends the sink, as {@link InFlightWindow}
 * says. Safe for concurrent use.
 *
 * @param <E> {@link InFlightClick}, or what a sink makes of it
 */
public final class BatchQueue<E extends InFlightClick> {
    private static final int ATTEMPTS = 10;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final int MOST_DOUBLINGS = 20;

    private enum State {
        READY,
        /** A batch is out. */
        OUT,
        /** The pause must begin. */
        REFUSED,
        PAUSED
    }

    private final InFlightWindow window;
    private final int mostInBatch;
    private final Consumer<List<E>> sender;

    // All below: guarded by the lock of the window.
    private final Deque<E> waiting = new ArrayDeque<>();
    private final Predicate<E> enqueue = waiting::add;
    private State state = State.READY;
    private List<E> out = List.of();
    private int refusals;
    private @Nullable Thread pushing;

    /**
     * Opens a queue.
     *
     * @param name of the sink, as it stands in messages
     * @param mostInFlight most clicks accepted without receipt, from 1
     * @param mostInBatch most clicks in a batch, from 1
     * @param sender sends a batch and returns without waiting for the answer, which goes to {@link #answer}; called on the
     *     threads that send, answer and flush
     */
    public BatchQueue(String name, int mostInFlight, int mostInBatch, Consumer<List<E>> sender) {
        this(name, mostInFlight, mostInBatch, sender, null);
    }

    BatchQueue(
            String name,
            int mostInFlight,
            int mostInBatch,
            Consumer<List<E>> sender,
            @Nullable BiConsumer<Duration, Runnable> clock) {
        this.mostInBatch = InFlightWindow.atLeastOne("mostInBatch", mostInBatch);
        this.sender = Objects.requireNonNull(sender, "sender");
        window = new InFlightWindow(name, mostInFlight, new Batches(clock));
    }

    /** Accepts a click, as {@link io.csgen.sink.ClickSink#send} does. */
    public void accept(E click) throws InterruptedException {
        window.accept(click, enqueue);
    }

    /**
     * Takes the answer to a batch, on any thread. A second one to the same batch changes nothing.
     *
     * @param batch the very list that the sender got
     * @param decide says what became of a click, with one of the five methods of {@link InFlightClick}, or ends the sink
     *     with {@link #die}; called for each click under the lock of the window, so it must not wait. One of which it says
     *     nothing is unconfirmed
     */
    public void answer(List<E> batch, Consumer<? super E> decide) {
        window.settle(batch, () -> judge(batch, decide));
    }

    /** As {@link io.csgen.sink.ClickSink#flush}. */
    public void flush() throws InterruptedException {
        window.flush();
    }

    /** As {@link InFlightWindow#close}. */
    public boolean close(Duration drain) {
        return window.close(drain);
    }

    /** As {@link InFlightWindow#die}; may be called while an answer is taken, whose clicks have failed then. */
    public void die(String reason, Throwable cause) {
        window.die(reason, cause);
    }

    private void judge(List<E> batch, Consumer<? super E> decide) {
        if (batch != out) {
            return; // it was answered before, and its clicks may be out again
        }
        out = List.of();
        for (E click : batch) {
            decide.accept(click);
            if (click.isOut() && window.isDead()) {
                click.waitAgain(null);
            } else if (click.isOut()) {
                click.unconfirmed("the sink does not say what became of it");
            }
        }
        boolean again = false;
        for (int i = batch.size() - 1; i >= 0; i--) {
            again |= triesAgain(batch.get(i));
        }
        refusals = again ? refusals + 1 : 0;
        state = again ? State.REFUSED : State.READY;
    }

    private boolean triesAgain(E click) {
        if (!click.isOpen() || window.isDead()) {
            return false;
        }
        if (click.attempts() >= ATTEMPTS) {
            click.failed(click.reasonOr(""));
            return false;
        }
        waiting.addFirst(click);
        return true;
    }

    /** Sends batches while there are any. One that is answered at once does not go deeper: this goes on. */
    private final class Batches implements Transport {
        private final @Nullable BiConsumer<Duration, Runnable> clock;

        Batches(@Nullable BiConsumer<Duration, Runnable> clock) {
            this.clock = clock;
        }

        @Override
        public void push() {
            if (isInside()) {
                return;
            }
            for (Runnable step = next(); step != null; step = next()) {
                step.run();
            }
        }

        private boolean isInside() {
            window.lock().lock();
            try {
                return pushing == Thread.currentThread();
            } finally {
                window.lock().unlock();
            }
        }

        private @Nullable Runnable next() {
            window.lock().lock();
            try {
                if (state == State.REFUSED) {
                    state = State.PAUSED;
                    Duration pause = pause();
                    return () -> after(pause, BatchQueue.this::goOn);
                }
                List<E> batch = state == State.READY ? take() : List.of();
                if (!batch.isEmpty()) {
                    state = State.OUT;
                    out = batch;
                    pushing = Thread.currentThread();
                    return () -> send(batch);
                }
                pushing = pushing == Thread.currentThread() ? null : pushing;
                return null;
            } finally {
                window.lock().unlock();
            }
        }

        private List<E> take() {
            List<E> batch = new ArrayList<>();
            while (batch.size() < mostInBatch && !waiting.isEmpty()) {
                E click = waiting.removeFirst();
                if (click.attempt()) {
                    batch.add(click);
                }
            }
            return List.copyOf(batch);
        }

        private void send(List<E> batch) {
            try {
                sender.accept(batch);
            } catch (Throwable e) {
                window.crash(e, batch);
            }
        }

        @Override
        public void stop() {
            window.lock().lock();
            try {
                waiting.clear();
            } finally {
                window.lock().unlock();
            }
        }

        @Override
        public void after(Duration delay, Runnable task) {
            if (clock == null) {
                Transport.super.after(delay, task);
            } else {
                clock.accept(delay, task);
            }
        }
    }

    private Duration pause() {
        long longest = FIRST_PAUSE.toNanos() << Math.min(refusals - 1, MOST_DOUBLINGS);
        return Duration.ofNanos(ThreadLocalRandom.current().nextLong(Math.min(longest, LONGEST_PAUSE.toNanos()) + 1));
    }

    private void goOn() {
        window.settle(List.of(), () -> state = State.READY);
    }
}
