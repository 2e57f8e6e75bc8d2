package io.csgen.sink.kinesis.scripted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.csgen.sink.kinesis.LocalKinesis;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.SdkHttpConfigurationOption;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ScalingType;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardFilterType;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StreamDescriptionSummary;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;
import software.amazon.awssdk.utils.AttributeMap;

/** The endpoint as the SDK's client sees it, in both of its protocols. */
@Timeout(60)
class ScriptedKinesisIT {
    private static final String STREAM = "clicks";
    private static final List<PutRecordsRequestEntry> ONE = List.of(record("user", "click"));

    private static final SdkAsyncHttpClient HTTP =
            NettyNioAsyncHttpClient.builder().protocol(Protocol.HTTP1_1).build();

    private final ScriptedKinesis kinesis = ScriptedKinesis.start();
    private final ScriptedStream stream = kinesis.createStream(STREAM, 2);
    private KinesisAsyncClient client;

    @BeforeEach
    void open() {
        client = LocalKinesis.newClient(kinesis.endpoint(), HTTP);
    }

    @AfterAll
    static void closeHttp() {
        HTTP.close(); // takes seconds, so not after each
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

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of(Fault.throttle(), 400, "ProvisionedThroughputExceededException"),
                Arguments.of(Fault.internalFailure(), 500, "InternalFailure"),
                Arguments.of(Fault.unavailable(), 503, "ServiceUnavailable"),
                Arguments.of(Fault.expiredToken(), 400, "ExpiredTokenException"),
                Arguments.of(Fault.accessDenied(), 400, "AccessDeniedException"),
                Arguments.of(Fault.streamMissing(), 400, "ResourceNotFoundException"),
                Arguments.of(Fault.refuse(418, "Teapot", "short and stout"), 418, "Teapot"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refusesWhatItIsToldToAndKeepsNothing(Fault fault, int status, String code) {
        for (Wire wire : Wire.values()) {
            speak(wire);
            kinesis.next(fault);

            assertThat(failure()).isInstanceOfSatisfying(AwsServiceException.class, error -> {
                assertThat(error.statusCode()).isEqualTo(status);
                assertThat(error.awsErrorDetails().errorCode()).isEqualTo(code);
                assertThat(error.awsErrorDetails().errorMessage()).isNotBlank();
                assertThat(error.requestId()).startsWith("00000000-0000-0000-0000-");
            });
        }
        assertThat(stream.count()).isZero();
        assertThat(kinesis.effects()).containsExactly(Map.entry(code, 2L));
        assertThat(put(ONE).failedRecordCount()).isZero();
    }

    static Stream<Arguments> losses() {
        return Stream.of(
                Arguments.of(Fault.resetBeforeReading(), 0),
                Arguments.of(Fault.resetBeforeApplying(), 0),
                Arguments.of(Fault.resetAfterApplying(), 1),
                Arguments.of(Fault.truncate(), 1),
                Arguments.of(Fault.garble(), 1),
                Arguments.of(Fault.internalFailureAfterApplying(), 1));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void losesAnswersWithTheRecordsKeptOrNot(Fault fault, int kept) {
        for (Wire wire : Wire.values()) {
            speak(wire);
            kinesis.next(fault);

            assertThat(failure()).isInstanceOf(SdkException.class);
        }
        assertThat(stream.count()).isEqualTo(2L * kept);
        assertThat(kinesis.effects()).containsExactly(Map.entry(fault.name(), 2L));
        assertThat(put(ONE).failedRecordCount()).isZero();
    }

    @Test
    void resetsConnectionsInsteadOfEndingThem() {
        kinesis.next(Fault.resetAfterApplying());

        assertThat(failure()).hasRootCauseInstanceOf(IOException.class).hasStackTraceContaining("reset");
    }

    static Stream<Arguments> silences() {
        return Stream.of(Arguments.of(Fault.hang(), 0), Arguments.of(Fault.hangAfterApplying(), 1));
    }

    @ParameterizedTest
    @MethodSource("silences")
    void staysSilentUntilTheClientGivesUp(Fault fault, int kept) {
        kinesis.next(fault);

        assertThatThrownBy(() -> client.putRecords(put -> put.streamName(STREAM)
                                .records(ONE)
                                .overrideConfiguration(override -> override.apiCallTimeout(Duration.ofMillis(200))))
                        .join())
                .hasCauseInstanceOf(ApiCallTimeoutException.class);
        assertThat(stream.count()).isEqualTo(kept);
        assertThat(put(ONE).failedRecordCount()).isZero();
    }

    @Test
    void answersLaterThanItKeepsTheRecords() {
        kinesis.next(Fault.slow(Duration.ofMillis(150)));
        long start = System.nanoTime();

        CompletableFuture<PutRecordsResponse> answer =
                client.putRecords(put -> put.streamName(STREAM).records(ONE));
        await().pollInterval(Duration.ofMillis(1)).until(() -> stream.count() == 1);

        assertThat(answer.join().failedRecordCount()).isZero();
        assertThat(System.nanoTime() - start)
                .isGreaterThan(Duration.ofMillis(150).toNanos());
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void failsSingleRecordsAndKeepsTheOthers(Wire wire) {
        speak(wire);
        kinesis.next(
                Fault.failRecords("InternalFailure", position -> position % 2 == 0),
                Fault.failRecords("ProvisionedThroughputExceededException", position -> position == 4),
                Fault.failRecords("InternalFailure", position -> position > 5));
        List<PutRecordsRequestEntry> five = IntStream.range(0, 5)
                .mapToObj(i -> record("user", "click " + i))
                .toList();

        assertThat(put(five).records())
                .extracting(PutRecordsResultEntry::errorCode)
                .containsExactly("InternalFailure", null, "InternalFailure", null, "InternalFailure");
        PutRecordsResponse throttled = put(five);
        assertThat(throttled.failedRecordCount()).isOne();
        assertThat(throttled.records().get(4).errorCode()).isEqualTo("ProvisionedThroughputExceededException");
        assertThat(put(five).failedRecordCount()).isZero();

        assertThat(stream.records()).extracting(HeldRecord::text).startsWith("click 1", "click 3", "click 0");
        assertThat(stream.count()).isEqualTo(2 + 4 + 5);
        assertThat(kinesis.effects())
                .isEqualTo(Map.of(
                        "InternalFailure of records", 1L, "ProvisionedThroughputExceededException of records", 1L));
    }

    @Test
    void reshardsAtAChosenRequest() {
        kinesis.next(Fault.none(), Fault.first("split", () -> stream.split("shardId-000000000000")));

        assertThat(shardOf(put(at(0)))).isEqualTo("shardId-000000000000");
        assertThat(shardOf(put(at(0)))).isEqualTo("shardId-000000000002");
        assertThat(kinesis.effects()).isEqualTo(Map.of("split", 1L));
    }

    @Test
    void followsAScheduleWhereNoFaultIsNext() {
        kinesis.follow(number -> number % 2 == 0 ? Fault.unavailable() : Fault.none());
        kinesis.follow("ListShards", number -> Fault.accessDenied());
        kinesis.next(Fault.throttle());

        assertThat(failure()).hasMessageContaining("Rate exceeded");
        assertThat(put(ONE).failedRecordCount()).isZero();
        assertThat(failure()).hasMessageContaining("unavailable");
        assertThat(put(ONE).failedRecordCount()).isZero();
        assertThatThrownBy(
                        () -> client.listShards(list -> list.streamName(STREAM)).join())
                .hasMessageContaining("not authorized");
        assertThat(kinesis.requests("PutRecords")).isEqualTo(4);
        assertThat(kinesis.requests("ListShards")).isOne();
        assertThat(kinesis.requests("GetRecords")).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "1000, user, 1, , 'ValidationException: 1 validation error detected: Records must have 1 to 500 members: 1000'",
        "1, user, 1048577, , 'ValidationException: 1 validation error detected: Data must have at most 1048576 bytes'",
        "11, user, 1000000, , 'InvalidArgumentException: Records size exceeds 10485760 bytes.'",
        "1, '', 1, , 'ValidationException: 1 validation error detected: PartitionKey must have 1 to 256 characters: 0'",
        "1, user, 1, 340282366920938463463374607431768211456, 'InvalidArgumentException: Invalid ExplicitHashKey."
                + " ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was"
                + " 340282366920938463463374607431768211456'",
    })
    void refusesWhatTheServiceWouldRefuse(int records, String key, int bytes, String hashKey, String refusal) {
        kinesis.next(Fault.none());

        assertThat(failure(Collections.nCopies(
                        records,
                        PutRecordsRequestEntry.builder()
                                .partitionKey(key)
                                .explicitHashKey(hashKey)
                                .data(SdkBytes.fromByteArray(new byte[bytes]))
                                .build())))
                .isInstanceOfSatisfying(
                        AwsServiceException.class,
                        error -> assertThat(error.awsErrorDetails().errorCode() + ": "
                                        + error.awsErrorDetails().errorMessage())
                                .isEqualTo(refusal));
        assertThat(stream.count()).isZero();
    }

    @Test
    void speaksTls() {
        AttributeMap trust = AttributeMap.builder()
                .put(SdkHttpConfigurationOption.TRUST_ALL_CERTIFICATES, true)
                .build();
        try (ScriptedKinesis secure = ScriptedKinesis.startWithTls();
                SdkAsyncHttpClient http = NettyNioAsyncHttpClient.builder().buildWithDefaults(trust);
                KinesisAsyncClient secured = LocalKinesis.newClient(secure.endpoint(), http)) {
            ScriptedStream there = secure.createStream(STREAM, 1);

            assertThat(secured.putRecords(put -> put.streamName(STREAM).records(ONE))
                            .join()
                            .failedRecordCount())
                    .isZero();

            assertThat(there.records()).extracting(HeldRecord::text).containsExactly("click");
        }
    }

    private Throwable failure() {
        return failure(ONE);
    }

    private Throwable failure(List<PutRecordsRequestEntry> entries) {
        return catchThrowable(() -> put(entries)).getCause();
    }

    private static List<PutRecordsRequestEntry> at(int hashKey) {
        return List.of(ONE.get(0).copy(record -> record.explicitHashKey(Integer.toString(hashKey))));
    }

    private static String shardOf(PutRecordsResponse answer) {
        return answer.records().get(0).shardId();
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
