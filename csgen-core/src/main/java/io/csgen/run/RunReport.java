package io.csgen.run;

import io.csgen.simulate.RateChange;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How a run goes, or went. Immutable: one moment, read without stopping anything, so that while
 * clicks flow the counts may be apart by those in between. Once the state is final, they are exact.
 *
 * @param state where the run stands
 * @param seed seed of the generator
 * @param since when the run began; where it is paced, with its first clicks at hand
 * @param elapsed how long it has run, until its end
 * @param targetClicksPerSecond rate the model and the pacing aim at by now, in real time, with hours,
 *     weekdays, stages and rate changes; empty where unpaced
 * @param rateChanges all changes of the rate, those of the generator included; with them, {@link
 *     io.csgen.simulate.ClickGenerator#rateChanges(List)} gives the clicks of this run
 * @param sessions sessions begun
 * @param generated clicks handed to the sink
 * @param accepted clicks that the sink accepted
 * @param delivered clicks that the backend confirmed
 * @param failed clicks that the backend does not have
 * @param unconfirmed clicks of which it cannot be known
 * @param retried attempts at the backend beyond the first of each click
 * @param inFlight clicks accepted and without receipt so far
 * @param lag how late clicks were handed over
 * @param recentLag the same of the last 5 to 10 seconds; where nobody asked for so long, since then
 * @param problem why the run failed, in one line
 */
public record RunReport(
        RunState state,
        long seed,
        Instant since,
        Duration elapsed,
        Optional<Double> targetClicksPerSecond,
        List<RateChange> rateChanges,
        long sessions,
        long generated,
        long accepted,
        long delivered,
        long failed,
        long unconfirmed,
        long retried,
        long inFlight,
        Lag lag,
        Lag recentLag,
        Optional<String> problem) {

    /** Creates a report. */
    public RunReport {
        rateChanges = List.copyOf(rateChanges);
    }

    /** Returns this report as that of a run that failed. */
    public RunReport withProblem(String text) {
        return new RunReport(
                RunState.FAILED,
                seed,
                since,
                elapsed,
                targetClicksPerSecond,
                rateChanges,
                sessions,
                generated,
                accepted,
                delivered,
                failed,
                unconfirmed,
                retried,
                inFlight,
                lag,
                recentLag,
                Optional.of(text));
    }

    /** Returns whether every click handed to the sink was delivered. */
    public boolean isAllDelivered() {
        return delivered == generated && problem.isEmpty();
    }

    /** Returns the report in one line for people. */
    @Override
    public String toString() {
        return state + ": generated " + generated + ", accepted " + accepted + ", delivered " + delivered + ", failed "
                + failed + ", unconfirmed " + unconfirmed + ", retried " + retried + ", in flight " + inFlight
                + ", sessions "
                + sessions + ", elapsed " + elapsed.toMillis() + " ms, " + lag
                + problem.map(text -> ", problem: " + text).orElse("");
    }
}
