package io.csgen.sink.kinesis;

import io.csgen.click.Click;
import io.csgen.config.Key;
import io.csgen.config.Problems;
import io.csgen.sink.ClickSink;
import io.csgen.sink.FailureText;
import io.csgen.sink.ReceiptListener;
import io.csgen.sink.SinkException;
import io.csgen.sink.kinesis.Failure.Verdict;
import io.csgen.sink.kinesis.Judgement.Stray;
import io.csgen.sink.kinesis.KinesisSinkConfig.Aggregation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;

/**
 * Puts clicks into an Amazon Kinesis data stream with PutRecords, one record each or many in one. Safe for
 * concurrent use. Open one with your own client, or by settings with {@code sink=kinesis}:
 *
 * <pre>{@code
 * try (KinesisSink sink = KinesisSink.open(client, KinesisSinkConfig.of("clicks", encoder))) {
 *     sink.send(click, receipt -> count(receipt));
 * }
 * }</pre>
 *
 * <p><b>Batches.</b> A request goes out when it is full by count or bytes, when its oldest click has
 * waited long enough, or at once while a flush waits, or when as many clicks as allowed are in flight
 * and no request is.
 *
 * <p><b>Order.</b> Several requests run side by side, but never two with the same partition key. So
 * clicks with equal key from one thread arrive in order. A click that is tried again is overtaken only
 * by clicks of its own request; later clicks of the key wait for it. In {@linkplain
 * KinesisSinkConfig.Ordering#STRICT strict} order not even those overtake it.
 *
 * <p><b>Kinesis shards.</b> The sink asks for them ({@code kinesis:ListShards}) with the first click,
 * every minute, and when a record lands in an unexpected one. Each has its own pace, which is learnt
 * from what it refuses, so a hot one holds back nothing but its own clicks, until all clicks allowed in
 * flight are its own. Without that permission the sink works, but less evenly; with {@linkplain
 * KinesisSinkConfig.Aggregation#ON aggregation} it must have it.
 *
 * <p><b>Failure.</b> Only what failed is sent again, after a random pause of at most {@code
 * backoffBase} that doubles up to {@code backoffCap} while nothing succeeds, within a budget of attempts
 * and time. Throttling, failures of the service and lost connections are transient; an answer such as "no
 * such stream" or "access denied" ends the sink. A click is {@link io.csgen.sink.Receipt.Unconfirmed} if
 * one of its attempts had no clear answer, and its reason tells whether the answer came too late or the
 * connection was lost. The position of a delivered click is {@code SHARD/SEQUENCE-NUMBER}, followed by
 * {@code /INDEX} from 0 where it shares a record.
 *
 * <p><b>Resharding.</b> An aggregate that is on its way while its Kinesis shard is split lands in one that
 * is not for all its clicks, and the Kinesis Client Library would drop them; they are sent again before
 * they get a receipt, with one attempt more.
 *
 * <p>Listeners run on the client's threads, mostly; they must not wait for this sink. A client that is
 * passed in should not retry by itself: its retries count as one attempt here.
 */
public final class KinesisSink implements ClickSink {
    private static final Logger LOGGER = LoggerFactory.getLogger(KinesisSink.class);
    /** What listeners that are still at work get when the time for draining is over. */
    private static final Duration LAST_RECEIPTS = Duration.ofSeconds(1);

    /** How much longer than a request may take the client may need to say so. */
    private static final Duration SLACK = Duration.ofSeconds(5);

    private static final String NOT_SENT = "not sent before the sink was closed";
    private static final String NO_ANSWER = "no answer when the sink was closed";
    private static final long NANOS_BETWEEN_WARNINGS = TimeUnit.MINUTES.toNanos(1);
    private static final long NANOS_BETWEEN_LISTINGS = TimeUnit.MILLISECONDS.toNanos(500);

    private final KinesisAsyncClient client;
    private final KinesisSinkConfig config;
    private final Timer timer;
    private final Runnable afterClose;
    private final List<KinesisSinkListener> metrics = new CopyOnWriteArrayList<>();
    private final RecordWriter records;
    private final ShardWatch watch;

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
    private long accepted;
    private @Nullable Long alarmAt;
    private final List<Stray> strays = new ArrayList<>();
    private boolean listing;
    private boolean mapIsOld;
    private long listAt;
    private @Nullable Long listingFailsSince;
    private long nextWarningAt;
    private @Nullable Long lostSince;
    private boolean watchingOver;

    KinesisSink(KinesisAsyncClient client, KinesisSinkConfig config, Timer timer, Runnable afterClose) {
        this(client, config, request -> {}, timer, afterClose);
    }

    KinesisSink(
            KinesisAsyncClient client,
            KinesisSinkConfig config,
            KinesisSinkListener metrics,
            Timer timer,
            Runnable afterClose) {
        this.client = client;
        this.config = config;
        this.metrics.add(metrics);
        this.timer = timer;
        this.afterClose = afterClose;
        records = new RecordWriter(config);
        watch = new ShardWatch(client, config.streamName(), config.requestTimeout());
        mapIsOld = config.aggregation() == Aggregation.ON;
        listAt = timer.nanoTime();
        retries = Retries.of(config);
        lanes = new Lanes(config, timer.nanoTime());
        nextWarningAt = timer.nanoTime();
        LOGGER.info("{} is open", this);
    }

    /**
     * Opens a sink on a client, which stays open when the sink is closed. Does not talk to Kinesis yet.
     */
    public static KinesisSink open(KinesisAsyncClient client, KinesisSinkConfig config) {
        return open(client, config, request -> {});
    }

    /** Opens a sink as {@link #open(KinesisAsyncClient, KinesisSinkConfig)} does, with a listener for metrics. */
    public static KinesisSink open(KinesisAsyncClient client, KinesisSinkConfig config, KinesisSinkListener listener) {
        return new KinesisSink(client, config, listener, Timer.forStream(config.streamName()), () -> {});
    }

    /** Adds a listener for metrics, such as to a sink that was opened by settings; it is told of the next answers. */
    public void addListener(KinesisSinkListener listener) {
        metrics.add(listener);
    }

    @Override
    public void send(Click click, ReceiptListener listener) throws InterruptedException {
        InFlightClick written = records.write(click, listener);
        boolean mayBeDue;
        lock.lock();
        try {
            requireUsable();
            while (inFlight >= config.maxInFlightClicks()) {
                room.await();
                requireUsable();
            }
            long now = timer.nanoTime();
            written.dueNanos = now + config.maxBatchAge().toNanos();
            written.watermark = watermark;
            watermark.accepted();
            accepted++;
            inFlight++;
            boolean filled = lanes.add(written, now);
            mayBeDue = filled || isEager() || alarmAt == null || alarmAt - written.dueNanos > 0;
        } finally {
            lock.unlock();
        }
        if (mayBeDue) {
            dispatch();
        }
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
        boolean interrupted = false;
        try {
            dispatch();
            interrupted = awaitReceipts(config.drainTimeout());
            giveUpRest();
            // A thread that took its receipts before may still be giving them.
            interrupted |= awaitReceipts(LAST_RECEIPTS);
        } finally {
            release(timer::close);
            release(afterClose);
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

    private void release(Runnable closing) {
        try {
            closing.run();
        } catch (RuntimeException | Error e) {
            LOGGER.warn("{} could not let go of all it holds", this, e);
        }
    }

    String streamName() {
        return config.streamName();
    }

    /** Returns how many clicks were accepted and have no receipt yet. */
    int inFlight() {
        lock.lock();
        try {
            return inFlight;
        } finally {
            lock.unlock();
        }
    }

    /** Returns the pace of a Kinesis shard as a part of its documented rate; not a number where it has none now. */
    double pace(String shardId) {
        lock.lock();
        try {
            return lanes.pace(shardId);
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return finished;
        } finally {
            lock.unlock();
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
        try {
            if (isListingDue()) {
                listShards();
            }
            for (Request request = nextRequest(); request != null; request = nextRequest()) {
                Request started = request;
                request.start(client, config).whenComplete((response, error) -> settle(started, response, error));
            }
        } catch (RuntimeException | Error e) {
            signal(collapse(e, List.of()));
        }
    }

    /** Ends the sink where the program itself is at fault; returns the clicks that this ends, no matter where they were. */
    private List<InFlightClick> collapse(Throwable error, List<InFlightClick> sent) {
        lock.lock();
        try {
            Set<InFlightClick> all = new LinkedHashSet<>(sent);
            requests.stream()
                    .filter(request -> !request.isStarted())
                    .forEach(request -> all.addAll(request.allClicks()));
            requests.removeIf(request -> !request.isStarted());
            all.forEach(click -> click.maybeWritten = true);
            all.addAll(die(FailureText.of(error), error));
            all.addAll(endWaiting(FailureText.of(error)));
            all.stream().filter(click -> click.receipt == null).forEach(click -> click.giveUp(FailureText.of(error)));
            return List.copyOf(all);
        } finally {
            lock.unlock();
        }
    }

    private void listShards() {
        boolean interrupted = Thread.interrupted(); // that is no reason for the request to fail
        watch.list().whenComplete(this::learnShards);
        if (interrupted) {
            Thread.currentThread().interrupt();
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
            List<StreamRecord> taken = lanes.take(now, isEager());
            if (taken.isEmpty()) {
                lanes.nextDue(now, isEager()).ifPresent(delay -> setAlarm(now + delay, delay));
                return null;
            }
            Request request = new Request(taken, now);
            requests.add(request);
            watchOver(config.requestTimeout().plus(SLACK).toNanos());
            return request;
        } finally {
            lock.unlock();
        }
    }

    /** Makes sure that requests end even where the client loses one. */
    private void watchOver(long delay) {
        if (!watchingOver) {
            watchingOver = true;
            timer.schedule(delay, this::endOverdue);
        }
    }

    private void endOverdue() {
        List<Request> overdue;
        lock.lock();
        try {
            watchingOver = false;
            long limit = config.requestTimeout().plus(SLACK).toNanos();
            long now = timer.nanoTime();
            overdue = requests.stream()
                    .filter(request -> now - request.startedAt >= limit)
                    .toList();
            requests.stream()
                    .mapToLong(request -> limit - (now - request.startedAt))
                    .filter(left -> left > 0)
                    .min()
                    .ifPresent(this::watchOver);
        } finally {
            lock.unlock();
        }
        overdue.forEach(Request::expire);
    }

    /** Returns whether nothing is gained by waiting for fuller requests. */
    private boolean isEager() {
        // At the bound the next answer makes room; only without any request would nothing ever come.
        return closed || flushes > 0 || inFlight >= config.maxInFlightClicks() && requests.isEmpty();
    }

    /** Returns whether to ask for the Kinesis shards now; or sets the alarm for it where that is urgent. */
    private boolean isListingDue() {
        lock.lock();
        try {
            long delay = listAt - timer.nanoTime();
            if (listing || inFlight == 0 || dead != null) {
                return false;
            }
            if (delay > 0) {
                if (mapIsOld) {
                    setAlarm(listAt, delay);
                }
                return false;
            }
            listing = true;
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void learnShards(@Nullable ShardMap map, @Nullable Throwable error) {
        List<InFlightClick> ended;
        lock.lock();
        try {
            listing = false;
            long now = timer.nanoTime();
            if (finished) {
                return;
            }
            ended = map == null ? missShards(Failure.unwrap(error), now) : renewShards(map, now);
        } catch (RuntimeException | Error e) {
            ended = collapse(e, List.of());
        } finally {
            lock.unlock();
        }
        signal(ended);
        dispatch();
    }

    private List<InFlightClick> renewShards(ShardMap map, long now) {
        if (!map.open().equals(lanes.map().open())) {
            LOGGER.info("{} has {} open Kinesis shards", this, map.open().size());
        }
        lostSince = null;
        lanes.renew(map, now);
        mapIsOld = false;
        listingFailsSince = null;
        listAt = now + ShardWatch.MAX_AGE.toNanos();
        Judgement judgement = Judgement.ofStrays(strays, map, retries, now);
        strays.clear();
        lanes.putBack(judgement.again);
        return judgement.ended;
    }

    /** Goes on without the Kinesis shards; returns the clicks that this ends, as those of aggregates cannot do without. */
    private List<InFlightClick> missShards(@Nullable Throwable error, long now) {
        Failure failure = Failure.of(error);
        String reason = "no list of Kinesis shards: " + failure.reason();
        if (!mapIsOld || config.aggregation() == Aggregation.OFF) {
            if (listingFailsSince == null) {
                LOGGER.info("{} goes on with {}", this, reason);
                listingFailsSince = now;
            }
            listAt = now + ShardWatch.MAX_AGE.toNanos();
            return List.of();
        }
        listingFailsSince = listingFailsSince == null ? (Long) now : listingFailsSince;
        listAt = now + NANOS_BETWEEN_LISTINGS;
        if (failure.verdict() == Verdict.DEAD && error instanceof AwsServiceException) {
            return die(reason, error);
        }
        noteLoss(failure, now, now);
        warn(reason, now);
        return now - listingFailsSince > config.retryBudget().toNanos() ? endWaiting(reason) : List.of();
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
        KinesisRequest told = null;
        lock.lock();
        try {
            if (!requests.remove(request)) {
                return; // its clicks have their receipts
            }
            lanes.release(request.lanes());
            long now = timer.nanoTime();
            Judgement judgement = Judgement.of(request, response, error, retries, now);
            lanes.putBack(judgement.again);
            strays.addAll(judgement.strays);
            ended = judgement.ended;
            told = judgement.describe(request, inFlight, accepted);
            noteLoss(judgement.failure, request.startedAt, now);
            if (judgement.failure != null) {
                ended.addAll(react(judgement.failure, error, now));
            } else if (judgement.mapIsOld) {
                noteOldMap(now);
            }
            if (dead != null) {
                ended.addAll(endWaiting(Judgement.ASTRAY)); // the Kinesis shards are not asked for any more
            }
        } catch (RuntimeException | Error e) {
            ended = collapse(e, request.allClicks());
        } finally {
            lock.unlock();
        }
        if (told != null) {
            tell(told);
        }
        signal(ended);
        dispatch();
    }

    /** Takes note of whether Kinesis can be reached, and ends the sink when it could not be for long. */
    private void noteLoss(@Nullable Failure failure, long since, long now) {
        if (failure == null || failure.verdict() != Verdict.TRANSIENT) {
            lostSince = null;
        } else if (lostSince == null && config.giveUpAfter().isPresent()) {
            lostSince = since;
            long end = since + config.giveUpAfter().get().toNanos();
            timer.schedule(Math.max(end - now, 0), () -> giveUpEndpoint(since, failure.reason()));
        }
    }

    private void giveUpEndpoint(long since, String reason) {
        List<InFlightClick> ended = new ArrayList<>();
        List<Request> unanswered = List.of();
        lock.lock();
        try {
            if (lostSince == null || lostSince != since || dead != null || closed) {
                return;
            }
            if (inFlight == 0) {
                lostSince = null; // nobody has asked since
                return;
            }
            String limit = Key.write(config.giveUpAfter().orElseThrow());
            String sentence = "Kinesis was out of reach for " + limit + ": " + reason;
            ended.addAll(die(sentence, new TimeoutException(sentence)));
            unanswered = takeUnanswered(ended, sentence);
        } finally {
            lock.unlock();
        }
        signal(ended);
        cancel(unanswered);
    }

    private void noteOldMap(long now) {
        if (!mapIsOld) {
            mapIsOld = true;
            // What was listed a moment ago may still be what Kinesis says now.
            long lastListedAt = listAt - ShardWatch.MAX_AGE.toNanos();
            listAt = Math.max(lastListedAt + NANOS_BETWEEN_LISTINGS - now, 0) + now;
        }
    }

    private void tell(KinesisRequest request) {
        for (KinesisSinkListener listener : metrics) {
            try {
                listener.answered(request);
            } catch (RuntimeException | Error e) {
                LOGGER.warn("a listener for metrics of {} failed, which changes nothing else", this, e);
            }
        }
    }

    /** Reacts to the failure of a whole request; returns the waiting clicks that it ends, too. */
    private List<InFlightClick> react(Failure failure, @Nullable Throwable error, long now) {
        if (failure.verdict() == Verdict.DEAD) {
            return die(failure.reason(), Failure.unwrap(error));
        }
        if (failure.mayPass()) {
            warn(failure.reason(), now);
        }
        return List.of();
    }

    private List<InFlightClick> die(String reason, @Nullable Throwable error) {
        if (dead != null) {
            return List.of();
        }
        dead = new SinkException(this + " takes no more clicks: " + reason, error);
        retries = Retries.NONE;
        LOGGER.error("{}", dead.getMessage());
        room.signalAll();
        return endWaiting(reason);
    }

    private List<InFlightClick> endWaiting(String reason) {
        List<InFlightClick> waiting = lanes.clear();
        waiting.addAll(takeStrays());
        waiting.forEach(click -> click.giveUp(reason));
        return waiting;
    }

    private List<InFlightClick> takeStrays() {
        List<InFlightClick> clicks = new ArrayList<>();
        strays.forEach(stray -> clicks.addAll(stray.record().clicks()));
        clicks.forEach(click -> click.maybeWritten = true);
        strays.clear();
        return clicks;
    }

    private void warn(String reason, long now) {
        if (nextWarningAt - now <= 0) {
            nextWarningAt = now + NANOS_BETWEEN_WARNINGS;
            LOGGER.warn("{} tries again: {}", this, reason);
        }
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
        AtomicBoolean over = new AtomicBoolean();
        if (!limit.isZero()) {
            callBack(limit, over);
        }
        lock.lock();
        try {
            while (inFlight > 0 && !over.get() && !limit.isZero()) {
                try {
                    receipted.await();
                } catch (InterruptedException e) {
                    interrupted = true; // closing takes as long as it takes, up to the limit
                }
            }
            return interrupted;
        } finally {
            lock.unlock();
        }
    }

    private void callBack(Duration limit, AtomicBoolean over) {
        try {
            timer.schedule(limit.toNanos(), () -> {
                lock.lock();
                try {
                    over.set(true);
                    receipted.signalAll();
                } finally {
                    lock.unlock();
                }
            });
        } catch (RuntimeException | Error e) {
            over.set(true); // closing must not depend on it
            LOGGER.warn("{} cannot wait for receipts", this, e);
        }
    }

    /** Gives up what has no receipt when the sink is closed. */
    private void giveUpRest() {
        List<InFlightClick> rest = new ArrayList<>();
        List<Request> unanswered;
        lock.lock();
        try {
            rest.addAll(lanes.clear());
            rest.forEach(click -> click.giveUp(click.trouble == null ? NOT_SENT : click.trouble));
            unanswered = takeUnanswered(rest, NO_ANSWER);
            List<InFlightClick> astray = takeStrays();
            astray.forEach(click -> click.giveUp(Judgement.ASTRAY));
            rest.addAll(astray);
        } finally {
            lock.unlock();
        }
        signal(rest);
        cancel(unanswered);
    }

    /** Takes the requests under way from the client; nobody knows what becomes of their clicks, which end. */
    private List<Request> takeUnanswered(List<InFlightClick> ended, String reason) {
        List<Request> unanswered = List.copyOf(requests);
        requests.clear();
        for (Request request : unanswered) {
            lanes.release(request.lanes());
            for (InFlightClick click : request.allClicks()) {
                click.maybeWritten = true;
                click.giveUp(reason);
                ended.add(click);
            }
        }
        return unanswered;
    }

    private void cancel(List<Request> unanswered) {
        unanswered.forEach(request -> release(request::cancel));
    }
}
