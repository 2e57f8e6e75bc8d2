package io.csgen.sink.kpl;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import io.csgen.click.Click;
import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickFormat;
import io.csgen.click.ClickType;
import io.csgen.click.ClickUrl;
import io.csgen.click.Store;
import io.csgen.config.Settings;
import io.csgen.sink.ClickSink;
import io.csgen.sink.Receipt;
import io.csgen.sink.SinkProvider;
import io.csgen.sink.SinkProvider.SinkSettings;
import io.csgen.sink.kinesis.KinesisSink;
import io.csgen.sink.kinesis.KinesisSinkConfig;
import io.csgen.sink.kinesis.LocalKinesis;
import io.csgen.sink.kinesis.scripted.ScriptedKinesis;
import io.csgen.sink.kinesis.scripted.ScriptedStream;
import io.csgen.sink.kinesis.scripted.ShardLimits;
import io.csgen.sink.kinesis.scripted.UserRecords;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.SdkHttpConfigurationOption;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.utils.AttributeMap;

/**
 * How fast clicks go through the KPL beside the Kinesis sink, both with aggregation and TLS, and how much memory
 * the KPL takes when the stream cannot follow; not part of the build, as it takes minutes and wants a quiet
 * machine. Run it with {@code mvn -B -ntp -pl csgen-sink-kpl -am verify -Dtest=none -Dit.test=KplMeasurement
 * -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false}.
 */
@Timeout(3_600)
class KplMeasurement {
    private static final Logger LOGGER = LoggerFactory.getLogger(KplMeasurement.class);
    private static final int KINESIS_SHARDS = 8;
    private static final int USERS = 100_000;
    private static final int CLICKS = Integer.getInteger("csgen.kpl.clicks", 2_000_000);
    private static final int ROUNDS = Integer.getInteger("csgen.kpl.rounds", 2);
    private static final Duration SLOW = Duration.ofSeconds(Integer.getInteger("csgen.kpl.seconds", 900));
    private static final Duration SAMPLE = Duration.ofSeconds(10);

    private static final Store.Url STORE = new Store.Url("https://webstore.demo.com");

    /** The payload of the original, which both sinks have by default. */
    private static final ClickEncoder ENCODER = ClickFormat.JSON_URL.encoder(new Store(STORE, List.of("DVD", "Books")));

    private static final Pattern URL = Pattern.compile("\\{\"url\":\"([^\"]+)\"}");

    private final LongAdder delivered = new LongAdder();
    private final LongAdder others = new LongAdder();

    /** The clicks of all users in turn; the product tells how often. */
    private static Click click(int number) {
        int user = number % USERS;
        return new Click(
                1_764_000_000_000L + number, user, user, number / USERS + 1, ClickType.PRODUCT_VIEW, 1, number / USERS);
    }

    private void receive(Receipt receipt) {
        (receipt instanceof Receipt.Delivered ? delivered : others).increment();
    }

    private static ClickSink kpl(String stream, int port, String... more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "url-kinesis-stream-name",
                stream,
                "kinesis-region",
                LocalKinesis.REGION.id(),
                "kinesis-endpoint",
                "https://127.0.0.1:" + port,
                "kinesis-aggregation",
                "on",
                "kinesis-request-timeout",
                "1m",
                "kpl-verify-certificate",
                "off"));
        for (String setting : more) {
            settings.put(setting.split("=")[0], setting.split("=")[1]);
        }
        return SinkProvider.named("kpl").open(new SinkSettings(Settings.of(settings, "test"), format -> ENCODER));
    }

    private static ClickSink kinesis(String stream, KinesisAsyncClient client) {
        return KinesisSink.open(
                client,
                KinesisSinkConfig.of(stream, ENCODER)
                        .with(KinesisSinkConfig.AGGREGATION, KinesisSinkConfig.Aggregation.ON)
                        .with(KinesisSinkConfig.REQUEST_TIMEOUT, Duration.ofMinutes(1)));
    }

    private static SdkAsyncHttpClient trustingHttp() {
        return NettyNioAsyncHttpClient.builder()
                .protocol(Protocol.HTTP1_1)
                .readTimeout(Duration.ofMinutes(2))
                .buildWithDefaults(AttributeMap.builder()
                        .put(SdkHttpConfigurationOption.TRUST_ALL_CERTIFICATES, true)
                        .build());
    }

    @Test
    void keepsUpWithEightLimitedKinesisShards() throws Exception {
        try (SdkAsyncHttpClient http = trustingHttp()) {
            for (int round = 1; round <= ROUNDS; round++) {
                for (String name : List.of("kpl", "kinesis")) {
                    try (ScriptedKinesis endpoint = ScriptedKinesis.startWithTls();
                            KinesisAsyncClient client = LocalKinesis.newClient(endpoint.endpoint(), http)) {
                        ScriptedStream stream = endpoint.createStream("clicks", KINESIS_SHARDS);
                        stream.limit(ShardLimits.kinesis());
                        double seconds =
                                measure(name, "clicks", endpoint.endpoint().getPort(), client);
                        LOGGER.info(String.format(
                                Locale.ROOT,
                                "  %.3f of the limit of bytes, %.3f of that of records",
                                stream.bytes() / seconds / KINESIS_SHARDS / (1 << 20),
                                stream.count() / seconds / KINESIS_SHARDS / 1_000));
                        check(stream.records().stream()
                                .flatMap(record -> UserRecords.of(stream, record).stream())
                                .map(UserRecords.UserRecord::text));
                    }
                }
            }
        }
    }

    @Test
    void fillsALocalStream() throws Exception {
        try (LocalKinesis local = LocalKinesis.start();
                SdkAsyncHttpClient http = trustingHttp()) {
            URI endpoint = URI.create("https://127.0.0.1:" + local.tlsPort());
            try (KinesisAsyncClient client = LocalKinesis.newClient(endpoint, http)) {
                for (int round = 1; round <= ROUNDS; round++) {
                    for (String name : List.of("kpl", "kinesis")) {
                        local.createStream("clicks", KINESIS_SHARDS);
                        measure(name, "clicks", local.tlsPort(), client);
                        check(UserRecords.read(client, "clicks").records().stream()
                                .map(UserRecords.UserRecord::text));
                        local.deleteStream("clicks");
                    }
                }
            }
        }
    }

    /** Sends all clicks as fast as the sink takes them; returns how many seconds that took until the last receipt. */
    private double measure(String name, String stream, int port, KinesisAsyncClient client) throws Exception {
        delivered.reset();
        others.reset();
        try (ClickSink sink = name.equals("kpl") ? kpl(stream, port) : kinesis(stream, client)) {
            long childBefore = childCpuNanos();
            long cpuBefore = ownCpuNanos();
            long begin = System.nanoTime();
            for (int number = 0; number < CLICKS; number++) {
                sink.send(click(number), this::receive);
            }
            sink.flush();
            double seconds = (System.nanoTime() - begin) / 1e9;
            double own = (ownCpuNanos() - cpuBefore) / 1e9;
            double child = (childCpuNanos() - childBefore) / 1e9;
            LOGGER.info(String.format(
                    Locale.ROOT,
                    "%s: %,.0f clicks/s, %d delivered, %d not; CPU seconds for a million clicks: JVM %.2f, native process %.2f",
                    name,
                    CLICKS / seconds,
                    delivered.sum(),
                    others.sum(),
                    own * 1e6 / CLICKS,
                    child * 1e6 / CLICKS));
            return seconds;
        }
    }

    /** Checks that each click is there and nothing else is. */
    private static void check(Stream<String> stored) {
        ClickUrl.Parser parser = ClickUrl.Parser.of(STORE);
        BitSet seen = new BitSet(CLICKS);
        long[] counts = new long[2];
        stored.forEach(text -> {
            Matcher url = URL.matcher(text);
            assertThat(url.matches()).as(text).isTrue();
            ClickUrl parsed = parser.parse(url.group(1));
            int number = parsed.productId() * USERS + parsed.userId();
            counts[0]++;
            if (number >= CLICKS || parsed.groupId() != 1) {
                counts[1]++;
            }
            seen.set(number);
        });
        LOGGER.info(
                "  {} records read back, {} missing, {} foreign", counts[0], CLICKS - seen.cardinality(), counts[1]);
        assertThat(seen.cardinality()).isEqualTo(CLICKS);
        assertThat(counts[1]).isZero();
    }

    /** Two Kinesis shards take 2,000 clicks a second, and ten times as many are offered. */
    @Test
    void needsBoundedMemoryWhenTheStreamCannotFollow() throws Exception {
        try (ScriptedKinesis endpoint = ScriptedKinesis.startWithTls()) {
            ScriptedStream stream = endpoint.createStream("clicks", 2);
            stream.limit(ShardLimits.kinesis());
            stream.handTo(record -> {});
            try (ClickSink sink = kpl("clicks", endpoint.endpoint().getPort(), "kinesis-aggregation=off")) {
                long begin = System.nanoTime();
                long nextSample = begin;
                long accepted = 0;
                long highest = 0;
                long highestEarly = 0;
                while (System.nanoTime() - begin < SLOW.toNanos()) {
                    long due = begin + accepted * TimeUnit.SECONDS.toNanos(1) / 20_000;
                    if (due - System.nanoTime() > 0) {
                        LockSupport.parkNanos(due - System.nanoTime());
                    }
                    sink.send(click((int) (accepted++ % CLICKS)), this::receive);
                    if (System.nanoTime() - nextSample > 0) {
                        nextSample += SAMPLE.toNanos();
                        long child = residentMegabytes(
                                NativeKpl.process().orElseThrow().pid());
                        highest = Math.max(highest, child);
                        if (System.nanoTime() - begin < SLOW.toNanos() / 3) {
                            highestEarly = highest;
                        }
                        LOGGER.info(
                                "{} s: accepted {}, delivered {}, others {}; resident MB: JVM {}, native process {}",
                                (System.nanoTime() - begin) / 1_000_000_000,
                                accepted,
                                delivered.sum(),
                                others.sum(),
                                residentMegabytes(ProcessHandle.current().pid()),
                                child);
                    }
                }
                assertThat(highest).isLessThanOrEqualTo(highestEarly * 5 / 4 + 50);
            }
        }
    }

    private static long residentMegabytes(long pid) throws IOException {
        Pattern resident = Pattern.compile("VmRSS:\\s+(\\d+) kB");
        Matcher matcher = resident.matcher(Files.readString(Path.of("/proc/" + pid + "/status")));
        return matcher.find() ? Long.parseLong(matcher.group(1)) / 1024 : 0;
    }

    private static long childCpuNanos() {
        return NativeKpl.process()
                .flatMap(process -> process.info().totalCpuDuration())
                .map(Duration::toNanos)
                .orElse(0L);
    }

    /** Returns the CPU time of this process without that of the endpoint. */
    private static long ownCpuNanos() {
        long all = ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (thread != null && thread.getThreadName().startsWith("scripted-kinesis")) {
                all -= Math.max(0, threads.getThreadCpuTime(thread.getThreadId()));
            }
        }
        return all;
    }
}
