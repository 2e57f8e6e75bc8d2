package io.csgen.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The server of the runnable jar, giving 5,000 clicks a second, with 1,000 clients at a time of which most are a
 * nuisance. How late the clicks are meanwhile depends on the machine: {@link CrowdMeasurement} tells.
 */
@Timeout(120)
class CrowdIT {
    private static final int CLIENTS = 1_000;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** What the buffers of so many connections may leave behind, in bytes. */
    private static final long SLACK = 8_000_000;

    @Test
    void aCrowdTakesNothingFromThoseWithValidRequestsAndLeavesNothingBehind() throws Exception {
        try (CrowdedServer server = CrowdedServer.start("")) {
            JarProcess.Remote remote = server.remote();
            assertThat(remote.post("/start").statusCode()).isEqualTo(200);
            await().atMost(LIMIT).until(() -> remote.count("delivered") > 5_000);
            CrowdedServer.Footprint before = server.footprint();

            Crowd crowd = new Crowd(remote.address(), CrowdedServer.TOKEN, CLIENTS);
            try (crowd) {
                await().atMost(LIMIT).until(() -> crowd.expected(Crowd.Kind.VALID) > 1_000);
                for (Crowd.Kind kind :
                        new Crowd.Kind[] {Crowd.Kind.WRONG_TOKEN, Crowd.Kind.LARGE_HEADER, Crowd.Kind.LARGE_BODY}) {
                    await().atMost(LIMIT).until(() -> crowd.expected(kind) > 200);
                }
                assertThat(server.footprint().threads()).isLessThan(before.threads() + 12);
            }
            assertThat(crowd.unexpected()).isEmpty();

            await().atMost(LIMIT).untilAsserted(() -> {
                CrowdedServer.Footprint after = server.footprint();
                assertThat(after.descriptors()).isLessThan(before.descriptors() + 5);
                assertThat(after.threads()).isLessThan(before.threads() + 12);
                assertThat(after.heapBytes()).isLessThan(before.heapBytes() + SLACK);
                assertThat(after.directBytes()).isLessThan(before.directBytes() + SLACK);
            });
            assertThat(remote.post("/stop").statusCode()).isEqualTo(200);
            assertThat(remote.count("delivered"))
                    .isEqualTo(remote.count("generated"))
                    .isGreaterThan(10_000);
            assertThat(remote.count("failed") + remote.count("unconfirmed")).isZero();
        }
    }
}
