package io.csgen.truth;

import io.csgen.fault.Fault;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a {@link StreamCheck} found out about a captured stream. Every record of the capture is found, duplicated,
 * altered, foreign or malformed, and these add up; an expected click that is neither found nor altered is
 * missing. Immutable.
 *
 * @param verdict the answer in short
 * @param expected how many clicks there must be
 * @param captured how many records there are: clicks and lines that are none
 * @param found expected clicks of which there is a copy as it must be
 * @param counts how many deviations of each kind there are
 * @param outOfOrderInSession how many of the clicks out of order, copies included, came after a later one of their own
 *     session
 * @param sessions whether a consumer finds the sessions; empty where that cannot be told, as {@link #limits} says
 * @param findings the first deviations of each kind, by kind; missing clicks in order of time, others as captured
 * @param limits what this check cannot see, in sentences
 * @param injected faults that were put in on purpose, by kind; they are in no other count, and the verdict is as if
 *     they were not there
 * @param shortfalls what was never made, as a run failed or was stopped before, in sentences; nothing else here counts
 *     it, but the stream is broken
 */
public record CheckReport(
        Verdict verdict,
        long expected,
        long captured,
        long found,
        Map<Deviation, Long> counts,
        long outOfOrderInSession,
        Optional<Sessions> sessions,
        List<Finding> findings,
        List<String> limits,
        List<Injected> injected,
        List<String> shortfalls) {
    /**
     * Faults of one kind that were put into the stream on purpose. Immutable.
     *
     * @param fault what they are
     * @param made how many were put in
     * @param found how many of them were captured; a pipeline may have repaired the rest, or left them out
     */
    public record Injected(Fault fault, long made, long found) {}

    /**
     * The sessions of the captured clicks: where a user pauses for longer than the session timeout, one ends and the
     * next begins. Those of the clicks as they were made are the same, unless the model has too few users. Immutable.
     *
     * @param expected sessions that there must be
     * @param found sessions of which there are clicks
     * @param split cuts within a session, as clicks in its middle are missing or have another time
     * @param merged sessions that are not told from another one of their user
     * @param overlapping how many are {@code merged} in the clicks as they were made
     * @param examples the first that are split or merged, and are not as they were made, in words
     */
    public record Sessions(
            long expected, long found, long split, long merged, long overlapping, List<String> examples) {
        /** Creates what is known of sessions. */
        public Sessions {
            examples = List.copyOf(examples);
        }

        /** Returns whether sessions are exactly those that there must be. */
        public boolean isAsExpected() {
            return expected == found && split == 0 && merged == overlapping;
        }
    }

    /** Creates a report. */
    public CheckReport {
        Map<Deviation, Long> all = new EnumMap<>(Deviation.class);
        for (Deviation deviation : Deviation.values()) {
            all.put(deviation, counts.getOrDefault(deviation, 0L));
        }
        counts = Collections.unmodifiableMap(all);
        findings = List.copyOf(findings);
        limits = List.copyOf(limits);
        shortfalls = List.copyOf(shortfalls);
        injected = List.copyOf(injected);
    }

    /** Returns this report of the clicks that runs made, with what they were meant to make besides. */
    CheckReport withShortfalls(List<Shortfall> lacking) {
        return new CheckReport(
                lacking.isEmpty() ? verdict : Verdict.BROKEN,
                expected,
                captured,
                found,
                counts,
                outOfOrderInSession,
                sessions,
                findings,
                limits,
                injected,
                lacking.stream().map(Shortfall::toString).toList());
    }

    /** Returns how many deviations of a kind there are. */
    public long count(Deviation deviation) {
        return counts.getOrDefault(deviation, 0L);
    }

    /** Returns how many faults of a kind that were put in on purpose were captured. */
    public long injected(Fault fault) {
        return injected.stream()
                .filter(kind -> kind.fault() == fault)
                .mapToLong(Injected::found)
                .sum();
    }

    /** Returns the first deviations of a kind. */
    public List<Finding> findings(Deviation deviation) {
        return findings.stream()
                .filter(finding -> finding.deviation() == deviation)
                .toList();
    }

    /** Returns the report as one JSON object. */
    public String toJson() {
        return CheckReportText.json(this);
    }

    /** Returns the report as a table for people. */
    @Override
    public String toString() {
        return CheckReportText.table(this);
    }
}
