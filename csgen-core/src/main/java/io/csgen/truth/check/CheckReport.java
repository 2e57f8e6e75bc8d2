package io.csgen.truth.check;

import io.csgen.click.Click;
import io.csgen.fault.Fault;
import io.csgen.truth.Manifest.Shortfall;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

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
    /** What a check says of a captured stream. Immutable. */
    public enum Verdict {
        /** Every expected click is there once, as it was made, and nothing else. */
        COMPLETE,
        /** The same, but that some clicks are there more than once: who reads the stream must tell them by their ids. */
        AT_LEAST_ONCE,
        /**
         * Clicks are missing or altered, or there is what was never made; or the run failed, or was stopped, before it had made
         * all that was asked of it.
         */
        BROKEN;

        /** Returns the name in data: the constant in lower case, such as {@code at_least_once}. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How a captured stream can differ from what is expected. Immutable. */
    public enum Deviation {
        /** An expected click of which there is no copy. */
        MISSING,
        /** A further copy of a click that was found. */
        DUPLICATED,
        /** A click with the id of an expected one and other values, or with the values of one and another id. */
        ALTERED,
        /** A click that was never made. */
        FOREIGN,
        /** A line that is no click. */
        MALFORMED,
        /** The first copy of a click that came after a later click of the same user or session. */
        OUT_OF_ORDER;

        /** Returns the name in data: the constant in lower case, such as {@code out_of_order}. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One thing that is wrong with a captured stream. Immutable.
     *
     * @param deviation what kind of thing
     * @param place where it was found, such as {@code clicks.json:17}; empty where a click is missing
     * @param text the click id or the URL of the click in question, or what is wrong with a malformed line
     * @param expected the click that should be there; empty where none should, or where that is not known
     * @param captured the click that is there; empty where none is, or where it was captured as its URL only
     * @param differences between them, field by field; empty but for an altered click
     */
    public record Finding(
            Deviation deviation,
            String place,
            String text,
            Optional<Click> expected,
            Optional<Click> captured,
            List<Difference> differences) {
        /**
         * A field with another value than expected. Immutable.
         *
         * @param field its name in the format {@code json}
         * @param expected the value it should have; empty for none
         * @param captured the value it has; empty for none
         */
        public record Difference(String field, String expected, String captured) {
            /** Returns what is wrong, for people. */
            @Override
            public String toString() {
                return field + " must be " + shown(expected) + ": " + shown(captured);
            }

            private static String shown(String value) {
                return value.isEmpty() ? "\"\"" : value;
            }
        }

        /** Creates a finding. */
        public Finding {
            differences = List.copyOf(differences);
        }

        /** Returns the finding in one line, without its kind. */
        @Override
        public String toString() {
            String at = place.isEmpty() ? "" : " at " + place;
            return switch (deviation) {
                case MALFORMED -> text;
                case ALTERED ->
                    text
                            + at
                            + differences.stream()
                                    .map(Difference::toString)
                                    .collect(Collectors.joining("; ", ": ", ""));
                case MISSING, DUPLICATED, FOREIGN, OUT_OF_ORDER ->
                    text
                            + at
                            + expected.or(() -> captured)
                                    .map(Finding::describe)
                                    .map(words -> " (" + words + ")")
                                    .orElse("");
            };
        }

        private static String describe(Click click) {
            return click.timestamp() + ", user " + click.userId() + ", "
                    + click.type().wireName() + " of group " + click.groupId()
                    + (click.productId() == Click.NO_PRODUCT ? "" : ", product " + click.productId());
        }
    }

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
