package io.csgen.run;

import io.csgen.run.RunReport.Lag;
import io.csgen.run.RunReport.RateBalance;
import io.csgen.simulate.ClickGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiFunction;

/** Says how a run goes, and at last how it went. Safe for concurrent use. */
final class RunReporter {
    private final RunLoop.Parts parts;
    private final RateControl control;
    private final RunEnd end;
    private final RunCounter counter;
    private final LagRecorder lag;
    private final RunLoop loop;
    private volatile Moment last;

    /** What a report has beside the counts. */
    private record Moment(long nanos, Optional<Double> targetClicksPerSecond, Lag lag, Lag recentLag) {}

    RunReporter(
            RunLoop.Parts parts, RateControl control, RunEnd end, RunCounter counter, LagRecorder lag, RunLoop loop) {
        this.parts = parts;
        this.control = control;
        this.end = end;
        this.counter = counter;
        this.lag = lag;
        this.loop = loop;
        last = new Moment(loop.begin().nanos(), Optional.empty(), Lag.NONE, Lag.NONE);
    }

    /** Returns the current virtual time, or where the clicks begin if nothing is paced. */
    long virtualMillis() {
        return virtualMillis(parts.time().nanoTime());
    }

    private long virtualMillis(long nanos) {
        return parts.pacing().isPaced() ? loop.begin().timeline().virtualMillis(nanos) : parts.virtualStartMillis();
    }

    /** Returns the rate that the run aims at by now, or at its end. */
    Optional<Double> targetClicksPerSecond() {
        return end.state().isFinal()
                ? last.targetClicksPerSecond()
                : targetClicksPerSecond(parts.time().nanoTime());
    }

    private Optional<Double> targetClicksPerSecond(long nanos) {
        return inRealTime(ClickGenerator::clicksPerSecond, nanos);
    }

    private Optional<Double> asked(long nanos) {
        return inRealTime(ClickGenerator::askedClicksPerSecond, nanos);
    }

    /** Returns a rate of the generator as a paced run sees it; empty where nothing is paced. */
    private Optional<Double> inRealTime(BiFunction<ClickGenerator, Instant, Double> rate, long nanos) {
        return parts.pacing().isPaced()
                ? Optional.of(rate.apply(control.generator(), Instant.ofEpochMilli(virtualMillis(nanos)))
                        * parts.pacing().speed())
                : Optional.empty();
    }

    private Optional<RateBalance> balance(RunReport.State now, long nanos) {
        ClickGenerator generator = control.generator();
        long made = counter.counts().generated();
        boolean isDone = now == RunReport.State.COMPLETED;
        if (generator.maxClicks() < Long.MAX_VALUE) {
            return isDone ? Optional.of(RateBalances.ofClicks(generator.maxClicks(), made)) : Optional.empty();
        } else if (generator.maxSessions() < Long.MAX_VALUE
                || !isDone && !parts.pacing().isPaced()) {
            return Optional.empty();
        }
        Instant begin = Instant.ofEpochMilli(parts.virtualStartMillis());
        long reached = virtualMillis(loop.handedOverNanos().orElse(nanos));
        Instant until =
                isDone || reached > generator.end().toEpochMilli() ? generator.end() : Instant.ofEpochMilli(reached);
        return Optional.of(RateBalances.ofTime(
                generator, begin, until, made, parts.pacing().isPaced()));
    }

    private Moment moment() {
        long nanos = parts.time().nanoTime();
        return new Moment(nanos, targetClicksPerSecond(nanos), lag.whole(nanos), lag.recent(nanos));
    }

    /** Keeps the figures of the moment as the last. */
    void keep() {
        last = moment();
    }

    /** Returns how the run goes, or how it went. */
    RunReport report() {
        RunReport.State now = end.state();
        Moment moment = now.isFinal() ? last : moment();
        RunLoop.Begin begin = loop.begin();
        return new RunReport(
                now,
                end.problem(now),
                parts.generator().seed(),
                begin.since(),
                Duration.ofNanos(moment.nanos() - begin.nanos()),
                moment.targetClicksPerSecond(),
                asked(moment.nanos()),
                balance(now, moment.nanos()),
                control.generator().rateChanges(),
                counter.counts(),
                counter.reasons(),
                moment.lag(),
                moment.recentLag());
    }
}
