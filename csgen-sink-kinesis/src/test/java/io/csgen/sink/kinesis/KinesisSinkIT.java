package io.csgen.sink.kinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.csgen.click.Click;
import io.csgen.sink.Receipt;
import io.csgen.sink.SinkException;
import io.csgen.sink.kinesis.FaultProxy.Fault;
import io.csgen.sink.kinesis.LocalKinesis.StoredRecord;
import io.csgen.sink.kinesis.SampleClicks.Receipts;
import io.csgen.testing.Needs;
import io.csgen.testing.Tool;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;

/** The sink against a real local endpoint, directly and through a network with faults. */
@Needs(Tool.NODE)
@Timeout(90)
class KinesisSinkIT {
    private static final AtomicInteger STREAMS = new AtomicInteger();
    private static LocalKinesis kinesis;
    private static FaultProxy proxy;
    private static KinesisAsyncClient client;
    private static KinesisAsyncClient proxied;

    private final String stream = "clicks-" + STREAMS.incrementAndGet();
    private final Receipts receipts = new Receipts();
    private final KinesisSinkConfig config = KinesisSinkConfig.of(stream, SampleClicks.ENCODER)
            .with(KinesisSinkConfig.BACKOFF_BASE, Duration.ofMillis(10))
            .with(KinesisSinkConfig.BACKOFF_CAP, Duration.ofMillis(100))
            .with(
                    KinesisSinkConfig.REQUEST_TIMEOUT,
                    Duration.ofMinutes(1)); // the endpoint takes about a millisecond for each record

    @BeforeAll
    static void start() {
        kinesis = LocalKinesis.start();
        proxy = FaultProxy.before(kinesis.endpoint());
        client = LocalKinesis.newClient(kinesis.endpoint());
        proxied = LocalKinesis.newClient(proxy.endpoint());
    }

    @AfterAll
    static void stop() {
        proxied.close();
        client.close();
        proxy.close();
        kinesis.close();
    }

    @BeforeEach
    void createStream() {
        kinesis.createStream(stream, 4);
    }

    @AfterEach
    void forget() {
        proxy.inject(put -> Fault.none());
    }

    @Test
    void deliversEveryClickOnceInOrderOfItsUser() throws InterruptedException {
        List<Click> clicks = SampleClicks.interleaved(50, 20);

        try (KinesisSink sink = KinesisSink.open(client, config)) {
            sendAll(sink, clicks);
            sink.flush();
            assertThat(receipts.all(Receipt.Delivered.class)).hasSize(clicks.size());
        }

        List<StoredRecord> stored = kinesis.read(stream);
        assertThat(payloads(stored)).containsExactlyInAnyOrderElementsOf(payloadsOf(clicks));
        assertThat(stored.stream().map(StoredRecord::shardId).distinct()).hasSize(4);
        Map<String, List<String>> byKey = stored.stream()
                .collect(Collectors.groupingBy(
                        StoredRecord::partitionKey, Collectors.mapping(StoredRecord::data, Collectors.toList())));
        assertThat(byKey).hasSize(50);
        byKey.forEach((key, data) -> assertThat(data)
                .isEqualTo(payloadsOf(clicks.stream()
                        .filter(click -> key.equals(Integer.toString(click.userId())))
                        .toList())));
    }

    @Test
    void tellsWhereEachClickIs() throws InterruptedException {
        List<Click> clicks = SampleClicks.interleaved(20, 2);

        try (KinesisSink sink = KinesisSink.open(client, config)) {
            sendAll(sink, clicks);
        }

        Map<String, String> byPosition = kinesis.read(stream).stream()
                .collect(Collectors.toMap(r -> r.shardId() + "/" + r.sequenceNumber(), StoredRecord::data));
        assertThat(receipts.all(Receipt.Delivered.class))
                .hasSize(40)
                .allSatisfy(receipt -> assertThat(byPosition)
                        .containsEntry(
                                receipt.position(),
                                payloadsOf(List.of(receipt.click())).get(0)));
    }

    @Test
    void sendsOnlyThrottledRecordsAgain() throws InterruptedException {
        proxy.inject(put -> put <= 10 ? Fault.throttle(position -> position % 3 == 0) : Fault.none());
        List<Click> clicks = SampleClicks.interleaved(50, 10);

        try (KinesisSink sink = KinesisSink.open(proxied, config.with(KinesisSinkConfig.MAX_BATCH_RECORDS, 50))) {
            sendAll(sink, clicks);
        }

        assertThat(receipts.all(Receipt.Delivered.class)).hasSize(clicks.size());
        assertThat(receipts.all())
                .anySatisfy(receipt -> assertThat(receipt.attempts()).isGreaterThan(1));
        assertThat(payloads(kinesis.read(stream))).containsExactlyInAnyOrderElementsOf(payloadsOf(clicks));
    }

    @Test
    void keepsTheOrderOfUsersWhereWholeRequestsAreRefused() throws InterruptedException {
        proxy.inject(put -> put % 3 == 0 ? Fault.error(503, "ServiceUnavailable") : Fault.none());
        List<Click> clicks = SampleClicks.interleaved(20, 20);

        try (KinesisSink sink = KinesisSink.open(proxied, config.with(KinesisSinkConfig.MAX_BATCH_RECORDS, 50))) {
            sendAll(sink, clicks);
        }

        List<String> stored = payloads(kinesis.read(stream));
        for (int user = 0; user < 20; user++) {
            String mark = "\"user_id\":" + user + ",";
            assertThat(stored.stream().filter(data -> data.contains(mark)))
                    .containsExactlyElementsOf(payloadsOf(clicks).stream()
                            .filter(data -> data.contains(mark))
                            .toList());
        }
    }

    @Test
    void outlivesABackendThatVanishesForATime() throws InterruptedException {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(KinesisSink.class);
        log.start();
        logger.addAppender(log);
        List<Click> clicks = SampleClicks.interleaved(20, 20);

        try (KinesisSink sink = KinesisSink.open(proxied, config)) {
            sendAll(sink, clicks.subList(0, 200));
            sink.flush();
            proxy.vanish();
            sendAll(sink, clicks.subList(200, 400));
            await().until(() -> log.list.stream()
                    .anyMatch(line ->
                            line.getFormattedMessage().startsWith("Kinesis stream " + stream + " tries again: ")));
            proxy.reappear();
        } finally {
            logger.detachAppender(log);
        }

        assertThat(receipts.all(Receipt.Delivered.class)).hasSize(clicks.size());
        assertThat(payloads(kinesis.read(stream))).containsAll(payloadsOf(clicks));
    }

    @Test
    void repeatsTheSamePayloadWhereTheAnswerWasLost() throws InterruptedException {
        proxy.inject(put -> put <= 2 ? Fault.cutInsteadOfAnswer() : Fault.none());
        List<Click> clicks = SampleClicks.interleaved(20, 20);

        try (KinesisSink sink = KinesisSink.open(proxied, config)) {
            sendAll(sink, clicks);
        }

        assertThat(receipts.all(Receipt.Delivered.class)).hasSize(clicks.size());
        List<String> stored = payloads(kinesis.read(stream));
        assertThat(stored).hasSizeGreaterThan(clicks.size());
        assertThat(stored.stream().distinct()).containsExactlyInAnyOrderElementsOf(payloadsOf(clicks));
    }

    @Test
    void triesAgainWhereTheServiceFailsOrAnswersTooLate() throws InterruptedException {
        proxy.inject(put -> switch (put) {
            case 1 -> Fault.error(500, "InternalFailure");
            case 2 -> Fault.cut();
            case 3 -> Fault.none().after(Duration.ofMillis(800));
            default -> Fault.none();
        });
        List<Click> clicks = SampleClicks.interleaved(10, 10);

        try (KinesisSink sink = KinesisSink.open(
                proxied,
                config.with(KinesisSinkConfig.REQUEST_TIMEOUT, Duration.ofMillis(400))
                        .with(KinesisSinkConfig.MAX_REQUESTS_IN_FLIGHT, 1))) {
            sendAll(sink, clicks);
        }

        assertThat(receipts.all(Receipt.Delivered.class))
                .hasSize(100)
                .allSatisfy(receipt -> assertThat(receipt.attempts()).isEqualTo(4));
    }

    @Test
    void failsClicksThatAreThrottledBeyondTheBudget() throws InterruptedException {
        proxy.inject(put -> Fault.throttle(position -> true));

        try (KinesisSink sink = KinesisSink.open(proxied, config.with(KinesisSinkConfig.MAX_ATTEMPTS, 3))) {
            sendAll(sink, SampleClicks.interleaved(10, 1));
        }

        assertThat(receipts.all(Receipt.Failed.class)).hasSize(10).allSatisfy(receipt -> {
            assertThat(receipt.attempts()).isEqualTo(3);
            assertThat(receipt.reason())
                    .isEqualTo("ProvisionedThroughputExceededException: Rate exceeded for a Kinesis shard");
        });
        assertThat(kinesis.read(stream)).isEmpty();
    }

    @Test
    void leavesClicksUnconfirmedWhoseAnswersNeverCame() throws InterruptedException {
        proxy.inject(put -> Fault.cutInsteadOfAnswer());
        List<Click> clicks = SampleClicks.interleaved(10, 1);

        try (KinesisSink sink = KinesisSink.open(proxied, config.with(KinesisSinkConfig.MAX_ATTEMPTS, 2))) {
            sendAll(sink, clicks);
        }

        assertThat(receipts.all(Receipt.Unconfirmed.class))
                .hasSize(10)
                .allSatisfy(receipt -> assertThat(receipt.reason()).startsWith("connection lost"));
        assertThat(payloads(kinesis.read(stream))).containsAll(payloadsOf(clicks));
    }

    @Test
    void endsWhenItsStreamIsDeleted() throws InterruptedException {
        try (KinesisSink sink = KinesisSink.open(client, config)) {
            sendAll(sink, SampleClicks.interleaved(10, 1));
            sink.flush();
            kinesis.deleteStream(stream);
            sink.send(SampleClicks.click(1, 2), receipts);
            sink.flush();

            assertThat(receipts.all(Receipt.Failed.class))
                    .singleElement()
                    .satisfies(receipt -> assertThat(receipt.reason())
                            .startsWith("ResourceNotFoundException: ")
                            .contains(stream));
            assertThatThrownBy(() -> sink.send(SampleClicks.click(1, 3), receipts))
                    .isInstanceOf(SinkException.class)
                    .hasMessageStartingWith(
                            "Kinesis stream " + stream + " takes no more clicks: ResourceNotFoundException: ")
                    .hasRootCauseInstanceOf(ResourceNotFoundException.class);
        }
    }

    private void sendAll(KinesisSink sink, List<Click> clicks) throws InterruptedException {
        for (Click click : clicks) {
            sink.send(click, receipts);
        }
    }

    private static List<String> payloads(List<StoredRecord> stored) {
        return stored.stream().map(StoredRecord::data).toList();
    }

    private static List<String> payloadsOf(List<Click> clicks) {
        return clicks.stream()
                .map(click -> new String(SampleClicks.ENCODER.encode(click), StandardCharsets.UTF_8))
                .toList();
    }
}
