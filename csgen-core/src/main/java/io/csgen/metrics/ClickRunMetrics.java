package io.csgen.metrics;

import io.csgen.run.ClickRun;
import io.csgen.run.RunListener;
import io.csgen.run.RunReport;
import io.csgen.run.RunReport.ReasonCount;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * Runs as Micrometer metrics: what all runs that were given this listener add up to, those that have ended included.
 * Safe for concurrent use. A registry that it is bound to holds on to it.
 *
 * <pre>{@code
 * ClickRunMetrics metrics = ClickRunMetrics.create();
 * metrics.bindTo(registry);
 * ClickRun run = ClickRun.of(generator, sink).listener(metrics).start();
 * }</pre>
 *
 * <p>Meters, with the names they have in Prometheus:
 *
 * <ul>
 *   <li>{@code csgen.clicks.generated} ({@code csgen_clicks_generated_total}): clicks handed to the sink
 *   <li>{@code csgen.clicks.accepted} ({@code csgen_clicks_accepted_total}): clicks that the sink accepted
 *   <li>{@code csgen.receipts} ({@code csgen_receipts_total}), by {@code outcome} {@code delivered}, {@code failed} or
 *       {@code unconfirmed}
 *   <li>{@code csgen.receipts.undelivered} ({@code csgen_receipts_undelivered_total}): clicks that failed or are
 *       unconfirmed, by {@code outcome} and {@code reason}; the first 30 reasons, and {@value ReasonCount#OTHER}
 *   <li>{@code csgen.retries} ({@code csgen_retries_total}): attempts beyond the first of each click
 *   <li>{@code csgen.sessions} ({@code csgen_sessions_total}): sessions begun
 *   <li>{@code csgen.clicks.in.flight} ({@code csgen_clicks_in_flight}): clicks accepted, without receipt so far
 *   <li>{@code csgen.target.clicks.per.second} ({@code csgen_target_clicks_per_second}): rate that paced runs aim at
 *   <li>{@code csgen.lag} ({@code csgen_lag_seconds}): how late clicks went out, as a histogram; none for unpaced runs
 *   <li>{@code csgen.runs.active} ({@code csgen_runs_active}): runs that have not ended
 *   <li>{@code csgen.runs.ended} ({@code csgen_runs_ended_total}), by {@code state} {@code completed}, {@code stopped}
 *       or {@code failed}
 * </ul>
 */
public final class ClickRunMetrics implements MeterBinder, RunListener {
    private static final Duration[] LAGS = Stream.of(
                    "0.001", "0.0025", "0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10",
                    "60")
            .map(seconds -> Duration.parse("PT" + seconds + "S"))
            .toArray(Duration[]::new);

    /** Each is a time series for each outcome, for as long as the registry is there. */
    private static final int MAX_REASONS = 30;

    /** What runs add up to. */
    private record Totals(
            RunReport.Counts counts, double targetClicksPerSecond, int active, Map<RunReport.State, Integer> ended) {
        static final Totals NONE = new Totals(RunReport.Counts.NONE, 0, 0, Map.of());

        static Totals of(ClickRun run) {
            RunReport.State state = run.state(); // first, as the counts of a final state are final
            return state.isFinal()
                    ? new Totals(run.counts(), 0, 0, Map.of(state, 1))
                    : new Totals(run.counts(), run.targetClicksPerSecond().orElse(0.0), 1, Map.of());
        }

        Totals plus(Totals other) {
            Map<RunReport.State, Integer> states = new EnumMap<>(RunReport.State.class);
            states.putAll(ended);
            other.ended.forEach((state, count) -> states.merge(state, count, Integer::sum));
            return new Totals(
                    counts.plus(other.counts),
                    targetClicksPerSecond + other.targetClicksPerSecond,
                    active + other.active,
                    states);
        }

        boolean mayChange() {
            return active > 0 || counts.inFlight() > 0;
        }
    }

    private final Tags tags;
    private final List<Timer> lags = new CopyOnWriteArrayList<>(); // one for each registry
    private final List<MeterRegistry> registries = new CopyOnWriteArrayList<>();
    private final Set<String> reasons = ConcurrentHashMap.newKeySet();

    // Guarded by this.
    private final List<ClickRun> runs = new ArrayList<>(); // those whose counts may still change
    private Totals others = Totals.NONE;

    private ClickRunMetrics(Tags tags) {
        this.tags = tags;
    }

    /** Returns metrics of no run yet. */
    public static ClickRunMetrics create() {
        return new ClickRunMetrics(Tags.empty());
    }

    /**
     * Returns metrics of no run yet whose meters have tags, to tell them from others in the same registry.
     *
     * @param keyValues keys and values in turn
     * @throws IllegalArgumentException if a value is missing
     */
    public static ClickRunMetrics tagged(String... keyValues) {
        return new ClickRunMetrics(Tags.of(keyValues));
    }

    /** Adds the meters to a registry; lags are counted in it from then on, all else from the first run on. */
    @Override
    public void bindTo(MeterRegistry registry) {
        count(
                registry,
                "csgen.clicks.generated",
                "Clicks handed to the sink",
                totals -> totals.counts().generated());
        count(
                registry,
                "csgen.clicks.accepted",
                "Clicks that the sink accepted",
                totals -> totals.counts().accepted());
        String receipts = "Clicks by final outcome";
        count(registry, "csgen.receipts", receipts, totals -> totals.counts().delivered(), "outcome", "delivered");
        count(registry, "csgen.receipts", receipts, totals -> totals.counts().failed(), "outcome", "failed");
        count(registry, "csgen.receipts", receipts, totals -> totals.counts().unconfirmed(), "outcome", "unconfirmed");
        count(
                registry,
                "csgen.retries",
                "Attempts at the backend beyond the first of each click",
                totals -> totals.counts().retried());
        count(
                registry,
                "csgen.sessions",
                "Sessions begun",
                totals -> totals.counts().sessions());
        for (RunReport.State state : RunReport.State.values()) {
            if (state.isFinal()) {
                ToDoubleFunction<Totals> ended = totals -> totals.ended().getOrDefault(state, 0);
                count(registry, "csgen.runs.ended", "Runs that have ended", ended, "state", state.toString());
            }
        }
        measure(registry, "csgen.runs.active", "Runs that have not ended", Totals::active);
        measure(
                registry,
                "csgen.clicks.in.flight",
                "Clicks accepted, without receipt so far",
                totals -> totals.counts().inFlight());
        measure(
                registry,
                "csgen.target.clicks.per.second",
                "Rate that paced runs aim at",
                Totals::targetClicksPerSecond);
        lags.add(Timer.builder("csgen.lag")
                .description("How much later than due clicks were handed to the sink")
                .tags(tags)
                .serviceLevelObjectives(LAGS)
                .register(registry));
        registries.add(registry);
    }

    private void count(
            MeterRegistry registry,
            String name,
            String description,
            ToDoubleFunction<Totals> value,
            String... ownTags) {
        FunctionCounter.builder(name, this, metrics -> value.applyAsDouble(metrics.totals()))
                .description(description)
                .tags(tags.and(ownTags))
                .register(registry);
    }

    private void measure(MeterRegistry registry, String name, String description, ToDoubleFunction<Totals> value) {
        // Strong, for counters hold on to nothing.
        Gauge.builder(name, this, metrics -> value.applyAsDouble(metrics.totals()))
                .description(description)
                .tags(tags)
                .strongReference(true)
                .register(registry);
    }

    @Override
    public synchronized void started(ClickRun run) {
        runs.add(run);
    }

    @Override
    public void lag(long nanos) {
        for (Timer timer : lags) {
            timer.record(nanos, TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void undelivered(ReasonCount.Outcome outcome, String reason) {
        // Some threads at once may add a few more.
        boolean isCounted = reasons.contains(reason) || reasons.size() < MAX_REASONS && reasons.add(reason);
        for (MeterRegistry registry : registries) {
            Counter.builder("csgen.receipts.undelivered")
                    .description("Clicks that failed or are unconfirmed, by reason")
                    .tags(tags.and("outcome", outcome.toString(), "reason", isCounted ? reason : ReasonCount.OTHER))
                    .register(registry)
                    .increment();
        }
    }

    /** Keeps the counts of a run and not the run, so that memory does not depend on whether somebody asks for them. */
    @Override
    public void ended(ClickRun run, RunReport report) {
        totals();
    }

    private synchronized Totals totals() {
        Totals sum = others;
        for (Iterator<ClickRun> all = runs.iterator(); all.hasNext(); ) {
            Totals totals = Totals.of(all.next());
            sum = sum.plus(totals);
            if (!totals.mayChange()) {
                others = others.plus(totals);
                all.remove();
            }
        }
        return sum;
    }
}
