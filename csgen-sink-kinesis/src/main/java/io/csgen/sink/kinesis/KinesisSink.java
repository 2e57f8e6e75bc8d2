package io.csgen.sink.kinesis;

import io.csgen.click.Click;
import io.csgen.config.Problems;
import io.csgen.sink.ClickSink;
import io.csgen.sink.ReceiptListener;
import io.csgen.sink.SinkException;
import io.csgen.sink.kinesis.Failure.Verdict;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;

/**
 * Puts clicks into an Amazon Kinesis data stream, one record each, with PutRecords. Safe for
 * concurrent use. Open one with your own client, or by settings with {@code sink=kinesis}:
 *
 * <pre>{@code
 * try (KinesisSink sink = KinesisSink.open(client, KinesisSinkConfig.of("clicks", encoder))) {
 *     sink.send(click, receipt -> count(receipt));
 * }
 * }</pre>
 *
 * <p><b>Batches.</b> A request goes out when it is full by count or bytes, when its oldest click has
 * waited long enough, or at once while a flush waits or as many clicks as allowed are in flight.
 *
 * <p><b>Order.</b> Several requests run side by side, but never two with the same partition key. So
 * clicks with equal key from one thread arrive in order. A click that is tried again is overtaken only
 * by clicks of its own request; later clicks of the key wait for it.
 *
 * <p><b>Failure.</b> Only what failed is sent again, after a random pause of at most {@code
 * backoffBase} that doubles up to {@code backoffCap}, within a budget of attempts and time. Throttling,
 * failures of the service and lost connections are transient; an answer such as "no such stream" or
 * "access denied" ends the sink. A click is {@link io.csgen.sink.Receipt.Unconfirmed} if one of its
 * attempts had no clear answer. The position of a delivered click is {@code SHARD/SEQUENCE-NUMBER}.
 *
 * <p>Listeners run on the client's threads, mostly; they must not wait for this sink. A client that is
 * passed in should not retry by itself: its retries count as one attempt here.
 */
public final class KinesisSink implements ClickSink {
    private static final Logger LOGGER = LoggerFactory.getLogger(KinesisSink.class);
    private static final Duration LISTENER_TIMEOUT = Duration.ofSeconds(10);
    private static final long NANOS_BETWEEN_WARNINGS = TimeUnit.MINUTES.toNanos(1);

    private final KinesisAsyncClient client;
    private final KinesisSinkConfig config;
    private final Timer timer;
    private final Runnable afterClose;
    private final RecordWriter records;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final Condition receipted = lock.newCondition();

    // All below: guarded by lock.
    private final Lanes lanes;
    private final Set<Request> requests = new HashSet<>();
    private Watermark watermark = new Watermark(null);
    private Retries retries;
    private int inFlight;
    private int flushes;
    private boolean closed;
    private boolean finished;
    private @Nullable SinkException dead;
    private @Nullable Long alarmAt;
    private long nextWarningAt;

    KinesisSink(KinesisAsyncClient client, KinesisSinkConfig config, Timer timer, Runnable afterClose) {
        this.client = client;
        this.config = config;
        this.timer = timer;
        this.afterClose = afterClose;
        records = new RecordWriter(config);
        retries = Retries.of(config);
        lanes = new Lanes(config, timer.nanoTime());
        nextWarningAt = timer.nanoTime();
        LOGGER.info("{} is open", this);
    }

    /**
     * Opens a sink on a client, which stays open when the sink is closed. Does not talk to Kinesis yet.
     */
    public static KinesisSink open(KinesisAsyncClient client, KinesisSinkConfig config) {
        return new KinesisSink(client, config, Timer.forStream(config.streamName()), () -> {});
    }

    @Override
    public void send(Click click, ReceiptListener listener) throws InterruptedException {
        InFlightClick accepted = records.write(click, listener);
        lock.lock();
        try {
            requireUsable();
            while (inFlight >= config.maxInFlightClicks()) {
                room.await();
                requireUsable();
            }
            accepted.dueNanos = timer.nanoTime() + config.maxBatchAge().toNanos();
            accepted.watermark = watermark;
            watermark.accepted();
            inFlight++;
            lanes.add(accepted);
        } finally {
            lock.unlock();
        }
        dispatch();
    }

    @Override
    public void flush() throws InterruptedException {
        Watermark mine;
        lock.lock();
        try {
            requireOpen("flush");
            mine = watermark;
            watermark = new Watermark(mine);
            flushes++;
        } finally {
            lock.unlock();
        }
        dispatch();
        lock.lock();
        try {
            while (!mine.isReached()) {
                receipted.await();
            }
        } finally {
            flushes--;
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
        dispatch();
        boolean interrupted = awaitReceipts(config.drainTimeout());
        abandonRest();
        // A thread that took its receipts before may still be giving them.
        interrupted |= awaitReceipts(LISTENER_TIMEOUT);
        timer.close();
        afterClose.run();
        lock.lock();
        try {
            finished = true;
            receipted.signalAll();
        } finally {
            lock.unlock();
        }
        LOGGER.info("{} is closed", this);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns the name used in messages: {@code Kinesis stream} and the name of the stream. */
    @Override
    public String toString() {
        return "Kinesis stream " + config.streamName();
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

    /** Starts requests while any is due. Never under the lock: the client may answer at once. */
    private void dispatch() {
        for (Request request = nextRequest(); request != null; request = nextRequest()) {
            Request started = request;
            request.start(client, config).whenComplete((response, error) -> settle(started, response, error));
        }
    }

    /** Returns a request that is due and may start now; or sets the alarm for the next one. */
    private @Nullable Request nextRequest() {
        lock.lock();
        try {
            if (requests.size() >= config.maxRequestsInFlight()) {
                return null; // the next answer asks again
            }
            long now = timer.nanoTime();
            boolean eager = closed || flushes > 0 || inFlight >= config.maxInFlightClicks();
            List<InFlightClick> clicks = lanes.take(now, eager);
            if (clicks.isEmpty()) {
                lanes.nextDue(now, eager).ifPresent(delay -> setAlarm(now + delay, delay));
                return null;
            }
            clicks.forEach(click -> click.attemptAt(now));
            Request request = new Request(clicks);
            requests.add(request);
            return request;
        } finally {
            lock.unlock();
        }
    }

    private void setAlarm(long at, long delay) {
        if (alarmAt == null || alarmAt - at > 0) {
            alarmAt = at;
            timer.schedule(delay, () -> ring(at));
        }
    }

    private void ring(long at) {
        lock.lock();
        try {
            // An alarm that was set earlier for a later time leaves the one in force alone.
            if (alarmAt != null && alarmAt == at) {
                alarmAt = null;
            }
        } finally {
            lock.unlock();
        }
        dispatch();
    }

    private void settle(Request request, @Nullable PutRecordsResponse response, @Nullable Throwable error) {
        List<InFlightClick> ended;
        lock.lock();
        try {
            if (!requests.remove(request)) {
                return; // close has given the receipts
            }
            lanes.release(request.clicks);
            long now = timer.nanoTime();
            Judgement judgement = Judgement.of(request.clicks, response, error, retries, now);
            lanes.putBack(judgement.again(), judgement.againAt());
            ended = judgement.ended();
            if (judgement.failure() != null) {
                ended.addAll(react(judgement.failure(), error, now));
            }
        } finally {
            lock.unlock();
        }
        signal(ended);
        dispatch();
    }

    /** Reacts to the failure of a whole request; returns the waiting clicks that it ends, too. */
    private List<InFlightClick> react(Failure failure, @Nullable Throwable error, long now) {
        if (failure.verdict() == Verdict.DEAD && dead == null) {
            dead = new SinkException(this + " takes no more clicks: " + failure.reason(), Failure.unwrap(error));
            retries = Retries.NONE;
            LOGGER.error("{}", dead.getMessage());
            room.signalAll();
            List<InFlightClick> waiting = lanes.clear();
            waiting.forEach(click -> click.failed(failure.reason()));
            return waiting;
        }
        if (failure.verdict() == Verdict.TRANSIENT && nextWarningAt - now <= 0) {
            nextWarningAt = now + NANOS_BETWEEN_WARNINGS;
            LOGGER.warn("{} tries again: {}", this, failure.reason());
        }
        return List.of();
    }

    /** Gives receipts, then frees the places of their clicks. Never under the lock: listeners are foreign. */
    private void signal(List<InFlightClick> ended) {
        try {
            ended.forEach(InFlightClick::signal);
        } finally {
            lock.lock();
            try {
                inFlight -= ended.size();
                ended.forEach(InFlightClick::land);
                room.signalAll();
                receipted.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    /** Waits until nothing is in flight, for a limited time; returns whether it was interrupted meanwhile. */
    private boolean awaitReceipts(Duration limit) {
        boolean interrupted = false;
        long end = System.nanoTime() + limit.toNanos();
        lock.lock();
        try {
            for (long left = limit.toNanos(); inFlight > 0 && left > 0; left = end - System.nanoTime()) {
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

    private void abandonRest() {
        List<InFlightClick> rest;
        List<Request> unanswered;
        lock.lock();
        try {
            rest = lanes.clear();
            unanswered = List.copyOf(requests);
            requests.clear();
            unanswered.forEach(request -> rest.addAll(request.clicks));
            rest.forEach(click -> click.unconfirmed("no answer when the sink was closed"));
        } finally {
            lock.unlock();
        }
        signal(rest);
        unanswered.forEach(Request::cancel);
    }
}
