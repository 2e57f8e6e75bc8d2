package io.csgen.sink.kinesis;

import io.csgen.sink.kinesis.stream.Failure;
import io.csgen.sink.kinesis.stream.Failure.Verdict;
import io.csgen.sink.spi.InFlightWindow;
import io.csgen.sink.spi.InFlightWindow.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;

/** Puts the clicks of a sink into requests when they are due, and takes the answers. Safe for concurrent use. */
final class Dispatch implements Transport {
    private static final Logger LOGGER = LoggerFactory.getLogger(KinesisSink.class);

    private static final long NANOS_BETWEEN_WARNINGS = TimeUnit.MINUTES.toNanos(1);

    private final String sink;
    private final KinesisAsyncClient client;
    private final Timer timer;
    private final Consumer<KinesisRequest> metrics;
    private final Runnable afterClose;
    private final String streamName;
    private final Duration requestTimeout;
    private final long maxBatchAgeNanos;
    private final int maxRequests;
    private final InFlightWindow window;
    private final ReentrantLock lock;

    // All below: guarded by the lock of the window.
    private final Lanes lanes;
    private final ShardDirectory shards;
    private final RequestsUnderWay requests;
    private final Outage outage;
    private List<Request> unanswered = List.of();
    private Retries retries;
    private @Nullable Long alarmAt;
    private long nextWarningAt;

    /**
     * Starts with nothing to do.
     *
     * @param sink its name, as it stands in messages
     * @param metrics is told of every answer
     */
    Dispatch(
            String sink,
            KinesisAsyncClient client,
            KinesisSinkConfig config,
            Timer timer,
            Consumer<KinesisRequest> metrics,
            Runnable afterClose) {
        this.sink = sink;
        this.client = client;
        this.timer = timer;
        this.metrics = metrics;
        this.afterClose = afterClose;
        streamName = config.streamName();
        requestTimeout = config.get(KinesisSinkConfig.REQUEST_TIMEOUT);
        maxBatchAgeNanos = config.get(KinesisSinkConfig.MAX_BATCH_AGE).toNanos();
        maxRequests = config.get(KinesisSinkConfig.MAX_REQUESTS_IN_FLIGHT);
        window = new InFlightWindow(sink, config.get(KinesisSinkConfig.MAX_IN_FLIGHT_CLICKS), this);
        lock = window.lock();
        outage = new Outage(timer, config.find(KinesisSinkConfig.GIVE_UP_AFTER), this::giveUpEndpoint);
        requests = new RequestsUnderWay(timer, lock, requestTimeout);
        lanes = new Lanes(config, timer.nanoTime());
        shards = new ShardDirectory(sink, client, config, timer.nanoTime());
        retries = Retries.of(config);
        nextWarningAt = timer.nanoTime();
    }

    InFlightWindow window() {
        return window;
    }

    /** Keeps a click, under the lock; returns whether a request may be due now. */
    boolean add(KinesisClick click) {
        long now = timer.nanoTime();
        click.dueNanos = now + maxBatchAgeNanos;
        boolean filled = lanes.add(click, now);
        return filled || isEager() || alarmAt == null || alarmAt - click.dueNanos > 0;
    }

    /** Returns the pace of a Kinesis shard, under the lock, as {@link Lanes#pace} does. */
    double pace(String shardId) {
        return lanes.pace(shardId);
    }

    @Override
    public void push() {
        try {
            if (beginsListing()) {
                shards.list().whenComplete(this::learnShards);
            }
            for (Request request = nextRequest(); request != null; request = nextRequest()) {
                Request started = request;
                request.start(client, streamName, requestTimeout)
                        .whenComplete((response, error) -> settle(started, response, error));
            }
        } catch (RuntimeException | Error e) {
            window.crash(e, requests.takeUnstarted());
        }
    }

    /** Returns a request that is due and may start now; or sets the alarm for the next one. */
    private @Nullable Request nextRequest() {
        lock.lock();
        try {
            if (window.isDead()) {
                forgetWaiting();
                return null;
            }
            if (requests.count() >= maxRequests) {
                return null; // the next answer asks again
            }
            long now = timer.nanoTime();
            List<StreamRecord> taken = lanes.take(now, isEager());
            if (taken.isEmpty()) {
                lanes.nextDue(now, isEager()).ifPresent(delay -> setAlarm(now + delay, delay));
                return null;
            }
            Request request = new Request(taken, now);
            requests.add(request);
            return request;
        } finally {
            lock.unlock();
        }
    }

    /** Lets go of what the window has decided or will decide. */
    private void forgetWaiting() {
        lanes.clear();
        shards.takeStrays();
    }

    /** Returns whether nothing is gained by waiting for fuller requests. */
    private boolean isEager() {
        // At the bound the next answer makes room; only without any request would nothing ever come.
        return window.isUrgent() || window.isFull() && requests.count() == 0;
    }

    private void setAlarm(long at, long delay) {
        if (alarmAt == null || alarmAt - at > 0) {
            alarmAt = at;
            timer.schedule(delay, () -> ring(at));
        }
    }

    private void ring(long at) {
        // An alarm that was set earlier for a later time leaves the one in force alone.
        window.settle(List.of(), () -> alarmAt = alarmAt != null && alarmAt == at ? null : alarmAt);
    }

    // Answers

    private void settle(Request request, @Nullable PutRecordsResponse response, @Nullable Throwable error) {
        Optional<KinesisRequest> told;
        try {
            told = judge(request, response, error);
        } catch (RuntimeException | Error e) {
            window.crash(e, request.clicks);
            return;
        }
        if (told.isPresent()) {
            metrics.accept(told.get());
            window.settle(request.clicks);
        }
    }

    /** Returns what became of a request, or nothing where its clicks have their receipts. */
    private Optional<KinesisRequest> judge(
            Request request, @Nullable PutRecordsResponse response, @Nullable Throwable error) {
        lock.lock();
        try {
            if (!requests.remove(request)) {
                return Optional.empty();
            }
            lanes.release(request.lanes());
            long now = timer.nanoTime();
            Judgement judgement = Judgement.of(request, response, error, retries, now);
            lanes.putBack(judgement.again);
            shards.addStrays(judgement.strays);
            KinesisRequest told = judgement.describe(request, window.inFlight(), window.accepted());
            Failure failure = judgement.failure;
            outage.note(failure, request.startedAt, now);
            if (failure != null && failure.verdict() == Verdict.DEAD) {
                die(failure.reason(), Objects.requireNonNull(Failure.unwrap(error)));
            } else if (failure != null && failure.mayPass()) {
                warn(failure.reason(), now);
            } else if (failure == null && judgement.mapIsOld) {
                shards.noteOld(now);
            }
            return Optional.of(told);
        } finally {
            lock.unlock();
        }
    }

    private void warn(String reason, long now) {
        if (nextWarningAt - now <= 0) {
            nextWarningAt = now + NANOS_BETWEEN_WARNINGS;
            LOGGER.warn("{} tries again: {}", sink, reason);
        }
    }

    private void die(String reason, Throwable cause) {
        window.die(reason, cause);
        retries = Retries.NONE;
        forgetWaiting();
    }

    // Kinesis shards

    private boolean beginsListing() {
        lock.lock();
        try {
            if (window.inFlight() == 0 || window.isDead()) {
                return false;
            }
            long now = timer.nanoTime();
            shards.nextListing(now).ifPresent(at -> setAlarm(at, at - now));
            return shards.beginsListing(now);
        } finally {
            lock.unlock();
        }
    }

    private void learnShards(@Nullable ShardMap map, @Nullable Throwable error) {
        List<KinesisClick> about = new ArrayList<>();
        window.settle(about, () -> about.addAll(learn(map, error)));
    }

    /** Returns the clicks that this may decide. */
    private List<KinesisClick> learn(@Nullable ShardMap map, @Nullable Throwable error) {
        shards.endListing();
        long now = timer.nanoTime();
        if (window.isClosed()) {
            return List.of();
        }
        if (map == null) {
            return missShards(Objects.requireNonNull(Failure.unwrap(error)), now);
        }
        outage.end();
        return shards.renew(map, lanes, retries, now);
    }

    private List<KinesisClick> missShards(Throwable error, long now) {
        Failure failure = Failure.of(error);
        String reason = "no list of Kinesis shards: " + failure.reason();
        if (shards.goesOnWithout(reason, now)) {
            return List.of();
        }
        if (failure.verdict() == Verdict.DEAD && error instanceof AwsServiceException) {
            die(reason, error);
            return List.of();
        }
        outage.note(failure, now, now);
        warn(reason, now);
        List<KinesisClick> ended = new ArrayList<>();
        if (shards.isOverdue(now)) {
            ended.addAll(lanes.clear());
            ended.addAll(shards.takeStrays());
            ended.forEach(click -> click.failed(reason));
        }
        return ended;
    }

    // The end

    /** Gives up an endpoint that is out of reach, with what is under way. */
    private void giveUpEndpoint(long since, String sentence) {
        List<Request> taken;
        List<KinesisClick> ended = new ArrayList<>();
        lock.lock();
        try {
            if (!outage.lastsSince(since) || window.isDead() || window.isClosing()) {
                return;
            }
            if (window.inFlight() == 0) {
                outage.end(); // nobody has asked since
                return;
            }
            die(sentence, new TimeoutException(sentence));
            taken = requests.takeAll();
            for (Request request : taken) {
                lanes.release(request.lanes());
                request.clicks.forEach(click -> click.unconfirmed(sentence));
                ended.addAll(request.clicks);
            }
        } finally {
            lock.unlock();
        }
        window.settle(ended);
        cancel(taken);
    }

    @Override
    public void after(Duration delay, Runnable task) {
        timer.schedule(delay.toNanos(), task);
    }

    @Override
    public void stop() {
        lock.lock();
        try {
            unanswered = requests.takeAll();
            forgetWaiting();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        cancel(unanswered);
        release(timer::close);
        release(afterClose);
    }

    private void cancel(List<Request> taken) {
        taken.forEach(request -> release(request::cancel));
    }

    private void release(Runnable part) {
        try {
            part.run();
        } catch (RuntimeException | Error e) {
            LOGGER.warn("{} could not let go of all it holds", sink, e);
        }
    }
}
