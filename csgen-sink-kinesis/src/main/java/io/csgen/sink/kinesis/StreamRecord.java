package io.csgen.sink.kinesis;

import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;

/**
 * A record of a request: one click or an aggregate of many.
 *
 * @param lane where its clicks waited
 */
record StreamRecord(Lane lane, Aggregate content) {
    List<KinesisClick> clicks() {
        return content.clicks();
    }

    int bytes() {
        return content.size();
    }

    boolean isAggregated() {
        return clicks().size() > 1;
    }

    PutRecordsRequestEntry entry() {
        KinesisClick first = clicks().get(0);
        return PutRecordsRequestEntry.builder()
                .partitionKey(first.key)
                .explicitHashKey(isAggregated() ? first.hash.toString() : null)
                .data(SdkBytes.fromByteArrayUnsafe(content.payload()))
                .build();
    }

    /** Returns whether Kinesis put it where the map does not say. */
    boolean isAstray(String shardId) {
        String expected = lane.range.shardId();
        return expected != null && !expected.equals(shardId);
    }

    /** Notes where each click is. */
    void delivered(@Nullable String shardId, @Nullable String sequenceNumber) {
        String position = shardId + "/" + sequenceNumber;
        if (!isAggregated()) {
            clicks().get(0).delivered(position);
            return;
        }
        int index = 0;
        for (KinesisClick click : clicks()) {
            click.delivered(position + "/" + index++);
        }
    }
}
