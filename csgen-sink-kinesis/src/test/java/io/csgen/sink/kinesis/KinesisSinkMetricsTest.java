package io.csgen.sink.kinesis;

import static io.csgen.sink.kinesis.SampleClicks.click;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.csgen.sink.kinesis.SampleClicks.Receipts;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class KinesisSinkMetricsTest {
    private static final String THROTTLED = "ProvisionedThroughputExceededException";
    private static final String SHARD = "shardId-000000000000";

    private final FakeKinesis kinesis = new FakeKinesis();
    private final ManualTimer timer = new ManualTimer();
    private final Receipts receipts = new Receipts();
    private final KinesisSinkConfig config = KinesisSinkConfig.of("clicks", SampleClicks.ENCODER)
            .with(KinesisSinkConfig.MAX_BATCH_RECORDS, 3)
            .with(KinesisSinkConfig.DRAIN_TIMEOUT, Duration.ZERO);
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final KinesisSinkMetrics metrics = KinesisSinkMetrics.create();

    private KinesisSink open(KinesisSinkConfig chosen) {
        return new KinesisSink(kinesis, chosen, timer, () -> {});
    }

    private void send(KinesisSink sink, int count) throws InterruptedException {
        for (int ordinal = 1; ordinal <= count; ordinal++) {
            sink.send(click(1, ordinal), receipts);
        }
    }

    /** Lines of a scrape, value by name and tags. */
    private Map<String, Double> scrape() {
        return registry.scrape()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.lastIndexOf(' ')),
                        line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))));
    }

    @Test
    void requestsAreCountedUnderConventionalNames() throws InterruptedException {
        kinesis.setShards(FakeKinesis.equalShards(1));
        metrics.bindTo(registry);
        try (KinesisSink sink = open(config)) {
            metrics.watch(sink);
            send(sink, 4);
            assertThat(scrape()).containsEntry("csgen_kinesis_clicks_in_flight{stream=\"clicks\"}", 4.0);
            timer.advance(Duration.ofMillis(30));
            kinesis.put(0).failRecords(THROTTLED, 1);
            // The Kinesis shard rests for 200 ms.
            timer.advance(Duration.ofMillis(200));
            timer.advance(Duration.ofMillis(10));
            kinesis.put(1).succeed();

            int bytes = kinesis.put(0).request().records().stream()
                    .mapToInt(record -> record.data().asByteArray().length
                            + record.partitionKey().length())
                    .sum();
            assertThat(scrape())
                    .containsEntry("csgen_kinesis_requests_seconds_count{stream=\"clicks\"}", 2.0)
                    .containsEntry("csgen_kinesis_requests_seconds_bucket{stream=\"clicks\",le=\"0.01\"}", 1.0)
                    .containsEntry("csgen_kinesis_requests_seconds_bucket{stream=\"clicks\",le=\"0.05\"}", 2.0)
                    .containsEntry("csgen_kinesis_requests_seconds_max{stream=\"clicks\"}", 0.03)
                    .containsEntry("csgen_kinesis_request_clicks_count{stream=\"clicks\"}", 2.0)
                    .containsEntry("csgen_kinesis_request_clicks_sum{stream=\"clicks\"}", 5.0)
                    .containsEntry("csgen_kinesis_request_clicks_max{stream=\"clicks\"}", 3.0)
                    .containsEntry("csgen_kinesis_request_bytes_max{stream=\"clicks\"}", (double) bytes)
                    .containsEntry("csgen_kinesis_records_total{stream=\"clicks\"}", 5.0)
                    .containsEntry(
                            "csgen_kinesis_throttled_records_total{kinesis_shard=\"shard-0\",stream=\"clicks\"}", 1.0)
                    .containsEntry("csgen_kinesis_pace{kinesis_shard=\"shard-0\",stream=\"clicks\"}", 1.0)
                    .containsEntry("csgen_kinesis_clicks_in_flight{stream=\"clicks\"}", 0.0);
            assertThat(registry.scrape())
                    .contains("# HELP csgen_kinesis_requests_seconds From the start of a PutRecords request to its"
                            + " answer or failure\n")
                    .contains("# TYPE csgen_kinesis_requests_seconds histogram\n")
                    .contains("# TYPE csgen_kinesis_request_clicks histogram\n")
                    .contains("# TYPE csgen_kinesis_throttled_records_total counter\n")
                    .contains("# TYPE csgen_kinesis_pace gauge\n");
        }
    }

    @Test
    void sinksToOneStreamAddUpAndClosedOnesStayCounted() throws InterruptedException {
        metrics.bindTo(registry);
        for (int i = 0; i < 3; i++) {
            try (KinesisSink sink = open(config)) {
                metrics.watch(sink);
                send(sink, 3);
                kinesis.put(i).succeed();
            }
        }
        KinesisSink open = open(config);
        metrics.watch(open);
        send(open, 2);
        KinesisSink other = open(KinesisSinkConfig.of("others", SampleClicks.ENCODER)
                .with(KinesisSinkConfig.MAX_BATCH_RECORDS, 1)
                .with(KinesisSinkConfig.DRAIN_TIMEOUT, Duration.ZERO));
        metrics.watch(other);
        send(other, 1);
        kinesis.put(3).succeed();

        assertThat(scrape())
                .containsEntry("csgen_kinesis_records_total{stream=\"clicks\"}", 9.0)
                .containsEntry("csgen_kinesis_clicks_in_flight{stream=\"clicks\"}", 2.0)
                .containsEntry("csgen_kinesis_records_total{stream=\"others\"}", 1.0);
        timer.close(open);
        timer.close(other);
    }

    @Test
    void theSlowestPaceOfAKinesisShardShowsUntilItIsClosed() throws InterruptedException {
        kinesis.setShards(List.of(FakeKinesis.shard(SHARD, "0", HashKey.MAX.toString())));
        metrics.bindTo(registry);
        String pace = "csgen_kinesis_pace{kinesis_shard=\"" + SHARD + "\",stream=\"clicks\"}";
        KinesisSink swift = open(config);
        metrics.watch(swift);
        send(swift, 3);
        assertThat(scrape()).doesNotContainKey(pace);
        kinesis.put(0).failRecords(THROTTLED, 0);

        FakeKinesis another = new FakeKinesis();
        another.setShards(List.of(FakeKinesis.shard(SHARD, "0", HashKey.MAX.toString())));
        KinesisSink slow = new KinesisSink(
                another,
                config.with(KinesisSinkConfig.MAX_BATCH_RECORDS, 100).with(KinesisSinkConfig.MAX_ATTEMPTS, 1),
                timer,
                () -> {});
        metrics.watch(slow);
        for (int i = 0; i < 2; i++) {
            send(slow, 100);
            timer.advance(Duration.ofSeconds(1));
            another.put(i).failRecords(THROTTLED, all(100));
        }
        assertThat(swift.pace(SHARD)).isEqualTo(1);
        assertThat(slow.pace(SHARD)).isEqualTo(0.5);
        assertThat(scrape()).containsEntry(pace, 0.5);

        timer.close(slow);
        assertThat(scrape()).containsEntry(pace, 1.0);
        timer.close(swift);
        assertThat(scrape()).containsEntry(pace, Double.NaN);
    }

    private static Integer[] all(int count) {
        Integer[] positions = new Integer[count];
        Arrays.setAll(positions, i -> i);
        return positions;
    }

    @Test
    void aRegistryCountsFromItsBindingOn() throws InterruptedException {
        SimpleMeterRegistry late = new SimpleMeterRegistry();
        KinesisSinkMetrics tagged = KinesisSinkMetrics.tagged("store", "first");
        tagged.bindTo(registry);
        try (KinesisSink sink = open(config)) {
            tagged.watch(sink);
            send(sink, 3);
            kinesis.put(0).succeed();
            tagged.bindTo(late);
            send(sink, 3);
            kinesis.put(1).succeed();
        }

        assertThat(scrape()).containsEntry("csgen_kinesis_records_total{store=\"first\",stream=\"clicks\"}", 6.0);
        assertThat(late.get("csgen.kinesis.records")
                        .tags("store", "first", "stream", "clicks")
                        .counter()
                        .count())
                .isEqualTo(3);
        assertThat(late.get("csgen.kinesis.request.clicks").summary().count()).isEqualTo(1);
    }

    @Test
    void withoutMicrometerOnlyTheMetricsAreMissing() throws IOException, ReflectiveOperationException {
        URL[] urls = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("micrometer"))
                .map(KinesisSinkMetricsTest::url)
                .toArray(URL[]::new);
        try (URLClassLoader loader = new URLClassLoader(urls, ClassLoader.getPlatformClassLoader())) {
            assertThat(Class.forName(KinesisSinkProvider.class.getName(), true, loader)
                            .getConstructor()
                            .newInstance())
                    .isNotInstanceOf(KinesisSinkProvider.class);
            assertThat(Class.forName(KinesisSink.class.getName(), true, loader).getMethods())
                    .extracting("name")
                    .contains("addListener");
            assertThatThrownBy(() -> Class.forName(KinesisSinkMetrics.class.getName(), true, loader))
                    .isInstanceOf(NoClassDefFoundError.class)
                    .hasMessageContaining("io/micrometer/");
        }
    }

    private static URL url(String entry) {
        try {
            return Path.of(entry).toUri().toURL();
        } catch (MalformedURLException e) {
            throw new AssertionError(e);
        }
    }
}
