package io.csgen.sink.kinesis;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import io.csgen.click.Click;
import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickFormat;
import io.csgen.click.Store;
import io.csgen.sink.Receipt;
import io.csgen.sink.ReceiptListener;
import io.csgen.sink.kinesis.KinesisSinkConfig.Aggregation;
import io.csgen.sink.kinesis.scripted.ScriptedKinesis;
import io.csgen.sink.kinesis.scripted.ScriptedStream;
import io.csgen.sink.kinesis.scripted.ShardLimits;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

/**
 * How much of what 8 Kinesis shards take the sink delivers, and what it delivers where nothing is limited;
 * not part of the build, as it takes minutes and wants a quiet machine. Run it with
 * {@code mvn -B -ntp -pl csgen-sink-kinesis -am verify -Dtest=none -Dit.test=ThroughputMeasurement
 * -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false}.
 */
class ThroughputMeasurement {
    private static final Logger LOGGER = LoggerFactory.getLogger(ThroughputMeasurement.class);
    private static final int KINESIS_SHARDS = 8;
    private static final int USERS = 100_000;
    private static final Duration WARM_UP = Duration.ofSeconds(Integer.getInteger("csgen.throughput.warmup", 10));
    private static final Duration WINDOW = Duration.ofSeconds(Integer.getInteger("csgen.throughput.seconds", 20));

    /** The payload of the original, which the sink has by default. */
    private static final ClickEncoder ENCODER = ClickFormat.JSON_URL.encoder(
            new Store(new Store.Url("https://webstore.demo.com"), List.of("DVD", "Books")));

    private final List<Click> clicks = SampleClicks.interleaved(USERS, 1);
    private final ReceiptListener receipts = this::receive;
    private int next;
    private final LongAdder delivered = new LongAdder();
    private final LongAdder attempts = new LongAdder();

    /** What has happened up to a moment. */
    private record Moment(long nanos, long cpuNanos, long records, long bytes, long clicks, long attempts) {}

    @ParameterizedTest(name = "limited: {0}, aggregation: {1}")
    @CsvSource({"true, OFF", "true, ON", "false, OFF", "false, ON"})
    @Timeout(300)
    void fillsEveryKinesisShard(boolean limited, Aggregation aggregation) throws Exception {
        try (ScriptedKinesis kinesis = ScriptedKinesis.start();
                KinesisAsyncClient client = LocalKinesis.newClient(kinesis.endpoint())) {
            ScriptedStream stream = kinesis.createStream("clicks", KINESIS_SHARDS);
            stream.handTo(record -> {});
            if (limited) {
                stream.limit(ShardLimits.kinesis());
            }
            KinesisSinkConfig config =
                    KinesisSinkConfig.of("clicks", ENCODER).with(KinesisSinkConfig.AGGREGATION, aggregation);
            try (KinesisSink sink = KinesisSink.open(client, config)) {
                send(sink, WARM_UP);
                Moment first = now(stream);
                send(sink, WINDOW);
                Moment last = now(stream);
                double share = report(limited, aggregation, first, last);
                if (limited) {
                    assertThat(share).isGreaterThanOrEqualTo(0.95);
                }
            }
        }
    }

    /** Sends as fast as the sink takes clicks, for so long. */
    private void send(KinesisSink sink, Duration span) throws InterruptedException {
        long end = System.nanoTime() + span.toNanos();
        while (System.nanoTime() - end < 0) {
            sink.send(clicks.get(next), receipts);
            next = (next + 1) % USERS;
        }
    }

    private void receive(Receipt receipt) {
        assertThat(receipt).isInstanceOf(Receipt.Delivered.class);
        delivered.increment();
        attempts.add(receipt.attempts());
    }

    private Moment now(ScriptedStream stream) {
        long cpu = ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
        return new Moment(
                System.nanoTime(),
                cpu - endpointCpuNanos(),
                stream.count(),
                stream.bytes(),
                delivered.sum(),
                attempts.sum());
    }

    private static long endpointCpuNanos() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long sum = 0;
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null && thread.getThreadName().startsWith("scripted-kinesis")) {
                sum += Math.max(0, threads.getThreadCpuTime(thread.getThreadId()));
            }
        }
        return sum;
    }

    private static double report(boolean limited, Aggregation aggregation, Moment first, Moment last) {
        double seconds = (last.nanos - first.nanos) / 1e9;
        double clicks = last.clicks - first.clicks;
        double ofRecords = (last.records - first.records) / seconds / KINESIS_SHARDS / 1_000;
        double ofBytes = (last.bytes - first.bytes) / seconds / KINESIS_SHARDS / (1 << 20);
        double share = Math.max(ofRecords, ofBytes);
        LOGGER.info(String.format(
                Locale.ROOT,
                "%s, aggregation %s: %,.0f clicks/s, %.1f clicks in a record, %.3f of the limit, %.2f CPU seconds for"
                        + " a million clicks, %.3f attempts for a click",
                limited ? "limited" : "not limited",
                aggregation,
                clicks / seconds,
                clicks / (last.records - first.records),
                share,
                (last.cpuNanos - first.cpuNanos) / 1e3 / clicks,
                (last.attempts - first.attempts) / clicks));
        return share;
    }
}
