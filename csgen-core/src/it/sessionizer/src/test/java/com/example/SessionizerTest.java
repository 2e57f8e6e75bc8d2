package com.example;

import static io.csgen.junit.CsgenAssertions.assertThatSessions;

import io.csgen.click.Click;
import io.csgen.junit.CsgenTest;
import io.csgen.truth.Manifest;
import java.util.List;

class SessionizerTest {
    @CsgenTest(sessions = 1_000, seed = 7)
    void correct(List<Click> clicks, Manifest manifest) {
        assertThatSessions(Sessionizer.correct().sessions(clicks)).areTheSessionsOf(manifest);
    }

    @CsgenTest(sessions = 1_000, seed = 7)
    void ofWholeMinutes(List<Click> clicks, Manifest manifest) {
        assertThatSessions(Sessionizer.ofWholeMinutes().sessions(clicks)).areTheSessionsOf(manifest);
    }
}
