package io.csgen.aws;

import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.Tags;
import software.constructs.Construct;

/**
 * All of the pipeline: the server sends clicks to a stream, a function turns them into events, these are delivered to a
 * bucket, and SQL reads them there. Nothing of it can be reached from outside, and deleting the stack leaves nothing.
 */
final class PipelineStack extends Stack {
    PipelineStack(Construct scope, PipelineSettings settings) {
        super(
                scope,
                settings.name(),
                StackProps.builder()
                        .description("csgen: clicks of an imaginary web store, as events in a lake that SQL reads")
                        .build());
        ClickStreams streams = new ClickStreams(this, settings.name());
        EventFunction function = new EventFunction(this, settings, streams);
        EventLake lake = new EventLake(this, settings.name(), streams);
        StoreService service = new StoreService(this, settings, streams);
        new PipelineAlarms(this, settings, streams, function, lake, service);
        settings.quickSightUser().ifPresent(user -> new QuickSightAnalysis(this, settings.name(), user, lake));
        output("BucketName", lake.bucket().getBucketName(), "where events are, below events/");
        output(
                "WorkGroup",
                lake.workGroup(),
                "the workgroup of Athena to query the database " + lake.database() + " in");
        output("ClicksStream", streams.clicks().getStreamName(), "the stream of clicks");
        output("TokenSecret", service.token().getSecretName(), "the secret that holds the token of the server");
        Tags.of(this).add("application", settings.name());
    }

    private void output(String id, String value, String description) {
        CfnOutput.Builder.create(this, id).value(value).description(description).build();
    }
}
