package io.csgen.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.click.Click;
import io.csgen.model.ShopModel;
import io.csgen.run.ClickRun;
import io.csgen.run.LeapingTime;
import io.csgen.run.Pacing;
import io.csgen.run.RunReport;
import io.csgen.simulate.ClickGenerator;
import io.csgen.sink.ClickSink;
import io.csgen.sink.InMemorySink;
import io.csgen.sink.Receipt;
import io.csgen.sink.ReceiptListener;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ClickRunMetricsTest {
    private static final ClickGenerator GENERATOR = ClickGenerator.of(
            ShopModel.classic().with("customer-id-max", "3000"), 7, Instant.parse("2026-01-05T00:00:00Z"));

    /** Lines of a scrape, value by name and tags. */
    private static Map<String, Double> scrape(PrometheusMeterRegistry registry) {
        return registry.scrape()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.lastIndexOf(' ')),
                        line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))));
    }

    @Test
    void aPacedRunIsCountedUnderConventionalNames() throws InterruptedException {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        ClickRunMetrics metrics = ClickRunMetrics.create();
        metrics.bindTo(registry);
        LeapingTime time = new LeapingTime();
        int[] sent = {0};
        InMemorySink sink = InMemorySink.withCapacity(1_000);

        RunReport report = ClickRun.of(GENERATOR.clicks(500), sink)
                .pacing(Pacing.realTime())
                .timeSource(time)
                .listener(metrics)
                .observer(receipt -> {
                    if (++sent[0] == 100) {
                        time.advance(Duration.ofSeconds(20));
                    }
                })
                .start()
                .await();

        Map<String, Double> scraped = scrape(registry);
        assertThat(scraped)
                .containsEntry("csgen_clicks_generated_total", 500.0)
                .containsEntry("csgen_clicks_accepted_total", 500.0)
                .containsEntry("csgen_receipts_total{outcome=\"delivered\"}", 500.0)
                .containsEntry("csgen_receipts_total{outcome=\"failed\"}", 0.0)
                .containsEntry("csgen_receipts_total{outcome=\"unconfirmed\"}", 0.0)
                .containsEntry("csgen_retries_total", 0.0)
                .containsEntry("csgen_sessions_total", (double) report.sessions())
                .containsEntry("csgen_clicks_in_flight", 0.0)
                .containsEntry("csgen_target_clicks_per_second", 0.0)
                .containsEntry("csgen_runs_active", 0.0)
                .containsEntry("csgen_runs_ended_total{state=\"completed\"}", 1.0)
                .containsEntry("csgen_runs_ended_total{state=\"stopped\"}", 0.0)
                .containsEntry("csgen_runs_ended_total{state=\"failed\"}", 0.0)
                .containsEntry("csgen_lag_seconds_count", 500.0)
                .containsEntry("csgen_lag_seconds_bucket{le=\"60.0\"}", 500.0)
                .containsEntry("csgen_lag_seconds_bucket{le=\"+Inf\"}", 500.0)
                .containsEntry("csgen_lag_seconds_max", report.lag().max().toNanos() / 1e9);
        assertThat(scraped.get("csgen_lag_seconds_bucket{le=\"0.001\"}")).isBetween(200.0, 499.0);
        assertThat(scraped.get("csgen_lag_seconds_sum")).isGreaterThan(20.0);
        assertThat(registry.scrape())
                .contains("# HELP csgen_lag_seconds How much later than due clicks were handed to the sink\n")
                .contains("# TYPE csgen_lag_seconds histogram\n")
                .contains("# TYPE csgen_receipts_total counter\n")
                .contains("# TYPE csgen_clicks_in_flight gauge\n");
    }

    @Test
    void runsThatHaveEndedAreNotKept() throws Exception {
        ClickRunMetrics metrics = ClickRunMetrics.create();
        WeakReference<ClickRun> ended = new WeakReference<>(ended(metrics));

        // As long as something holds it, no collection clears it; the time limit of this class tells.
        while (ended.get() != null) {
            System.gc();
        }

        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        metrics.bindTo(registry);
        assertThat(registry.get("csgen.clicks.generated").functionCounter().count())
                .isEqualTo(100);
        assertThat(registry.get("csgen.runs.ended")
                        .tag("state", "completed")
                        .functionCounter()
                        .count())
                .isEqualTo(1);
    }

    private static ClickRun ended(ClickRunMetrics metrics) throws InterruptedException {
        ClickRun run = ClickRun.of(GENERATOR.clicks(100), InMemorySink.withCapacity(1_000))
                .listener(metrics)
                .start();
        run.await();
        return run;
    }

    @Test
    void clicksThatAreNotDeliveredAreCountedByReason() throws InterruptedException {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        ClickRunMetrics metrics = ClickRunMetrics.create();
        metrics.bindTo(registry);
        int[] number = {0};

        for (int run = 0; run < 2; run++) {
            ClickRun.of(GENERATOR.clicks(100), failing(() -> number[0]++ % 2 == 0 ? "no key" : "no room"))
                    .listener(metrics)
                    .start()
                    .await();
        }

        assertThat(scrape(registry))
                .containsEntry("csgen_receipts_total{outcome=\"failed\"}", 200.0)
                .containsEntry("csgen_receipts_undelivered_total{outcome=\"failed\",reason=\"no key\"}", 100.0)
                .containsEntry("csgen_receipts_undelivered_total{outcome=\"failed\",reason=\"no room\"}", 100.0);
    }

    @Test
    void reasonsOfManyRunsAreNotEndlesslyMany() throws InterruptedException {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        ClickRunMetrics metrics = ClickRunMetrics.create();
        metrics.bindTo(registry);
        int[] number = {0};

        for (int run = 0; run < 10; run++) {
            ClickRun.of(GENERATOR.clicks(10), failing(() -> "shelf " + number[0]++))
                    .listener(metrics)
                    .start()
                    .await();
        }

        Map<String, Double> reasons = new TreeMap<>(scrape(registry));
        reasons.keySet().removeIf(name -> !name.startsWith("csgen_receipts_undelivered_total"));
        assertThat(reasons)
                .hasSize(31)
                .containsEntry("csgen_receipts_undelivered_total{outcome=\"failed\",reason=\"other reasons\"}", 70.0);
    }

    private static ClickSink failing(Supplier<String> reason) {
        return new ClickSink() {
            @Override
            public void send(Click click, ReceiptListener listener) {
                listener.receive(new Receipt.Failed(click, 1, reason.get()));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }

    @Test
    void aRunUnderWayShowsItsTargetAndWhatIsInFlight() throws InterruptedException {
        MeterRegistry registry = new SimpleMeterRegistry();
        ClickRunMetrics metrics = ClickRunMetrics.create();
        metrics.bindTo(registry);
        CountDownLatch some = new CountDownLatch(50);
        CountDownLatch seen = new CountDownLatch(1);
        InMemorySink sink = InMemorySink.withCapacity(1_000);

        try (ClickRun run = ClickRun.of(GENERATOR, sink)
                .pacing(Pacing.speedup(2))
                .timeSource(new LeapingTime())
                .listener(metrics)
                .observer(receipt -> {
                    some.countDown();
                    awaitUninterruptibly(seen, some.getCount() == 0);
                })
                .start()) {
            some.await();
            assertThat(registry.get("csgen.target.clicks.per.second").gauge().value())
                    .isEqualTo(6);
            assertThat(registry.get("csgen.runs.active").gauge().value()).isEqualTo(1);
            assertThat(registry.get("csgen.receipts")
                            .tag("outcome", "delivered")
                            .functionCounter()
                            .count())
                    .isEqualTo(50);
            run.stop(); // while it is held, so that it cannot come to its end before
            seen.countDown();
            run.await();
        }

        assertThat(registry.get("csgen.runs.active").gauge().value()).isZero();
        assertThat(registry.get("csgen.runs.ended")
                        .tag("state", "stopped")
                        .functionCounter()
                        .count())
                .isEqualTo(1);
    }

    private static void awaitUninterruptibly(CountDownLatch latch, boolean now) {
        boolean interrupted = false;
        while (now) {
            try {
                latch.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void runsAddUpAndThoseThatEndedStayCounted() throws InterruptedException {
        MeterRegistry registry = new SimpleMeterRegistry();
        ClickRunMetrics metrics = ClickRunMetrics.create();
        metrics.bindTo(registry);

        for (int i = 1; i <= 3; i++) {
            ClickRun.of(GENERATOR.clicks(100L * i), InMemorySink.withCapacity(400))
                    .listener(metrics)
                    .start()
                    .await();
            assertThat(registry.get("csgen.clicks.generated").functionCounter().count())
                    .isEqualTo(new double[] {100, 300, 600}[i - 1]);
        }
        ClickRun.of(GENERATOR, InMemorySink.withCapacity(10))
                .listener(metrics)
                .start()
                .await();

        assertThat(registry.get("csgen.clicks.generated").functionCounter().count())
                .isEqualTo(611);
        assertThat(registry.get("csgen.clicks.accepted").functionCounter().count())
                .isEqualTo(610);
        assertThat(registry.get("csgen.runs.ended")
                        .tag("state", "completed")
                        .functionCounter()
                        .count())
                .isEqualTo(3);
        assertThat(registry.get("csgen.runs.ended")
                        .tag("state", "failed")
                        .functionCounter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("csgen.lag").timer().count()).isZero();
    }

    @Test
    void tagsTellMetricsInOneRegistryApart() throws InterruptedException {
        MeterRegistry registry = new SimpleMeterRegistry();
        ClickRunMetrics first = ClickRunMetrics.tagged("store", "first");
        ClickRunMetrics second = ClickRunMetrics.tagged("store", "second");
        first.bindTo(registry);
        second.bindTo(registry);

        ClickRun.of(GENERATOR.clicks(10), InMemorySink.withCapacity(10))
                .listener(first)
                .start()
                .await();
        ClickRun.of(GENERATOR.clicks(7), InMemorySink.withCapacity(10))
                .listener(second)
                .start()
                .await();

        assertThat(registry.get("csgen.clicks.generated")
                        .tag("store", "first")
                        .functionCounter()
                        .count())
                .isEqualTo(10);
        assertThat(registry.get("csgen.clicks.generated")
                        .tag("store", "second")
                        .functionCounter()
                        .count())
                .isEqualTo(7);
    }
}
