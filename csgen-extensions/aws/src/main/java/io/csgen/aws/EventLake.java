package io.csgen.aws;

import java.util.List;
import java.util.Objects;
import software.amazon.awscdk.CfnResource;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.athena.CfnWorkGroup;
import software.amazon.awscdk.services.athena.CfnWorkGroup.EncryptionConfigurationProperty;
import software.amazon.awscdk.services.athena.CfnWorkGroup.ResultConfigurationProperty;
import software.amazon.awscdk.services.athena.CfnWorkGroup.WorkGroupConfigurationProperty;
import software.amazon.awscdk.services.s3.BlockPublicAccess;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.BucketEncryption;
import software.amazon.awscdk.services.s3.LifecycleRule;
import software.constructs.Construct;

/** Where events lie and what reads them: a private bucket that Firehose fills, a table and views, a workgroup of Athena. */
final class EventLake extends Construct {
    private static final String RESULTS = "athena-results/";
    private static final long MOST_BYTES_OF_A_QUERY = 10L << 30;

    private final Bucket bucket;
    private final Delivery delivery;
    private final String database;
    private final CfnWorkGroup workGroup;

    EventLake(Construct scope, String name, ClickStreams streams) {
        super(scope, "Lake");
        bucket = Bucket.Builder.create(this, "Bucket")
                .blockPublicAccess(BlockPublicAccess.BLOCK_ALL)
                .encryption(BucketEncryption.S3_MANAGED)
                .enforceSsl(true)
                .removalPolicy(RemovalPolicy.DESTROY)
                .autoDeleteObjects(true)
                .lifecycleRules(List.of(
                        LifecycleRule.builder()
                                .prefix(RESULTS)
                                .expiration(Duration.days(7))
                                .build(),
                        LifecycleRule.builder()
                                .abortIncompleteMultipartUploadAfter(Duration.days(1))
                                .build()))
                .build();
        keepLogsOfDeletion();
        delivery = Delivery.ofEvents(this, streams.events(), bucket);
        Delivery.ofDeadLetters(this, streams.deadLetters(), bucket);
        database = new LakeTables(this, name, bucket).database();
        workGroup = CfnWorkGroup.Builder.create(this, "WorkGroup")
                .name(name)
                .recursiveDeleteOption(true)
                .workGroupConfiguration(WorkGroupConfigurationProperty.builder()
                        .enforceWorkGroupConfiguration(true)
                        .publishCloudWatchMetricsEnabled(false)
                        .bytesScannedCutoffPerQuery(MOST_BYTES_OF_A_QUERY)
                        .resultConfiguration(ResultConfigurationProperty.builder()
                                .outputLocation(bucket.s3UrlForObject(RESULTS))
                                .encryptionConfiguration(EncryptionConfigurationProperty.builder()
                                        .encryptionOption("SSE_S3")
                                        .build())
                                .build())
                        .build())
                .build();
    }

    /** What empties the bucket when the stack goes would leave logs that no stack has. */
    private void keepLogsOfDeletion() {
        Construct provider =
                (Construct) Stack.of(this).getNode().findChild("Custom::S3AutoDeleteObjectsCustomResourceProvider");
        CfnResource handler =
                (CfnResource) Objects.requireNonNull(provider.getNode().findChild("Handler"));
        handler.addPropertyOverride(
                "LoggingConfig.LogGroup", Logs.group(this, "DeletionLogs").getLogGroupName());
    }

    Bucket bucket() {
        return bucket;
    }

    Delivery delivery() {
        return delivery;
    }

    String database() {
        return database;
    }

    String workGroup() {
        return workGroup.getName();
    }
}
