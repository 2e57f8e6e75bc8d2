package io.csgen.sink.kinesis;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
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

    List<InFlightClick> allClicks() {
        return records.stream().flatMap(record -> record.clicks().stream()).toList();
    }

    int clicks() {
        return records.stream().mapToInt(record -> record.clicks().size()).sum();
    }

    /** Sends it; whatever the client throws is the answer. */
    CompletableFuture<PutRecordsResponse> start(KinesisAsyncClient client, KinesisSinkConfig config) {
        CompletableFuture<PutRecordsResponse> started;
        // The SDK takes an interruption of its caller for a failure of the request, and forgets it.
        boolean interrupted = Thread.interrupted();
        try {
            started = Objects.requireNonNull(client.putRecords(message(config)), "the client's answer");
        } catch (Throwable e) {
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

    boolean isStarted() {
        return answer != null;
    }

    private PutRecordsRequest message(KinesisSinkConfig config) {
        return PutRecordsRequest.builder()
                .streamName(config.streamName())
                .records(records.stream().map(StreamRecord::entry).toList())
                .overrideConfiguration(override -> override.apiCallTimeout(config.requestTimeout()))
                .build();
    }

    void cancel() {
        CompletableFuture<PutRecordsResponse> started = answer;
        if (started != null) {
            started.cancel(true);
        }
    }

    /** Takes it for unanswered, where the client itself should have done so. */
    void expire() {
        CompletableFuture<PutRecordsResponse> started = answer;
        if (started != null) {
            started.completeExceptionally(new TimeoutException("the client has not ended the request"));
        }
    }
}
