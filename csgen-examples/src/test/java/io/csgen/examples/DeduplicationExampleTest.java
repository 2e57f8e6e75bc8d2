package io.csgen.examples;

// tag::faulty-clicks
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.csgen.click.Click;
import io.csgen.fault.Faults.FaultyClick;
import io.csgen.junit.CsgenTest;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

class DeduplicationExampleTest {
    @CsgenTest(
            sessions = 500,
            seeds = {1, 2, 3},
            faults = {"fault-duplicate=0.05", "fault-late=0.1"})
    void countsEveryClickOnce(Stream<FaultyClick> coming, List<Click> clicks) {
        // What your program makes of clicks as they come; comesAt() is when, fault() what is wrong with them.
        Set<String> ids = coming.map(faulty -> faulty.click().id()).collect(Collectors.toSet());

        assertEquals(clicks.size(), ids.size());
    }
}
// end::faulty-clicks
