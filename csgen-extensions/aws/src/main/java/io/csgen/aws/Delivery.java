package io.csgen.aws;

import java.util.List;
import java.util.Map;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.cloudwatch.Metric;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.kinesis.IStream;
import software.amazon.awscdk.services.kinesisfirehose.CfnDeliveryStream;
import software.amazon.awscdk.services.kinesisfirehose.CfnDeliveryStream.BufferingHintsProperty;
import software.amazon.awscdk.services.kinesisfirehose.CfnDeliveryStream.CloudWatchLoggingOptionsProperty;
import software.amazon.awscdk.services.kinesisfirehose.CfnDeliveryStream.DynamicPartitioningConfigurationProperty;
import software.amazon.awscdk.services.kinesisfirehose.CfnDeliveryStream.ExtendedS3DestinationConfigurationProperty;
import software.amazon.awscdk.services.kinesisfirehose.CfnDeliveryStream.KinesisStreamSourceConfigurationProperty;
import software.amazon.awscdk.services.kinesisfirehose.CfnDeliveryStream.ProcessingConfigurationProperty;
import software.amazon.awscdk.services.kinesisfirehose.CfnDeliveryStream.ProcessorParameterProperty;
import software.amazon.awscdk.services.kinesisfirehose.CfnDeliveryStream.ProcessorProperty;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.logs.LogStream;
import software.amazon.awscdk.services.s3.IBucket;
import software.constructs.Construct;

/**
 * What takes the records of a stream, which are lines, to a bucket: Amazon Data Firehose, in compressed objects. The
 * construct that is part of the CDK would let it delete what is in the bucket; this one has what Firehose asks for.
 */
final class Delivery extends Construct {
    /** What Firehose asks of the stream it reads, as its developer guide lists it. */
    static final List<String> READING =
            List.of("kinesis:DescribeStream", "kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:ListShards");

    private static final List<String> OF_A_BUCKET =
            List.of("s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads");
    private static final List<String> OF_OBJECTS = List.of("s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject");

    private static final String ERRORS = "delivery-errors/";
    private static final String FILE_EXTENSION = ".json.gz";
    private static final int BUFFER_SECONDS = 300;
    /** The least that Firehose takes with partitions by content. */
    private static final int PARTITIONED_BUFFER_MIB = 64;

    private static final int BUFFER_MIB = 5;
    private static final String LOG_STREAM = "delivery";
    /** The time of the event itself, in UTC, such as 2026-01-05T13:30:00.000Z. */
    private static final String PARTITIONS = "{dt: .timestamp[0:10], hour: .timestamp[11:13]}";

    private final CfnDeliveryStream stream;

    private Delivery(Construct scope, String id, IStream source, IBucket bucket, Layout layout) {
        super(scope, id);
        LogGroup logs = Logs.group(this, "Logs");
        LogStream.Builder.create(this, "LogStream")
                .logGroup(logs)
                .logStreamName(LOG_STREAM)
                .removalPolicy(RemovalPolicy.DESTROY)
                .build();
        Role role = Role.Builder.create(this, "Role")
                .assumedBy(new ServicePrincipal("firehose.amazonaws.com"))
                .build();
        role.addToPolicy(EventFunction.allow(READING, source.getStreamArn()));
        role.addToPolicy(EventFunction.allow(OF_A_BUCKET, bucket.getBucketArn()));
        role.addToPolicy(EventFunction.allow(OF_OBJECTS, bucket.arnForObjects("*")));
        role.addToPolicy(EventFunction.allow(List.of("logs:PutLogEvents"), logs.getLogGroupArn()));
        stream = CfnDeliveryStream.Builder.create(this, "Stream")
                .deliveryStreamType("KinesisStreamAsSource")
                .kinesisStreamSourceConfiguration(KinesisStreamSourceConfigurationProperty.builder()
                        .kinesisStreamArn(source.getStreamArn())
                        .roleArn(role.getRoleArn())
                        .build())
                .extendedS3DestinationConfiguration(ExtendedS3DestinationConfigurationProperty.builder()
                        .bucketArn(bucket.getBucketArn())
                        .roleArn(role.getRoleArn())
                        .prefix(layout.prefix())
                        .errorOutputPrefix(ERRORS + layout.errors() + "/!{firehose:error-output-type}/")
                        .fileExtension(FILE_EXTENSION)
                        .compressionFormat("GZIP")
                        .bufferingHints(BufferingHintsProperty.builder()
                                .intervalInSeconds(BUFFER_SECONDS)
                                .sizeInMBs(layout.isPartitioned() ? PARTITIONED_BUFFER_MIB : BUFFER_MIB)
                                .build())
                        .dynamicPartitioningConfiguration(DynamicPartitioningConfigurationProperty.builder()
                                .enabled(layout.isPartitioned())
                                .build())
                        .processingConfiguration(ProcessingConfigurationProperty.builder()
                                .enabled(layout.isPartitioned())
                                .processors(layout.isPartitioned() ? List.of(partitions()) : List.of())
                                .build())
                        .cloudWatchLoggingOptions(CloudWatchLoggingOptionsProperty.builder()
                                .enabled(true)
                                .logGroupName(logs.getLogGroupName())
                                .logStreamName(LOG_STREAM)
                                .build())
                        .build())
                .build();
        // It tries its permissions when it is made.
        stream.getNode().addDependency(role);
    }

    /** Where objects go. */
    private record Layout(String prefix, String errors, boolean isPartitioned) {}

    /** Takes events to {@code events/dt=YYYY-MM-DD/hour=HH/}, by their own time in UTC. */
    static Delivery ofEvents(Construct scope, IStream source, IBucket bucket) {
        Layout layout =
                new Layout("events/dt=!{partitionKeyFromQuery:dt}/hour=!{partitionKeyFromQuery:hour}/", "events", true);
        return new Delivery(scope, "Events", source, bucket, layout);
    }

    /** Takes dead letters to {@code dead-letters/dt=YYYY-MM-DD/hour=HH/}, by the time they came. */
    static Delivery ofDeadLetters(Construct scope, IStream source, IBucket bucket) {
        Layout layout =
                new Layout("dead-letters/dt=!{timestamp:yyyy-MM-dd}/hour=!{timestamp:HH}/", "dead-letters", false);
        return new Delivery(scope, "DeadLetters", source, bucket, layout);
    }

    private static ProcessorProperty partitions() {
        return ProcessorProperty.builder()
                .type("MetadataExtraction")
                .parameters(List.of(
                        parameter("MetadataExtractionQuery", PARTITIONS), parameter("JsonParsingEngine", "JQ-1.6")))
                .build();
    }

    private static ProcessorParameterProperty parameter(String name, String value) {
        return ProcessorParameterProperty.builder()
                .parameterName(name)
                .parameterValue(value)
                .build();
    }

    /** Returns how old the oldest record is that is not in the bucket yet, in seconds. */
    Metric age(Duration period) {
        return Metric.Builder.create()
                .namespace("AWS/Firehose")
                .metricName("DeliveryToS3.DataFreshness")
                .dimensionsMap(Map.of("DeliveryStreamName", stream.getRef()))
                .statistic("Maximum")
                .period(period)
                .build();
    }
}
