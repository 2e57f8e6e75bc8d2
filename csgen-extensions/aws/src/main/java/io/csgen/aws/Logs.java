package io.csgen.aws;

import software.amazon.awscdk.RemovalPolicy;
import software.amazon.awscdk.services.logs.LogGroup;
import software.amazon.awscdk.services.logs.RetentionDays;
import software.constructs.Construct;

/** Logs that are kept for two weeks, and go with the stack. */
final class Logs {
    private Logs() {}

    static LogGroup group(Construct scope, String id) {
        return LogGroup.Builder.create(scope, id)
                .retention(RetentionDays.TWO_WEEKS)
                .removalPolicy(RemovalPolicy.DESTROY)
                .build();
    }
}
