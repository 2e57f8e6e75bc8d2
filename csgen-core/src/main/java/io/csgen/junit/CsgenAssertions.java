package io.csgen.junit;

import io.csgen.click.Click;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/**
 * Assertions on what a program made of a click stream. They read like those of AssertJ and need nothing but JUnit; a
 * failure names the first click that is wrong, and why. Safe for concurrent use, as are the assertions that it
 * returns.
 *
 * <pre>{@code
 * assertThatClicks(captured).areComplete(manifest).areInOrder();
 * assertThatSessions(sessionizer.sessions(clicks)).areTheSessionsOf(manifest);
 * }</pre>
 */
public final class CsgenAssertions {
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
