package io.csgen.sink.kinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.ExpiredIteratorException;
import software.amazon.awssdk.services.kinesis.model.GetRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorResponse;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;

/** What a reader does where its client lets it down. */
@Timeout(60)
class KinesisReaderTest {
    private final AtomicInteger iterators = new AtomicInteger();
    private final CompletableFuture<GetRecordsResponse> unanswered = new CompletableFuture<>();

    /** A stream with one Kinesis shard, whose records are asked for in vain. */
    private KinesisReader readerOf(CompletableFuture<GetRecordsResponse> records) {
        KinesisAsyncClient client = new KinesisAsyncClient() {
            @Override
            public CompletableFuture<ListShardsResponse> listShards(ListShardsRequest request) {
                return CompletableFuture.completedFuture(ListShardsResponse.builder()
                        .shards(FakeKinesis.equalShards(1))
                        .build());
            }

            @Override
            public CompletableFuture<GetShardIteratorResponse> getShardIterator(GetShardIteratorRequest request) {
                iterators.incrementAndGet();
                return CompletableFuture.completedFuture(GetShardIteratorResponse.builder()
                        .shardIterator("from here")
                        .build());
            }

            @Override
            public CompletableFuture<GetRecordsResponse> getRecords(GetRecordsRequest request) {
                return records;
            }

            @Override
            public String serviceName() {
                return "kinesis";
            }

            @Override
            public void close() {}
        };
        return KinesisReader.of(client, "clicks");
    }

    @Test
    void givesUpWhereIteratorsExpireAgainAndAgain() {
        Throwable expired = FakeKinesis.error(
                ExpiredIteratorException.builder(), 400, "ExpiredIteratorException", "Iterator expired.");

        assertThatThrownBy(
                        () -> readerOf(CompletableFuture.failedFuture(expired)).read(located -> {}))
                .isInstanceOf(IOException.class)
                .hasMessage("cannot read stream clicks: ExpiredIteratorException: Iterator expired.");
        assertThat(iterators).hasValue(10);
    }

    @Test
    void cancelsItsRequestsWhenInterrupted() throws InterruptedException {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread reading = new Thread(() -> {
            try {
                readerOf(unanswered).read(located -> {});
            } catch (IOException | InterruptedException e) {
                thrown.set(e);
            }
        });
        reading.start();
        await().until(() -> reading.getState() == Thread.State.WAITING);

        reading.interrupt();
        reading.join();

        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        assertThat(unanswered).isCancelled();
    }
}
