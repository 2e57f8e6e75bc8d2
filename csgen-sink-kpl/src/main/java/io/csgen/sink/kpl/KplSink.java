package io.csgen.sink.kpl;

import com.google.common.util.concurrent.FutureCallback;
import io.csgen.click.Click;
import io.csgen.config.Key;
import io.csgen.config.Problems;
import io.csgen.sink.ClickSink;
import io.csgen.sink.FailureText;
import io.csgen.sink.Receipt;
import io.csgen.sink.ReceiptListener;
import io.csgen.sink.SinkException;
import io.csgen.sink.kpl.Answer.Consequence;
import io.csgen.sink.kpl.KplSinkConfig.Ordering;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.kinesis.producer.IKinesisProducer;
import software.amazon.kinesis.producer.UserRecordResult;

/**
 * Puts clicks into an Amazon Kinesis data stream through the Kinesis Producer Library (KPL), whose native
 * process collects, aggregates and retries. Safe for concurrent use. Open one with your own producer, or by
 * settings with {@code sink=kpl}:
 *
 * <pre>{@code
 * try (KplSink sink = KplSink.open(producer, KplSinkConfig.of("clicks", encoder))) {
 *     sink.send(click, receipt -> count(receipt));
 * }
 * }</pre>
 *
 * <p><b>Bound.</b> The KPL takes whatever it is given until memory ends; this sink gives it a bounded number
 * of clicks, and {@code send} waits at that bound. Until the first click is confirmed, at most {@value
 * #FIRST_CLICKS} are in flight: before the KPL has reached the stream, nothing but its memory limits how often
 * it tries.
 *
 * <p><b>Threads.</b> One daemon thread, {@code csgen-kpl-} and the name of the stream, hands clicks to the
 * producer. Callers never enter it: it would take an interruption for a reason to end its process. Listeners
 * run on the producer's threads, mostly; they must not wait for this sink.
 *
 * <p><b>Order.</b> The KPL changes the order of what it has. So it gets a click only when the one before it with
 * the same partition key has its receipt, which keeps them in order even where one is sent again (but for copies
 * that come late). {@link KplSinkConfig.Ordering#NONE} gives that up.
 *
 * <p><b>Failure.</b> The KPL tries again until the record TTL is over. A click is then {@link
 * Receipt.Unconfirmed}, unless there was no attempt or each was rejected: what was throttled or found no
 * connection may be in the stream all the same, as the KPL's HTTP client sends a request again without telling
 * when a kept connection breaks. A click is unconfirmed, too, when the native process dies, or owes an answer
 * for longer than {@link KplSinkConfig#answerTimeout}. After either, no
 * click is handed over before a live process answers, for which the KPL starts a new one by itself; if none
 * does within 30 s, or the stream is missing or may not be written to, the sink
 * takes no more clicks; nor does it where Kinesis is out of reach for {@link KplSinkConfig#giveUpAfter}. The position of a delivered click is {@code SHARD/SEQUENCE-NUMBER}; clicks that share a
 * record share it.
 *
 * <p>{@code close} takes no longer than the drain timeout and some seconds, whatever the native process does.
 */
public final class KplSink implements ClickSink {
    private static final Logger LOGGER = LoggerFactory.getLogger(KplSink.class);
    private static final Duration RESTART_TIMEOUT = Duration.ofSeconds(30);

    /** What listeners that are still at work get when the time for draining is over. */
    private static final Duration LAST_RECEIPTS = Duration.ofSeconds(1);

    private static final int FIRST_CLICKS = 1_000;

    private final KplSinkConfig config;
    private final Handover handover;
    private final Runnable afterClose;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final Condition receipted = lock.newCondition();

    // All below: guarded by lock.
    private final Set<InFlightClick> inFlight = new LinkedHashSet<>(); // in the order of acceptance
    private final Set<InFlightClick> handedOver = new LinkedHashSet<>(); // in the order in which the KPL got them
    private final Map<String, InFlightClick> latest = new HashMap<>(); // by key, where order matters
    private long accepted;
    private long reachedNanos = System.nanoTime(); // when Kinesis last said something
    private @Nullable Long lostSince; // since when it has not
    private boolean confirmed;
    private boolean closed;
    private boolean finished;
    private @Nullable SinkException dead;

    /**
     * Creates an open sink.
     *
     * @param endProcess ends the native process of the producer at once, if it is there
     */
    KplSink(IKinesisProducer producer, KplSinkConfig config, Runnable endProcess, Runnable afterClose) {
        this(producer, config, endProcess, afterClose, RESTART_TIMEOUT);
    }

    KplSink(
            IKinesisProducer producer,
            KplSinkConfig config,
            Runnable endProcess,
            Runnable afterClose,
            Duration restartTimeout) {
        this.config = config;
        this.afterClose = afterClose;
        handover = new Handover(this, producer, config.streamName(), endProcess, restartTimeout);
        LOGGER.info("{} is open", this);
    }

    /** Opens a sink on a producer, which stays open when the sink is closed. */
    public static KplSink open(IKinesisProducer producer, KplSinkConfig config) {
        return new KplSink(producer, config, () -> {}, () -> {});
    }

    @Override
    public void send(Click click, ReceiptListener listener) throws InterruptedException {
        InFlightClick written = InFlightClick.of(click, listener, config);
        lock.lock();
        try {
            requireUsable();
            while (inFlight.size() >= bound()) {
                room.await();
                requireUsable();
            }
            written.number = ++accepted;
            inFlight.add(written);
            InFlightClick leader = config.ordering() == Ordering.STRICT ? latest.put(written.key, written) : null;
            if (leader == null) {
                handover.add(written);
            } else {
                leader.follower = written;
            }
        } finally {
            lock.unlock();
        }
    }

    private int bound() {
        return confirmed ? config.maxInFlightClicks() : Math.min(config.maxInFlightClicks(), FIRST_CLICKS);
    }

    @Override
    public void flush() throws InterruptedException {
        lock.lock();
        try {
            requireOpen("flush");
            long mine = accepted;
            handover.beginFlush();
            try {
                while (!inFlight.isEmpty() && inFlight.iterator().next().number <= mine) {
                    receipted.await();
                }
            } finally {
                handover.endFlush();
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>An interruption does not shorten this; it is kept. A second call waits for the first to return.
     */
    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                while (!finished) {
                    receipted.awaitUninterruptibly(); // another thread closes
                }
                return;
            }
            closed = true;
            room.signalAll();
        } finally {
            lock.unlock();
        }
        boolean interrupted = false;
        try {
            handover.beginFlush();
            interrupted = awaitReceipts(config.drainTimeout());
            interrupted |= handover.stop();
            giveUpRest();
            // A thread that took its receipts before may still be giving them.
            interrupted |= awaitReceipts(LAST_RECEIPTS);
        } finally {
            release();
            lock.lock();
            try {
                finished = true;
                receipted.signalAll();
            } finally {
                lock.unlock();
            }
        }
        LOGGER.info("{} is closed", this);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void release() {
        try {
            afterClose.run();
        } catch (RuntimeException | Error e) {
            LOGGER.warn("{} could not let go of all it holds", this, e);
        }
    }

    /** Returns the name used in messages: {@code KPL stream} and the name of the stream. */
    @Override
    public String toString() {
        return "KPL stream " + config.streamName();
    }

    private void requireOpen(String toDo) {
        if (closed) {
            throw new IllegalStateException(Problems.describe("sink", "be open to " + toDo, this));
        }
    }

    private void requireUsable() {
        requireOpen("send");
        if (dead != null) {
            throw new SinkException(String.valueOf(dead.getMessage()), dead.getCause());
        }
    }

    /** Returns what waits for the answer of a click that is handed over. */
    FutureCallback<UserRecordResult> answerOf(InFlightClick click) {
        return new FutureCallback<>() {
            @Override
            public void onSuccess(UserRecordResult result) {
                settle(click, () -> Answer.of(click.click, result), null);
            }

            @Override
            public void onFailure(Throwable failure) {
                settle(click, () -> Answer.of(click.click, failure), failure);
            }
        };
    }

    private void settle(InFlightClick click, Supplier<Answer> told, @Nullable Throwable failure) {
        Answer answer;
        boolean reached;
        try {
            answer = told.get();
            reached = failure == null || Answer.isFromKinesis(failure);
        } catch (RuntimeException | Error e) {
            lose(click, e);
            return;
        }
        String reason = answer.receipt() instanceof Receipt.Unconfirmed unconfirmed ? unconfirmed.reason() : "";
        lock.lock();
        try {
            if (!claim(click, answer.receipt())) {
                return; // it came too late
            }
            noteReach(reached, click);
            if (answer.receipt() instanceof Receipt.Delivered) {
                confirmed = true;
            }
        } finally {
            lock.unlock();
        }
        if (answer.consequence() == Consequence.PROCESS_GONE) {
            suspect(reason);
        } else if (answer.consequence() == Consequence.DEAD && answer.receipt() instanceof Receipt.Failed failed) {
            die(failed.reason(), failure);
        }
        signal(List.of(click));
    }

    /** Decides the receipt of a click unless it has one; whoever succeeds must signal it. */
    private boolean claim(InFlightClick click, Receipt receipt) {
        if (click.receipt != null) {
            return false;
        }
        click.receipt = receipt;
        return true;
    }

    private void suspect(String reason) {
        lock.lock();
        try {
            confirmed = false; // the next process has to find the stream as the first one had
        } finally {
            lock.unlock();
        }
        handover.suspect(reason);
    }

    /** Takes no more clicks; those that have not been handed over fail. */
    void die(String reason, @Nullable Throwable cause) {
        lock.lock();
        try {
            if (dead != null) {
                return;
            }
            dead = new SinkException(this + " takes no more clicks: " + reason, cause);
            LOGGER.error("{}", dead.getMessage());
            room.signalAll();
        } finally {
            lock.unlock();
        }
        handover.condemn(reason);
    }

    /** Ends the flight of clicks that have never been handed over. */
    void fail(List<InFlightClick> clicks, String reason) {
        List<InFlightClick> ended = new ArrayList<>();
        lock.lock();
        try {
            for (InFlightClick click : clicks) {
                if (claim(click, new Receipt.Failed(click.click, 0, reason))) {
                    ended.add(click);
                }
            }
        } finally {
            lock.unlock();
        }
        signal(ended);
    }

    /** Takes note that the KPL gets a click now; returns whether it may have it. */
    boolean handOver(InFlightClick click, long now) {
        lock.lock();
        try {
            if (click.receipt != null) {
                return false;
            }
            click.handedOver = true;
            click.handedOverNanos = now;
            return handedOver.add(click);
        } finally {
            lock.unlock();
        }
    }

    /** Takes note that the KPL has not taken a click. */
    void takeBack(InFlightClick click) {
        lock.lock();
        try {
            click.handedOver = false;
            handedOver.remove(click);
        } finally {
            lock.unlock();
        }
    }

    /** Ends the flight of a click of which nobody knows how far it has come, and the sink with it. */
    void lose(InFlightClick click, Throwable error) {
        String reason = FailureText.of(error);
        lock.lock();
        try {
            if (!claim(click, new Receipt.Unconfirmed(click.click, 1, reason))) {
                return;
            }
        } finally {
            lock.unlock();
        }
        die(reason, error);
        signal(List.of(click));
    }

    /** Ends the flight of clicks whose answers do not come, and the sink where none has come for long. */
    void expire(long now) {
        String reason = "no answer from the KPL within " + Key.write(config.answerTimeout());
        List<InFlightClick> ended = takeOlderThan(config.answerTimeout(), now, reason);
        if (!ended.isEmpty()) {
            suspect(reason);
            signal(ended);
        }
        config.giveUpAfter().filter(limit -> isLost(limit, now)).ifPresent(limit -> {
            String sentence = "Kinesis was out of reach for " + Key.write(limit);
            die(sentence, new TimeoutException(sentence));
            signal(takeOlderThan(Duration.ZERO, now, sentence));
        });
    }

    private void noteReach(boolean reached, InFlightClick click) {
        if (reached) {
            reachedNanos = System.nanoTime();
            lostSince = null;
        } else if (lostSince == null) {
            lostSince = click.handedOverNanos;
        }
    }

    private boolean isLost(Duration limit, long now) {
        lock.lock();
        try {
            if (handedOver.isEmpty()) {
                lostSince = inFlight.isEmpty() ? null : lostSince; // nobody asks
                return false;
            }
            long since = lostSince == null ? handedOver.iterator().next().handedOverNanos : lostSince;
            return now - (since - reachedNanos > 0 ? since : reachedNanos) >= limit.toNanos();
        } finally {
            lock.unlock();
        }
    }

    private List<InFlightClick> takeOlderThan(Duration limit, long now, String reason) {
        List<InFlightClick> ended = new ArrayList<>();
        lock.lock();
        try {
            for (InFlightClick click : handedOver) {
                if (now - click.handedOverNanos < limit.toNanos()) {
                    break; // and so are all after it
                }
                if (claim(click, new Receipt.Unconfirmed(click.click, 1, reason))) {
                    noteReach(false, click);
                    ended.add(click);
                }
            }
            return ended;
        } finally {
            lock.unlock();
        }
    }

    /** Gives receipts, then frees the places of their clicks. Never under the lock: listeners are foreign. */
    private void signal(List<InFlightClick> ended) {
        try {
            ended.forEach(InFlightClick::signal);
        } finally {
            lock.lock();
            try {
                ended.forEach(this::land);
                room.signalAll();
                receipted.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private void land(InFlightClick click) {
        inFlight.remove(click);
        handedOver.remove(click);
        latest.remove(click.key, click);
        if (click.follower != null) {
            handover.add(click.follower);
        }
    }

    /** Waits until nothing is in flight, for a limited time; returns whether it was interrupted meanwhile. */
    private boolean awaitReceipts(Duration limit) {
        boolean interrupted = false;
        long end = System.nanoTime() + limit.toNanos();
        lock.lock();
        try {
            for (long left = limit.toNanos(); !inFlight.isEmpty() && left > 0; left = end - System.nanoTime()) {
                try {
                    receipted.awaitNanos(left);
                } catch (InterruptedException e) {
                    interrupted = true; // closing takes as long as it takes, up to the limit
                }
            }
            return interrupted;
        } finally {
            lock.unlock();
        }
    }

    /** Gives up what has no receipt when the sink is closed. */
    private void giveUpRest() {
        List<InFlightClick> rest = new ArrayList<>();
        lock.lock();
        try {
            for (InFlightClick click : inFlight) {
                Receipt receipt = click.handedOver
                        ? new Receipt.Unconfirmed(click.click, 1, "no answer when the sink was closed")
                        : new Receipt.Failed(click.click, 0, "not sent before the sink was closed");
                if (claim(click, receipt)) {
                    rest.add(click);
                }
            }
        } finally {
            lock.unlock();
        }
        signal(rest);
    }
}
