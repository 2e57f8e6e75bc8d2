package io.csgen.junit;

import io.csgen.click.Click;
import io.csgen.truth.CheckReport;
import io.csgen.truth.CheckReport.Deviation;
import io.csgen.truth.CheckReport.Finding;
import io.csgen.truth.CheckReport.Verdict;
import io.csgen.truth.Manifest;
import io.csgen.truth.StreamCheck;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.opentest4j.AssertionFailedError;

/**
 * Assertions on captured clicks; see {@link CsgenAssertions#assertThatClicks}. Each returns this, so that others can
 * follow, or throws an {@link AssertionFailedError}. Immutable, and as safe for concurrent use as the clicks are.
 */
public final class ClicksAssert {
    private final Iterable<Click> clicks;

    ClicksAssert(Iterable<Click> clicks) {
        this.clicks = clicks;
    }

    /** Asserts how many clicks there are, copies included. */
    public ClicksAssert hasClicks(long count) {
        long actual = 0;
        for (Click click : clicks) {
            actual++;
        }
        return requireEqual("clicks", count, actual);
    }

    /** Asserts of how many sessions, by session id, there are clicks. */
    public ClicksAssert hasSessions(long count) {
        Set<Long> sessions = new HashSet<>();
        clicks.forEach(click -> sessions.add(click.sessionId()));
        return requireEqual("sessions", count, sessions.size());
    }

    private ClicksAssert requireEqual(String what, long expected, long actual) {
        if (actual != expected) {
            throw new AssertionFailedError(what + " must be " + expected + ": " + actual, expected, actual);
        }
        return this;
    }

    /**
     * Asserts that every click of a manifest is there once, as it was made, and nothing else; in any order.
     *
     * @throws io.csgen.config.ConfigException if the manifest is not one of clicks that can be generated again
     */
    public ClicksAssert areComplete(Manifest manifest) {
        return require("be complete", Verdict.COMPLETE, check(manifest));
    }

    /**
     * Asserts that every click of a manifest is there at least once, as it was made, and nothing else; in any order.
     *
     * @throws io.csgen.config.ConfigException if the manifest is not one of clicks that can be generated again
     */
    public ClicksAssert areThereAtLeastOnce(Manifest manifest) {
        return require("be there at least once", Verdict.AT_LEAST_ONCE, check(manifest));
    }

    /** Asserts that each click comes after the earlier ones of its user and of its session. */
    public ClicksAssert areInOrder() {
        Map<Integer, Click> latestOfUser = new HashMap<>();
        Map<Long, Click> latestOfSession = new HashMap<>();
        for (Click click : clicks) {
            Click before = latestOfUser.put(click.userId(), click);
            if (before != null) {
                requireOrder("user", before, click, before.timestampMillis() <= click.timestampMillis());
            }
            before = latestOfSession.put(click.sessionId(), click);
            if (before != null) {
                requireOrder("session", before, click, before.ordinal() <= click.ordinal());
            }
        }
        return this;
    }

    private static void requireOrder(String what, Click before, Click click, boolean holds) {
        if (!holds) {
            throw new AssertionFailedError("clicks must be in the order of their " + what + ": "
                    + ClickTexts.describe(click) + " comes after " + ClickTexts.describe(before));
        }
    }

    private CheckReport check(Manifest manifest) {
        StreamCheck check = StreamCheck.of(manifest);
        clicks.forEach(check::accept);
        return check.report();
    }

    private ClicksAssert require(String rule, Verdict worst, CheckReport report) {
        Verdict verdict = report.verdict();
        if (verdict.compareTo(worst) > 0) {
            Stream<Finding> wrong = report.findings().stream()
                    .filter(finding -> finding.deviation() != Deviation.OUT_OF_ORDER)
                    .filter(finding -> finding.deviation() != Deviation.DUPLICATED || worst == Verdict.COMPLETE);
            String first = wrong.min(Comparator.comparingLong(ClicksAssert::millis))
                    .map(finding -> "first wrong click: " + finding.deviation() + " " + finding + "\n")
                    .orElse("");
            throw new AssertionFailedError(
                    "clicks must " + rule + ": " + verdict + "\n" + first + report, worst, verdict);
        }
        return this;
    }

    private static long millis(Finding finding) {
        return finding.expected()
                .or(finding::captured)
                .map(Click::timestampMillis)
                .orElse(Long.MAX_VALUE);
    }
}
