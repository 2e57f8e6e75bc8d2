package io.csgen.sink.kpl;

import io.csgen.sink.SinkException;
import io.csgen.sink.kpl.KplKeys.Aggregation;
import io.csgen.sink.kpl.KplKeys.Metrics;
import io.csgen.sink.kpl.KplKeys.Switch;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.SystemSettingsRegionProvider;
import software.amazon.kinesis.producer.KinesisProducer;
import software.amazon.kinesis.producer.KinesisProducerConfiguration;
import software.amazon.kinesis.producer.KinesisProducerConfiguration.RecordDistributionStrategyDefault;

/** Opens a sink on a producer of its own. Immutable. */
record KplConnection(KplSinkConfig config, Tuning tuning, Optional<String> region, Optional<URI> endpoint) {
    /** The producer demands this form. */
    private static final String REGION = "[a-z]+-([a-z]+-)?[a-z]+-[0-9]";

    private static final int HTTPS = 443;

    /** How the producer works. Immutable. */
    record Tuning(
            Duration maxBatchAge,
            Duration requestTimeout,
            Duration recordTtl,
            Aggregation aggregation,
            int maxConnections,
            Switch verifyCertificate,
            Metrics metrics,
            Optional<Path> tempDirectory) {}

    static boolean isRegion(String name) {
        return name.matches(REGION);
    }

    /**
     * Opens a sink that ends its producer.
     *
     * @throws SinkException if the KPL cannot be used like this
     */
    KplSink open() {
        NativePlatform.current().require();
        DefaultCredentialsProvider credentials =
                DefaultCredentialsProvider.builder().build();
        try {
            requireCredentials(credentials);
            Path temporary = tuning.tempDirectory().orElseGet(() -> Path.of(System.getProperty("java.io.tmpdir")));
            NativeProducer producer = NativeProducer.start(configuration(credentials), temporary);
            return new KplSink(producer.producer(), config, producer::endProcess, () -> {
                producer.close();
                credentials.close();
            });
        } catch (RuntimeException e) {
            credentials.close();
            throw e;
        }
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

    private String findRegion() {
        // With an endpoint the region matters little: not worth asking an instance's metadata, which may hang.
        AwsRegionProvider chain = endpoint.isPresent()
                ? new AwsRegionProviderChain(new SystemSettingsRegionProvider(), new AwsProfileRegionProvider())
                : new DefaultAwsRegionProviderChain();
        Region found;
        try {
            found = chain.getRegion();
        } catch (SdkClientException e) {
            if (endpoint.isPresent()) {
                return Region.US_EAST_1.id();
            }
            throw new SinkException(
                    "no AWS region: set kinesis-region, AWS_REGION or the region of the AWS profile", e);
        }
        if (!isRegion(found.id())) {
            throw new SinkException("no AWS region is called " + found + ": set kinesis-region or AWS_REGION", null);
        }
        return found.id();
    }

    private KinesisProducerConfiguration configuration(DefaultCredentialsProvider credentials) {
        KinesisProducerConfiguration configuration = new KinesisProducerConfiguration()
                .setRegion(region.orElseGet(this::findRegion))
                .setCredentialsProvider(credentials)
                .setRecordMaxBufferedTime(tuning.maxBatchAge().toMillis())
                .setRequestTimeout(tuning.requestTimeout().toMillis())
                .setRecordTtl(tuning.recordTtl().toMillis())
                .setAggregationEnabled(tuning.aggregation() == Aggregation.ON)
                .setMaxConnections(tuning.maxConnections())
                .setVerifyCertificate(tuning.verifyCertificate() == Switch.ON)
                .setMetricsLevel(tuning.metrics().level)
                .setLogLevel(nativeLogLevel())
                // Until it has asked the stream, the KPL would not aggregate.
                .setRecordDistributionStrategyDefault(RecordDistributionStrategyDefault.USER_PARTITION_KEY)
                // It would search all clicks in flight for each answer.
                .setEnableOldestFutureTracker(false);
        endpoint.ifPresent(uri -> configuration
                .setKinesisEndpoint(uri.getHost())
                .setKinesisPort(uri.getPort() < 0 ? HTTPS : uri.getPort()));
        return configuration;
    }

    /** The native process warns of each attempt that fails, in several lines; receipts tell the same. */
    private static String nativeLogLevel() {
        boolean debugging = LoggerFactory.getLogger(KinesisProducer.class).isDebugEnabled();
        return debugging ? "info" : "error";
    }
}
