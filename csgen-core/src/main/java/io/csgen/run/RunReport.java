package io.csgen.run;

import io.csgen.config.Problems;
import io.csgen.simulate.RateChange;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How a run goes, or went. Immutable: one moment, read without stopping anything, so that while
 * clicks flow the counts may be apart by those in between. Once the state is final, they are exact.
 *
 * @param state where the run stands, and how it ended
 * @param problem why the run failed, in one line; there if it failed, or is about to
 * @param seed seed of the generator
 * @param since when the run began; where it is paced, with its first clicks at hand
 * @param elapsed how long it has run, until its end
 * @param targetClicksPerSecond rate the model and the pacing aim at by now, in real time, with hours,
 *     weekdays, stages and rate changes; empty where unpaced
 * @param askedClicksPerSecond the same without hours and weekdays: {@code clicks-per-second}, or the rate of a stage or
 *     of the latest change
 * @param balance how many clicks were asked for and made so far, and why these differ; empty where that is not known,
 *     as of runs that a number of sessions bounds, and of unpaced ones that did not complete
 * @param rateChanges all changes of the rate, those of the generator included; with them, {@link
 *     io.csgen.simulate.ClickGenerator#rateChanges(List)} gives the clicks of this run
 * @param counts what became of the clicks
 * @param reasons why clicks failed or are unconfirmed, the most frequent reason first
 * @param lag how late clicks were handed over
 * @param recentLag the same of the last 5 to 10 seconds; where nobody asked for so long, since then
 */
public record RunReport(
        RunState state,
        Optional<String> problem,
        long seed,
        Instant since,
        Duration elapsed,
        Optional<Double> targetClicksPerSecond,
        Optional<Double> askedClicksPerSecond,
        Optional<RateBalance> balance,
        List<RateChange> rateChanges,
        RunCounts counts,
        List<ReasonCount> reasons,
        Lag lag,
        Lag recentLag) {
    private static final int SHOWN_REASONS = 3;

    /**
     * Creates a report.
     *
     * @throws io.csgen.config.ConfigException if a run that failed does not say why, or one that did not fail does
     */
    public RunReport {
        Problems problems = new Problems();
        problems.require(
                problem.isPresent() ? state == RunState.FAILED || state == RunState.STOPPING : state != RunState.FAILED,
                "problem",
                "be given if and only if the run failed",
                state);
        problems.throwIfAny();
        rateChanges = List.copyOf(rateChanges);
        reasons = List.copyOf(reasons);
    }

    /** Returns how many sessions have begun. */
    public long sessions() {
        return counts.sessions();
    }

    /** Returns how many clicks were handed to the sink. */
    public long generated() {
        return counts.generated();
    }

    /** Returns how many clicks the sink accepted. */
    public long accepted() {
        return counts.accepted();
    }

    /** Returns how many clicks the backend confirmed. */
    public long delivered() {
        return counts.delivered();
    }

    /** Returns how many clicks the backend does not have. */
    public long failed() {
        return counts.failed();
    }

    /** Returns of how many clicks it cannot be known. */
    public long unconfirmed() {
        return counts.unconfirmed();
    }

    /** Returns how many attempts at the backend there were beyond the first of each click. */
    public long retried() {
        return counts.retried();
    }

    /** Returns how many clicks were accepted and have no receipt so far. */
    public long inFlight() {
        return counts.inFlight();
    }

    /** Returns whether the run did not fail, and every click handed to the sink was delivered. */
    public boolean isAllDelivered() {
        return state != RunState.FAILED && problem.isEmpty() && delivered() == generated();
    }

    /** Returns the report in one line for people. */
    @Override
    public String toString() {
        return state + ": generated " + generated() + ", accepted " + accepted() + ", delivered " + delivered()
                + ", failed " + failed() + ", unconfirmed " + unconfirmed() + ", retried " + retried() + ", in flight "
                + inFlight() + ", sessions " + sessions() + ", elapsed " + elapsed.toMillis() + " ms, " + lag
                + reasonsText()
                + balance.filter(clicks -> !clicks.isMet())
                        .map(clicks -> ", " + clicks)
                        .orElse("")
                + problem.map(text -> ", problem: " + text).orElse("");
    }

    private String reasonsText() {
        if (reasons.isEmpty()) {
            return "";
        }
        int more = reasons.size() - SHOWN_REASONS;
        return reasons.stream()
                .limit(SHOWN_REASONS)
                .map(ReasonCount::toString)
                .collect(Collectors.joining("; ", ", reasons: ", more > 0 ? "; and " + more + " more" : ""));
    }
}
