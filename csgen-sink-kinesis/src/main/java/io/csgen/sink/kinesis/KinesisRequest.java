package io.csgen.sink.kinesis;

import java.time.Duration;
import java.util.Map;

/**
 * What became of one PutRecords request. Immutable.
 *
 * @param latency from its start to its answer or its failure
 * @param records records in it, from 1; without aggregation as many as clicks
 * @param clicks clicks in it, from 1
 * @param bytes bytes of partition keys and payloads in it
 * @param delivered clicks that are in the stream for certain
 * @param again clicks that will be tried again
 * @param throttled records that were refused because their Kinesis shard got more than its rate, by the
 *     id of the Kinesis shard; {@code unknown} where that is not known
 * @param inFlight clicks that were accepted and have no receipt yet, when it was answered
 * @param accepted clicks that were accepted since the sink was opened
 */
public record KinesisRequest(
        Duration latency,
        int records,
        int clicks,
        long bytes,
        int delivered,
        int again,
        Map<String, Integer> throttled,
        int inFlight,
        long accepted) {
    /** Copies the map. */
    public KinesisRequest {
        throttled = Map.copyOf(throttled);
    }
}
