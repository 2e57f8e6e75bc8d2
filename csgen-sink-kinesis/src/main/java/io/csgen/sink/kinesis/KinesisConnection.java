package io.csgen.sink.kinesis;

import io.csgen.sink.SinkException;
import io.csgen.sink.kinesis.KinesisSinkConfig.Aggregation;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
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
 * Opens a sink on a client of its own, after a look at the stream. Everything that can be wrong from
 * here to there becomes one sentence, within seconds. Immutable.
 */
final class KinesisConnection {
    private static final Logger LOGGER = LoggerFactory.getLogger(KinesisConnection.class);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration CHECK_TIMEOUT = Duration.ofSeconds(6);
    private static final Set<StreamStatus> WRITABLE = Set.of(StreamStatus.ACTIVE, StreamStatus.UPDATING);

    private final KinesisSinkConfig config;
    private final Region region;
    private final Optional<URI> endpoint;

    private KinesisConnection(KinesisSinkConfig config, Region region, Optional<URI> endpoint) {
        this.config = config;
        this.region = region;
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
        return new KinesisConnection(config, regionOf(region, endpoint), endpoint).open();
    }

    private KinesisSink open() {
        DefaultCredentialsProvider credentials =
                DefaultCredentialsProvider.builder().build();
        try {
            requireCredentials(credentials);
            KinesisAsyncClient client = newClient(credentials);
            try {
                checkStream(client);
                if (config.aggregation() == Aggregation.ON) {
                    checkKinesisShards(client);
                }
                Timer timer = Timer.forStream(config.streamName());
                return new KinesisSink(client, config, timer, () -> close(client, credentials));
            } catch (RuntimeException e) {
                client.close();
                throw e;
            }
        } catch (RuntimeException e) {
            credentials.close();
            throw e;
        }
    }

    private static void close(KinesisAsyncClient client, DefaultCredentialsProvider credentials) {
        client.close();
        credentials.close();
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

    private KinesisAsyncClient newClient(DefaultCredentialsProvider credentials) {
        KinesisAsyncClientBuilder builder = KinesisAsyncClient.builder()
                .region(region)
                .credentialsProvider(credentials)
                // The sink retries itself: only what failed, and within its own budget.
                .overrideConfiguration(override -> override.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .httpClientBuilder(NettyNioAsyncHttpClient.builder()
                        .protocol(Protocol.HTTP1_1) // local endpoints speak nothing newer
                        .maxConcurrency(config.maxRequestsInFlight())
                        .connectionTimeout(CONNECT_TIMEOUT)
                        .readTimeout(config.requestTimeout()) // the client's own default would end requests earlier
                        .tcpKeepAlive(true));
        endpoint.ifPresent(builder::endpointOverride);
        return builder.build();
    }

    private void checkStream(KinesisAsyncClient client) {
        DescribeStreamSummaryRequest question = DescribeStreamSummaryRequest.builder()
                .streamName(config.streamName())
                .overrideConfiguration(override -> override.apiCallTimeout(CHECK_TIMEOUT))
                .build();
        StreamStatus status;
        try {
            status = client.describeStreamSummary(question)
                    .join()
                    .streamDescriptionSummary()
                    .streamStatus();
        } catch (CompletionException e) {
            Failure failure = Failure.of(e);
            boolean answered = e.getCause() instanceof AwsServiceException;
            if (failure.mayPass() && answered) {
                LOGGER.warn("Kinesis {} could not be checked: {}", place(), failure.reason());
                return; // Many workers that start at once exceed the limit of this call; the sink has a budget for it.
            }
            throw new SinkException(sentence(failure, e.getCause()), e.getCause());
        }
        if (!WRITABLE.contains(status)) {
            throw new SinkException(place() + " takes no clicks while its status is " + status, null);
        }
    }

    /** Aggregates cannot do without the Kinesis shards, so better say so now. */
    private void checkKinesisShards(KinesisAsyncClient client) {
        try {
            new ShardWatch(client, config.streamName(), CHECK_TIMEOUT).list().join();
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

    /** Returns where the clicks are meant to go, as messages call it. */
    private String place() {
        return "stream " + config.streamName() + " in region " + region
                + endpoint.map(uri -> " at " + uri).orElse("");
    }
}
