package io.csgen.sink.kpl;

import io.csgen.sink.SinkException;
import io.csgen.sink.kinesis.KinesisSinkConfig;
import io.csgen.sink.kinesis.KinesisSinkConfig.Aggregation;
import io.csgen.sink.kinesis.stream.StreamAddress;
import io.csgen.sink.kinesis.stream.StreamConnection;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.kinesis.producer.KinesisProducer;
import software.amazon.kinesis.producer.KinesisProducerConfiguration;
import software.amazon.kinesis.producer.KinesisProducerConfiguration.RecordDistributionStrategyDefault;

/** Opens a sink on a producer of its own, after a look at the stream. Immutable. */
record KplConnection(KplSinkConfig config, StreamAddress address) {
    /** The producer demands this form. */
    private static final String REGION = "[a-z]+-([a-z]+-)?[a-z]+-[0-9]";

    private static final int HTTPS = 443;

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
        StreamConnection stream = connection();
        stream.requireWritable();
        DefaultCredentialsProvider credentials = StreamConnection.credentials();
        try {
            Path temporary = config.find(KplSinkConfig.TEMP_DIRECTORY)
                    .orElseGet(() -> Path.of(System.getProperty("java.io.tmpdir")));
            NativeProducer producer = NativeProducer.start(configuration(stream.region(), credentials), temporary);
            return new KplSink(producer.producer(), config, producer::endProcess, () -> {
                producer.close();
                credentials.close();
            });
        } catch (RuntimeException | Error e) {
            credentials.close();
            throw e;
        }
    }

    private StreamConnection connection() {
        StreamConnection connection = StreamConnection.to(address);
        if (!isRegion(connection.region())) {
            throw StreamConnection.unknownRegion(connection.region());
        }
        return config.get(KplSinkConfig.VERIFY_CERTIFICATE) ? connection : connection.trustingAnyCertificate();
    }

    private KinesisProducerConfiguration configuration(String region, DefaultCredentialsProvider credentials) {
        KinesisProducerConfiguration configuration = new KinesisProducerConfiguration()
                .setRegion(region)
                .setCredentialsProvider(credentials)
                .setRecordMaxBufferedTime(
                        config.get(KinesisSinkConfig.MAX_BATCH_AGE).toMillis())
                .setRequestTimeout(config.get(KinesisSinkConfig.REQUEST_TIMEOUT).toMillis())
                .setRecordTtl(config.get(KplSinkConfig.RECORD_TTL).toMillis())
                .setAggregationEnabled(config.get(KinesisSinkConfig.AGGREGATION) == Aggregation.ON)
                .setMaxConnections(config.get(KplSinkConfig.MAX_CONNECTIONS))
                .setVerifyCertificate(config.get(KplSinkConfig.VERIFY_CERTIFICATE))
                .setMetricsLevel(config.get(KplSinkConfig.METRICS).level)
                .setLogLevel(nativeLogLevel())
                // Until it has asked the stream, the KPL would not aggregate.
                .setRecordDistributionStrategyDefault(RecordDistributionStrategyDefault.USER_PARTITION_KEY)
                // It would search all clicks in flight for each answer.
                .setEnableOldestFutureTracker(false);
        address.endpoint()
                .ifPresent(uri -> configuration
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
