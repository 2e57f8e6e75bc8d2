package io.csgen.sink.kpl;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import io.csgen.config.Key;
import io.csgen.sink.FailureText;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.kinesis.producer.DaemonException;
import software.amazon.kinesis.producer.IKinesisProducer;
import software.amazon.kinesis.producer.UserRecordResult;

/**
 * The thread that hands clicks to the KPL, and nobody else does. While the native process is suspected to be
 * gone, clicks wait here, and are neither lost nor unconfirmed. Safe for concurrent use; none of the methods
 * waits for the KPL.
 */
final class Handover {
    private static final Logger LOGGER = LoggerFactory.getLogger(Handover.class);
    private static final int PULSES = 6;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long FLUSH_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long STOP_MILLIS = 1_000;

    /** What the thread does next. */
    private enum Task {
        HAND_OVER,
        FLUSH,
        EXPIRE,
        REVIVE,
        FAIL,
        STOP
    }

    private final KplSink sink;
    private final IKinesisProducer producer;
    private final String stream;
    private final Runnable endProcess;
    private final Duration restartTimeout;
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();

    // All below: guarded by lock.
    private final Deque<InFlightClick> waiting = new ArrayDeque<>();
    private int flushes;
    private @Nullable String suspicion;
    private @Nullable String sentence;
    private boolean stopped;

    // Confined to the thread.
    private long nextFlush = System.nanoTime();
    private long nextCheck = System.nanoTime() + CHECK_NANOS;

    /**
     * Starts the thread.
     *
     * @param endProcess ends the native process at once, if it is there
     * @param restartTimeout how long a new one may take until it answers
     */
    Handover(KplSink sink, IKinesisProducer producer, String stream, Runnable endProcess, Duration restartTimeout) {
        this.sink = sink;
        this.producer = producer;
        this.stream = stream;
        this.endProcess = endProcess;
        this.restartTimeout = restartTimeout;
        thread = new Thread(this::run, "csgen-kpl-" + stream);
        thread.setDaemon(true);
        thread.start();
    }

    void add(InFlightClick click) {
        change(() -> waiting.addLast(click));
    }

    /** Asks the KPL to send what it has, again and again, until as many calls of {@link #endFlush}. */
    void beginFlush() {
        change(() -> flushes++);
    }

    void endFlush() {
        change(() -> flushes--);
    }

    /** Hands nothing over before the native process has shown that it lives. */
    void suspect(String reason) {
        change(() -> suspicion = reason);
    }

    /** Fails what has not been handed over, now and later. */
    void condemn(String reason) {
        change(() -> sentence = reason);
    }

    /** Ends the thread; returns whether the caller was interrupted while waiting for that. */
    boolean stop() {
        change(() -> stopped = true);
        try {
            if (Thread.currentThread() != thread) {
                thread.join(STOP_MILLIS);
            }
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }

    private void change(Runnable change) {
        lock.lock();
        try {
            change.run();
            work.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        for (Task task = next(); task != Task.STOP; task = next()) {
            Thread.interrupted(); // the KPL would end its process for that
            try {
                perform(task);
            } catch (RuntimeException | Error e) {
                sink.die(FailureText.of(e), e); // this thread must go on, as all receipts depend on it
            }
        }
    }

    private void perform(Task task) {
        switch (task) {
            case HAND_OVER -> handOver();
            case FLUSH -> flush();
            case EXPIRE -> expire();
            case REVIVE -> revive();
            default -> fail();
        }
    }

    /** Waits for something to do. */
    private Task next() {
        lock.lock();
        try {
            while (true) {
                long now = System.nanoTime();
                if (stopped) {
                    return Task.STOP;
                } else if (now - nextCheck >= 0) {
                    return Task.EXPIRE;
                } else if (sentence != null && !waiting.isEmpty()) {
                    return Task.FAIL;
                } else if (sentence == null && suspicion != null) {
                    return Task.REVIVE;
                } else if (!waiting.isEmpty()) {
                    return Task.HAND_OVER;
                } else if (flushes > 0 && sentence == null && now - nextFlush >= 0) {
                    return Task.FLUSH;
                }
                awaitChange(flushes > 0 ? Math.min(nextFlush - now, nextCheck - now) : nextCheck - now);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits for a change of what is guarded by the lock; a stranger's interruption changes nothing. */
    private void awaitChange(long nanos) {
        try {
            work.awaitNanos(Math.max(nanos, 0));
        } catch (InterruptedException e) {
            LOGGER.debug("{} goes on after an interruption", sink, e);
        }
    }

    private void handOver() {
        InFlightClick click = poll();
        if (!sink.handOver(click, System.nanoTime())) {
            return;
        }
        try {
            ListenableFuture<UserRecordResult> answer =
                    producer.addUserRecord(stream, click.key, ByteBuffer.wrap(click.data));
            Futures.addCallback(answer, sink.answerOf(click), MoreExecutors.directExecutor());
        } catch (DaemonException e) {
            sink.takeBack(click);
            change(() -> waiting.addFirst(click));
            suspect(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOGGER.warn("{} could not hand over a click: {}", sink, click.click.id(), e);
            sink.takeBack(click);
            sink.fail(List.of(click), Answer.refusalOf(e));
        } catch (Error e) {
            sink.lose(click, e);
        }
    }

    private InFlightClick poll() {
        lock.lock();
        try {
            return waiting.removeFirst();
        } finally {
            lock.unlock();
        }
    }

    private void flush() {
        nextFlush = System.nanoTime() + FLUSH_NANOS;
        try {
            producer.flush(stream);
        } catch (DaemonException e) {
            suspect(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOGGER.debug("{} could not flush", sink, e); // the KPL sends by itself
        }
    }

    private void expire() {
        long now = System.nanoTime();
        nextCheck = now + CHECK_NANOS;
        sink.expire(now);
    }

    private void fail() {
        List<InFlightClick> rest;
        String reason;
        lock.lock();
        try {
            rest = List.copyOf(waiting);
            waiting.clear();
            reason = String.valueOf(sentence);
        } finally {
            lock.unlock();
        }
        sink.fail(rest, reason);
    }

    /** Waits until the native process answers, ends one that is silent, and gives up after some time. */
    private void revive() {
        long end = System.nanoTime() + restartTimeout.toNanos();
        String trouble = takeSuspicion();
        LOGGER.warn("{} waits: {}", sink, trouble);
        boolean ended = false;
        while (true) {
            pause(); // the KPL needs a moment to start a new one
            Pulse pulse = Pulse.feel(producer, () -> change(() -> {}));
            boolean told = await(pulse, ended ? end - System.nanoTime() : restartTimeout.toNanos() / PULSES);
            if (isStopped()) {
                return;
            } else if (told && pulse.problem() == null) {
                takeSuspicion(); // clicks of the same process came back meanwhile
                LOGGER.info("{} goes on", sink);
                return;
            } else if (!told && !ended) {
                ended = true;
                trouble = "it does not answer";
                endProcess.run();
                told = await(pulse, end - System.nanoTime()); // it ends with its process
            }
            trouble = told ? String.valueOf(pulse.problem()) : trouble;
            if (end - System.nanoTime() <= 0) {
                String limit = Key.write(restartTimeout);
                Throwable cause = pulse.cause() == null ? new TimeoutException(trouble) : pulse.cause();
                sink.die("the native process of the KPL did not come back within " + limit + ": " + trouble, cause);
                return;
            }
        }
    }

    private String takeSuspicion() {
        lock.lock();
        try {
            String taken = String.valueOf(suspicion);
            suspicion = null;
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private boolean isStopped() {
        lock.lock();
        try {
            return stopped;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until a pulse is known, for a limited time; clicks expire meanwhile. */
    private boolean await(Pulse pulse, long nanos) {
        long end = System.nanoTime() + nanos;
        while (true) {
            expire();
            lock.lock();
            try {
                long left = end - System.nanoTime();
                if (stopped || pulse.isKnown() || left <= 0) {
                    return pulse.isKnown();
                }
                awaitChange(Math.min(left, CHECK_NANOS));
            } finally {
                lock.unlock();
            }
        }
    }

    private void pause() {
        long end = System.nanoTime() + PAUSE_NANOS;
        lock.lock();
        try {
            for (long left = PAUSE_NANOS; left > 0 && !stopped; left = end - System.nanoTime()) {
                awaitChange(left);
            }
        } finally {
            lock.unlock();
        }
    }
}
