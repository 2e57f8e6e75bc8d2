package io.csgen.sink.kinesis.scripted;

import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.sink.kinesis.LocalKinesis;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ScalingType;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardFilterType;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StreamDescriptionSummary;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/** The endpoint as the SDK's client sees it, in both of its protocols. */
@Timeout(60)
class ScriptedKinesisIT {
    private static final String STREAM = "clicks";

    private final ScriptedKinesis kinesis = ScriptedKinesis.start();
    private final ScriptedStream stream = kinesis.createStream(STREAM, 2);
    private KinesisAsyncClient client;

    @BeforeEach
    void open() {
        client = LocalKinesis.newClient(kinesis.endpoint());
    }

    @AfterEach
    void close() {
        System.clearProperty("aws.cborEnabled");
        client.close();
        kinesis.close();
    }

    private void speak(Wire wire) {
        System.setProperty("aws.cborEnabled", Boolean.toString(wire == Wire.CBOR));
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void givesBackWhatWasPut(Wire wire) {
        speak(wire);
        Instant start = Instant.now().minusMillis(2);
        List<PutRecordsRequestEntry> entries = IntStream.range(0, 500)
                .mapToObj(i -> record("user-" + i % 7, "click " + i + " \u00e9\u0000"))
                .toList();

        PutRecordsResponse answer = put(entries);

        assertThat(answer.failedRecordCount()).isZero();
        assertThat(answer.records()).hasSize(500).allSatisfy(result -> {
            assertThat(result.errorCode()).isNull();
            assertThat(result.sequenceNumber()).matches("49\\d{54}");
        });
        List<Record> read = new ArrayList<>();
        stream.shardIds().forEach(shard -> read.addAll(readAll(shard)));
        assertThat(read)
                .extracting(record -> record.partitionKey() + record.data().asUtf8String())
                .containsExactlyInAnyOrderElementsOf(entries.stream()
                        .map(entry -> entry.partitionKey() + entry.data().asUtf8String())
                        .toList());
        assertThat(read)
                .allSatisfy(record -> assertThat(record.approximateArrivalTimestamp())
                        .isBetween(start, Instant.now().plusMillis(2)));
        assertThat(stream.records())
                .extracting(HeldRecord::sequenceNumber)
                .containsExactlyInAnyOrderElementsOf(answer.records().stream()
                        .map(result -> result.sequenceNumber())
                        .toList());
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void describesStreamsAndTheLineageOfTheirKinesisShards(Wire wire) {
        speak(wire);
        client.updateShardCount(update ->
                        update.streamName(STREAM).targetShardCount(4).scalingType(ScalingType.UNIFORM_SCALING))
                .join();
        client.mergeShards(merge -> merge.streamName(STREAM)
                        .shardToMerge("shardId-000000000003")
                        .adjacentShardToMerge("shardId-000000000004"))
                .join();

        List<Shard> all =
                client.listShards(list -> list.streamName(STREAM)).join().shards();

        assertThat(all).extracting(Shard::shardId).containsExactlyElementsOf(stream.shardIds());
        assertThat(all)
                .extracting(Shard::parentShardId)
                .containsExactly(
                        null,
                        null,
                        "shardId-000000000000",
                        "shardId-000000000000",
                        "shardId-000000000001",
                        "shardId-000000000001",
                        "shardId-000000000003");
        assertThat(all.get(6).adjacentParentShardId()).isEqualTo("shardId-000000000004");
        assertThat(all)
                .filteredOn(shard -> shard.sequenceNumberRange().endingSequenceNumber() != null)
                .hasSize(4);
        assertThat(client.listShards(list ->
                                list.streamName(STREAM).shardFilter(filter -> filter.type(ShardFilterType.AT_LATEST)))
                        .join()
                        .shards())
                .containsExactly(all.get(2), all.get(5), all.get(6));
        StreamDescriptionSummary summary = client.describeStreamSummary(describe -> describe.streamName(STREAM))
                .join()
                .streamDescriptionSummary();
        assertThat(summary.openShardCount()).isEqualTo(3);
        assertThat(summary.streamStatus()).isEqualTo(StreamStatus.ACTIVE);
        assertThat(Duration.between(summary.streamCreationTimestamp(), Instant.now()))
                .isLessThan(Duration.ofHours(1));
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void throttlesRecordsAboveTheLimits(Wire wire) {
        speak(wire);
        stream.limit(new ShardLimits(1, 1 << 20, Duration.ofSeconds(3)));

        PutRecordsResponse answer =
                put(Stream.generate(() -> record("user", "click")).limit(5).toList());

        assertThat(answer.failedRecordCount()).isEqualTo(2);
        assertThat(answer.records().subList(3, 5)).allSatisfy(result -> {
            assertThat(result.errorCode()).isEqualTo("ProvisionedThroughputExceededException");
            assertThat(result.errorMessage()).startsWith("Rate exceeded for shard shardId-00000000000");
            assertThat(result.sequenceNumber()).isNull();
        });
        assertThat(stream.count()).isEqualTo(3);
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void takesRecordsOfAMebibyte(Wire wire) {
        speak(wire);
        byte[] data = new byte[1 << 20];

        put(Stream.generate(() -> PutRecordsRequestEntry.builder()
                        .partitionKey("user")
                        .data(SdkBytes.fromByteArray(data))
                        .build())
                .limit(9)
                .toList());

        assertThat(stream.records())
                .hasSize(9)
                .allSatisfy(record -> assertThat(record.data()).isEqualTo(data));
    }

    private PutRecordsResponse put(List<PutRecordsRequestEntry> entries) {
        return client.putRecords(put -> put.streamName(STREAM).records(entries)).join();
    }

    private static PutRecordsRequestEntry record(String key, String text) {
        return PutRecordsRequestEntry.builder()
                .partitionKey(key)
                .data(SdkBytes.fromUtf8String(text))
                .build();
    }

    private List<Record> readAll(String shard) {
        List<Record> all = new ArrayList<>();
        String iterator = client.getShardIterator(request ->
                        request.streamName(STREAM).shardId(shard).shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                .join()
                .shardIterator();
        GetRecordsResponse page;
        do {
            String from = iterator;
            page = client.getRecords(request -> request.shardIterator(from).limit(100))
                    .join();
            all.addAll(page.records());
            iterator = page.nextShardIterator();
        } while (page.millisBehindLatest() > 0);
        return all;
    }
}
