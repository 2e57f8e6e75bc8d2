package io.csgen.sink.kpl;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import com.google.common.util.concurrent.MoreExecutors;
import io.csgen.config.Key;
import io.csgen.sink.kpl.KplDispatch.Need;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.kinesis.producer.DaemonException;
import software.amazon.kinesis.producer.IKinesisProducer;
import software.amazon.kinesis.producer.UserRecordResult;

/**
 * The thread that hands clicks to the KPL, which nobody else does, and sees to it that there is a native process. Starts
 * when it is made, and ends when the sink is closed.
 */
final class KplThread {
    private static final Logger LOGGER = LoggerFactory.getLogger(KplSink.class);
    private static final int PULSES = 6;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
    private static final long CHECK_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long FLUSH_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long STOP_MILLIS = 1_000;

    private final String sink;
    private final KplDispatch dispatch;
    private final ReentrantLock lock;
    private final IKinesisProducer producer;
    private final String stream;
    private final Runnable endProcess;
    private final Duration restartTimeout;
    private final Thread thread;

    // Confined to the thread.
    private long nextFlush = System.nanoTime();
    private long nextCheck = System.nanoTime() + CHECK_NANOS;

    /**
     * Starts the thread.
     *
     * @param sink its name, as it stands in messages
     * @param endProcess ends the native process at once, if it is there
     * @param restartTimeout how long a new one may take until it answers
     */
    KplThread(
            String sink,
            KplDispatch dispatch,
            IKinesisProducer producer,
            String stream,
            Runnable endProcess,
            Duration restartTimeout) {
        this.sink = sink;
        this.dispatch = dispatch;
        this.producer = producer;
        this.stream = stream;
        this.endProcess = endProcess;
        this.restartTimeout = restartTimeout;
        lock = dispatch.window().lock();
        thread = new Thread(this::run, "csgen-kpl-" + stream);
        thread.setDaemon(true);
        thread.start();
    }

    /** Waits for its end for a limited time; keeps an interruption. */
    void join() {
        try {
            if (Thread.currentThread() != thread) {
                thread.join(STOP_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        for (Runnable step = next(); step != null; step = next()) {
            Thread.interrupted(); // the KPL would end its process for that
            try {
                step.run();
            } catch (Throwable e) {
                dispatch.window().crash(e, List.of()); // this thread must go on, as it ends what gets no answer
            }
        }
    }

    /** Waits for something to do; returns null when there will be nothing more. */
    private @Nullable Runnable next() {
        lock.lock();
        try {
            while (!dispatch.isStopped()) {
                long now = System.nanoTime();
                Need need = dispatch.need();
                if (now - nextCheck >= 0) {
                    return this::expire;
                } else if (need == Need.REVIVE) {
                    return this::revive;
                } else if (need == Need.HAND_OVER) {
                    KplClick click = dispatch.take();
                    if (click != null) {
                        return () -> handOver(click);
                    }
                    continue;
                } else if (need == Need.FLUSH && now - nextFlush >= 0) {
                    return this::flush;
                }
                dispatch.awaitChange(need == Need.FLUSH ? Math.min(nextFlush - now, nextCheck - now) : nextCheck - now);
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    private void handOver(KplClick click) {
        try {
            ListenableFuture<UserRecordResult> answer =
                    producer.addUserRecord(stream, click.key, ByteBuffer.wrap(click.data));
            Futures.addCallback(answer, dispatch.answerOf(click), MoreExecutors.directExecutor());
        } catch (DaemonException e) {
            dispatch.putBack(click, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOGGER.warn(
                    "{} could not hand over a click: {}", sink, click.click().id(), e);
            dispatch.refuse(click, Answer.refusalOf(e));
        } catch (Error e) {
            dispatch.window().crash(e, List.of(click));
        }
    }

    private void flush() {
        nextFlush = System.nanoTime() + FLUSH_NANOS;
        try {
            producer.flush(stream);
        } catch (DaemonException e) {
            dispatch.suspectGone(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOGGER.debug("{} could not flush", sink, e); // the KPL sends by itself
        }
    }

    private void expire() {
        long now = System.nanoTime();
        nextCheck = now + CHECK_NANOS;
        dispatch.expire(now);
    }

    /** Waits until the native process answers, ends one that is silent, and gives up after some time. */
    private void revive() {
        long end = System.nanoTime() + restartTimeout.toNanos();
        String trouble = dispatch.takeSuspicion();
        LOGGER.warn("{} waits: {}", sink, trouble);
        boolean ended = false;
        while (true) {
            pause(); // the KPL needs a moment to start a new one
            Pulse pulse = Pulse.feel(producer, dispatch::wake);
            boolean told = await(pulse, ended ? end - System.nanoTime() : restartTimeout.toNanos() / PULSES);
            if (isStopped()) {
                return;
            } else if (told && pulse.problem() == null) {
                dispatch.takeSuspicion(); // clicks of the same process came back meanwhile
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
                dispatch.window()
                        .die("the native process of the KPL did not come back within " + limit + ": " + trouble, cause);
                return;
            }
        }
    }

    private boolean isStopped() {
        lock.lock();
        try {
            return dispatch.isStopped();
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
                if (dispatch.isStopped() || pulse.isKnown() || left <= 0) {
                    return pulse.isKnown();
                }
                dispatch.awaitChange(Math.min(left, CHECK_NANOS));
            } finally {
                lock.unlock();
            }
        }
    }

    private void pause() {
        long end = System.nanoTime() + PAUSE_NANOS;
        lock.lock();
        try {
            for (long left = PAUSE_NANOS; left > 0 && !dispatch.isStopped(); left = end - System.nanoTime()) {
                dispatch.awaitChange(left);
            }
        } finally {
            lock.unlock();
        }
    }
}
