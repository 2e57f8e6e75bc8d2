package io.csgen.examples.server;

import io.csgen.click.ClickEncoder;
import io.csgen.config.Key;
import io.csgen.examples.http.Json;
import io.csgen.fault.FaultInjection;
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
    Json of(StoreServer.Status status) {
        Optional<RunReport> report = status.report();
        Lag lag = report.map(RunReport::recentLag).orElse(Lag.NONE);
        return new Json()
                .put("state", status.state().toString())
                .raw("seed", report.map(r -> Long.toString(r.seed())).orElse("null"))
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
                .array(
                        "rate_changes",
                        report.map(RunReport::rateChanges).orElse(List.of()).stream()
                                .map(change -> of(change).toString())
                                .toList())
                .raw(
                        "faults",
                        of(status.faults().orElse(FaultInjection.Report.NONE)).toString())
                .put("sink", sinkName)
                .put("run_state", report.map(r -> r.state().toString()))
                .array(
                        "reasons",
                        report.map(RunReport::reasons).orElse(List.of()).stream()
                                .map(reason -> of(reason).toString())
                                .toList())
                .raw(
                        "balance",
                        report.flatMap(RunReport::balance)
                                .map(StatusJson::of)
                                .map(Json::toString)
                                .orElse("null"))
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
        return new Json()
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
    static Json of(RateChange change) {
        return new Json()
                .put("at", change.at().toString())
                .raw("clicks_per_second", Key.plain(change.clicksPerSecond()));
    }

    private static Json of(ReasonCount reason) {
        return new Json()
                .put("outcome", reason.outcome().toString())
                .put("reason", reason.reason())
                .put("clicks", reason.clicks());
    }

    private static Json of(RateBalance balance) {
        return new Json()
                .put("asked", Math.round(balance.asked()))
                .put("made", balance.made())
                .put("noise", Math.round(balance.noise()))
                .array(
                        "reasons",
                        balance.reasons().stream()
                                .map(reason -> new Json()
                                        .put("reason", reason.text())
                                        .put("clicks", Math.round(reason.clicks()))
                                        .toString())
                                .toList());
    }

    private static Json of(FaultInjection.Report faults) {
        Json counts = new Json();
        faults.counts().forEach((fault, count) -> counts.put(fault.toString(), count));
        return new Json()
                .raw("counts", counts.toString())
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
