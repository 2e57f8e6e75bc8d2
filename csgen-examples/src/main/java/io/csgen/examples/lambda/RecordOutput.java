package io.csgen.examples.lambda;

import java.util.List;
import software.amazon.awssdk.core.SdkBytes;

/** Where records go that a consumer makes of those it read. Must be safe for concurrent use. */
@FunctionalInterface
interface RecordOutput {
    /**
     * One record. Immutable.
     *
     * @param source position of what it was made of in the batch that was read
     */
    record Outgoing(int source, String partitionKey, SdkBytes data) {}

    /**
     * Puts records, and returns when it is known what became of them.
     *
     * @return how many were taken before the first that was not; of those after it, some may have been taken
     */
    int put(List<Outgoing> records);
}
