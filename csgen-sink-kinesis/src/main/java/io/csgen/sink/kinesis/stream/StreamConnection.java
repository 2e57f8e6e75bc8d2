package io.csgen.sink.kinesis.stream;

import io.csgen.sink.SinkException;
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
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.SdkHttpConfigurationOption;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
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
import software.amazon.awssdk.utils.AttributeMap;

/**
 * The way to a stream: region, credentials, clients, and a look at the stream itself. Everything that can be wrong on it
 * becomes one sentence, within seconds. Immutable.
 */
public final class StreamConnection {
    /** How long a look at the stream may take. */
    public static final Duration CHECK_TIMEOUT = Duration.ofSeconds(6);

    private static final Logger LOGGER = LoggerFactory.getLogger(StreamConnection.class);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration END_TIMEOUT = Duration.ofSeconds(1);
    private static final Set<StreamStatus> WRITABLE = Set.of(StreamStatus.ACTIVE, StreamStatus.UPDATING);

    private final StreamAddress address;
    private final Region region;
    private final AttributeMap trust; // over the defaults of the HTTP client

    private StreamConnection(StreamAddress address, Region region, AttributeMap trust) {
        this.address = address;
        this.region = region;
        this.trust = trust;
    }

    /**
     * Returns the way to a stream, after a search for its region.
     *
     * @throws SinkException if there is no region, or AWS has none of its name
     */
    public static StreamConnection to(StreamAddress address) {
        return new StreamConnection(address, regionOf(address.region(), address.endpoint()), AttributeMap.empty());
    }

    /** Returns the same way, on which any certificate of the endpoint is good. */
    public StreamConnection trustingAnyCertificate() {
        AttributeMap any = AttributeMap.builder()
                .put(SdkHttpConfigurationOption.TRUST_ALL_CERTIFICATES, true)
                .build();
        return new StreamConnection(address, region, any);
    }

    /** Returns the id of the region, such as {@code eu-west-1}. */
    public String region() {
        return region.id();
    }

    /** Returns which stream it is, as messages call it. */
    public String place() {
        return "stream " + address.name() + " in region " + region
                + address.endpoint().map(uri -> " at " + uri).orElse("");
    }

    /**
     * Returns the credentials of the default chain of the AWS SDK, which the caller closes.
     *
     * @throws SinkException if it has none
     */
    public static DefaultCredentialsProvider credentials() {
        DefaultCredentialsProvider credentials =
                DefaultCredentialsProvider.builder().build();
        try {
            credentials.resolveCredentials();
            return credentials;
        } catch (SdkClientException e) {
            credentials.close();
            throw new SinkException(
                    "no AWS credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, AWS_PROFILE"
                            + " or another source of the AWS default chain",
                    e);
        } catch (RuntimeException | Error e) {
            credentials.close();
            throw e;
        }
    }

    /** Returns an HTTP client for {@link #open}. */
    public static NettyNioAsyncHttpClient.Builder http(Duration requestTimeout) {
        return NettyNioAsyncHttpClient.builder()
                .protocol(Protocol.HTTP1_1) // local endpoints speak nothing newer
                .connectionTimeout(CONNECT_TIMEOUT)
                .readTimeout(requestTimeout) // the client's own default would end requests earlier
                .tcpKeepAlive(true);
    }

    /**
     * Opens what uses a client of its own.
     *
     * @param opening gets the client, and what closes it with all that belongs to it
     * @throws SinkException if there are no credentials
     */
    public <T> T open(
            NettyNioAsyncHttpClient.Builder http,
            UnaryOperator<KinesisAsyncClientBuilder> configuration,
            BiFunction<KinesisAsyncClient, Runnable, T> opening) {
        Deque<AutoCloseable> opened = new ArrayDeque<>();
        try {
            DefaultCredentialsProvider credentials = credentials();
            opened.push(credentials);
            SdkEventLoopGroup threads = SdkEventLoopGroup.builder().build();
            opened.push(() -> end(threads));
            KinesisAsyncClientBuilder builder =
                    KinesisAsyncClient.builder().region(region).credentialsProvider(credentials);
            address.endpoint().ifPresent(builder::endpointOverride);
            KinesisAsyncClient client = configuration
                    .apply(builder.httpClientBuilder(new Trusting(http.eventLoopGroup(threads), trust)))
                    .build();
            opened.push(client);
            return opening.apply(client, () -> closeAll(opened));
        } catch (RuntimeException | Error e) {
            closeAll(opened);
            throw e;
        }
    }

    /** Builds an HTTP client as another does, with some defaults of its own. */
    private record Trusting(NettyNioAsyncHttpClient.Builder http, AttributeMap first)
            implements SdkAsyncHttpClient.Builder<Trusting> {
        @Override
        public SdkAsyncHttpClient buildWithDefaults(AttributeMap defaults) {
            return http.buildWithDefaults(first.merge(defaults));
        }
    }

    /** Left to the client, its threads would stay for two seconds more, in case somebody had work for them. */
    private static void end(SdkEventLoopGroup threads) {
        threads.eventLoopGroup()
                .shutdownGracefully(0, END_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(END_TIMEOUT.toMillis());
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
        if (endpoint.isEmpty() && !StreamAddress.isKnown(found.id())) {
            throw unknownRegion(found.id());
        }
        return found;
    }

    /** Returns what is wrong with a region that the environment names. */
    public static SinkException unknownRegion(String region) {
        return new SinkException("no AWS region is called " + region + ": set kinesis-region or AWS_REGION", null);
    }

    /**
     * Looks the stream up ({@code kinesis:DescribeStreamSummary}).
     *
     * @throws SinkException if it does not exist or cannot be reached
     */
    public void requireReadable(KinesisAsyncClient client) {
        statusOf(client);
    }

    /**
     * Looks the stream up, for what has no Kinesis client itself.
     *
     * @throws SinkException if there are no credentials, or the stream does not exist, cannot be reached, or takes no
     *     clicks at this time
     */
    public void requireWritable() {
        open(http(CHECK_TIMEOUT), client -> client, (client, closing) -> {
            requireWritable(client);
            closing.run();
            return this;
        });
    }

    /**
     * Looks the stream up ({@code kinesis:DescribeStreamSummary}).
     *
     * @throws SinkException if it does not exist, cannot be reached, or takes no clicks at this time
     */
    public void requireWritable(KinesisAsyncClient client) {
        StreamStatus status = statusOf(client);
        if (status != null && !WRITABLE.contains(status)) {
            throw new SinkException(place() + " takes no clicks while its status is " + status, null);
        }
    }

    /** Returns what is known of the stream, or null where Kinesis has no time to say. */
    private @Nullable StreamStatus statusOf(KinesisAsyncClient client) {
        DescribeStreamSummaryRequest question = DescribeStreamSummaryRequest.builder()
                .streamName(address.name())
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

    private String sentence(Failure failure, @Nullable Throwable error) {
        if (error instanceof ResourceNotFoundException) {
            return place() + " does not exist";
        }
        if (failure.mayPass()) {
            return "cannot reach " + place() + ": " + failure.reason();
        }
        return "cannot use " + place() + ": " + failure.reason();
    }
}
