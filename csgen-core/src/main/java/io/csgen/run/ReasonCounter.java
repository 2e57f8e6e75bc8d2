package io.csgen.run;

import io.csgen.config.Problems;
import io.csgen.run.RunReport.ReasonCount;
import io.csgen.run.RunReport.ReasonCount.Outcome;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;

/**
 * Counts why clicks were not delivered. Safe for concurrent use. Sinks give few reasons, but backends may put an id of
 * each request into theirs: long ids and numbers count as equal, and beyond some reasons all others are one.
 */
final class ReasonCounter {
    static final int MAX_REASONS = 20;

    private static final int SHOWN = 200;
    private static final int MAX_TEXTS = 256;
    private static final Pattern IDS = Pattern.compile(
            "\\b(?=[0-9a-zA-Z-]*[0-9])[0-9a-zA-Z]+(?:-[0-9a-zA-Z]+){3,}\\b" // such as UUIDs
                    + "|\\b[0-9a-f]{12,}(?:-[0-9]+)?\\b|\\b[0-9]{5,}\\b");

    private final Map<Outcome, Map<String, LongAdder>> counts = new EnumMap<>(Outcome.class);
    private final Map<String, String> reasons = new ConcurrentHashMap<>(); // by text, of the texts seen first

    ReasonCounter() {
        for (Outcome outcome : Outcome.values()) {
            counts.put(outcome, new ConcurrentHashMap<>());
        }
    }

    /**
     * Counts a receipt that says that its click failed or is unconfirmed.
     *
     * @return its reason as it is counted
     */
    String count(Outcome outcome, String text) {
        Map<String, LongAdder> ofOutcome = Objects.requireNonNull(counts.get(outcome));
        String reason = reason(text);
        LongAdder count = ofOutcome.get(reason);
        if (count == null) {
            // Some threads at once may add a few more.
            reason = ofOutcome.size() < MAX_REASONS ? reason : ReasonCount.OTHER;
            count = ofOutcome.computeIfAbsent(reason, unknown -> new LongAdder());
        }
        count.increment();
        return reason;
    }

    private String reason(String text) {
        String known = reasons.get(text);
        if (known != null) {
            return known;
        }
        String line = Problems.oneLine(IDS.matcher(text.substring(0, Math.min(text.length(), 4 * SHOWN)))
                .replaceAll("…"));
        String reason = line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
        if (reasons.size() < MAX_TEXTS) {
            reasons.put(text, reason);
        }
        return reason;
    }

    /** Returns all reasons so far, the most frequent first. */
    List<ReasonCount> counts() {
        return counts.entrySet().stream()
                .flatMap(ofOutcome -> ofOutcome.getValue().entrySet().stream()
                        .map(reason -> new ReasonCount(
                                ofOutcome.getKey(),
                                reason.getKey(),
                                reason.getValue().sum())))
                .sorted(Comparator.comparingLong(ReasonCount::clicks)
                        .reversed()
                        .thenComparing(ReasonCount::outcome)
                        .thenComparing(ReasonCount::reason))
                .toList();
    }
}
