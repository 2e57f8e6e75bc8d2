package io.csgen.sink.kpl;

import io.csgen.click.Click;
import io.csgen.click.ClickEncoder;
import io.csgen.click.PartitionKey;
import io.csgen.sink.ClickSink;
import io.csgen.sink.Receipt;
import io.csgen.sink.ReceiptListener;
import io.csgen.sink.SinkProvider.SinkSettings;
import io.csgen.sink.kinesis.KinesisSinkConfig;
import io.csgen.sink.spi.InFlightWindow;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.kinesis.producer.IKinesisProducer;

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
 * for longer than {@link KplSinkConfig#ANSWER_TIMEOUT}. After either, no
 * click is handed over before a live process answers, for which the KPL starts a new one by itself; if none
 * does within 30 s, or the stream is missing or may not be written to, the sink
 * takes no more clicks; nor does it where Kinesis is out of reach for {@link KinesisSinkConfig#GIVE_UP_AFTER}. The position of a delivered click is {@code SHARD/SEQUENCE-NUMBER}; clicks that share a
 * record share it.
 *
 * <p>{@code close} takes no longer than the drain timeout and some seconds, whatever the native process does.
 */
public final class KplSink implements ClickSink {
    /** Most clicks in flight until the KPL has reached the stream. */
    static final int FIRST_CLICKS = 1_000;

    private static final Logger LOGGER = LoggerFactory.getLogger(KplSink.class);
    private static final Duration RESTART_TIMEOUT = Duration.ofSeconds(30);

    private final String streamName;
    private final PartitionKey partitionKey;
    private final ClickEncoder encoder;
    private final Duration drainTimeout;
    private final InFlightWindow window;
    private final Predicate<KplClick> enqueue;
    private final Consumer<KplClick> whenLanded;

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
        streamName = config.streamName();
        partitionKey = config.get(SinkSettings.PARTITION_KEY);
        encoder = config.encoder();
        drainTimeout = config.get(KinesisSinkConfig.DRAIN_TIMEOUT);
        KplDispatch dispatch = new KplDispatch(toString(), config, afterClose);
        window = dispatch.window();
        enqueue = dispatch::add;
        whenLanded = dispatch::land;
        dispatch.start(producer, endProcess, restartTimeout);
        LOGGER.info("{} is open", this);
    }

    /** Opens a sink on a producer, which stays open when the sink is closed. */
    public static KplSink open(IKinesisProducer producer, KplSinkConfig config) {
        return new KplSink(producer, config, () -> {}, () -> {});
    }

    @Override
    public void send(Click click, ReceiptListener listener) throws InterruptedException {
        window.accept(KplClick.of(click, listener, partitionKey, encoder, whenLanded), enqueue);
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

    /** Returns the name used in messages: {@code KPL stream} and the name of the stream. */
    @Override
    public String toString() {
        return "KPL stream " + streamName;
    }
}
