package io.csgen.lake.dashboard;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What became of the lines of a lake. Immutable.
 *
 * @param outcomes lines by outcome, as the view {@code quality} names it
 */
record Quality(Map<String, Long> outcomes) {
    private static final String EVENT = "event";
    private static final String WITHOUT_ID = "event without id";
    private static final String COPY = "copy";
    private static final String NO_EVENT = "no event";

    /**
     * Asks a database.
     *
     * @param lines how many there are; a line that a database did not take is no event
     */
    static Quality of(LakeDatabase database, long lines) throws IOException, InterruptedException {
        Map<String, Long> outcomes = new TreeMap<>();
        for (LakeDatabase.Row row : database.query("SELECT outcome, lines FROM quality")) {
            outcomes.put(row.text(0), row.number(1));
        }
        long known = outcomes.values().stream().mapToLong(Long::longValue).sum();
        if (known < lines) {
            outcomes.merge(NO_EVENT, lines - known, Long::sum);
        }
        return new Quality(outcomes);
    }

    long events() {
        return count(EVENT) + withoutId();
    }

    long withoutId() {
        return count(WITHOUT_ID);
    }

    long copies() {
        return count(COPY);
    }

    private long count(String outcome) {
        return outcomes.getOrDefault(outcome, 0L);
    }

    /** Returns how many lines are no events. */
    long rejected() {
        return outcomes.values().stream().mapToLong(Long::longValue).sum() - events() - copies();
    }

    /** Returns why lines are no events, with how many there are of each. */
    String reasons() {
        return outcomes.entrySet().stream()
                .filter(outcome -> outcome.getKey().startsWith("no "))
                .map(outcome -> outcome.getKey() + " " + outcome.getValue())
                .collect(Collectors.joining(", "));
    }
}
