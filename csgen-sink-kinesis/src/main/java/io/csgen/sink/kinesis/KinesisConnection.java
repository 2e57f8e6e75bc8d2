package io.csgen.sink.kinesis;

import io.csgen.sink.SinkException;
import io.csgen.sink.kinesis.KinesisSinkConfig.Aggregation;
import io.csgen.sink.kinesis.stream.Failure;
import io.csgen.sink.kinesis.stream.StreamAddress;
import io.csgen.sink.kinesis.stream.StreamConnection;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

/** Opens a sink or a reader on a client of its own, after a look at the stream. */
final class KinesisConnection {
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(30);
    private static final int READ_ATTEMPTS = 12; // waits for minutes in all, as reads are throttled for each stream

    private KinesisConnection() {}

    /**
     * Opens a sink that closes its client.
     *
     * @throws SinkException if Kinesis cannot be used like this
     */
    static KinesisSink open(KinesisSinkConfig config, StreamAddress address) {
        StreamConnection connection = StreamConnection.to(address);
        return connection.open(
                StreamConnection.http(config.get(KinesisSinkConfig.REQUEST_TIMEOUT))
                        .maxConcurrency(config.get(KinesisSinkConfig.MAX_REQUESTS_IN_FLIGHT)),
                // The sink retries itself: only what failed, and within its own budget.
                builder -> builder.overrideConfiguration(
                        override -> override.retryStrategy(AwsRetryStrategy.doNotRetry())),
                (client, closing) -> {
                    connection.requireWritable(client);
                    if (config.get(KinesisSinkConfig.AGGREGATION) == Aggregation.ON) {
                        checkKinesisShards(client, connection, address.name());
                    }
                    return new KinesisSink(client, config, Timer.forStream(address.name()), closing);
                });
    }

    /**
     * Opens a reader that closes its client.
     *
     * @throws SinkException if Kinesis cannot be used like this
     */
    static KinesisReader openReader(StreamAddress address) {
        StreamConnection connection = StreamConnection.to(address);
        return connection.open(
                StreamConnection.http(READ_TIMEOUT),
                builder -> builder.overrideConfiguration(
                        override -> override.retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                .maxAttempts(READ_ATTEMPTS)
                                .build())),
                (client, closing) -> {
                    connection.requireReadable(client);
                    return new KinesisReader(client, address.name(), connection.place(), closing);
                });
    }

    /** Aggregates cannot do without the Kinesis shards, so better say so now. */
    private static void checkKinesisShards(KinesisAsyncClient client, StreamConnection connection, String stream) {
        try {
            new ShardWatch(client, stream, StreamConnection.CHECK_TIMEOUT)
                    .list()
                    .join();
        } catch (CompletionException e) {
            Failure failure = Failure.of(e);
            if (!failure.mayPass()) {
                throw new SinkException(
                        "cannot list the Kinesis shards of " + connection.place() + ", which "
                                + KinesisSinkConfig.AGGREGATION + "=on needs: " + failure.reason(),
                        e.getCause());
            }
        }
    }
}
