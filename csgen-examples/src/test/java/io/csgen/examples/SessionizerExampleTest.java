package io.csgen.examples;

import static io.csgen.junit.CsgenAssertions.assertThatSessions;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.csgen.click.Click;
import io.csgen.junit.CsgenTest;
import io.csgen.truth.Manifest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How do I test that my pipeline finds the sessions of users? */
class SessionizerExampleTest {
    /** A pipeline in small: a session ends where its user pauses for longer than the timeout. */
    private record Sessionizer(Duration timeout) {
        List<List<Click>> sessions(Iterable<Click> clicks) {
            List<List<Click>> sessions = new ArrayList<>();
            Map<Integer, List<Click>> ofUser = new HashMap<>();
            for (Click click : clicks) {
                List<Click> session = ofUser.get(click.userId());
                if (session == null || isOver(session, click)) {
                    session = new ArrayList<>();
                    sessions.add(session);
                    ofUser.put(click.userId(), session);
                }
                session.add(click);
            }
            return sessions;
        }

        private boolean isOver(List<Click> session, Click next) {
            long last = session.get(session.size() - 1).timestampMillis();
            return next.timestampMillis() - last > timeout.toMillis();
        }
    }

    // tag::csgen-test
    @CsgenTest(sessions = 1_000, seed = 7)
    void findsTheSessionsOfAllUsers(List<Click> clicks, Manifest manifest) {
        List<List<Click>> sessions = new Sessionizer(Duration.ofMinutes(30)).sessions(clicks);

        assertThatSessions(sessions).areTheSessionsOf(manifest);
    }
    // end::csgen-test

    @CsgenTest(sessions = 1_000, seed = 7)
    void theReadmeShowsHowAWrongTimeoutIsExplained(List<Click> clicks, Manifest manifest) throws IOException {
        List<List<Click>> sessions = new Sessionizer(Duration.ofMinutes(29)).sessions(clicks);

        assertThatThrownBy(() -> assertThatSessions(sessions).areTheSessionsOf(manifest))
                .satisfies(failure -> assertThat(Readme.pages())
                        .filteredOn(page -> page.contains("<!-- csgen-test -->"))
                        .isNotEmpty()
                        .allMatch(page -> page.contains("```\n" + failure.getMessage() + "\n```")));
    }

    @Test
    void theReadmeShowsExactlyThisExample() throws IOException {
        Readme.assertShows("csgen-test", SessionizerExampleTest.class, 7);
    }
}
