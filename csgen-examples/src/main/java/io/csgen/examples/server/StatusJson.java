package io.csgen.examples.server;

import io.csgen.click.ClickEncoder;
import io.csgen.config.Key;
import io.csgen.fault.FaultInjection;
import io.csgen.internal.json.JsonWriter;
import io.csgen.run.RunReport;
import io.csgen.run.RunReport.Lag;
import io.csgen.run.RunReport.RateBalance;
import io.csgen.run.RunReport.ReasonCount;
import io.csgen.simulate.RateChange;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Writes the state of a server in JSON. Immutable. */
final class StatusJson {
    private final String sinkName;
    private final double clicksPerSecond;

    /**
     * Creates it.
     *
     * @param clicksPerSecond what a run aims at unless it says otherwise itself
     */
    StatusJson(String sinkName, double clicksPerSecond) {
        this.sinkName = sinkName;
        this.clicksPerSecond = clicksPerSecond;
    }

    /** Returns everything but clicks. */
    JsonWriter of(StoreServer.Status status) {
        Optional<RunReport> report = status.report();
        Lag lag = report.map(RunReport::recentLag).orElse(Lag.NONE);
        return new JsonWriter()
                .put("state", status.state().toString())
                .put("seed", report.map(RunReport::seed))
                .put(
                        "since",
                        report.map(r -> r.since().truncatedTo(ChronoUnit.MILLIS).toString()))
                .raw("target_clicks_per_second", target(report))
                .raw("asked_clicks_per_second", asked(report))
                .put("sessions", report.map(RunReport::sessions).orElse(0L))
                .put("generated", report.map(RunReport::generated).orElse(0L))
                .put("accepted", report.map(RunReport::accepted).orElse(0L))
                .put("delivered", report.map(RunReport::delivered).orElse(0L))
                .put("failed", report.map(RunReport::failed).orElse(0L))
                .put("unconfirmed", report.map(RunReport::unconfirmed).orElse(0L))
                .put("retried", report.map(RunReport::retried).orElse(0L))
                .put("in_flight", report.map(RunReport::inFlight).orElse(0L))
                .put("lag_ms", report.map(r -> r.lag().latest().toMillis()).orElse(0L))
                .raw("lag_p50_ms", millis(lag.p50()))
                .raw("lag_p90_ms", millis(lag.p90()))
                .raw("lag_p99_ms", millis(lag.p99()))
                .put("max_lag_ms", report.map(r -> r.lag().max().toMillis()).orElse(0L))
                .put(
                        "rate_changes",
                        report.map(RunReport::rateChanges).orElse(List.of()).stream()
                                .map(StatusJson::of)
                                .toList())
                .put("faults", of(status.faults().orElse(FaultInjection.Report.NONE)))
                .put("sink", sinkName)
                .put("run_state", report.map(r -> r.state().toString()))
                .put(
                        "reasons",
                        report.map(RunReport::reasons).orElse(List.of()).stream()
                                .map(StatusJson::of)
                                .toList())
                .put("balance", report.flatMap(RunReport::balance).map(StatusJson::of))
                .put("problem", status.problem());
    }

    /** Returns everything, with the latest clicks. */
    String withClicks(StoreServer.Status status, ClickWatch.Sight sight, ClickEncoder encoder) {
        return of(status)
                .array(
                        "last_clicks",
                        sight.latest().stream()
                                .map(click -> new String(encoder.encode(click), StandardCharsets.UTF_8))
                                .toList())
                .toString();
    }

    /** Returns what a chart over time shows. */
    String moment(StoreServer.Status status, long currentTimeMillis) {
        Optional<RunReport> report = status.report();
        // Once a run has ended, its latest clicks are of the past.
        Lag lag = report.filter(r -> !r.state().isFinal())
                .map(RunReport::recentLag)
                .orElse(Lag.NONE);
        return new JsonWriter()
                .put("at", currentTimeMillis)
                .raw("target_clicks_per_second", target(report))
                .put("generated", report.map(RunReport::generated).orElse(0L))
                .put("delivered", report.map(RunReport::delivered).orElse(0L))
                .put("in_flight", report.map(RunReport::inFlight).orElse(0L))
                .raw("lag_p50_ms", millis(lag.p50()))
                .raw("lag_p99_ms", millis(lag.p99()))
                .raw("lag_max_ms", millis(lag.max()))
                .toString();
    }

    /** Returns a change of the rate. */
    static JsonWriter of(RateChange change) {
        return new JsonWriter()
                .put("at", change.at().toString())
                .raw("clicks_per_second", Key.plain(change.clicksPerSecond()));
    }

    private static JsonWriter of(ReasonCount reason) {
        return new JsonWriter()
                .put("outcome", reason.outcome().toString())
                .put("reason", reason.reason())
                .put("clicks", reason.clicks());
    }

    private static JsonWriter of(RateBalance balance) {
        return new JsonWriter()
                .put("asked", Math.round(balance.asked()))
                .put("made", balance.made())
                .put("noise", Math.round(balance.noise()))
                .put(
                        "reasons",
                        balance.reasons().stream()
                                .map(reason -> new JsonWriter()
                                        .put("reason", reason.text())
                                        .put("clicks", Math.round(reason.clicks())))
                                .toList());
    }

    private static JsonWriter of(FaultInjection.Report faults) {
        JsonWriter counts = new JsonWriter();
        faults.counts().forEach((fault, count) -> counts.put(fault.toString(), count));
        return new JsonWriter()
                .put("counts", counts)
                .put("added", faults.added())
                .put("added_delivered", faults.delivered())
                .put("added_failed", faults.failed())
                .put("added_unconfirmed", faults.unconfirmed());
    }

    private static String millis(Duration span) {
        return Key.plain(Math.round(span.toNanos() / 1e4) / 1e2);
    }

    private String asked(Optional<RunReport> report) {
        return Key.plain(report.flatMap(RunReport::askedClicksPerSecond).orElse(clicksPerSecond));
    }

    private String target(Optional<RunReport> report) {
        double target = report.flatMap(RunReport::targetClicksPerSecond).orElse(clicksPerSecond);
        return Double.isFinite(target) ? Key.plain(target) : "null"; // JSON has no other numbers
    }
}
