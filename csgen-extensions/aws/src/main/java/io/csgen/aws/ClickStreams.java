package io.csgen.aws;

import software.amazon.awscdk.Duration;
import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.kinesis.Stream;
import software.amazon.awscdk.services.kinesis.StreamEncryption;
import software.amazon.awscdk.services.kinesis.StreamMode;
import software.constructs.Construct;

/** The streams of clicks, of the events made of them, and of what was no click. */
final class ClickStreams extends Construct {
    private static final Duration RETENTION = Duration.hours(24);

    private final Stream clicks;
    private final Stream events;
    private final Stream deadLetters;

    ClickStreams(Construct scope, String name) {
        super(scope, "Streams");
        clicks = stream("Clicks", name + "-clicks");
        events = stream("Events", name + "-events");
        deadLetters = stream("DeadLetters", name + "-dead-letters");
    }

    private Stream stream(String id, String name) {
        return Stream.Builder.create(this, id)
                .streamName(name)
                .streamMode(StreamMode.ON_DEMAND)
                .encryption(StreamEncryption.MANAGED)
                .retentionPeriod(RETENTION)
                .removalPolicy(RemovalPolicy.DESTROY)
                .build();
    }

    Stream clicks() {
        return clicks;
    }

    Stream events() {
        return events;
    }

    Stream deadLetters() {
        return deadLetters;
    }
}
