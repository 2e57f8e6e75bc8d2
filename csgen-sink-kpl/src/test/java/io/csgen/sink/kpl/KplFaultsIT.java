package io.csgen.sink.kpl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.csgen.click.Click;
import io.csgen.config.Settings;
import io.csgen.sink.ClickSink;
import io.csgen.sink.Receipt;
import io.csgen.sink.SinkException;
import io.csgen.sink.SinkProvider;
import io.csgen.sink.SinkProvider.SinkSettings;
import io.csgen.sink.kinesis.KinesisSinkConfig;
import io.csgen.sink.kinesis.scripted.HeldRecord;
import io.csgen.sink.kinesis.scripted.ScriptedKinesis;
import io.csgen.sink.kinesis.scripted.ScriptedStream;
import io.csgen.sink.kinesis.scripted.UserRecords;
import io.csgen.sink.kinesis.scripted.UserRecords.UserRecord;
import io.csgen.sink.kpl.SampleClicks.Receipts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of clicks when the real native process dies or hangs, or its endpoint is gone. Short in the
 * build; {@code -Dcsgen.kpl.kills=5 -Dcsgen.kpl.seconds=30} make it last.
 */
@Timeout(300)
class KplFaultsIT {
    private static final Logger LOGGER = LoggerFactory.getLogger(KplFaultsIT.class);
    private static final int KILLS = Integer.getInteger("csgen.kpl.kills", 2);
    private static final Duration OUTAGE = Duration.ofSeconds(Integer.getInteger("csgen.kpl.seconds", 2));
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final AtomicInteger STREAMS = new AtomicInteger();

    private final String name = "faults-" + STREAMS.incrementAndGet();
    private final Receipts receipts = new Receipts();
    private ScriptedKinesis kinesis;
    private ScriptedStream stream;
    private Relay relay;
    private volatile boolean enough;

    @BeforeEach
    void start() {
        kinesis = ScriptedKinesis.startWithTls();
        stream = kinesis.createStream(name, 2);
        relay = Relay.to(kinesis.endpoint().getPort());
    }

    @AfterEach
    void stop() {
        relay.close();
        kinesis.close();
    }

    private ClickSink open(String... more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "url-kinesis-stream-name", name,
                "kinesis-region", "eu-west-1",
                "kinesis-endpoint", "https://127.0.0.1:" + relay.port(),
                "kinesis-aggregation", "on",
                "kinesis-max-in-flight-clicks", "2000",
                "kpl-verify-certificate", "off",
                "kpl-temp-directory", Path.of("target").toAbsolutePath().toString()));
        for (String setting : more) {
            settings.put(setting.split("=")[0], setting.split("=")[1]);
        }
        return SinkProvider.named("kpl")
                .open(new SinkSettings(Settings.of(settings, "test"), format -> SampleClicks.ENCODER));
    }

    /** Sends clicks as fast as the sink takes them until it is enough; returns how many. */
    private Sending send(ClickSink sink) {
        Sending sending = new Sending(sink);
        sending.start();
        return sending;
    }

    private final class Sending extends Thread {
        private final ClickSink sink;
        private int accepted;
        private Throwable failure;

        private Sending(ClickSink sink) {
            this.sink = sink;
        }

        @Override
        public void run() {
            try {
                while (!enough) {
                    sink.send(SampleClicks.click(accepted + 1, 1), receipts);
                    accepted++;
                }
            } catch (InterruptedException | RuntimeException e) {
                failure = e;
            }
        }

        int end() throws InterruptedException {
            enough = true;
            join(LIMIT.toMillis());
            assertThat(isAlive()).as("still sending").isFalse();
            assertThat(failure).isNull();
            return accepted;
        }
    }

    private void awaitDelivered(int more) {
        int before = receipts.all(Receipt.Delivered.class).size();
        await().atMost(LIMIT).until(() -> receipts.all(Receipt.Delivered.class).size() >= before + more);
    }

    /** Checks that every accepted click has one receipt, and that those are true. */
    private void assertBooks(int accepted) {
        int delivered = receipts.all(Receipt.Delivered.class).size();
        int failed = receipts.all(Receipt.Failed.class).size();
        int unconfirmed = receipts.all(Receipt.Unconfirmed.class).size();
        LOGGER.info(
                "accepted {} = delivered {} + failed {} + unconfirmed {}", accepted, delivered, failed, unconfirmed);
        assertThat(delivered + failed + unconfirmed).isEqualTo(accepted);
        assertThat(receipts.all().stream().map(Receipt::click).distinct()).hasSize(accepted);

        Set<String> stored = stored();
        assertThat(difference(payloads(Receipt.Delivered.class), stored))
                .as("delivered, but not stored")
                .isEmpty();
        assertThat(payloads(Receipt.Failed.class)).noneMatch(stored::contains);
        assertThat(difference(stored, payloads(Receipt.class)))
                .as("stored, but never sent")
                .isEmpty();
    }

    /** Takes time in proportion, where subsets in AssertJ take its square. */
    private static Set<String> difference(Set<String> those, Set<String> others) {
        Set<String> difference = new HashSet<>(those);
        difference.removeAll(others);
        return difference;
    }

    private Set<String> stored() {
        Set<String> stored = new HashSet<>();
        for (HeldRecord record : stream.records()) {
            UserRecords.of(stream, record).stream().map(UserRecord::text).forEach(stored::add);
        }
        return stored;
    }

    private Set<String> payloads(Class<? extends Receipt> outcome) {
        return receipts.all(outcome).stream()
                .map(receipt -> SampleClicks.payload(receipt.click()))
                .collect(Collectors.toSet());
    }

    private static void assertNothingIsLeft() {
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            assertThat(NativeKpl.process()).isEmpty();
            // The KPL keeps one thread for as long as the JVM lives, to touch files.
            assertThat(Thread.getAllStackTraces().keySet().stream().map(Thread::getName))
                    .noneMatch(thread -> thread.startsWith("kpl-") || thread.startsWith("csgen-kpl-"));
        });
    }

    @Test
    void everyClickArrivesAndNothingIsLeftBehind() throws Exception {
        List<Click> clicks = SampleClicks.clicks(5_000);
        try (ClickSink sink = open()) {
            for (Click click : clicks) {
                sink.send(click, receipts);
            }
            sink.flush();
        }

        assertThat(receipts.all(Receipt.Delivered.class)).hasSize(5_000).allMatch(receipt -> receipt.attempts() == 1);
        assertBooks(5_000);
        // The first ones go alone, until the KPL knows the Kinesis shards.
        assertThat(stream.count()).as("records").isLessThan(2_000);
        assertNothingIsLeft();
    }

    @Test
    void goesOnWithANewProcessWhenOneIsKilled() throws Exception {
        int accepted;
        try (ClickSink sink = open()) {
            Sending sending = send(sink);
            for (int i = 0; i < KILLS; i++) {
                awaitDelivered(3_000);
                NativeKpl.kill(NativeKpl.process().orElseThrow());
            }
            awaitDelivered(3_000);
            accepted = sending.end();
        }

        assertBooks(accepted);
        assertThat(receipts.all(Receipt.Unconfirmed.class))
                .isNotEmpty()
                .allMatch(receipt -> receipt.reason().startsWith("the native process of the KPL died: "));
        assertNothingIsLeft();
    }

    @Test
    void waitsForAProcessThatIsStopped() throws Exception {
        int accepted;
        try (ClickSink sink = open()) {
            Sending sending = send(sink);
            awaitDelivered(3_000);
            ProcessHandle process = NativeKpl.process().orElseThrow();
            NativeKpl.stop(process);
            await().atMost(OUTAGE.plus(LIMIT)).pollDelay(OUTAGE).until(() -> true);
            NativeKpl.goOn(process);
            awaitDelivered(3_000);
            accepted = sending.end();
        }

        assertBooks(accepted);
        assertThat(receipts.all(Receipt.Delivered.class)).hasSize(accepted);
        assertNothingIsLeft();
    }

    @Test
    void killsAProcessThatOwesAnswersForTooLong() throws Exception {
        int accepted;
        try (ClickSink sink = hasty()) {
            Sending sending = send(sink);
            awaitDelivered(3_000);
            NativeKpl.stop(NativeKpl.process().orElseThrow());
            awaitDelivered(3_000);
            accepted = sending.end();
        }

        assertBooks(accepted);
        assertThat(receipts.all(Receipt.Unconfirmed.class)).isNotEmpty();
        assertNothingIsLeft();
    }

    /** Opens a sink that soon misses an answer. */
    private ClickSink hasty() {
        NativePlatform.current().require();
        NativeProducer producer =
                NativeProducer.start(NativeKpl.configuration(relay.port(), Duration.ofMinutes(1)), Path.of("target"));
        KplSinkConfig config = KplSinkConfig.of(name, SampleClicks.ENCODER)
                .with(KinesisSinkConfig.MAX_IN_FLIGHT_CLICKS, 2_000)
                .with(KplSinkConfig.ANSWER_TIMEOUT, Duration.ofSeconds(2));
        return new KplSink(producer.producer(), config, producer::endProcess, producer::close, Duration.ofSeconds(6));
    }

    @Test
    void deliversWhenTheEndpointComesBack() throws Exception {
        int accepted;
        try (ClickSink sink = open()) {
            Sending sending = send(sink);
            awaitDelivered(3_000);
            relay.vanish();
            await().atMost(OUTAGE.plus(LIMIT)).pollDelay(OUTAGE).until(() -> true);
            relay.reappear();
            awaitDelivered(5_000);
            accepted = sending.end();
        }

        assertBooks(accepted);
        assertNothingIsLeft();
    }

    @Test
    void closesInTimeWhenTheProcessIsStopped() throws Exception {
        ClickSink sink = open("kinesis-drain-timeout=200ms");
        for (Click click : SampleClicks.clicks(10)) {
            sink.send(click, receipts);
        }
        sink.flush();
        NativeKpl.stop(NativeKpl.process().orElseThrow());
        for (int user = 11; user <= 20; user++) {
            sink.send(SampleClicks.click(user, 1), receipts);
        }

        long begin = System.nanoTime();
        sink.close();

        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
        assertThat(receipts.all(Receipt.Unconfirmed.class)).hasSize(10);
        assertBooks(20);
        assertNothingIsLeft();
    }

    @Test
    void saysAtOnceThatTheStreamIsMissing() {
        assertThatThrownBy(() -> open("url-kinesis-stream-name=missing"))
                .isInstanceOf(SinkException.class)
                .hasMessage(
                        "stream missing in region eu-west-1 at https://127.0.0.1:" + relay.port() + " does not exist");
        assertNothingIsLeft();
    }

    @Test
    void saysAtOnceThatNobodyIsThere() {
        relay.vanish();

        assertThatThrownBy(this::open)
                .isInstanceOf(SinkException.class)
                .hasMessageStartingWith("cannot reach stream " + name + " in region eu-west-1 at https://127.0.0.1:"
                        + relay.port() + ": ");
        assertNothingIsLeft();
    }

    @Test
    void trustsNoUnknownCertificateUnlessToldTo() {
        assertThatThrownBy(() -> open("kpl-verify-certificate=on"))
                .isInstanceOf(SinkException.class)
                .hasMessageStartingWith("cannot reach stream " + name + " in region eu-west-1 at https://127.0.0.1:"
                        + relay.port() + ": no connection: ");
        assertNothingIsLeft();
    }

    @Test
    void takesNoMoreClicksWhenTheStreamIsGone() throws Exception {
        NativePlatform.current().require();
        NativeProducer producer =
                NativeProducer.start(NativeKpl.configuration(relay.port(), Duration.ofSeconds(1)), Path.of("target"));
        KplSinkConfig config = KplSinkConfig.of("missing", SampleClicks.ENCODER);
        try (ClickSink sink = new KplSink(producer.producer(), config, producer::endProcess, producer::close)) {
            sink.send(SampleClicks.click(1, 1), receipts);
            sink.flush();

            assertThat(receipts.all()).hasOnlyElementsOfType(Receipt.Failed.class);
            assertThatThrownBy(() -> sink.send(SampleClicks.click(2, 1), receipts))
                    .isInstanceOf(SinkException.class)
                    .hasMessageStartingWith("KPL stream missing takes no more clicks: ResourceNotFoundException: ")
                    .hasCauseInstanceOf(Exception.class);
        }
        assertNothingIsLeft();
    }
}
