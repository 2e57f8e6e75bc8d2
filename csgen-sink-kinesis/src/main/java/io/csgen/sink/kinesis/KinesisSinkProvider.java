package io.csgen.sink.kinesis;

import io.csgen.sink.kinesis.stream.StreamSinkProvider;

/**
 * Opens Kinesis sinks from settings ({@code sink=kinesis}). Immutable.
 *
 * <p>Credentials come from the default chain of the AWS SDK alone: environment, profile, web identity,
 * container, instance. So does the region where {@code kinesis-region} is not set; with {@code
 * kinesis-endpoint} and neither, it is {@code us-east-1}, which local endpoints take for granted.
 *
 * <p>Opening looks the stream up ({@code kinesis:DescribeStreamSummary}) and fails within seconds, in
 * one sentence, where it cannot work: no credentials, rejected ones, no permission, no such stream or
 * region, nobody at the endpoint. The payload is {@code json-url} unless {@code format} says otherwise.
 */
public final class KinesisSinkProvider extends StreamSinkProvider<KinesisSinkConfig> {
    /** Creates the provider; for {@link java.util.ServiceLoader}. */
    public KinesisSinkProvider() {
        super("kinesis", KinesisSinkConfig.KEYS, KinesisSinkConfig::of, KinesisConnection::open);
    }
}
