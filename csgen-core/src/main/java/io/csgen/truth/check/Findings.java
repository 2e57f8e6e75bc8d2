package io.csgen.truth.check;

import io.csgen.truth.check.CheckReport.Deviation;
import io.csgen.truth.check.CheckReport.Finding;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Counts deviations and keeps the first of each kind. Confined to one thread. */
final class Findings {
    private final int maxExamples;
    private final Map<Deviation, Long> counts = new EnumMap<>(Deviation.class);
    private final Map<Deviation, List<Finding>> first = new EnumMap<>(Deviation.class);

    Findings(int maxExamples) {
        this.maxExamples = maxExamples;
    }

    /** Returns a copy that goes on by itself. */
    Findings copy() {
        Findings copy = new Findings(maxExamples);
        copy.counts.putAll(counts);
        first.forEach((deviation, findings) -> copy.first.put(deviation, new ArrayList<>(findings)));
        return copy;
    }

    int maxExamples() {
        return maxExamples;
    }

    /** Counts a deviation; it is made only where it is among the first of its kind. */
    void add(Deviation deviation, Supplier<Finding> finding) {
        add(deviation, 1);
        keep(deviation, finding);
    }

    void add(Deviation deviation, long count) {
        counts.merge(deviation, count, Long::sum);
    }

    void keep(Deviation deviation, Supplier<Finding> finding) {
        List<Finding> kept = first.computeIfAbsent(deviation, unknown -> new ArrayList<>());
        if (kept.size() < maxExamples) {
            kept.add(finding.get());
        }
    }

    long count(Deviation deviation) {
        return counts.getOrDefault(deviation, 0L);
    }

    Map<Deviation, Long> counts() {
        return counts;
    }

    List<Finding> list() {
        return first.values().stream().flatMap(List::stream).toList();
    }
}
