package io.csgen.sink.kinesis;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;

/** Records at the backend, in order. Whoever removes it from the sink owes the receipts. */
final class Request {
    final List<StreamRecord> records;
    final long startedAt;
    private volatile @Nullable CompletableFuture<PutRecordsResponse> answer;

    Request(List<StreamRecord> records, long now) {
        this.records = records;
        startedAt = now;
        records.forEach(record -> record.clicks().forEach(click -> click.attemptAt(now)));
    }

    Set<Lane> lanes() {
        Set<Lane> lanes = new LinkedHashSet<>();
        records.forEach(record -> lanes.add(record.lane()));
        return lanes;
    }

    int clicks() {
        return records.stream().mapToInt(record -> record.clicks().size()).sum();
    }

    CompletableFuture<PutRecordsResponse> start(KinesisAsyncClient client, KinesisSinkConfig config) {
        PutRecordsRequest message = PutRecordsRequest.builder()
                .streamName(config.streamName())
                .records(records.stream().map(StreamRecord::entry).toList())
                .overrideConfiguration(override -> override.apiCallTimeout(config.requestTimeout()))
                .build();
        CompletableFuture<PutRecordsResponse> started;
        // The SDK takes an interruption of its caller for a failure of the request, and forgets it.
        boolean interrupted = Thread.interrupted();
        try {
            started = client.putRecords(message);
        } catch (RuntimeException e) {
            started = CompletableFuture.failedFuture(e);
        }
        interrupted |= started.handle((response, error) -> Failure.isInterruption(error))
                .getNow(false);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        answer = started;
        return started;
    }

    void cancel() {
        CompletableFuture<PutRecordsResponse> started = answer;
        if (started != null) {
            started.cancel(true);
        }
    }
}
