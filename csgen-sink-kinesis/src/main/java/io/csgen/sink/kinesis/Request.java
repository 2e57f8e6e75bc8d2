package io.csgen.sink.kinesis;

import io.csgen.sink.kinesis.stream.Failure;
import java.time.Duration;
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

/** Records at the backend, in order. */
final class Request {
    final List<StreamRecord> records;
    final List<KinesisClick> clicks;
    final long startedAt;
    private volatile @Nullable CompletableFuture<PutRecordsResponse> answer;

    Request(List<StreamRecord> records, long now) {
        this.records = records;
        startedAt = now;
        clicks = records.stream().flatMap(record -> record.clicks().stream()).toList();
        clicks.forEach(click -> click.attemptAt(now));
    }

    Set<Lane> lanes() {
        Set<Lane> lanes = new LinkedHashSet<>();
        records.forEach(record -> lanes.add(record.lane()));
        return lanes;
    }

    /** Sends it; whatever the client throws is the answer. */
    CompletableFuture<PutRecordsResponse> start(KinesisAsyncClient client, String streamName, Duration timeout) {
        CompletableFuture<PutRecordsResponse> started;
        // The SDK takes an interruption of its caller for a failure of the request, and forgets it.
        boolean interrupted = Thread.interrupted();
        try {
            started = Objects.requireNonNull(client.putRecords(message(streamName, timeout)), "the client's answer");
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

    private PutRecordsRequest message(String streamName, Duration timeout) {
        return PutRecordsRequest.builder()
                .streamName(streamName)
                .records(records.stream().map(StreamRecord::entry).toList())
                .overrideConfiguration(override -> override.apiCallTimeout(timeout))
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
