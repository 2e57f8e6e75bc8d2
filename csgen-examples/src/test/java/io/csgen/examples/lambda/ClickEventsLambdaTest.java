package io.csgen.examples.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.events.KinesisEvent;
import com.amazonaws.services.lambda.runtime.events.KinesisEvent.KinesisEventRecord;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse.BatchItemFailure;
import io.csgen.config.ConfigException;
import io.csgen.examples.lambda.RecordOutput.Outgoing;
import io.csgen.model.ShopModel;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClickEventsLambdaTest {
    private static final String URL = "https://webstore.demo.com/api/group/2?userid=";

    private final Taking events = new Taking();
    private final Taking deadLetters = new Taking();
    private final ClickEventsLambda lambda = lambda("");

    /** Takes a number of records, and then no more. */
    private static final class Taking implements RecordOutput {
        private final List<String> taken = new ArrayList<>();
        private int room = Integer.MAX_VALUE;

        @Override
        public int put(List<Outgoing> records) {
            int count = Math.min(room, records.size());
            records.subList(0, count)
                    .forEach(record -> taken.add(
                            record.partitionKey() + ":" + record.data().asUtf8String()));
            room -= count;
            return count;
        }
    }

    private ClickEventsLambda lambda(String delimiter) {
        return new ClickEventsLambda(ShopModel.classic().transformer(), events, deadLetters, delimiter);
    }

    private List<String> failuresOf(String... payloads) {
        return failuresOf(lambda, batch(payloads));
    }

    private static List<String> failuresOf(ClickEventsLambda lambda, KinesisEvent batch) {
        return lambda.handleRequest(batch, null).getBatchItemFailures().stream()
                .map(BatchItemFailure::getItemIdentifier)
                .toList();
    }

    private static KinesisEvent batch(String... payloads) {
        List<KinesisEventRecord> records = new ArrayList<>();
        for (String payload : payloads) {
            KinesisEvent.Record kinesis = new KinesisEvent.Record();
            kinesis.setPartitionKey("77");
            kinesis.setSequenceNumber("sequence-" + records.size());
            kinesis.setData(ByteBuffer.wrap(payload.getBytes(StandardCharsets.UTF_8)));
            kinesis.setApproximateArrivalTimestamp(Date.from(Instant.parse("2026-01-05T00:00:00.123Z")));
            KinesisEventRecord record = new KinesisEventRecord();
            record.setKinesis(kinesis);
            record.setEventID("shardId-000000000001:sequence-" + records.size());
            records.add(record);
        }
        KinesisEvent batch = new KinesisEvent();
        batch.setRecords(records);
        return batch;
    }

    @Test
    void sendsEventsAndDeadLettersEachTheirWayWithKeyTimeOfArrivalAndId() {
        assertThat(failuresOf(URL + 7, "hello", "{\"url\":\"" + URL + 8 + "\"}"))
                .isEmpty();

        assertThat(events.taken)
                .containsExactly(
                        "77:{\"timestamp\":\"2026-01-05T00:00:00.123Z\",\"event_id\":\"shardId-000000000001:sequence-0:0\","
                                + "\"user_id\":7,\"type\":\"view_item_list\",\"group_id\":2,\"group_name\":\"Movies\",\"url\":\""
                                + URL + "7\"}",
                        "77:{\"timestamp\":\"2026-01-05T00:00:00.123Z\",\"event_id\":\"shardId-000000000001:sequence-2:0\","
                                + "\"user_id\":8,\"type\":\"view_item_list\",\"group_id\":2,\"group_name\":\"Movies\",\"url\":\""
                                + URL + "8\"}");
        assertThat(deadLetters.taken)
                .containsExactly("77:{\"timestamp\":\"2026-01-05T00:00:00.123Z\",\"event_id\":"
                        + "\"shardId-000000000001:sequence-1:0\",\"reason\":\"click URL must begin with"
                        + " the store URL https://webstore.demo.com: hello\",\"record\":\"hello\"}");
    }

    @Test
    void keepsTimeSessionAndOrdinalOfRecordsThatHaveThem() {
        String click = "{\"timestamp\":\"2026-01-04T23:59:59.999Z\",\"user_id\":7,\"session_id\":\"000000000000000c\","
                + "\"ordinal\":3,\"type\":\"view_item_list\",\"group_id\":2,\"group_name\":\"Movies\",\"url\":\"" + URL
                + "7\"}";

        assertThat(failuresOf(click, click.replace("\"user_id\":7", "\"user_id\":8")))
                .isEmpty();

        assertThat(events.taken).containsExactly("77:" + click);
        assertThat(deadLetters.taken)
                .singleElement()
                .asString()
                .startsWith("77:{\"timestamp\":\"2026-01-05T00:00:00.123Z\",\"event_id\":"
                        + "\"shardId-000000000001:sequence-1:0\",\"reason\":\"record must have " + URL
                        + "8 as url, as its other fields say, not " + URL + "7: ");
    }

    @Test
    void aBatchThatComesAgainGivesTheSameEvents() {
        failuresOf(URL + 7, "hello");
        List<String> first = List.copyOf(events.taken);
        List<String> firstLetters = List.copyOf(deadLetters.taken);
        failuresOf(URL + 7, "hello");

        assertThat(events.taken.subList(1, 2)).isEqualTo(first);
        assertThat(deadLetters.taken.subList(1, 2)).isEqualTo(firstLetters);
    }

    @Test
    void endsOutputsWithTheDelimiter() {
        failuresOf(lambda("\n"), batch(URL + 7, "hello"));

        assertThat(events.taken).singleElement().asString().endsWith("7\"}\n");
        assertThat(deadLetters.taken).singleElement().asString().endsWith("\"hello\"}\n");
    }

    @Test
    void eventsMadeByHandMayLackTimeAndId() {
        KinesisEvent batch = batch(URL + 7, URL + 8);
        batch.getRecords().get(0).getKinesis().setApproximateArrivalTimestamp(null);
        batch.getRecords().get(1).setEventID(null);

        assertThat(failuresOf(lambda, batch)).isEmpty();

        assertThat(events.taken.get(0)).startsWith("77:{\"user_id\":7,");
        assertThat(events.taken.get(1)).startsWith("77:{\"timestamp\":\"2026-01-05T00:00:00.123Z\",\"user_id\":8,");
    }

    @Test
    void asksForTheFirstRecordAgainWhoseEventWasNotTakenAndKeepsBackWhatFollowsIt() {
        events.room = 1;

        assertThat(failuresOf("bad", URL + 7, "worse", URL + 8, "worst")).containsExactly("sequence-3");

        assertThat(events.taken).hasSize(1);
        assertThat(deadLetters.taken).hasSize(2);
    }

    @Test
    void asksForTheFirstRecordAgainWhoseDeadLetterWasNotTaken() {
        deadLetters.room = 1;

        assertThat(failuresOf("bad", URL + 7, "worse", URL + 8)).containsExactly("sequence-2");
    }

    @Test
    void hasNothingToDoForAnEmptyBatch() {
        assertThat(failuresOf()).isEmpty();
    }

    @Test
    void readsItsSettingsFromTheEnvironmentAndTellsAllThatIsWrong() {
        Map<String, String> environment = Map.of(
                "CSGEN_EVENTS_STREAM", "events",
                "CSGEN_DEAD_LETTERS_STREAM", "letters",
                "CSGEN_GROUP_NAME_2", "Films",
                "AWS_LAMBDA_FUNCTION_NAME", "events");
        ClickEventsLambda.Settings settings = ClickEventsLambda.Settings.read(environment);

        assertThat(settings.eventsStream()).isEqualTo("events");
        assertThat(settings.deadLettersStream()).isEqualTo("letters");
        assertThat(settings.delimiter()).isEqualTo("\n");
        assertThat(settings.model().transformer().transform(URL + 7).json()).contains("\"group_name\":\"Films\"");
        assertThatThrownBy(() -> ClickEventsLambda.Settings.read(
                        Map.of("CSGEN_EVENTS_STREAM", "a b", "CSGEN_EVENTS_DELIMITER", "tab")))
                .isInstanceOf(ConfigException.class)
                .hasMessage(
                        "events-stream must be 1 to 128 letters, digits, underscores, hyphens and dots: a b"
                                + " (environment variable CSGEN_EVENTS_STREAM)\n"
                                + "dead-letters-stream must be set: name of the Kinesis data stream that gets the dead letters of"
                                + " the Lambda function\n"
                                + "events-delimiter must be one of newline, none: tab (environment variable CSGEN_EVENTS_DELIMITER)");
        Map<String, String> none = new HashMap<>(environment);
        none.put("CSGEN_EVENTS_DELIMITER", "none");
        assertThat(ClickEventsLambda.Settings.read(none).delimiter()).isEmpty();
    }
}
