package io.csgen.sink.kinesis;

import static io.csgen.sink.kinesis.SampleClicks.click;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.csgen.click.Click;
import io.csgen.sink.Receipt;
import io.csgen.sink.SinkException;
import io.csgen.sink.kinesis.FakeKinesis.Put;
import io.csgen.sink.kinesis.KinesisSinkConfig.Aggregation;
import io.csgen.sink.kinesis.KinesisSinkConfig.Ordering;
import io.csgen.sink.kinesis.SampleClicks.Receipts;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.kinesis.model.InvalidArgumentException;
import software.amazon.awssdk.services.kinesis.model.KinesisException;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.Shard;

/** The sink with clicks that share records, and with a stream whose Kinesis shards change. */
@Timeout(60)
class AggregationTest {
    private static final Duration AGE = Duration.ofMillis(100);

    private final FakeKinesis kinesis = new FakeKinesis();
    private final ManualTimer timer = new ManualTimer();
    private final Receipts receipts = new Receipts();
    private final KinesisSinkConfig config = KinesisSinkConfig.of("clicks", SampleClicks.ENCODER)
            .with(KinesisSinkConfig.AGGREGATION, Aggregation.ON)
            .with(KinesisSinkConfig.MAX_BATCH_AGE, AGE)
            .with(KinesisSinkConfig.DRAIN_TIMEOUT, Duration.ofMillis(50));
    private final List<KinesisSink> opened = new ArrayList<>();

    @BeforeEach
    void haveOneShard() {
        kinesis.setShards(FakeKinesis.equalShards(1));
    }

    @AfterEach
    void closeAll() {
        opened.forEach(timer::close);
    }

    private KinesisSink open(KinesisSinkConfig chosen) {
        KinesisSink sink = new KinesisSink(kinesis, chosen, timer, () -> {});
        opened.add(sink);
        return sink;
    }

    private void send(KinesisSink sink, List<Click> clicks) throws InterruptedException {
        for (Click click : clicks) {
            sink.send(click, receipts);
        }
    }

    private static String payload(Click click) {
        return new String(SampleClicks.ENCODER.encode(click), StandardCharsets.UTF_8);
    }

    private static List<String> records(List<Click> clicks) {
        return clicks.stream()
                .map(click -> click.userId() + ":" + payload(click))
                .toList();
    }

    private static HashKey hash(String key) {
        return HashKey.ofMd5(RecordWriter.newMd5().digest(key.getBytes(StandardCharsets.UTF_8)));
    }

    /** Returns clicks of users whose keys belong to a Kinesis shard. */
    private static List<Click> clicksIn(Shard shard, int count) {
        ShardMap.Range range = new ShardMap.Range(
                null,
                HashKey.parse(shard.hashKeyRange().startingHashKey()),
                HashKey.parse(shard.hashKeyRange().endingHashKey()));
        return IntStream.iterate(1, user -> user + 1)
                .filter(user -> range.contains(hash(Integer.toString(user))))
                .limit(count)
                .mapToObj(user -> click(user, 1))
                .toList();
    }

    /** Returns two open Kinesis shards and their closed parent. */
    private static List<Shard> split(Shard parent) {
        BigInteger first = new BigInteger(parent.hashKeyRange().startingHashKey());
        BigInteger last = new BigInteger(parent.hashKeyRange().endingHashKey());
        BigInteger middle = first.add(last).shiftRight(1);
        return List.of(
                FakeKinesis.closedShard(parent.shardId(), first.toString(), last.toString()),
                FakeKinesis.shard(parent.shardId() + "-low", first.toString(), middle.toString()),
                FakeKinesis.shard(
                        parent.shardId() + "-high", middle.add(BigInteger.ONE).toString(), last.toString()));
    }

    @Test
    void putsTheClicksOfAKinesisShardIntoOneRecord() throws InterruptedException {
        List<Shard> shards = FakeKinesis.equalShards(4);
        kinesis.setShards(shards);
        List<Click> clicks = SampleClicks.interleaved(50, 4);
        send(open(config), clicks);
        timer.advance(AGE);

        assertThat(kinesis.puts()).isEqualTo(1);
        Put put = kinesis.put(0);
        assertThat(put.request().records()).hasSize(4);
        assertThat(put.seen().stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(records(clicks));
        for (PutRecordsRequestEntry entry : put.request().records()) {
            HashKey target = HashKey.parse(entry.explicitHashKey());
            ShardMap map = ShardMap.of(shards);
            ShardMap.Range range = map.open().get(map.indexOf(target));
            List<String> seen =
                    Consumer.read(entry.partitionKey(), entry.data().asByteArray(), range.first(), range.last());
            assertThat(seen).isNotEmpty();
            assertThat(seen)
                    .isEqualTo(Consumer.read(entry.partitionKey(), entry.data().asByteArray()));
            assertThat(hash(entry.partitionKey())).isEqualTo(target);
        }
    }

    @Test
    void keepsTheOrderOfEachKey() throws InterruptedException {
        List<Click> clicks = SampleClicks.interleaved(10, 30);
        send(open(config.with(KinesisSinkConfig.MAX_AGGREGATE_BYTES, 2_000)), clicks);
        timer.advance(AGE);

        assertThat(kinesis.put(0).request().records()).hasSizeGreaterThan(10);
        assertThat(kinesis.put(0).seen().stream().flatMap(List::stream)).containsExactlyElementsOf(records(clicks));
    }

    @Test
    void tellsThePlaceOfEachClickInItsRecord() throws InterruptedException {
        List<Click> clicks = SampleClicks.interleaved(3, 1);
        send(open(config), clicks);
        timer.advance(AGE);
        kinesis.put(0).succeedIn("shard-0");

        assertThat(receipts.all())
                .containsExactly(
                        new Receipt.Delivered(clicks.get(0), 1, "shard-0/490/0"),
                        new Receipt.Delivered(clicks.get(1), 1, "shard-0/490/1"),
                        new Receipt.Delivered(clicks.get(2), 1, "shard-0/490/2"));
    }

    @Test
    void sendsASingleClickAsItIs() throws InterruptedException {
        send(open(config), List.of(click(7, 1)));
        timer.advance(AGE);
        kinesis.put(0).succeedIn("shard-0");

        PutRecordsRequestEntry entry = kinesis.put(0).request().records().get(0);
        assertThat(entry.data().asUtf8String()).isEqualTo(payload(click(7, 1)));
        assertThat(entry.partitionKey()).isEqualTo("7");
        assertThat(entry.explicitHashKey()).isNull();
        assertThat(receipts.all()).containsExactly(new Receipt.Delivered(click(7, 1), 1, "shard-0/490"));
    }

    @Test
    void boundsRecordsByClicks() throws InterruptedException {
        send(open(config.with(KinesisSinkConfig.MAX_AGGREGATE_CLICKS, 2)), SampleClicks.interleaved(5, 1));
        timer.advance(AGE);

        assertThat(kinesis.put(0).seen()).extracting(List::size).containsExactly(2, 2, 1);
    }

    @Test
    void sendsAFullRequestOfAggregatesAtOnce() throws InterruptedException {
        KinesisSink sink = open(
                config.with(KinesisSinkConfig.MAX_AGGREGATE_CLICKS, 2).with(KinesisSinkConfig.MAX_BATCH_RECORDS, 3));
        List<Click> clicks = SampleClicks.interleaved(6, 1);
        send(sink, clicks.subList(0, 5));
        assertThat(kinesis.puts()).isZero();
        send(sink, clicks.subList(5, 6));

        assertThat(kinesis.put(0).seen()).extracting(List::size).containsExactly(2, 2, 2);
    }

    @Test
    void boundsRequestsByBytesOfRecords() throws InterruptedException {
        List<Click> clicks = SampleClicks.interleaved(200, 1);
        send(
                open(config.with(KinesisSinkConfig.MAX_AGGREGATE_BYTES, 2_000)
                        .with(KinesisSinkConfig.MAX_BATCH_BYTES, 5_000)),
                clicks);
        timer.advance(AGE);
        for (int i = 0; i < kinesis.puts(); i++) {
            kinesis.put(i).succeedIn("shard-0");
        }

        for (int i = 0; i < kinesis.puts(); i++) {
            assertThat(kinesis.put(i).request().records().stream()
                            .mapToInt(record -> record.data().asByteArrayUnsafe().length
                                    + record.partitionKey().length())
                            .sum())
                    .isLessThanOrEqualTo(5_000);
        }
        assertThat(receipts.all(Receipt.Delivered.class)).hasSize(200);
    }

    @Test
    void sendsTheClicksOfARefusedRecordAgainAndNoOthers() throws InterruptedException {
        kinesis.setShards(List.of(FakeKinesis.shard("shardId-000000000000", "0", HashKey.MAX.toString())));
        List<Click> clicks = SampleClicks.interleaved(4, 1);
        send(open(config.with(KinesisSinkConfig.MAX_AGGREGATE_CLICKS, 2)), clicks);
        timer.advance(AGE);
        kinesis.put(0).failRecords("ProvisionedThroughputExceededException", 1);
        timer.advance(Duration.ofSeconds(5));

        assertThat(receipts.clicks()).containsExactlyElementsOf(clicks.subList(0, 2));
        assertThat(kinesis.put(1).seen()).containsExactly(records(clicks.subList(2, 4)));
    }

    @Test
    void findsTheClickForWhichAnAggregateIsRejected() throws InterruptedException {
        Throwable invalid =
                FakeKinesis.error(InvalidArgumentException.builder(), 400, "InvalidArgumentException", "Bad record.");
        List<Click> clicks = SampleClicks.interleaved(6, 1);
        send(open(config.with(KinesisSinkConfig.MAX_AGGREGATE_CLICKS, 3)), clicks);
        timer.advance(AGE);
        String bad = records(clicks).get(4);
        for (int i = 0; i < kinesis.puts(); i++) {
            Put put = kinesis.put(i);
            if (put.seen().stream().flatMap(List::stream).anyMatch(bad::equals)) {
                put.fail(invalid);
            } else {
                put.succeedIn("shard-0");
            }
        }

        assertThat(receipts.all(Receipt.Failed.class))
                .singleElement()
                .satisfies(receipt -> assertThat(receipt.click()).isEqualTo(clicks.get(4)));
        assertThat(receipts.all(Receipt.Delivered.class)).hasSize(5);
        assertThat(kinesis.puts()).isEqualTo(1 + 2 + 3);
    }

    // Kinesis shards

    @Test
    void waitsForTheListOfKinesisShards() throws InterruptedException {
        kinesis.failListing(SdkClientException.create("no luck yet"));
        send(open(config), SampleClicks.interleaved(3, 1));
        timer.advance(AGE.multipliedBy(2));
        assertThat(kinesis.puts()).isZero();
        kinesis.setShards(FakeKinesis.equalShards(1));
        timer.advance(Duration.ofMillis(500));

        assertThat(kinesis.put(0).seen()).hasSize(1);
    }

    @Test
    void failsClicksThatWaitForTheListBeyondTheBudget() throws InterruptedException {
        kinesis.failListing(new IllegalStateException("client is broken"));
        send(open(config.with(KinesisSinkConfig.RETRY_BUDGET, Duration.ofSeconds(2))), SampleClicks.interleaved(3, 1));
        timer.advance(Duration.ofSeconds(3));

        assertThat(receipts.all(Receipt.Failed.class))
                .hasSize(3)
                .allSatisfy(receipt -> assertThat(receipt.reason())
                        .isEqualTo("no list of Kinesis shards: IllegalStateException: client is broken"));
    }

    @Test
    void endsWhereTheListIsDenied() throws InterruptedException {
        kinesis.failListing(FakeKinesis.error(
                KinesisException.builder(),
                400,
                "AccessDeniedException",
                "not authorized to perform: kinesis:ListShards"));
        KinesisSink sink = open(config);
        send(sink, List.of(click(1, 1)));

        String reason =
                "no list of Kinesis shards: AccessDeniedException: not authorized to perform:" + " kinesis:ListShards";
        assertThat(receipts.all()).containsExactly(new Receipt.Failed(click(1, 1), 0, reason));
        assertThatThrownBy(() -> send(sink, List.of(click(1, 2))))
                .isInstanceOf(SinkException.class)
                .hasMessage("Kinesis stream clicks takes no more clicks: " + reason);
    }

    @Test
    void asksForTheListAgainEveryMinute() throws InterruptedException {
        KinesisSink sink = open(config);
        for (int second = 0; second < 150; second++) {
            send(sink, List.of(click(1, second + 1)));
            timer.advance(Duration.ofSeconds(1));
            kinesis.put(second).succeedIn("shard-0");
        }

        assertThat(kinesis.listings()).isEqualTo(3);
    }

    @Test
    void sendsClicksAgainThatLandedInAKinesisShardOfOtherKeys() throws InterruptedException {
        Shard parent = FakeKinesis.equalShards(1).get(0);
        List<Click> clicks = SampleClicks.interleaved(20, 1);
        KinesisSink sink = open(config);
        send(sink, clicks);
        timer.advance(AGE);
        kinesis.setShards(split(parent));
        kinesis.put(0).succeedIn("shard-0-low");
        timer.advance(AGE.multipliedBy(10));

        assertThat(receipts.all()).isEmpty();
        assertThat(kinesis.put(1).request().records()).hasSize(2);
        assertThat(kinesis.put(1).seen().stream().flatMap(List::stream))
                .containsExactlyInAnyOrderElementsOf(records(clicks));
        ShardMap map = ShardMap.of(split(parent));
        PutRecordsRequestEntry first = kinesis.put(1).request().records().get(0);
        String firstShard = map.open()
                .get(map.indexOf(HashKey.parse(first.explicitHashKey())))
                .name();
        // Each record is answered with its own Kinesis shard, so nothing goes astray again.
        kinesis.put(1).succeedIn(firstShard, firstShard.endsWith("low") ? "shard-0-high" : "shard-0-low");
        assertThat(receipts.all(Receipt.Delivered.class))
                .hasSize(20)
                .allSatisfy(receipt -> assertThat(receipt.attempts()).isEqualTo(2));
    }

    @Test
    void confirmsClicksThatLandedInAKinesisShardThatHoldsAllOfThem() throws InterruptedException {
        List<Shard> halves = FakeKinesis.equalShards(2);
        kinesis.setShards(halves);
        List<Click> clicks = clicksIn(halves.get(1), 5);
        send(open(config), clicks);
        timer.advance(AGE);
        Shard merged = FakeKinesis.shard("merged", "0", HashKey.MAX.toString());
        kinesis.setShards(List.of(merged));
        kinesis.put(0).succeedIn("merged");
        assertThat(receipts.all()).isEmpty(); // the list was asked for a moment ago
        timer.advance(Duration.ofMillis(500));

        assertThat(receipts.all(Receipt.Delivered.class))
                .hasSize(5)
                .allSatisfy(receipt -> assertThat(receipt.attempts()).isEqualTo(1))
                .allSatisfy(receipt -> assertThat(receipt.position()).startsWith("merged/490/"));
        assertThat(kinesis.puts()).isEqualTo(1);
    }

    @Test
    void holdsAKinesisShardsClicksBackUntilItsKeysAreKnownAgain() throws InterruptedException {
        Shard parent = FakeKinesis.equalShards(1).get(0);
        KinesisSink sink = open(config);
        send(sink, SampleClicks.interleaved(20, 1));
        timer.advance(AGE);
        kinesis.failListing(SdkClientException.create("no luck yet"));
        kinesis.put(0).succeedIn("shard-0-low");
        send(sink, List.of(click(1, 2)));
        timer.advance(Duration.ofSeconds(5));
        assertThat(kinesis.puts()).isEqualTo(1);
        kinesis.setShards(split(parent));
        timer.advance(Duration.ofSeconds(1));

        List<String> again =
                kinesis.put(1).seen().stream().flatMap(List::stream).toList();
        List<Click> mine = List.of(click(1, 1), click(1, 2));
        assertThat(again.stream().filter(records(mine)::contains)).containsExactlyElementsOf(records(mine));
    }

    @Test
    void leavesClicksUnconfirmedWhosePlaceIsNeverKnown() throws InterruptedException {
        KinesisSink sink = open(config);
        send(sink, SampleClicks.interleaved(20, 1));
        timer.advance(AGE);
        kinesis.failListing(SdkClientException.create("no luck any more"));
        kinesis.put(0).succeedIn("elsewhere");
        timer.close(sink);

        assertThat(receipts.all(Receipt.Unconfirmed.class))
                .hasSize(20)
                .allMatch(receipt ->
                        receipt.reason().equals("landed in a Kinesis shard that is not for all keys of its aggregate"));
    }

    @Test
    void flushReturnsWhereAnAggregateGoesAstrayAfterTheSinkHasDied() throws InterruptedException {
        List<Shard> halves = FakeKinesis.equalShards(2);
        kinesis.setShards(halves);
        KinesisSink sink = open(config.with(KinesisSinkConfig.MAX_BATCH_RECORDS, 1));
        List<Click> refused = clicksIn(halves.get(0), 5);
        List<Click> astray = clicksIn(halves.get(1), 5);
        send(sink, refused);
        send(sink, astray);
        timer.advance(AGE);
        boolean inTurn = kinesis.put(0).seen().get(0).containsAll(records(refused));
        kinesis.put(inTurn ? 0 : 1)
                .fail(FakeKinesis.error(KinesisException.builder(), 400, "AccessDeniedException", "not allowed"));
        kinesis.put(inTurn ? 1 : 0).succeedIn("elsewhere");
        sink.flush();

        assertThat(receipts.all(Receipt.Failed.class)).hasSize(5);
        assertThat(receipts.all(Receipt.Unconfirmed.class))
                .extracting(Receipt.Unconfirmed::click)
                .containsExactlyInAnyOrderElementsOf(astray);
    }

    @Test
    void leavesClicksUnconfirmedThatStayAstray() throws InterruptedException {
        send(open(config.with(KinesisSinkConfig.MAX_ATTEMPTS, 3)), SampleClicks.interleaved(20, 1));
        for (int i = 0; i < 3; i++) {
            timer.advance(Duration.ofSeconds(1));
            kinesis.put(i).succeedIn("elsewhere");
        }
        timer.advance(Duration.ofSeconds(1));

        assertThat(kinesis.puts()).isEqualTo(3);
        assertThat(receipts.all(Receipt.Unconfirmed.class))
                .hasSize(20)
                .allSatisfy(receipt -> assertThat(receipt.reason())
                        .isEqualTo("landed in a Kinesis shard that is not for all keys of its aggregate"));
    }

    @Test
    void neverHasAKeyInTwoRequestsWhileTheKinesisShardsChange() throws InterruptedException {
        Shard parent = FakeKinesis.equalShards(1).get(0);
        KinesisSink sink = open(config.with(KinesisSinkConfig.REQUEST_TIMEOUT, Duration.ofMinutes(5))
                .with(KinesisSinkConfig.RETRY_BUDGET, Duration.ofHours(1)));
        send(sink, SampleClicks.interleaved(20, 1));
        timer.advance(AGE); // the first request is never answered
        kinesis.setShards(split(parent));
        timer.advance(Duration.ofMinutes(1));
        send(sink, List.of(click(1, 2)));
        timer.advance(Duration.ofSeconds(1));
        assertThat(kinesis.listings()).isEqualTo(2);
        assertThat(kinesis.puts()).isEqualTo(1);
        kinesis.put(0).fail(SdkClientException.create("lost", new IOException("reset")));
        timer.advance(Duration.ofSeconds(5));

        List<Click> mine = List.of(click(1, 1), click(1, 2));
        assertThat(kinesis.put(1).seen().stream().flatMap(List::stream).filter(records(mine)::contains))
                .containsExactlyElementsOf(records(mine));
    }

    // Order

    @Test
    void inStrictOrderHasOneRecordOfAKinesisShardAtATime() throws InterruptedException {
        KinesisSink sink = open(config.with(KinesisSinkConfig.MAX_AGGREGATE_CLICKS, 2)
                .with(KinesisSinkConfig.ORDERING, Ordering.STRICT));
        List<Click> clicks = SampleClicks.interleaved(2, 3);
        send(sink, clicks);
        timer.advance(AGE);
        assertThat(kinesis.put(0).seen()).containsExactly(records(clicks.subList(0, 2)));
        kinesis.put(0).succeedIn("shard-0");

        assertThat(kinesis.put(1).seen()).containsExactly(records(clicks.subList(2, 4)));
    }
}
