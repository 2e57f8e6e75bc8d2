package io.csgen.fault;

import io.csgen.click.ClickFormat;
import io.csgen.config.Problems;
import io.csgen.simulate.ClickGenerator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The faults that were put into a stream: what chose them, and how many there are. With them the faults of each
 * click can be found out again, {@link #plan}. Immutable.
 *
 * @param faults rates, with the seed that chose the clicks
 * @param format how the clicks were written; empty where they were not
 * @param counts faults by kind; kinds of which there are none are left out. Exact, but where a sink did not take
 *     what came besides
 */
public record FaultTotals(Faults faults, Optional<ClickFormat> format, Map<Fault, Long> counts) {

    /**
     * Creates totals.
     *
     * @throws io.csgen.config.ConfigException if there is no seed, or a count is negative
     */
    public FaultTotals {
        Problems problems = new Problems();
        problems.require(faults.seed().isPresent(), "faults", "have a seed", faults);
        Map<Fault, Long> copy = new HashMap<>();
        Fault.inOrder(counts).forEach((fault, count) -> {
            problems.require(count >= 0, "count of " + fault, "be at least 0", count);
            if (count != 0) {
                copy.put(fault, count);
            }
        });
        problems.throwIfAny();
        counts = Fault.inOrder(copy);
    }

    /** Returns how many faults there are of one kind. */
    public long count(Fault fault) {
        return counts.getOrDefault(fault, 0L);
    }

    /** Returns which click of a generator has which fault. */
    public FaultPlan plan(ClickGenerator generator) {
        FaultPlan plan = FaultPlan.of(faults, generator);
        return format.map(plan::in).orElse(plan);
    }

    /** Returns whether both chose clicks alike, so that they may be of one stream. */
    public boolean isSamePlan(FaultTotals other) {
        return faults.equals(other.faults) && format.map(ClickFormat::name).equals(other.format.map(ClickFormat::name));
    }

    /** Returns the totals of both, which have the same plan. */
    public FaultTotals plus(FaultTotals other) {
        Map<Fault, Long> sums = new HashMap<>(counts);
        other.counts.forEach((fault, count) -> sums.merge(fault, count, Long::sum));
        return new FaultTotals(faults, format, sums);
    }
}
