package io.csgen.sink.kinesis;

import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.click.Click;
import io.csgen.config.Settings;
import io.csgen.sink.Receipt;
import io.csgen.sink.SinkProvider;
import io.csgen.sink.SinkProvider.SinkSettings;
import io.csgen.sink.kinesis.SampleClicks.Receipts;
import io.csgen.sink.kinesis.scripted.ScriptedKinesis;
import io.csgen.sink.kinesis.scripted.ScriptedStream;
import io.csgen.sink.kinesis.scripted.ShardLimits;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Metrics of a sink that was opened by settings, beside what its endpoint saw. */
@Timeout(60)
class KinesisSinkMetricsIT {
    @Test
    void theyAgreeWithTheEndpointAndTheReceipts() throws InterruptedException {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        KinesisSinkMetrics metrics = KinesisSinkMetrics.create();
        metrics.bindTo(registry);
        Receipts receipts = new Receipts();
        try (ScriptedKinesis kinesis = ScriptedKinesis.start()) {
            ScriptedStream stream = kinesis.createStream("clicks", 2);
            stream.limit(new ShardLimits(4_000, 4 << 20, Duration.ofMillis(50)));
            Settings settings = Settings.of(
                    Map.of(
                            "url-kinesis-stream-name",
                            "clicks",
                            "kinesis-endpoint",
                            kinesis.endpoint().toString()),
                    "test");
            try (KinesisSink sink = (KinesisSink)
                    SinkProvider.named("kinesis").open(new SinkSettings(settings, format -> SampleClicks.ENCODER))) {
                metrics.watch(sink);
                for (Click click : SampleClicks.interleaved(400, 5)) {
                    sink.send(click, receipts);
                }
                sink.flush();

                for (String shardId : stream.openShardIds()) {
                    assertThat(registry.get("csgen.kinesis.pace")
                                    .tag("kinesis.shard", shardId)
                                    .gauge()
                                    .value())
                            .isEqualTo(sink.pace(shardId))
                            .isPositive();
                }
            }
            double throttled = registry.get("csgen.kinesis.throttled.records").counters().stream()
                    .mapToDouble(Counter::count)
                    .sum();
            int attempts = receipts.all(Receipt.Delivered.class).stream()
                    .mapToInt(Receipt.Delivered::attempts)
                    .sum();
            assertThat(stream.count()).isEqualTo(2_000);
            assertThat(throttled).isPositive();
            assertThat(registry.get("csgen.kinesis.records").counter().count())
                    .isEqualTo(2_000 + throttled)
                    .isEqualTo(attempts);
            assertThat(registry.get("csgen.kinesis.request.clicks").summary().totalAmount())
                    .isEqualTo(2_000 + throttled);
            assertThat(registry.get("csgen.kinesis.requests").timer().count())
                    .isEqualTo(kinesis.requests("PutRecords"));
            assertThat(registry.get("csgen.kinesis.clicks.in.flight").gauge().value())
                    .isZero();
        }
    }
}
