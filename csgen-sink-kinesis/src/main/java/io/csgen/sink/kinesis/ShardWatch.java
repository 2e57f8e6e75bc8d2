package io.csgen.sink.kinesis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.Shard;

/** Asks for the Kinesis shards of a stream ({@code kinesis:ListShards}). Immutable. */
record ShardWatch(KinesisAsyncClient client, String streamName, Duration timeout) {
    /** How long what was learnt is believed, unless a record shows that it is old. */
    static final Duration MAX_AGE = Duration.ofMinutes(1);

    /** Returns all of them, closed ones too, or why that failed. */
    CompletableFuture<ShardMap> list() {
        ListShardsRequest first = ListShardsRequest.builder()
                .streamName(streamName)
                .overrideConfiguration(override -> override.apiCallTimeout(timeout))
                .build();
        return page(first, new ArrayList<>());
    }

    private CompletableFuture<ShardMap> page(ListShardsRequest request, List<Shard> found) {
        try {
            return client.listShards(request).thenCompose(answer -> {
                found.addAll(answer.shards());
                return answer.nextToken() == null
                        ? CompletableFuture.completedFuture(ShardMap.of(found))
                        : page(next(request, answer.nextToken()), found);
            });
        } catch (Throwable e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** A token stands for the stream as well; Kinesis refuses both. */
    private static ListShardsRequest next(ListShardsRequest request, String token) {
        return request.toBuilder().streamName(null).nextToken(token).build();
    }
}
