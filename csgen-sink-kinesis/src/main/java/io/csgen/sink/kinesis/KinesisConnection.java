package io.csgen.sink.kinesis;

import io.csgen.sink.SinkException;
import io.csgen.sink.kinesis.KinesisSinkConfig.Aggregation;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.SystemSettingsRegionProvider;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClientBuilder;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamSummaryRequest;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/**
 * Opens a sink or a reader on a client of its own, after a look at the stream. Everything that can be wrong from
 * here to there becomes one sentence, within seconds. Immutable.
 */
final class KinesisConnection {
    private static final Logger LOGGER = LoggerFactory.getLogger(KinesisConnection.class);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration CHECK_TIMEOUT = Duration.ofSeconds(6);
    private static final Duration END_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(30);
    private static final int READ_ATTEMPTS = 12; // waits for minutes in all, as reads are throttled for each stream
    private static final Set<StreamStatus> WRITABLE = Set.of(StreamStatus.ACTIVE, StreamStatus.UPDATING);

    private final String streamName;
    private final Region region;
    private final Optional<URI> endpoint;

    private KinesisConnection(String streamName, Optional<String> region, Optional<URI> endpoint) {
        this.streamName = streamName;
        this.region = regionOf(region, endpoint);
        this.endpoint = endpoint;
    }

    static boolean isKnownRegion(String name) {
        return Region.regions().stream().anyMatch(known -> known.id().equals(name));
    }

    /**
     * Opens a sink that closes its client.
     *
     * @throws SinkException if Kinesis cannot be used like this
     */
    static KinesisSink open(KinesisSinkConfig config, Optional<String> region, Optional<URI> endpoint) {
        KinesisConnection connection = new KinesisConnection(config.streamName(), region, endpoint);
        return connection.open(
                http(config.requestTimeout()).maxConcurrency(config.maxRequestsInFlight()),
                // The sink retries itself: only what failed, and within its own budget.
                builder -> builder.overrideConfiguration(
                        override -> override.retryStrategy(AwsRetryStrategy.doNotRetry())),
                (client, closing) -> {
                    connection.requireWritable(connection.statusOf(client));
                    if (config.aggregation() == Aggregation.ON) {
                        connection.checkKinesisShards(client);
                    }
                    return new KinesisSink(client, config, Timer.forStream(config.streamName()), closing);
                });
    }

    /**
     * Opens a reader that closes its client.
     *
     * @throws SinkException if Kinesis cannot be used like this
     */
    static KinesisReader openReader(String streamName, Optional<String> region, Optional<URI> endpoint) {
        KinesisConnection connection = new KinesisConnection(streamName, region, endpoint);
        return connection.open(
                http(READ_TIMEOUT),
                builder -> builder.overrideConfiguration(
                        override -> override.retryStrategy(AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                .maxAttempts(READ_ATTEMPTS)
                                .build())),
                (client, closing) -> {
                    connection.statusOf(client);
                    return new KinesisReader(client, streamName, connection.place(), closing);
                });
    }

    /** Opens what uses a client, which it has to close in the given way. */
    private <T> T open(
            NettyNioAsyncHttpClient.Builder http,
            UnaryOperator<KinesisAsyncClientBuilder> configuration,
            BiFunction<KinesisAsyncClient, Runnable, T> opening) {
        Deque<AutoCloseable> opened = new ArrayDeque<>();
        try {
            DefaultCredentialsProvider credentials =
                    DefaultCredentialsProvider.builder().build();
            opened.push(credentials);
            requireCredentials(credentials);
            SdkEventLoopGroup threads = SdkEventLoopGroup.builder().build();
            opened.push(() -> end(threads));
            KinesisAsyncClientBuilder builder =
                    KinesisAsyncClient.builder().region(region).credentialsProvider(credentials);
            endpoint.ifPresent(builder::endpointOverride);
            KinesisAsyncClient client = configuration
                    .apply(builder.httpClientBuilder(http.eventLoopGroup(threads)))
                    .build();
            opened.push(client);
            return opening.apply(client, () -> closeAll(opened));
        } catch (RuntimeException | Error e) {
            closeAll(opened);
            throw e;
        }
    }

    /** Left to the client, its threads would stay for two seconds more, in case somebody had work for them. */
    private static void end(SdkEventLoopGroup threads) {
        threads.eventLoopGroup()
                .shutdownGracefully(0, END_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(END_TIMEOUT.toMillis());
    }

    private static NettyNioAsyncHttpClient.Builder http(Duration requestTimeout) {
        return NettyNioAsyncHttpClient.builder()
                .protocol(Protocol.HTTP1_1) // local endpoints speak nothing newer
                .connectionTimeout(CONNECT_TIMEOUT)
                .readTimeout(requestTimeout) // the client's own default would end requests earlier
                .tcpKeepAlive(true);
    }

    private static void closeAll(Deque<AutoCloseable> opened) {
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception e) {
                LOGGER.warn("cannot close the Kinesis client: {}", e.toString());
            }
        }
    }

    private static Region regionOf(Optional<String> given, Optional<URI> endpoint) {
        if (given.isPresent()) {
            return Region.of(given.get());
        }
        // With an endpoint the region matters little: not worth asking an instance's metadata, which may hang.
        AwsRegionProvider chain = endpoint.isPresent()
                ? new AwsRegionProviderChain(new SystemSettingsRegionProvider(), new AwsProfileRegionProvider())
                : new DefaultAwsRegionProviderChain();
        Region found;
        try {
            found = chain.getRegion();
        } catch (SdkClientException e) {
            if (endpoint.isPresent()) {
                return Region.US_EAST_1;
            }
            throw new SinkException(
                    "no AWS region: set kinesis-region, AWS_REGION or the region of the AWS profile", e);
        }
        if (endpoint.isEmpty() && !isKnownRegion(found.id())) {
            throw new SinkException("no AWS region is called " + found + ": set kinesis-region or AWS_REGION", null);
        }
        return found;
    }

    private static void requireCredentials(DefaultCredentialsProvider credentials) {
        try {
            credentials.resolveCredentials();
        } catch (SdkClientException e) {
            throw new SinkException(
                    "no AWS credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, AWS_PROFILE"
                            + " or another source of the AWS default chain",
                    e);
        }
    }

    /** Returns what is known of the stream, or null where Kinesis has no time to say. */
    private @Nullable StreamStatus statusOf(KinesisAsyncClient client) {
        DescribeStreamSummaryRequest question = DescribeStreamSummaryRequest.builder()
                .streamName(streamName)
                .overrideConfiguration(override -> override.apiCallTimeout(CHECK_TIMEOUT))
                .build();
        try {
            return client.describeStreamSummary(question)
                    .join()
                    .streamDescriptionSummary()
                    .streamStatus();
        } catch (CompletionException e) {
            Failure failure = Failure.of(e);
            boolean answered = e.getCause() instanceof AwsServiceException;
            if (failure.mayPass() && answered) {
                LOGGER.warn("Kinesis {} could not be checked: {}", place(), failure.reason());
                return null; // Many workers that start at once exceed the limit of this call; they can do without.
            }
            throw new SinkException(sentence(failure, e.getCause()), e.getCause());
        }
    }

    private void requireWritable(@Nullable StreamStatus status) {
        if (status != null && !WRITABLE.contains(status)) {
            throw new SinkException(place() + " takes no clicks while its status is " + status, null);
        }
    }

    /** Aggregates cannot do without the Kinesis shards, so better say so now. */
    private void checkKinesisShards(KinesisAsyncClient client) {
        try {
            new ShardWatch(client, streamName, CHECK_TIMEOUT).list().join();
        } catch (CompletionException e) {
            Failure failure = Failure.of(e);
            if (!failure.mayPass()) {
                throw new SinkException(
                        "cannot list the Kinesis shards of " + place() + ", which " + KinesisKeys.AGGREGATION
                                + "=on needs: " + failure.reason(),
                        e.getCause());
            }
        }
    }

    private String sentence(Failure failure, Throwable error) {
        if (error instanceof ResourceNotFoundException) {
            return place() + " does not exist";
        }
        if (failure.mayPass()) {
            return "cannot reach " + place() + ": " + failure.reason();
        }
        return "cannot use " + place() + ": " + failure.reason();
    }

    /** Returns which stream it is, as messages call it. */
    private String place() {
        return "stream " + streamName + " in region " + region
                + endpoint.map(uri -> " at " + uri).orElse("");
    }
}
