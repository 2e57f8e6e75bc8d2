package io.csgen.examples.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.csgen.click.Click;
import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickFormat;
import io.csgen.fault.Fault;
import io.csgen.fault.FaultInjection;
import io.csgen.fault.Faults;
import io.csgen.model.ShopModel;
import io.csgen.run.ClickRun;
import io.csgen.simulate.ClickGenerator;
import io.csgen.sink.kinesis.FaultProxy;
import io.csgen.sink.kinesis.KinesisSink;
import io.csgen.sink.kinesis.KinesisSinkConfig;
import io.csgen.sink.kinesis.KinesisSinkConfig.Aggregation;
import io.csgen.sink.kinesis.LocalKinesis;
import io.csgen.sink.kinesis.LocalKinesis.StoredRecord;
import io.csgen.testing.Needs;
import io.csgen.testing.Tool;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/** The function of the jar in Lambda's own runtime, between streams of a local Kinesis. */
@Needs(Tool.NODE)
@Timeout(120)
class ClickEventsLambdaIT {
    private static final int CLICKS = 400;
    private static final String NO_FAILURES = "{\"batchItemFailures\":[]}";
    private static final ShopModel MODEL = ShopModel.classic().with("customer-id-max", "5000");
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String EVENT_ID = "shardId-000000000000:[0-9]{50,}:[0-9]+";

    @TempDir
    private static Path taskRoot;

    private static LocalKinesis kinesis;
    private static FaultProxy proxy;
    private static KinesisAsyncClient client;
    private static LambdaRuntime lambda;

    @BeforeAll
    static void start() {
        kinesis = LocalKinesis.start();
        proxy = FaultProxy.before(kinesis.endpoint());
        client = LocalKinesis.newClient(kinesis.endpoint());
        kinesis.createStream("events", 1);
        kinesis.createStream("dead-letters", 1);
        lambda = LambdaRuntime.start(taskRoot, ClickEventsLambda.class, environment());
    }

    private static Map<String, String> environment() {
        return Map.of(
                "AWS_REGION", LocalKinesis.REGION.id(),
                "AWS_ACCESS_KEY_ID", "local",
                "AWS_SECRET_ACCESS_KEY", "local",
                "AWS_ENDPOINT_URL_KINESIS", proxy.endpoint().toString(),
                "CSGEN_EVENTS_STREAM", "events",
                "CSGEN_DEAD_LETTERS_STREAM", "dead-letters");
    }

    @AfterAll
    static void stop() {
        lambda.close();
        client.close();
        proxy.close();
        kinesis.close();
    }

    /** Fills a stream with aggregates of clicks and with plain records, and returns the clicks. */
    private static List<Click> fill(String stream, long seed) throws InterruptedException {
        ClickGenerator generator = generator(seed);
        fill(stream, generator, MODEL.encoder(ClickFormat.JSON_URL));
        put(stream, "https://webstore.demo.com/api/group/9?userid=1");
        put(stream, "hello");
        return generator.stream().toList();
    }

    private static ClickGenerator generator(long seed) {
        return ClickGenerator.of(MODEL, seed, Instant.parse("2026-01-05T00:00:00Z"))
                .clicks(CLICKS);
    }

    private static void fill(String stream, ClickGenerator generator, ClickEncoder encoder)
            throws InterruptedException {
        kinesis.createStream(stream, 2);
        KinesisSinkConfig config = KinesisSinkConfig.of(stream, encoder)
                .with(KinesisSinkConfig.AGGREGATION, Aggregation.ON)
                .with(KinesisSinkConfig.MAX_AGGREGATE_CLICKS, 30);
        try (KinesisSink sink = KinesisSink.open(client, config)) {
            ClickRun.of(generator, sink).start().await();
        }
    }

    private static void put(String stream, String record) {
        client.putRecord(request ->
                        request.streamName(stream).partitionKey("any").data(SdkBytes.fromUtf8String(record)))
                .join();
    }

    private static List<List<Record>> readKinesisShards(String stream) {
        List<List<Record>> all = new ArrayList<>();
        for (Shard shard :
                client.listShards(list -> list.streamName(stream)).join().shards()) {
            String iterator = client.getShardIterator(from -> from.streamName(stream)
                            .shardId(shard.shardId())
                            .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                    .join()
                    .shardIterator();
            all.add(client.getRecords(from -> from.shardIterator(iterator))
                    .join()
                    .records());
        }
        return all;
    }

    /** Writes records as Lambda gives them to a function. */
    private static String event(List<Record> records) {
        ObjectNode event = JSON.createObjectNode();
        ArrayNode all = event.putArray("Records");
        for (Record record : records) {
            ObjectNode one = all.addObject();
            one.putObject("kinesis")
                    .put("kinesisSchemaVersion", "1.0")
                    .put("partitionKey", record.partitionKey())
                    .put("sequenceNumber", record.sequenceNumber())
                    .put("data", record.data().asByteArrayUnsafe())
                    .put(
                            "approximateArrivalTimestamp",
                            record.approximateArrivalTimestamp().toEpochMilli() / 1000.0);
            one.put("eventSource", "aws:kinesis")
                    .put("eventVersion", "1.0")
                    .put("eventID", "shardId-000000000000:" + record.sequenceNumber())
                    .put("eventName", "aws:kinesis:record")
                    .put("invokeIdentityArn", "arn:aws:iam::123456789012:role/click")
                    .put("awsRegion", LocalKinesis.REGION.id())
                    .put("eventSourceARN", "arn:aws:kinesis:eu-west-1:123456789012:stream/clicks");
        }
        return event.toString();
    }

    private static int count(String stream) throws Exception {
        return kinesis.read(stream).size();
    }

    /** Returns what a stream got since a number of records, each of which must be one line. */
    private static List<String> lines(String stream, int since) throws Exception {
        List<String> lines = kinesis.read(stream).stream()
                .skip(since)
                .map(StoredRecord::data)
                .toList();
        assertThat(lines).allSatisfy(line -> assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1));
        return lines.stream().map(String::strip).toList();
    }

    /** Returns the same without the time of arrival and the id. */
    private static List<String> outputs(String stream, int since) throws Exception {
        List<String> outputs = new ArrayList<>();
        for (String line : lines(stream, since)) {
            ObjectNode json = (ObjectNode) JSON.readTree(line);
            JsonNode arrival = json.remove("timestamp");
            assertThat(Instant.parse(arrival.asText())).isBefore(Instant.now().plusSeconds(60));
            assertThat(json.remove("event_id").asText()).matches(EVENT_ID);
            outputs.add(json.toString());
        }
        return outputs;
    }

    private static Set<String> ids(String stream, int since) throws Exception {
        Set<String> ids = new HashSet<>();
        for (String line : lines(stream, since)) {
            ids.add(JSON.readTree(line).get("event_id").asText());
        }
        return ids;
    }

    private static List<String> expectedEvents(List<Click> clicks) {
        return clicks.stream()
                .map(click -> new String(MODEL.encoder(ClickFormat.URL).encode(click), StandardCharsets.UTF_8))
                .map(url -> MODEL.transformer().transform(url).json())
                .toList();
    }

    @Test
    void everyClickOfAnAggregateBecomesAnEventAndWhatIsNoneADeadLetter() throws Exception {
        int events = count("events");
        int letters = count("dead-letters");
        List<Click> clicks = fill("clicks", 1);

        int records = 0;
        for (List<Record> batch : readKinesisShards("clicks")) {
            assertThat(lambda.invoke(event(batch))).isEqualTo(NO_FAILURES);
            records += batch.size();
        }

        assertThat(records).isLessThan(CLICKS / 5);
        assertThat(outputs("events", events)).containsExactlyInAnyOrderElementsOf(expectedEvents(clicks));
        assertThat(ids("events", events)).hasSize(CLICKS).doesNotContainAnyElementsOf(ids("dead-letters", letters));
        assertThat(outputs("dead-letters", letters))
                .containsExactly(
                        "{\"reason\":\"click URL must have a group id from 1 to 2:"
                                + " https://webstore.demo.com/api/group/9?userid=1\","
                                + "\"record\":\"https://webstore.demo.com/api/group/9?userid=1\"}",
                        "{\"reason\":\"click URL must begin with the store URL https://webstore.demo.com: hello\","
                                + "\"record\":\"hello\"}");
    }

    @Test
    void whatWasNotTakenIsAskedForAgainAndNothingVanishes() throws Exception {
        int before = count("events");
        List<Click> clicks = fill("refusing", 2);
        List<List<Record>> kinesisShards = readKinesisShards("refusing");
        List<Record> batch =
                kinesisShards.get(0).size() > kinesisShards.get(1).size() ? kinesisShards.get(0) : kinesisShards.get(1);

        proxy.inject(
                number -> FaultProxy.Fault.throttle(position -> number > 1 || position >= 70)); // of the first request
        JsonNode answer = JSON.readTree(lambda.invoke(event(batch)));
        proxy.inject(number -> FaultProxy.Fault.none());

        assertThat(answer.get("batchItemFailures")).hasSize(1);
        String failed =
                answer.get("batchItemFailures").get(0).get("itemIdentifier").asText();
        List<String> sequence = batch.stream().map(Record::sequenceNumber).toList();
        int from = sequence.indexOf(failed);
        // The records before it hold at most 70 clicks, and with it more.
        assertThat(from).isBetween(1, 70);
        assertThat(outputs("events", before)).hasSize(70);

        assertThat(lambda.invoke(event(batch.subList(from, batch.size())))).isEqualTo(NO_FAILURES);
        for (List<Record> other : kinesisShards) {
            if (other != batch) {
                assertThat(lambda.invoke(event(other))).isEqualTo(NO_FAILURES);
            }
        }
        List<String> taken = outputs("events", before);
        List<String> expected = expectedEvents(clicks);
        Set<String> distinct = taken.stream().collect(Collectors.toSet());
        assertThat(distinct).isEqualTo(Set.copyOf(expected));
        assertThat(taken.size() - expected.size()).as("those that came twice").isBetween(1, 70);
        assertThat(ids("events", before)).as("so that each counts once").hasSize(expected.size());
    }

    @Test
    void clicksWithAllFieldsKeepThemAndExactlyTheFaultsAreDeadLetters() throws Exception {
        int events = count("events");
        int letters = count("dead-letters");
        ClickGenerator generator = generator(3);
        FaultInjection injection = Faults.none().with(Fault.MALFORMED, 0.1).injection(generator, entry -> {});
        fill("faulty", generator, injection.encoder(ClickFormat.JSON, MODEL.encoder(ClickFormat.JSON)));
        for (List<Record> batch : readKinesisShards("faulty")) {
            assertThat(lambda.invoke(event(batch))).isEqualTo(NO_FAILURES);
        }

        List<String> good = generator.stream()
                .filter(click -> injection.plan().of(click).isEmpty())
                .map(click -> new String(MODEL.encoder(ClickFormat.JSON).encode(click), StandardCharsets.UTF_8))
                .toList();
        assertThat(good).hasSizeBetween(CLICKS / 2, CLICKS - 1);
        assertThat(lines("events", events)).containsExactlyInAnyOrderElementsOf(good);
        assertThat(ids("dead-letters", letters)).hasSize(CLICKS - good.size());
    }

    @Test
    void aWrongSettingIsSaidAtTheStart(@TempDir Path otherRoot) throws Exception {
        Map<String, String> wrong = new HashMap<>(environment());
        wrong.put("CSGEN_EVENTS_DELIMITER", "comma");
        try (LambdaRuntime other = LambdaRuntime.start(otherRoot, ClickEventsLambda.class, wrong)) {
            assertThat(other.invoke("{}"))
                    .contains("events-delimiter must be one of newline, none: comma"
                            + " (environment variable CSGEN_EVENTS_DELIMITER)");
        }
    }

    @Test
    void aFirehoseStreamThatAppendsADelimiterGetsNone(@TempDir Path otherRoot) throws Exception {
        int before = count("events");
        kinesis.createStream("undelimited", 1);
        put("undelimited", "https://webstore.demo.com/api/group/2?userid=1");
        Map<String, String> none = new HashMap<>(environment());
        none.put("CSGEN_EVENTS_DELIMITER", "none");
        none.put("CSGEN_EVENTS_STREAM", "undelimited-events");
        kinesis.createStream("undelimited-events", 1);
        try (LambdaRuntime other = LambdaRuntime.start(otherRoot, ClickEventsLambda.class, none)) {
            assertThat(other.invoke(event(readKinesisShards("undelimited").get(0))))
                    .isEqualTo(NO_FAILURES);
        }

        assertThat(kinesis.read("undelimited-events"))
                .singleElement()
                .satisfies(stored -> assertThat(stored.data()).endsWith("userid=1\"}"));
        assertThat(count("events")).isEqualTo(before);
    }

    @Test
    void aStreamThatIsAwayIsAnsweredAsFailureOfTheWholeBatch() throws Exception {
        kinesis.createStream("away", 1);
        put("away", "https://webstore.demo.com/api/group/2?userid=1");
        List<Record> batch = readKinesisShards("away").get(0);

        proxy.inject(number -> FaultProxy.Fault.error(400, "ResourceNotFoundException"));
        String answer = lambda.invoke(event(batch));
        proxy.inject(number -> FaultProxy.Fault.none());

        assertThat(answer)
                .isEqualTo("{\"batchItemFailures\":[{\"itemIdentifier\":\""
                        + batch.get(0).sequenceNumber() + "\"}]}");
    }
}
