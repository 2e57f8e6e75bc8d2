package io.csgen.sink.kpl;

import com.google.common.util.concurrent.FutureCallback;
import io.csgen.sink.Receipt;
import io.csgen.sink.kinesis.KinesisSinkConfig;
import io.csgen.sink.kpl.Answer.Consequence;
import io.csgen.sink.kpl.KplSinkConfig.Ordering;
import io.csgen.sink.spi.InFlightWindow;
import io.csgen.sink.spi.InFlightWindow.Transport;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.kinesis.producer.IKinesisProducer;
import software.amazon.kinesis.producer.UserRecordResult;

/**
 * The clicks that wait for the KPL and those that it has, and what its answers mean. While the native process is
 * suspected to be gone, clicks wait here, and are neither lost nor unconfirmed. Safe for concurrent use; state is guarded
 * by the lock of the window.
 */
final class KplDispatch implements Transport {
    /** What the thread of the sink does next. */
    enum Need {
        NOTHING,
        /** Clicks wait. */
        HAND_OVER,
        /** The KPL is to send what it has. */
        FLUSH,
        /** The native process may be gone. */
        REVIVE
    }

    private final String sink;
    private final String stream;
    private final boolean strict;
    private final int mostInFlight;
    private final Runnable afterClose;
    private final InFlightWindow window;
    private final ReentrantLock lock;
    private final Condition work;

    private final Deque<KplClick> waiting = new ArrayDeque<>();
    private final Map<String, KplClick> latest = new HashMap<>(); // by key, where order matters
    private final ClicksAtKpl atKpl;
    private @Nullable String suspicion;
    private boolean confirmed;
    private volatile boolean asleep; // whether the thread waits, and knows of no flush; written under the lock
    private boolean stopped;

    private @Nullable KplThread thread; // set once, before anything else

    /**
     * Starts with nothing to do.
     *
     * @param sink its name, as it stands in messages
     */
    KplDispatch(String sink, KplSinkConfig config, Runnable afterClose) {
        this.sink = sink;
        this.afterClose = afterClose;
        stream = config.streamName();
        strict = config.get(KplSinkConfig.ORDERING) == Ordering.STRICT;
        mostInFlight = config.get(KinesisSinkConfig.MAX_IN_FLIGHT_CLICKS);
        atKpl = new ClicksAtKpl(config);
        window = new InFlightWindow(sink, Math.min(mostInFlight, KplSink.FIRST_CLICKS), this);
        lock = window.lock();
        work = lock.newCondition();
    }

    InFlightWindow window() {
        return window;
    }

    /** Starts the thread, as {@link KplThread} says. */
    void start(IKinesisProducer producer, Runnable endProcess, Duration restartTimeout) {
        thread = new KplThread(sink, this, producer, stream, endProcess, restartTimeout);
    }

    // For those who send

    /** Keeps a click, under the lock, behind the one before it with the same key; no one else has anything to do. */
    boolean add(KplClick click) {
        try {
            KplClick leader = strict ? latest.put(click.key, click) : null;
            if (leader == null) {
                enqueue(click);
            } else {
                leader.follower = click;
            }
            return false;
        } catch (Throwable e) {
            latest.remove(click.key, click); // it is not accepted, so it leads nobody
            throw e;
        }
    }

    private void enqueue(KplClick click) {
        waiting.addLast(click);
        work.signal();
    }

    /** Lets the next click of the key go, under the lock, now that the one before has its receipt. */
    void land(KplClick click) {
        atKpl.remove(click);
        latest.remove(click.key, click);
        if (click.follower != null) {
            enqueue(click.follower);
        }
    }

    // For the window

    @Override
    public void push() {
        if (asleep) { // else the thread looks by itself
            change(() -> {
                if (window.isUrgent()) {
                    work.signal();
                }
            });
        }
    }

    @Override
    public void stop() {
        change(() -> {
            stopped = true;
            work.signal();
        });
        if (thread != null) {
            thread.join();
        }
    }

    @Override
    public void close() {
        afterClose.run();
    }

    // For the thread

    /** Returns what there is to do, under the lock. */
    Need need() {
        if (window.isDead()) {
            waiting.clear(); // the window has decided it
            return Need.NOTHING;
        } else if (suspicion != null) {
            return Need.REVIVE;
        } else if (!waiting.isEmpty()) {
            return Need.HAND_OVER;
        }
        return window.isUrgent() ? Need.FLUSH : Need.NOTHING;
    }

    /** Waits for a change, under the lock; a stranger's interruption changes nothing. */
    void awaitChange(long nanos) {
        asleep = !window.isUrgent();
        try {
            work.awaitNanos(Math.max(nanos, 0));
        } catch (InterruptedException e) {
            return; // whoever waits looks again
        } finally {
            asleep = false;
        }
    }

    /** Returns whether the thread must end, under the lock. */
    boolean isStopped() {
        return stopped;
    }

    /** Lets the thread look again whether there is something to do. */
    void wake() {
        change(work::signal);
    }

    /** Takes the next click, under the lock, which the KPL gets now; null where it waits no more. */
    @Nullable
    KplClick take() {
        KplClick click = waiting.pollFirst();
        if (click == null || !click.attempt()) {
            return null;
        }
        atKpl.add(click, System.nanoTime());
        return click;
    }

    /** Takes note that the KPL could not take a click, which goes first again, as its process is gone. */
    void putBack(KplClick click, String reason) {
        window.settle(List.of(click), () -> {
            takeBack(click);
            waiting.addFirst(click);
            suspect(reason);
        });
    }

    /** Takes note that the KPL does not take a click. */
    void refuse(KplClick click, String reason) {
        window.settle(List.of(click), () -> {
            takeBack(click);
            click.failed(reason);
        });
    }

    private void takeBack(KplClick click) {
        click.withdraw();
        atKpl.remove(click);
    }

    /** Takes note of a sign that the native process is gone: clicks wait until it has shown that it lives. */
    void suspectGone(String reason) {
        change(() -> suspect(reason));
    }

    private void suspect(String reason) {
        confirm(false); // the next process has to find the stream as the first one had
        suspicion = reason;
        work.signal();
    }

    private void confirm(boolean found) {
        confirmed = found;
        window.limit(found ? mostInFlight : Math.min(mostInFlight, KplSink.FIRST_CLICKS));
    }

    /** Returns why the native process is suspected to be gone, and suspects it no longer. */
    String takeSuspicion() {
        lock.lock();
        try {
            String taken = String.valueOf(suspicion);
            suspicion = null;
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the flight of clicks whose answers do not come, and the sink where none has come for long. */
    void expire(long now) {
        List<KplClick> ended = new ArrayList<>();
        window.settle(ended, () -> {
            ended.addAll(atKpl.expire(now));
            if (!ended.isEmpty()) {
                suspect(atKpl.reason());
            }
            atKpl.outage(window.inFlight() > 0, now).ifPresent(sentence -> {
                ended.addAll(atKpl.endAll(now, sentence));
                window.die(sentence, new TimeoutException(sentence));
            });
        });
    }

    // Answers

    /** Returns what waits for the answer of a click that is handed over. */
    FutureCallback<UserRecordResult> answerOf(KplClick click) {
        return new FutureCallback<>() {
            @Override
            public void onSuccess(@Nullable UserRecordResult result) {
                settle(click, () -> Answer.of(click.click(), Objects.requireNonNull(result)), null);
            }

            @Override
            public void onFailure(Throwable failure) {
                settle(click, () -> Answer.of(click.click(), failure), failure);
            }
        };
    }

    private void settle(KplClick click, Supplier<Answer> told, @Nullable Throwable failure) {
        Answer answer;
        boolean reached;
        try {
            answer = told.get();
            reached = failure == null || Answer.isFromKinesis(failure);
        } catch (Throwable e) {
            window.crash(e, List.of(click));
            return;
        }
        window.settle(List.of(click), () -> {
            if (click.decide(answer.receipt())) {
                noteReach(click, reached);
                learn(answer, failure);
            }
        });
    }

    private void noteReach(KplClick click, boolean reached) {
        if (reached) {
            atKpl.noteAnswer();
        } else {
            atKpl.noteSilence(click);
        }
    }

    private void learn(Answer answer, @Nullable Throwable failure) {
        if (answer.receipt() instanceof Receipt.Delivered && !confirmed) {
            confirm(true);
        } else if (answer.receipt() instanceof Receipt.Unconfirmed lost
                && answer.consequence() == Consequence.PROCESS_GONE) {
            suspect(lost.reason());
        } else if (answer.receipt() instanceof Receipt.Failed failed
                && answer.consequence() == Consequence.DEAD
                && failure != null) {
            window.die(failed.reason(), failure);
        }
    }

    private void change(Runnable change) {
        lock.lock();
        try {
            change.run();
        } finally {
            lock.unlock();
        }
    }
}
