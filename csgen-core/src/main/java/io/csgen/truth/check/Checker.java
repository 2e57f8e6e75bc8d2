package io.csgen.truth.check;

import io.csgen.click.Click;
import io.csgen.click.ClickField;
import io.csgen.click.ClickView;
import io.csgen.truth.check.CheckReport.Deviation;
import io.csgen.truth.check.CheckReport.Finding;
import io.csgen.truth.check.CheckReport.Verdict;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * Compares captured clicks with the expected ones, after it has taken out what was put in on purpose. Confined to one
 * thread.
 */
abstract class Checker {
    private final KnownFaults faults;
    private final Findings findings;
    private long captured;

    /**
     * Creates a checker, which generates the expected clicks again where there are faults.
     *
     * @param hash of a click, by which it is known
     */
    Checker(ExpectedClicks expected, int maxExamples, ToLongFunction<ClickView> hash) {
        findings = new Findings(maxExamples);
        faults = new KnownFaults(expected, hash);
    }

    /**
     * Takes a captured click.
     *
     * @param wrong what came with it and does not follow from it as it should; see {@link
     *     io.csgen.click.ClickDecoder#wrong}
     * @param place tells where it was captured
     */
    final void accept(ClickView click, Map<ClickField, String> wrong, Supplier<String> place) {
        captured++;
        Optional<Click> clean = clean(click);
        if (clean.isPresent()) {
            compare(clean.get(), Map.of(), place);
            return;
        }
        switch (faults.takeAdded(click)) {
            case OTHER -> compare(click, wrong, place);
            case AGAIN -> add(Deviation.DUPLICATED, click, place);
            case FIRST -> {
                // Put in on purpose.
            }
        }
    }

    /**
     * Takes a captured line that cannot be read.
     *
     * @return whether it was put in on purpose, and stands for a click
     */
    final boolean acceptText(String text, Supplier<String> place) {
        Optional<Click> clean = clean(text);
        if (clean.isPresent()) {
            captured++;
            compare(clean.get(), Map.of(), place);
            return true;
        }
        Deque<Click> clicks = faults.sharing(text);
        if (clicks == null) {
            return false;
        }
        captured++;
        if (clicks.isEmpty()) {
            findings.add(Deviation.DUPLICATED, () -> KnownFaults.duplicated(text, place.get()));
        } else {
            Click any = clicks.remove();
            faults.find(any);
            findAny(any, place);
        }
        return true;
    }

    /** Returns what was found; further clicks may follow. */
    final CheckReport report(Findings malformed, boolean ordered) {
        Findings all = findings.copy();
        all.add(Deviation.MALFORMED, malformed.count(Deviation.MALFORMED));
        malformed.list().forEach(finding -> all.keep(Deviation.MALFORMED, () -> finding));
        return reportOf(all, ordered);
    }

    /** Returns the click that another stands for, which is told by its values; empty where that cannot be. */
    abstract Optional<Click> clean(ClickView click);

    /** Returns the click that a line stands for, which is that of no other; empty where that cannot be told. */
    abstract Optional<Click> clean(String text);

    /** Compares a click that was not put in. */
    abstract void compare(ClickView click, Map<ClickField, String> wrong, Supplier<String> place);

    /** Takes one of several clicks that a line stands for: which one it is cannot be told. */
    abstract void findAny(Click click, Supplier<String> place);

    /** Returns what is wrong with a captured click. */
    abstract Finding finding(Deviation deviation, ClickView click, String place);

    /** Adds what is still missing to all other findings, and returns the report of them. */
    abstract CheckReport reportOf(Findings all, boolean ordered);

    /** Counts a deviation, and keeps it if it is among the first of its kind. */
    final void add(Deviation deviation, ClickView click, Supplier<String> place) {
        findings.add(deviation, () -> finding(deviation, click, place.get()));
    }

    /** Counts a deviation of which it is not known yet what it is. */
    final void count(Deviation deviation) {
        findings.add(deviation, 1);
    }

    final KnownFaults faults() {
        return faults;
    }

    /** Returns how many records there are. */
    final long captured(Findings all) {
        return captured + all.count(Deviation.MALFORMED);
    }

    static Verdict verdict(Findings all, boolean ordered) {
        boolean broken = all.count(Deviation.MISSING) > 0
                || all.count(Deviation.ALTERED) > 0
                || all.count(Deviation.FOREIGN) > 0
                || all.count(Deviation.MALFORMED) > 0
                || ordered && all.count(Deviation.OUT_OF_ORDER) > 0;
        if (broken) {
            return Verdict.BROKEN;
        }
        return all.count(Deviation.DUPLICATED) > 0 ? Verdict.AT_LEAST_ONCE : Verdict.COMPLETE;
    }
}
