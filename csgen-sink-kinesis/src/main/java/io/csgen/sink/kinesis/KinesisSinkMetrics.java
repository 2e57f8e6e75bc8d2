package io.csgen.sink.kinesis;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Kinesis sinks as Micrometer metrics: what the sinks that it watches add up to, by stream, closed ones included.
 * Micrometer is an optional dependency, which nothing else here needs. Safe for concurrent use. A registry that it is
 * bound to holds on to it.
 *
 * <pre>{@code
 * KinesisSinkMetrics metrics = KinesisSinkMetrics.create();
 * metrics.bindTo(registry);
 * metrics.watch(sink);
 * }</pre>
 *
 * <p>Meters, with the names they have in Prometheus. Each has the tag {@code stream}, the name of the stream:
 *
 * <ul>
 *   <li>{@code csgen.kinesis.requests} ({@code csgen_kinesis_requests_seconds}): time from the start of each PutRecords
 *       request to its answer or failure, as a histogram; with it, their number
 *   <li>{@code csgen.kinesis.request.clicks} ({@code csgen_kinesis_request_clicks}): clicks in each request, those sent
 *       again included, as a histogram
 *   <li>{@code csgen.kinesis.request.bytes} ({@code csgen_kinesis_request_bytes}): partition keys and payloads in each
 *   <li>{@code csgen.kinesis.records} ({@code csgen_kinesis_records_total}): records in all requests; fewer than clicks
 *       where these are aggregated
 *   <li>{@code csgen.kinesis.throttled.records} ({@code csgen_kinesis_throttled_records_total}): records refused because
 *       their Kinesis shard got more than its rate, by {@code kinesis.shard}
 *   <li>{@code csgen.kinesis.pace} ({@code csgen_kinesis_pace}): the pace learnt for each {@code kinesis.shard} that
 *       refused a record, as a part of its documented rate; not a number once it is closed
 *   <li>{@code csgen.kinesis.clicks.in.flight} ({@code csgen_kinesis_clicks_in_flight}): clicks accepted, without
 *       receipt so far
 * </ul>
 */
public final class KinesisSinkMetrics implements MeterBinder {
    private static final String SHARD = "kinesis.shard";
    private static final Duration[] LATENCIES = {
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofSeconds(1),
        Duration.ofSeconds(10)
    };
    private static final double[] CLICKS = {1, 10, 100, 500, 1_000, 10_000, 100_000};

    private final Tags tags;

    // Guarded by this.
    private final List<MeterRegistry> registries = new ArrayList<>();
    private final Map<String, Stream> streams = new TreeMap<>();

    private KinesisSinkMetrics(Tags tags) {
        this.tags = tags;
    }

    /** Returns metrics of no sink yet. */
    public static KinesisSinkMetrics create() {
        return new KinesisSinkMetrics(Tags.empty());
    }

    /**
     * Returns metrics of no sink yet whose meters have more tags, to tell them from others in the same registry.
     *
     * @param keyValues keys and values in turn
     * @throws IllegalArgumentException if a value is missing
     */
    public static KinesisSinkMetrics tagged(String... keyValues) {
        return new KinesisSinkMetrics(Tags.of(keyValues));
    }

    /** Adds the meters to a registry; requests are counted in it from then on. */
    @Override
    public synchronized void bindTo(MeterRegistry registry) {
        registries.add(registry);
        streams.values().forEach(stream -> stream.bindTo(registry));
    }

    /** Counts the requests of a sink that are answered from now on. A sink is watched once. */
    public synchronized void watch(KinesisSink sink) {
        streams.computeIfAbsent(sink.streamName(), this::open).watch(sink);
    }

    private Stream open(String name) {
        Stream stream = new Stream(tags.and("stream", name));
        registries.forEach(stream::bindTo);
        return stream;
    }

    /** All sinks to one stream. */
    private static final class Stream {
        private final Tags tags;
        private final List<KinesisSink> sinks =
                new CopyOnWriteArrayList<>(); // those that are open, or were a while ago
        private final List<RequestMeters> meters = new CopyOnWriteArrayList<>(); // of each registry

        Stream(Tags tags) {
            this.tags = tags;
        }

        void bindTo(MeterRegistry registry) {
            Gauge.builder("csgen.kinesis.clicks.in.flight", this, Stream::inFlight)
                    .description("Clicks accepted, without receipt so far")
                    .tags(tags)
                    .strongReference(true)
                    .register(registry);
            meters.add(new RequestMeters(registry, this));
        }

        void watch(KinesisSink sink) {
            sinks.removeIf(KinesisSink::isClosed);
            sinks.add(sink);
            sink.addListener(request -> meters.forEach(each -> each.count(request)));
        }

        double inFlight() {
            return sinks.stream().mapToInt(KinesisSink::inFlight).sum();
        }

        double pace(String shardId) {
            return sinks.stream()
                    .filter(sink -> !sink.isClosed())
                    .mapToDouble(sink -> sink.pace(shardId))
                    .filter(pace -> !Double.isNaN(pace))
                    .min()
                    .orElse(Double.NaN);
        }
    }

    /** What the requests to a stream are counted with in one registry. */
    private static final class RequestMeters {
        private final MeterRegistry registry;
        private final Stream stream;
        private final Timer latency;
        private final DistributionSummary clicks;
        private final DistributionSummary bytes;
        private final Counter records;
        private final Map<String, Counter> throttled = new ConcurrentHashMap<>(); // by Kinesis shard

        RequestMeters(MeterRegistry registry, Stream stream) {
            this.registry = registry;
            this.stream = stream;
            latency = Timer.builder("csgen.kinesis.requests")
                    .description("From the start of a PutRecords request to its answer or failure")
                    .tags(stream.tags)
                    .serviceLevelObjectives(LATENCIES)
                    .register(registry);
            clicks = DistributionSummary.builder("csgen.kinesis.request.clicks")
                    .description("Clicks in a PutRecords request")
                    .tags(stream.tags)
                    .serviceLevelObjectives(CLICKS)
                    .register(registry);
            bytes = DistributionSummary.builder("csgen.kinesis.request.bytes")
                    .description("Partition keys and payloads in a PutRecords request")
                    .baseUnit("bytes")
                    .tags(stream.tags)
                    .register(registry);
            records = Counter.builder("csgen.kinesis.records")
                    .description("Records in PutRecords requests")
                    .tags(stream.tags)
                    .register(registry);
        }

        void count(KinesisRequest request) {
            latency.record(request.latency());
            clicks.record(request.clicks());
            bytes.record(request.bytes());
            records.increment(request.records());
            request.throttled()
                    .forEach((shardId, count) ->
                            throttled.computeIfAbsent(shardId, this::open).increment(count));
        }

        private Counter open(String shardId) {
            Tags ofShard = stream.tags.and(SHARD, shardId);
            Gauge.builder("csgen.kinesis.pace", stream, sinks -> sinks.pace(shardId))
                    .description("Pace learnt for a Kinesis shard, as a part of its documented rate")
                    .tags(ofShard)
                    .strongReference(true)
                    .register(registry);
            return Counter.builder("csgen.kinesis.throttled.records")
                    .description("Records refused because their Kinesis shard got more than its rate")
                    .tags(ofShard)
                    .register(registry);
        }
    }
}
