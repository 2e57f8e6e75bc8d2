package io.csgen.sink.kinesis;

import io.csgen.click.Click;
import io.csgen.sink.ClickSink;
import io.csgen.sink.ReceiptListener;
import io.csgen.sink.spi.InFlightWindow;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

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

    private final String streamName;
    private final Duration drainTimeout;
    private final List<KinesisSinkListener> metrics = new CopyOnWriteArrayList<>();
    private final RecordWriter records;
    private final Dispatch dispatch;
    private final InFlightWindow window;
    private final Predicate<KinesisClick> enqueue;

    KinesisSink(KinesisAsyncClient client, KinesisSinkConfig config, Timer timer, Runnable afterClose) {
        this(client, config, request -> {}, timer, afterClose);
    }

    KinesisSink(
            KinesisAsyncClient client,
            KinesisSinkConfig config,
            KinesisSinkListener metrics,
            Timer timer,
            Runnable afterClose) {
        this.metrics.add(metrics);
        streamName = config.streamName();
        drainTimeout = config.get(KinesisSinkConfig.DRAIN_TIMEOUT);
        records = new RecordWriter(config);
        dispatch = new Dispatch(toString(), client, config, timer, this::tell, afterClose);
        window = dispatch.window();
        enqueue = dispatch::add;
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
        window.accept(records.write(click, listener), enqueue);
    }

    @Override
    public void flush() throws InterruptedException {
        window.flush();
    }

    /**
     * {@inheritDoc}
     *
     * <p>An interruption does not shorten this; it is kept. A second call waits for the first to return.
     */
    @Override
    public void close() {
        if (window.close(drainTimeout)) {
            LOGGER.info("{} is closed", this);
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

    String streamName() {
        return streamName;
    }

    /** Returns how many clicks were accepted and have no receipt yet. */
    int inFlight() {
        return locked(window::inFlight);
    }

    /** Returns the pace of a Kinesis shard as a part of its documented rate; not a number where it has none now. */
    double pace(String shardId) {
        return locked(() -> dispatch.pace(shardId));
    }

    boolean isClosed() {
        return locked(window::isClosed);
    }

    private <T> T locked(Supplier<T> value) {
        window.lock().lock();
        try {
            return value.get();
        } finally {
            window.lock().unlock();
        }
    }

    /** Returns the name used in messages: {@code Kinesis stream} and the name of the stream. */
    @Override
    public String toString() {
        return "Kinesis stream " + streamName;
    }
}
