package io.csgen.aws;

import com.amazonaws.services.lambda.runtime.events.KinesisEvent;
import io.csgen.examples.lambda.ClickEventsLambda;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;

/** Runs the function on a click and on what is none, with the environment of this process. */
final class OneBatch {
    private OneBatch() {}

    public static void main(String[] args) {
        KinesisEvent batch = new KinesisEvent();
        batch.setRecords(Stream.of("https://webstore.demo.com/api/group/2?userid=77", "hello")
                .map(OneBatch::record)
                .toList());
        List<?> failures = new ClickEventsLambda().handleRequest(batch, null).getBatchItemFailures();
        if (!failures.isEmpty()) {
            throw new AssertionError(failures.toString());
        }
    }

    private static KinesisEvent.KinesisEventRecord record(String text) {
        KinesisEvent.Record data = new KinesisEvent.Record();
        data.setData(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        data.setPartitionKey("77");
        data.setSequenceNumber("1");
        data.setApproximateArrivalTimestamp(new Date());
        KinesisEvent.KinesisEventRecord record = new KinesisEvent.KinesisEventRecord();
        record.setKinesis(data);
        record.setEventID("shardId-000000000000:1");
        return record;
    }
}
