package io.csgen.sink.kinesis;

import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.click.Click;
import io.csgen.sink.Receipt;
import io.csgen.sink.kinesis.KinesisSinkConfig.Aggregation;
import io.csgen.sink.kinesis.KinesisSinkConfig.Ordering;
import io.csgen.sink.kinesis.SampleClicks.Receipts;
import io.csgen.sink.kinesis.scripted.Fault;
import io.csgen.sink.kinesis.scripted.FaultSchedule;
import io.csgen.sink.kinesis.scripted.HeldRecord;
import io.csgen.sink.kinesis.scripted.ScriptedKinesis;
import io.csgen.sink.kinesis.scripted.ScriptedStream;
import io.csgen.sink.kinesis.scripted.ShardLimits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

/** Aggregates, throttling and resharding against a scripted endpoint, read as the Kinesis Client Library does. */
@Timeout(120)
class AggregationIT {
    private final ScriptedKinesis kinesis = ScriptedKinesis.start();
    private final ScriptedStream stream = kinesis.createStream("clicks", 2);
    private final Receipts receipts = new Receipts();
    private final KinesisSinkConfig config = KinesisSinkConfig.of("clicks", SampleClicks.ENCODER)
            .with(KinesisSinkConfig.DRAIN_TIMEOUT, Duration.ofSeconds(90))
            .with(KinesisSinkConfig.AGGREGATION, Aggregation.ON)
            .with(KinesisSinkConfig.MAX_AGGREGATE_BYTES, 4_000)
            .with(KinesisSinkConfig.MAX_BATCH_RECORDS, 10)
            .with(KinesisSinkConfig.MAX_BATCH_AGE, Duration.ofMillis(5))
            .with(KinesisSinkConfig.BACKOFF_BASE, Duration.ofMillis(1))
            .with(KinesisSinkConfig.BACKOFF_CAP, Duration.ofMillis(20))
            .with(KinesisSinkConfig.MAX_IN_FLIGHT_CLICKS, 1_000);
    private KinesisAsyncClient client;

    @BeforeEach
    void open() {
        client = LocalKinesis.newClient(kinesis.endpoint());
    }

    @AfterEach
    void close() {
        client.close();
        kinesis.close();
    }

    private void sendAll(KinesisSinkConfig chosen, List<Click> clicks) throws InterruptedException {
        try (KinesisSink sink = KinesisSink.open(client, chosen)) {
            for (Click click : clicks) {
                sink.send(click, receipts);
            }
        }
    }

    private static String seen(Click click) {
        return click.userId() + ":" + new String(SampleClicks.ENCODER.encode(click), StandardCharsets.UTF_8);
    }

    /** Returns what consumers of all Kinesis shards see, in the order in which the stream took it. */
    private List<String> consume() {
        ShardMap map = ShardMap.of(
                client.listShards(list -> list.streamName("clicks")).join().shards());
        List<String> all = new ArrayList<>();
        stream.records().stream()
                .sorted(Comparator.comparingLong(HeldRecord::sequence))
                .forEach(record -> {
                    ShardMap.Range range = map.ranges().get(record.shardId());
                    all.addAll(Consumer.read(record.partitionKey(), record.data(), range.first(), range.last()));
                });
        return all;
    }

    private synchronized void splitFirst() {
        stream.split(stream.openShardIds().get(0));
    }

    /** Merges the two Kinesis shards with the greatest hashes, if there are others. */
    private synchronized void mergeLastTwo() {
        // Not asked for over the network: this runs on a thread of the endpoint, which has two of them.
        List<String> open = stream.openShardIds();
        int last = open.size() - 1;
        if (last >= 2) {
            stream.merge(open.get(last - 1), open.get(last));
        }
    }

    /** Often enough, but no more so where requests are small and many, as each time costs a while. */
    private Fault reshard(long request) {
        if (request > 200) {
            return Fault.none();
        }
        return switch ((int) (request % 40)) {
            case 7 -> Fault.first("split", this::splitFirst);
            case 27 -> Fault.first("merge", this::mergeLastTwo);
            default -> Fault.none();
        };
    }

    @Test
    void deliversEveryClickOnceInOrderOfItsUser() throws InterruptedException {
        List<Click> clicks = SampleClicks.interleaved(100, 100);
        sendAll(config, clicks);

        assertThat(receipts.all(Receipt.Delivered.class)).hasSize(clicks.size());
        assertThat(stream.count()).isLessThan(clicks.size() / 5);
        assertThat(byUser(consume()))
                .isEqualTo(byUser(clicks.stream().map(AggregationIT::seen).toList()));
    }

    @Test
    void takesApartWhatTheSinkWroteAsTheLibraryDoes() throws InterruptedException {
        sendAll(config, SampleClicks.interleaved(100, 100));
        sendAll(config.with(KinesisSinkConfig.AGGREGATION, Aggregation.OFF), SampleClicks.interleaved(10, 1));

        for (HeldRecord record : stream.records()) {
            assertThat(Deaggregator.deaggregate(record.partitionKey(), SdkBytes.fromByteArray(record.data())))
                    .extracting(user -> user.partitionKey() + ":" + user.data().asUtf8String())
                    .isEqualTo(Consumer.read(record.partitionKey(), record.data()));
        }
    }

    private static Map<String, List<String>> byUser(List<String> seen) {
        return seen.stream().collect(Collectors.groupingBy(text -> text.substring(0, text.indexOf(':'))));
    }

    @ParameterizedTest
    @EnumSource(Ordering.class)
    void losesNoClickToConsumersWhileTheStreamIsResharded(Ordering ordering) throws Exception {
        List<Click> clicks = SampleClicks.interleaved(200, 100);
        kinesis.follow(this::reshard);
        // At most 100 clicks in a request: 200 requests or more, however slow the machine is.
        sendAll(
                config.with(KinesisSinkConfig.ORDERING, ordering).with(KinesisSinkConfig.MAX_AGGREGATE_CLICKS, 10),
                clicks);

        assertThat(kinesis.effects().get("split")).isGreaterThan(3);
        assertThat(kinesis.effects().get("merge")).isGreaterThan(3);
        assertThat(receipts.all(Receipt.Delivered.class)).hasSize(clicks.size());
        List<String> consumed = consume();
        assertThat(Set.copyOf(consumed))
                .isEqualTo(clicks.stream().map(AggregationIT::seen).collect(Collectors.toSet()));
        Map<String, Integer> attempts = new HashMap<>();
        receipts.all().forEach(receipt -> attempts.put(seen(receipt.click()), receipt.attempts()));
        assertThat(attempts.values()).contains(2);
        Map<String, Long> copies = consumed.stream().collect(Collectors.groupingBy(c -> c, Collectors.counting()));
        assertThat(copies).allSatisfy((click, count) -> assertThat(count).isLessThanOrEqualTo(attempts.get(click)));
        if (ordering == Ordering.STRICT) {
            assertThat(firstCopies(consumed))
                    .isEqualTo(byUser(clicks.stream().map(AggregationIT::seen).toList()));
        }
    }

    private static Map<String, List<String>> firstCopies(List<String> consumed) {
        return byUser(List.copyOf(new LinkedHashSet<>(consumed)));
    }

    @ParameterizedTest
    @EnumSource(Aggregation.class)
    void keepsStrictOrderWhereRecordsAreRefusedAndAnswersLost(Aggregation aggregation) throws InterruptedException {
        kinesis.follow(new FaultSchedule(
                7,
                10,
                List.of(
                        Fault.failRecords("ProvisionedThroughputExceededException", position -> position % 3 == 1),
                        Fault.failRecords("InternalFailure", position -> position % 4 == 0),
                        Fault.resetAfterApplying(),
                        Fault.internalFailure())));
        List<Click> clicks = SampleClicks.interleaved(20, 50);
        sendAll(
                config.with(KinesisSinkConfig.AGGREGATION, aggregation)
                        .with(KinesisSinkConfig.ORDERING, Ordering.STRICT),
                clicks);

        assertThat(receipts.all(Receipt.Delivered.class)).hasSize(clicks.size());
        assertThat(receipts.all())
                .anySatisfy(receipt -> assertThat(receipt.attempts()).isGreaterThan(1));
        assertThat(firstCopies(consume()))
                .isEqualTo(byUser(clicks.stream().map(AggregationIT::seen).toList()));
    }

    @ParameterizedTest
    @EnumSource(Aggregation.class)
    void givesUpNothingToLimits(Aggregation aggregation) throws InterruptedException {
        stream.limit(new ShardLimits(400, 100_000, Duration.ofMillis(200)));
        List<Click> clicks = SampleClicks.interleaved(300, 10);
        sendAll(config.with(KinesisSinkConfig.AGGREGATION, aggregation), clicks);

        assertThat(receipts.all(Receipt.Delivered.class)).hasSize(clicks.size());
        assertThat(consume())
                .containsExactlyInAnyOrderElementsOf(
                        clicks.stream().map(AggregationIT::seen).toList());
        assertThat(receipts.all().stream().mapToInt(Receipt::attempts).average().orElseThrow())
                .isLessThan(2);
    }
}
