package io.csgen.sink.kinesis;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.KinesisException;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;
import software.amazon.awssdk.services.kinesis.model.Shard;

/** A client whose answers the test gives by hand. Safe for concurrent use. */
final class FakeKinesis implements KinesisAsyncClient {
    private final List<Put> puts = new ArrayList<>();
    private CompletableFuture<ListShardsResponse> shards =
            CompletableFuture.failedFuture(new UnsupportedOperationException("no Kinesis shards are set"));
    private int listings;
    private boolean closed;

    /** One PutRecords request that waits for its answer. */
    record Put(PutRecordsRequest request, CompletableFuture<PutRecordsResponse> answer) {
        /** Returns {@code key:payload} of each record. */
        List<String> records() {
            return request.records().stream()
                    .map(record -> record.partitionKey() + ":" + record.data().asUtf8String())
                    .toList();
        }

        void succeed() {
            answer("none", Set.of());
        }

        /** Answers that the records are in these Kinesis shards, in turn. */
        void succeedIn(String... shardIds) {
            answer.complete(PutRecordsResponse.builder()
                    .failedRecordCount(0)
                    .records(IntStream.range(0, request.records().size())
                            .mapToObj(i -> success(shardIds[i % shardIds.length], i))
                            .toList())
                    .build());
        }

        /** Returns {@code key:payload} of what consumers see of each record. */
        List<List<String>> seen() {
            return request.records().stream()
                    .map(record ->
                            Consumer.read(record.partitionKey(), record.data().asByteArray()))
                    .toList();
        }

        /** Answers with an error code for the records at some positions, and success for the others. */
        void failRecords(String code, Integer... positions) {
            answer(code, Set.of(positions));
        }

        private void answer(String code, Set<Integer> failed) {
            answer.complete(PutRecordsResponse.builder()
                    .failedRecordCount(failed.size())
                    .records(IntStream.range(0, request.records().size())
                            .mapToObj(i -> failed.contains(i) ? failure(code) : success("shardId-000000000000", i))
                            .toList())
                    .build());
        }

        void fail(Throwable error) {
            answer.completeExceptionally(error);
        }

        private static PutRecordsResultEntry success(String shardId, int position) {
            return PutRecordsResultEntry.builder()
                    .shardId(shardId)
                    .sequenceNumber("49" + position)
                    .build();
        }

        private static PutRecordsResultEntry failure(String code) {
            return PutRecordsResultEntry.builder()
                    .errorCode(code)
                    .errorMessage("as the test says")
                    .build();
        }
    }

    @Override
    public CompletableFuture<PutRecordsResponse> putRecords(PutRecordsRequest request) {
        Put put = new Put(request, new CompletableFuture<>());
        synchronized (this) {
            puts.add(put);
        }
        return put.answer;
    }

    /** Says what ListShards answers; until then it is refused. */
    synchronized void setShards(List<Shard> open) {
        shards = CompletableFuture.completedFuture(
                ListShardsResponse.builder().shards(open).build());
    }

    /** Returns an answer that says what is wrong, of the type that the builder has. */
    static Throwable error(KinesisException.Builder type, int status, String code, String message) {
        return type.statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage(message)
                        .build())
                .build();
    }

    synchronized void failListing(Throwable error) {
        shards = CompletableFuture.failedFuture(error);
    }

    @Override
    public synchronized CompletableFuture<ListShardsResponse> listShards(ListShardsRequest request) {
        listings++;
        return shards;
    }

    synchronized int listings() {
        return listings;
    }

    static Shard shard(String id, String first, String last) {
        return Shard.builder()
                .shardId(id)
                .hashKeyRange(range -> range.startingHashKey(first).endingHashKey(last))
                .sequenceNumberRange(range -> range.startingSequenceNumber("1"))
                .build();
    }

    static Shard closedShard(String id, String first, String last) {
        return shard(id, first, last).toBuilder()
                .sequenceNumberRange(range -> range.startingSequenceNumber("1").endingSequenceNumber("9"))
                .build();
    }

    /** Returns open Kinesis shards {@code shard-0} and so on, in the order of their hashes. */
    static List<Shard> equalShards(int count) {
        BigInteger end = BigInteger.ONE.shiftLeft(128);
        BigInteger size = end.divide(BigInteger.valueOf(count));
        return IntStream.range(0, count)
                .mapToObj(i -> shard(
                        "shard-" + i,
                        size.multiply(BigInteger.valueOf(i)).toString(),
                        (i == count - 1 ? end : size.multiply(BigInteger.valueOf(i + 1)))
                                .subtract(BigInteger.ONE)
                                .toString()))
                .toList();
    }

    /** Returns the request of a number, from 0. */
    synchronized Put put(int number) {
        return puts.get(number);
    }

    synchronized int puts() {
        return puts.size();
    }

    synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public String serviceName() {
        return "kinesis";
    }

    @Override
    public synchronized void close() {
        closed = true;
    }
}
