package io.csgen.run;

/**
 * What became of the clicks of a run so far. Immutable: one moment, read without stopping anything, so that while
 * clicks flow the counts may be apart by those in between. The sum of receipts is never above {@code accepted}, nor
 * that above {@code generated}.
 *
 * @param sessions sessions begun
 * @param generated clicks handed to the sink
 * @param accepted clicks that the sink accepted
 * @param delivered clicks that the backend confirmed
 * @param failed clicks that the backend does not have
 * @param unconfirmed clicks of which it cannot be known
 * @param retried attempts at the backend beyond the first of each click
 */
public record RunCounts(
        long sessions, long generated, long accepted, long delivered, long failed, long unconfirmed, long retried) {
    /** Counts of no run. */
    public static final RunCounts NONE = new RunCounts(0, 0, 0, 0, 0, 0, 0);

    /** Returns how many clicks were accepted and have no receipt so far. */
    public long inFlight() {
        return accepted - delivered - failed - unconfirmed;
    }

    /** Returns the counts of both. */
    public RunCounts plus(RunCounts other) {
        return new RunCounts(
                sessions + other.sessions,
                generated + other.generated,
                accepted + other.accepted,
                delivered + other.delivered,
                failed + other.failed,
                unconfirmed + other.unconfirmed,
                retried + other.retried);
    }
}
