package io.csgen.aws;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.services.iam.Effect;
import software.amazon.awscdk.services.iam.PolicyStatement;
import software.amazon.awscdk.services.iam.Role;
import software.amazon.awscdk.services.iam.ServicePrincipal;
import software.amazon.awscdk.services.lambda.Architecture;
import software.amazon.awscdk.services.lambda.Code;
import software.amazon.awscdk.services.lambda.EventSourceMapping;
import software.amazon.awscdk.services.lambda.Function;
import software.amazon.awscdk.services.lambda.Runtime;
import software.amazon.awscdk.services.lambda.StartingPosition;
import software.amazon.awscdk.services.logs.LogGroup;
import software.constructs.Construct;

/** The function that turns clicks into events, and what is no click into dead letters with the reason. */
final class EventFunction extends Construct {
    /** What an event source mapping needs of its stream, as the developer guide of AWS Lambda lists it. */
    static final List<String> READING = List.of(
            "kinesis:DescribeStream",
            "kinesis:DescribeStreamSummary",
            "kinesis:GetRecords",
            "kinesis:GetShardIterator",
            "kinesis:ListShards");

    /** What the function itself asks of its output streams. */
    static final List<String> WRITING = List.of("kinesis:PutRecords");

    private static final String HANDLER = "io.csgen.examples.lambda.ClickEventsLambda";
    private static final int MEMORY_MIB = 1_024;
    private static final int BATCH_RECORDS = 1_000;

    private final Function function;

    EventFunction(Construct scope, PipelineSettings settings, ClickStreams streams) {
        super(scope, "Function");
        LogGroup logs = Logs.group(this, "Logs");
        Role role = Role.Builder.create(this, "Role")
                .assumedBy(new ServicePrincipal("lambda.amazonaws.com"))
                .build();
        logs.grantWrite(role);
        role.addToPolicy(allow(READING, streams.clicks().getStreamArn()));
        role.addToPolicy(allow(
                WRITING, streams.events().getStreamArn(), streams.deadLetters().getStreamArn()));
        Map<String, String> environment = new TreeMap<>(settings.environment());
        environment.put(
                PipelineSettings.variable("events-stream"), streams.events().getStreamName());
        environment.put(
                PipelineSettings.variable("dead-letters-stream"),
                streams.deadLetters().getStreamName());
        // What Firehose puts into one object is lines only if each record is one.
        environment.put(PipelineSettings.variable("events-delimiter"), "newline");
        function = Function.Builder.create(this, "Function")
                .description("turns clicks into events")
                .runtime(Runtime.JAVA_21)
                .architecture(Architecture.ARM_64)
                .code(Code.fromAsset(settings.programJar().toString()))
                .handler(HANDLER)
                .memorySize(MEMORY_MIB)
                .timeout(Duration.minutes(1))
                .environment(environment)
                .role(role.withoutPolicyUpdates())
                .logGroup(logs)
                .build();
        EventSourceMapping mapping = EventSourceMapping.Builder.create(this, "Clicks")
                .target(function)
                .eventSourceArn(streams.clicks().getStreamArn())
                .startingPosition(StartingPosition.TRIM_HORIZON)
                .batchSize(BATCH_RECORDS)
                .maxBatchingWindow(Duration.seconds(1))
                .reportBatchItemFailures(true)
                .build();
        // The mapping asks for its permissions when it is made.
        mapping.getNode().addDependency(role);
    }

    static PolicyStatement allow(List<String> actions, String... resources) {
        return PolicyStatement.Builder.create()
                .effect(Effect.ALLOW)
                .actions(actions)
                .resources(List.of(resources))
                .build();
    }

    Function function() {
        return function;
    }
}
