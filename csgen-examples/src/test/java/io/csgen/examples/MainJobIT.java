package io.csgen.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.csgen.click.Click;
import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickFormat;
import io.csgen.click.ClickUrl;
import io.csgen.examples.job.Token;
import io.csgen.model.ShopModel;
import io.csgen.simulate.ClickGenerator;
import io.csgen.sink.kinesis.FaultProxy;
import io.csgen.sink.kinesis.LocalKinesis;
import io.csgen.sink.kinesis.LocalKinesis.StoredRecord;
import io.csgen.testing.Needs;
import io.csgen.testing.Tool;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What csgen is for: its server, in a process of its own, is started and stopped over HTTP and puts the
 * clicks of many users into a Kinesis stream, of which none may be missing, made up or twice.
 */
@Needs(Tool.NODE)
@Timeout(900)
class MainJobIT {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    static final Instant START = Instant.parse("2026-01-05T00:00:00Z");
    static final int CLICKS_PER_SECOND = 2_000;
    private static final int CLICKS = 3 * CLICKS_PER_SECOND;
    private static final ShopModel MODEL = ShopModel.classic()
            .with("customer-id-max", "1000000")
            .with("clicks-per-second", Integer.toString(CLICKS_PER_SECOND));
    private static final ObjectMapper JSON = new ObjectMapper();

    private static LocalKinesis kinesis;

    @BeforeAll
    static void startKinesis() {
        kinesis = LocalKinesis.start();
    }

    @AfterAll
    static void stopKinesis() {
        kinesis.close();
    }

    /** How a run went, as the server told. */
    record Counts(long seed, long generated, long retried) {}

    @Test
    void clicksOfUsersArriveCompleteOnceAndInOrder() throws Exception {
        kinesis.createStream("eight", 8);

        Counts counts = run("eight", kinesis.endpoint(), "user", remote -> {});

        List<StoredRecord> records = kinesis.read("eight");
        assertThat(counts.retried()).isZero();
        assertThat(records.size()).isEqualTo(counts.generated());
        assertExpected(records, counts);
        assertInOrder(records, json -> json.get("user_id").asText());
    }

    @Test
    void clicksOfSessionsKeepTheirOrderOnSeveralKinesisShards() throws Exception {
        kinesis.createStream("four", 4);

        Counts counts = run("four", kinesis.endpoint(), "session", remote -> {});

        List<StoredRecord> records = kinesis.read("four");
        assertThat(records.size()).isEqualTo(counts.generated());
        assertThat(records.stream().map(StoredRecord::shardId).distinct()).hasSize(4);
        assertExpected(records, counts);
        assertInOrder(records, json -> json.get("session_id").asText());
    }

    @Test
    void nothingIsLostWhenKinesisRefusesRecordsAndIsAwayForThreeSeconds() throws Exception {
        kinesis.createStream("faulty", 8);
        try (FaultProxy proxy = FaultProxy.before(kinesis.endpoint())) {
            proxy.inject(put -> FaultProxy.Fault.throttle(position -> position % 7 == put % 7));

            Counts counts = run("faulty", proxy.endpoint(), "user", remote -> {
                awaitGenerated(remote, CLICKS / 4);
                proxy.vanish();
                // The generator goes on at its pace meanwhile.
                awaitGenerated(remote, remote.count("generated") + 3 * CLICKS_PER_SECOND);
                proxy.reappear();
            });

            List<StoredRecord> records = kinesis.read("faulty");
            assertThat(counts.retried()).isPositive();
            assertExpected(records, counts);
            // An answer that was cut off leaves open whether the records were stored, so they go out again.
            long duplicates = records.size() - counts.generated();
            assertThat(duplicates).isBetween(0L, counts.retried());
            assertThat(records.stream().map(MainJobIT::clickId).distinct().count())
                    .isEqualTo(counts.generated());
        }
    }

    /** Lets the server run until enough clicks are out, and checks what it says on the way. */
    private static Counts run(String stream, URI endpoint, String partitionKey, Consumer<JarProcess.Remote> meanwhile)
            throws Exception {
        String token = Token.random();
        Map<String, String> credentials = Map.of("AWS_ACCESS_KEY_ID", "local", "AWS_SECRET_ACCESS_KEY", "local");
        String[] args = {
            "serve",
            "--port=0",
            "--start=" + START,
            "--set=token-as-hash=" + Token.of(token).hash(),
            "--set=customer-id-max=1000000",
            "--set=clicks-per-second=" + CLICKS_PER_SECOND,
            "--set=url-kinesis-stream-name=" + stream,
            "--set=kinesis-endpoint=" + endpoint,
            "--set=kinesis-region=" + LocalKinesis.REGION,
            "--set=partition-key=" + partitionKey,
            "--set=format=json",
            // The local endpoint takes longer the more a stream holds, and longer on a busy machine. A request that
            // times out would be stored all the same, and again with the next attempt: few and small ones do not.
            "--set=kinesis-max-in-flight-clicks=20000",
            "--set=kinesis-max-requests-in-flight=2",
            "--set=kinesis-max-batch-records=250",
            "--set=kinesis-max-batch-age=500ms",
            "--set=kinesis-request-timeout=30s",
            "--set=kinesis-retry-budget=5m"
        };
        try (JarProcess csgen = JarProcess.start(credentials, args)) {
            JarProcess.Remote remote = csgen.remote().with(token);
            assertThat(remote.with("wrong").post("/start").body()).isEqualTo("{\"error\":\"Wrong token\"}");
            assertThat(remote.state()).isEqualTo("stopped");
            assertThat(remote.post("/start").body()).isEqualTo("{\"state\":\"running\"}");
            assertThat(remote.post("/start").body()).isEqualTo("{\"error\":\"Server already running\"}");

            meanwhile.accept(remote);
            awaitGenerated(remote, CLICKS);

            assertThat(remote.with("wrong").post("/stop").body()).isEqualTo("{\"error\":\"Wrong token\"}");
            assertThat(remote.post("/stop").body()).matches("\\{\"state\":\"stopp(ed|ing)\"}");
            await().atMost(LIMIT).until(() -> remote.state().equals("stopped"));
            Counts counts = new Counts(remote.count("seed"), remote.count("generated"), remote.count("retried"));
            assertThat(remote.count("accepted")).isEqualTo(counts.generated());
            assertThat(remote.count("delivered")).isEqualTo(counts.generated());
            assertThat(remote.count("failed")).isZero();
            assertThat(remote.count("unconfirmed")).isZero();
            assertThat(remote.count("in_flight")).isZero();

            assertThat(csgen.terminate()).as(csgen.err()).isZero();
            Matcher report = Pattern.compile(
                            "\nstopped: generated (\\d+), accepted \\1, delivered \\1, failed 0, .*\n$")
                    .matcher(csgen.err());
            assertThat(report.find()).as(csgen.err()).isTrue();
            assertThat(report.group(1)).isEqualTo(Long.toString(counts.generated()));
            assertThat(csgen.err()).doesNotContain(token);
            return counts;
        }
    }

    private static void awaitGenerated(JarProcess.Remote remote, long clicks) {
        await().atMost(LIMIT).until(() -> remote.count("generated") >= clicks);
    }

    /** The seed tells what must be in the stream, to the last byte. */
    private static void assertExpected(List<StoredRecord> records, Counts counts) throws Exception {
        assertExpected(records.stream().map(StoredRecord::data).collect(Collectors.toSet()), counts);
    }

    /** The seed tells what must be in the stream, to the last byte. */
    static void assertExpected(Set<String> stored, Counts counts) throws Exception {
        ClickEncoder encoder = MODEL.encoder(ClickFormat.JSON);
        Set<String> expected = new HashSet<>();
        for (Click click :
                ClickGenerator.of(MODEL, counts.seed(), START).startingWarm().clicks(counts.generated())) {
            expected.add(new String(encoder.encode(click), StandardCharsets.UTF_8));
        }
        assertThat(difference(expected, stored)).as("missing").isEmpty();
        assertThat(difference(stored, expected)).as("made up").isEmpty();
        ClickUrl.Parser parser = ClickUrl.Parser.of(MODEL.storeUrl());
        for (String data : stored) {
            JsonNode json = JSON.readTree(data);
            ClickUrl url = parser.parse(json.get("url").asText());
            assertThat(url.userId()).isEqualTo(json.get("user_id").asInt());
            assertThat(url.groupId()).isEqualTo(json.get("group_id").asInt());
            assertThat(url.type().wireName()).isEqualTo(json.get("type").asText());
            assertThat(url.productId()).isEqualTo(json.path("product_id").asInt(Click.NO_PRODUCT));
        }
    }

    /** A few of those in one set alone, as thousands would tell no more. */
    private static List<String> difference(Set<String> those, Set<String> others) {
        return those.stream().filter(one -> !others.contains(one)).limit(5).toList();
    }

    /** All clicks with the same partition key are in one Kinesis shard, in order of time and ordinal. */
    private static void assertInOrder(List<StoredRecord> records, Function<JsonNode, String> key) throws Exception {
        Map<String, String> shards = new HashMap<>();
        Map<String, String> latest = new HashMap<>();
        for (StoredRecord record : records) {
            JsonNode json = JSON.readTree(record.data());
            assertThat(record.partitionKey()).isEqualTo(key.apply(json));
            assertThat(shards.merge(record.partitionKey(), record.shardId(), (first, other) -> first))
                    .isEqualTo(record.shardId());
            String moment = json.get("timestamp").asText()
                    + json.get("session_id").asText()
                    + String.format("%09d", json.get("ordinal").asInt());
            String before = latest.put(record.partitionKey(), moment);
            if (before != null) {
                assertThat(moment).isGreaterThan(before);
            }
        }
        assertThat(latest.size()).isLessThan(records.size());
    }

    private static String clickId(StoredRecord record) {
        try {
            JsonNode json = JSON.readTree(record.data());
            return json.get("session_id").asText() + "-" + json.get("ordinal").asInt();
        } catch (IOException e) {
            throw new AssertionError(record.data(), e);
        }
    }
}
