package io.csgen.junit;

import io.csgen.click.Click;
import io.csgen.simulate.ClickGenerator;
import io.csgen.truth.Manifest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.opentest4j.AssertionFailedError;

/**
 * Assertions on the sessions that a program made of clicks; see {@link CsgenAssertions#assertThatSessions}. Each
 * returns this, so that others can follow, or throws an {@link AssertionFailedError}. Immutable.
 */
public final class SessionsAssert {
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
            StringBuilder message = new StringBuilder("sessions must be the " + comparison.expected()
                    + " that were made: " + comparison.right() + " of them are, among " + sessions.size() + " found");
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
