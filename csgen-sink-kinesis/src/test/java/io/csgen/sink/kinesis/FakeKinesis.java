package io.csgen.sink.kinesis;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;

/** A client whose answers the test gives by hand. Safe for concurrent use. */
final class FakeKinesis implements KinesisAsyncClient {
    private final List<Put> puts = new ArrayList<>();
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

        /** Answers with an error code for the records at some positions, and success for the others. */
        void failRecords(String code, Integer... positions) {
            answer(code, Set.of(positions));
        }

        private void answer(String code, Set<Integer> failed) {
            answer.complete(PutRecordsResponse.builder()
                    .failedRecordCount(failed.size())
                    .records(IntStream.range(0, request.records().size())
                            .mapToObj(i -> failed.contains(i) ? failure(code) : success(i))
                            .toList())
                    .build());
        }

        void fail(Throwable error) {
            answer.completeExceptionally(error);
        }

        private static PutRecordsResultEntry success(int position) {
            return PutRecordsResultEntry.builder()
                    .shardId("shardId-000000000000")
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
