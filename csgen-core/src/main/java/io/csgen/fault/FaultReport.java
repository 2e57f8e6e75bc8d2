package io.csgen.fault;

import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What was put into a run. Immutable: one moment; exact once the run has ended. The clicks that came besides are not
 * among those the run counts.
 *
 * @param counts faults by kind; kinds of which there are none are left out
 * @param added clicks that came besides: duplicates, orphans, and those of bots
 * @param delivered of these, clicks that the backend confirmed
 * @param failed of these, clicks that the backend does not have
 * @param unconfirmed of these, clicks of which it cannot be known
 */
public record FaultReport(Map<Fault, Long> counts, long added, long delivered, long failed, long unconfirmed) {
    /** The report of a run without faults. */
    public static final FaultReport NONE = new FaultReport(Map.of(), 0, 0, 0, 0);

    /** Creates a report. */
    public FaultReport {
        Map<Fault, Long> copy = new HashMap<>(counts);
        copy.values().removeIf(count -> count <= 0);
        counts = Fault.inOrder(copy);
    }

    /** Returns how many faults there are of one kind. */
    public long count(Fault fault) {
        return counts.getOrDefault(fault, 0L);
    }

    /** Returns whether every click that came besides was delivered. */
    public boolean isAllDelivered() {
        return delivered == added;
    }

    /** Returns the report in one line for people. */
    @Override
    public String toString() {
        String kinds = counts.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
        return "faults: " + (kinds.isEmpty() ? "none" : kinds) + "; clicks besides: accepted " + added + ", delivered "
                + delivered + ", failed " + failed + ", unconfirmed " + unconfirmed;
    }
}
