package io.csgen.examples.job;

import io.csgen.fault.FaultInjection;
import io.csgen.run.RunReport;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a run ended, with all that was written about it. Immutable.
 *
 * @param report of the run, whose sink is closed
 * @param faults what was put into the run; empty where nothing is
 * @param unwritten why its manifest or the ledger of its faults is not there, one line each
 */
public record RunOutcome(RunReport report, Optional<FaultInjection.Report> faults, List<String> unwritten) {
    /** Returns whether the run did not fail, and every click was delivered, those that came besides included. */
    public boolean isAllDelivered() {
        return report.isAllDelivered()
                && faults.map(FaultInjection.Report::isAllDelivered).orElse(true);
    }

    /** Returns whether moreover all is written that was to be. */
    public boolean isLossless() {
        return isAllDelivered() && unwritten.isEmpty();
    }

    /** Returns what went wrong beside single clicks, in one line. */
    public Optional<String> problem() {
        String all =
                Stream.concat(report.problem().stream(), unwritten.stream()).collect(Collectors.joining("; "));
        return Optional.of(all).filter(text -> !text.isEmpty());
    }
}
