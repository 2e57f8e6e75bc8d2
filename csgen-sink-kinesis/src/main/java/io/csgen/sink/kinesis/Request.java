package io.csgen.sink.kinesis;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;

/** Clicks at the backend, in the order of their records. Whoever removes it from the sink owes the receipts. */
final class Request {
    final List<InFlightClick> clicks;
    private volatile @Nullable CompletableFuture<PutRecordsResponse> answer;

    Request(List<InFlightClick> clicks) {
        this.clicks = clicks;
    }

    CompletableFuture<PutRecordsResponse> start(KinesisAsyncClient client, KinesisSinkConfig config) {
        PutRecordsRequest message = PutRecordsRequest.builder()
                .streamName(config.streamName())
                .records(clicks.stream().map(click -> click.entry).toList())
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
