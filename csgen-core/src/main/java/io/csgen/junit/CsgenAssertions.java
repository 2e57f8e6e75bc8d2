package io.csgen.junit;

import io.csgen.click.Click;
import io.csgen.simulate.ClickGenerator;
import io.csgen.truth.Manifest;
import io.csgen.truth.check.CheckReport;
import io.csgen.truth.check.CheckReport.Deviation;
import io.csgen.truth.check.CheckReport.Finding;
import io.csgen.truth.check.CheckReport.Verdict;
import io.csgen.truth.check.StreamCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.opentest4j.AssertionFailedError;

/**
 * Assertions that compare what a program made of a click stream with what was generated. They read like those of AssertJ and need nothing but JUnit; a
 * failure names the first click that is wrong, and why. Safe for concurrent use, as are the assertions that it
 * returns.
 *
 * <pre>{@code
 * assertThatClicks(captured).areComplete(manifest).areInOrder();
 * assertThatSessions(sessionizer.sessions(clicks)).areTheSessionsOf(manifest);
 * }</pre>
 */
public final class CsgenAssertions {
    /**
     * Assertions on the sessions that a program made of clicks; see {@link CsgenAssertions#assertThatSessions}. Each
     * returns this, so that others can follow, or throws an {@link AssertionFailedError}. Immutable.
     */
    public static final class SessionsAssert {
        private static final int MAX_SHOWN = 5;

        private final List<List<Click>> sessions;

        SessionsAssert(List<List<Click>> sessions) {
            this.sessions = List.copyOf(sessions);
        }

        /** Asserts how many sessions there are. */
        public SessionsAssert hasSessions(long count) {
            if (sessions.size() != count) {
                throw new AssertionFailedError(
                        "sessions must be " + count + ": " + sessions.size(), count, (long) sessions.size());
            }
            return this;
        }

        /**
         * Asserts that these are the sessions that were made: each of them whole, with no other click, and its clicks in
         * order of time. Session ids of the clicks tell which those are; a sessionizer must find them without. A failure
         * tells which sessions were split or merged and at which pause, and which clicks were lost.
         *
         * @param manifest of the clicks that the sessions were made of; its model must have users enough, or their
         *     sessions overlap and nobody can tell them apart
         */
        public SessionsAssert areTheSessionsOf(Manifest manifest) {
            List<Click> clicks = new ArrayList<>();
            for (ClickGenerator generator : manifest.origin().generators()) {
                generator.forEach(clicks::add);
            }
            Duration timeout = manifest.origin().shopModel().sessions().timeout();
            SessionComparison comparison = SessionComparison.of(clicks, sessions, timeout);
            List<String> wrong = comparison.wrong();
            if (!wrong.isEmpty()) {
                StringBuilder message =
                        new StringBuilder("sessions must be the " + comparison.expected() + " that were made: "
                                + comparison.right() + " of them are, among " + sessions.size() + " found");
                wrong.stream()
                        .limit(MAX_SHOWN)
                        .forEach(line -> message.append("\n  ").append(line));
                if (wrong.size() > MAX_SHOWN) {
                    message.append("\n  and ").append(wrong.size() - MAX_SHOWN).append(" more");
                }
                throw new AssertionFailedError(message.toString());
            }
            return this;
        }
    }

    /**
     * Assertions on captured clicks; see {@link CsgenAssertions#assertThatClicks}. Each returns this, so that others can
     * follow, or throws an {@link AssertionFailedError}. Immutable, and as safe for concurrent use as the clicks are.
     */
    public static final class ClicksAssert {
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

    private CsgenAssertions() {}

    /** Returns assertions on clicks that came out of a program, in the order in which they did. */
    public static ClicksAssert assertThatClicks(Iterable<Click> clicks) {
        return new ClicksAssert(clicks);
    }

    /** Returns assertions on sessions that a program made of clicks. */
    public static SessionsAssert assertThatSessions(Collection<? extends Collection<Click>> sessions) {
        return assertThatSessions(sessions, session -> session);
    }

    /**
     * Returns assertions on sessions of a type of the program's own.
     *
     * @param clicks gives the clicks of a session, in their order
     */
    public static <S> SessionsAssert assertThatSessions(
            Iterable<S> sessions, Function<? super S, ? extends Collection<Click>> clicks) {
        List<List<Click>> all = new ArrayList<>();
        for (S session : sessions) {
            all.add(List.copyOf(clicks.apply(session)));
        }
        return new SessionsAssert(all);
    }
}
