package io.csgen.examples.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.csgen.click.ClickFormat;
import io.csgen.examples.http.HttpFrontDoor;
import io.csgen.examples.job.Token;
import io.csgen.examples.testing.GatedSink;
import io.csgen.examples.testing.PrometheusText;
import io.csgen.model.ShopModel;
import io.csgen.simulate.ClickGenerator;
import io.csgen.sink.ClickSink;
import io.csgen.sink.kinesis.KinesisSink;
import io.csgen.sink.kinesis.KinesisSinkConfig;
import io.csgen.sink.kinesis.LocalKinesis;
import io.csgen.sink.kinesis.scripted.ScriptedKinesis;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

@Timeout(60)
class ServerMetricsTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final ShopModel MODEL = ShopModel.classic()
            .with("customer-id-max", "50000")
            .with("session-timeout", "1s")
            .with("clicks-per-second", "2000");

    private final GatedSink sink = new GatedSink();
    private final HttpClient client = HttpClient.newHttpClient();
    private @Nullable ClickSink kinesisSink;
    private StoreServer store;
    private HttpFrontDoor door;

    @BeforeEach
    void open() throws IOException {
        store = new StoreServer(
                () -> ClickGenerator.of(MODEL, 7, Instant.parse("2026-01-05T00:00:00Z"))
                        .startingWarm(),
                () -> kinesisSink == null ? sink : kinesisSink,
                Optional.empty(),
                LIMIT,
                LIMIT);
        door = HttpFrontDoor.open(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new StoreSite(store, MODEL, "gated", Token.of("t0ken")));
    }

    @AfterEach
    void close() {
        store.close();
        door.close();
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(
                HttpRequest.newBuilder(URI.create(door.address()).resolve(path))
                        .timeout(LIMIT)
                        .build(),
                BodyHandlers.ofString());
    }

    private PrometheusText scrape() throws Exception {
        HttpResponse<String> response = get("/metrics");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("text/plain; version=0.0.4; charset=utf-8");
        return PrometheusText.parse(response.body());
    }

    @Test
    void aScrapeAgreesWithTheStatus() throws Exception {
        store.start();
        await().until(() -> store.watch().seen() > 500);
        store.stop();
        JsonNode status = new ObjectMapper().readTree(get("/status?token=t0ken").body());

        PrometheusText scraped = scrape();

        assertThat(scraped.value("csgen_clicks_generated_total"))
                .isEqualTo(status.path("generated").longValue());
        assertThat(scraped.value("csgen_clicks_accepted_total"))
                .isEqualTo(status.path("accepted").longValue());
        for (String outcome : new String[] {"delivered", "failed", "unconfirmed"}) {
            assertThat(scraped.value("csgen_receipts_total{outcome=" + outcome + "}"))
                    .isEqualTo(status.path(outcome).longValue());
        }
        assertThat(scraped.value("csgen_retries_total"))
                .isEqualTo(status.path("retried").longValue());
        assertThat(scraped.value("csgen_sessions_total"))
                .isEqualTo(status.path("sessions").longValue());
        assertThat(scraped.value("csgen_clicks_in_flight"))
                .isEqualTo(status.path("in_flight").longValue())
                .isZero();
        double generated = status.path("generated").longValue();
        // Stopping may come between the lag of the click at hand and the click.
        assertThat(scraped.value("csgen_lag_seconds_count")).isBetween(generated, generated + 1);
        assertThat(scraped.value("csgen_lag_seconds_max") * 1000)
                .isBetween(
                        status.path("max_lag_ms").doubleValue(),
                        status.path("max_lag_ms").doubleValue() + 1);
        assertThat(scraped.value("csgen_runs_ended_total{state=stopped}")).isEqualTo(1);
        assertThat(scraped.type("csgen_lag_seconds")).isEqualTo("histogram");
    }

    @Test
    void aScrapeOfARunUnderWayShowsWhatIsInFlight() throws Exception {
        sink.holdingReceipts();
        store.start();
        await().until(() -> sink.acceptedCount() > 100);

        PrometheusText scraped = scrape();

        assertThat(scraped.value("csgen_clicks_in_flight")).isGreaterThan(100);
        assertThat(scraped.value("csgen_receipts_total{outcome=delivered}")).isZero();
        assertThat(scraped.value("csgen_target_clicks_per_second")).isEqualTo(2000);
        assertThat(scraped.value("csgen_runs_active")).isEqualTo(1);
        sink.releaseReceipts();
    }

    @Test
    void aScrapeShowsTheRequestsToKinesis() throws Exception {
        try (ScriptedKinesis kinesis = ScriptedKinesis.start();
                KinesisAsyncClient client = LocalKinesis.newClient(kinesis.endpoint())) {
            kinesis.createStream("clicks", 2);
            kinesisSink = KinesisSink.open(client, KinesisSinkConfig.of("clicks", MODEL.encoder(ClickFormat.JSON)));
            store.start();
            await().until(() -> store.watch().after(0).seen() > 500);
            store.stop();

            PrometheusText scraped = scrape();

            assertThat(scraped.value("csgen_kinesis_request_clicks_sum{stream=clicks}"))
                    .isEqualTo(scraped.value("csgen_clicks_generated_total") + scraped.value("csgen_retries_total"));
            // The stop may cut off the start of one.
            assertThat(scraped.value("csgen_kinesis_requests_seconds_count{stream=clicks}"))
                    .isBetween((double) kinesis.requests("PutRecords"), kinesis.requests("PutRecords") + 1.0);
            assertThat(scraped.value("csgen_kinesis_clicks_in_flight{stream=clicks}"))
                    .isZero();
        }
    }

    @Test
    void countsOfEarlierRunsStay() throws Exception {
        for (int run = 1; run <= 2; run++) {
            store.start();
            await().until(() -> store.watch().seen() > 50);
            store.stop();
        }

        PrometheusText scraped = scrape();

        assertThat(scraped.value("csgen_receipts_total{outcome=delivered}")).isEqualTo(sink.acceptedCount());
        assertThat(scraped.value("csgen_runs_ended_total{state=stopped}")).isEqualTo(2);
    }

    @Test
    void theVersionTheJvmAndTheProcessAreThere() throws Exception {
        PrometheusText scraped = scrape();

        assertThat(scraped.value("csgen_build_info{version=" + Version.text() + "}"))
                .isEqualTo(1);
        assertThat(scraped.value("process_resident_memory_bytes")).isGreaterThan(1e7);
        assertThat(scraped.value("process_cpu_seconds_total")).isPositive();
        assertThat(scraped.value("process_open_fds")).isPositive();
        assertThat(scraped.value("process_start_time_seconds")).isBetween(1.7e9, 1e10);
        assertThat(scraped.value("jvm_memory_used_bytes{area=heap}")).isPositive();
        assertThat(scraped.value("jvm_threads_current")).isPositive();
        assertThat(scraped.type("jvm_gc_collection_seconds")).isEqualTo("summary");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "# TYPE a gauge\na 1\n",
                "# HELP a b\n# TYPE a gauge\nb 1\n",
                "# HELP a b\n# TYPE a gauge\na 1\na 2\n",
                "# HELP a b\n# TYPE a gauge\na{x=\"1\" 1\n",
                "# HELP a b\n# TYPE a gauge\na{x=\"1\",x=\"2\"} 1\n",
                "# HELP a b\n# TYPE a gauge\na{x=\"\\t\"} 1\n",
                "# HELP a b\n# TYPE a gauge\na 1,5\n",
                "# HELP a b\n# TYPE a gauge\na 1",
                "# HELP a b\n# TYPE a counter\na 1\n",
                "# HELP a_total b\n# TYPE a_total counter\na_total -1\n",
                "# HELP a_ms b\n# TYPE a_ms gauge\na_ms 1\n",
                "# HELP a b\n# TYPE a histogram\na_bucket{le=\"1\"} 1\na_sum 1\na_count 1\n",
                "# HELP a b\n# TYPE a histogram\na_bucket{le=\"1\"} 2\na_bucket{le=\"+Inf\"} 1\na_sum 1\na_count 1\n",
            })
    void theParserOfThisTestIsStrict(String text) {
        assertThatThrownBy(() -> PrometheusText.parse(text)).isInstanceOf(AssertionError.class);
    }
}
