package io.csgen.run;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How a run goes, or went. Immutable: one moment, read without stopping anything, so that while
 * clicks flow the counts may be apart by those in between. Once the state is final, they are exact.
 *
 * @param state where the run stands
 * @param seed seed of the generator
 * @param since when the run began
 * @param elapsed how long it has run, until its end
 * @param targetClicksPerSecond mean rate the pacing aims at, in real time; empty where unpaced
 * @param sessions sessions begun
 * @param generated clicks handed to the sink
 * @param accepted clicks that the sink accepted
 * @param delivered clicks that the backend confirmed
 * @param failed clicks that the backend does not have
 * @param unconfirmed clicks of which it cannot be known
 * @param retried attempts at the backend beyond the first of each click
 * @param inFlight clicks accepted and without receipt so far
 * @param lag how late the latest click was handed over
 * @param maxLag how late the latest of all clicks was
 * @param problem why the run failed, in one line
 */
public record RunReport(
        RunState state,
        long seed,
        Instant since,
        Duration elapsed,
        Optional<Double> targetClicksPerSecond,
        long sessions,
        long generated,
        long accepted,
        long delivered,
        long failed,
        long unconfirmed,
        long retried,
        long inFlight,
        Duration lag,
        Duration maxLag,
        Optional<String> problem) {

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
                + sessions + ", elapsed " + elapsed.toMillis() + " ms, lag " + lag.toMillis() + " ms, max lag "
                + maxLag.toMillis() + " ms"
                + problem.map(text -> ", problem: " + text).orElse("");
    }
}
