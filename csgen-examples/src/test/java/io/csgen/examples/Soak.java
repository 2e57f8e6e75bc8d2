package io.csgen.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.csgen.sink.kinesis.LocalKinesis;
import io.csgen.sink.kinesis.scripted.ScriptedKinesis;
import io.csgen.sink.kinesis.scripted.ScriptedStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Servers of the runnable jar, one for each kind of sink, whose runs are started and stopped again and again while a
 * crowd asks for all there is: every click counts as delivered and is where it was delivered to, and nothing is left of
 * the runs that ended. Confined to one thread.
 */
final class Soak {
    /** What buffers of connections and the code compiled meanwhile may leave behind, in bytes. */
    private static final long SLACK = 8_000_000;

    private static final int WARM_UP = 3;
    private static final int CLICKS_OF_A_RUN = 200;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final int runs;
    private final int clients;
    private final Path directory;

    /** Prepares so many runs for each sink. */
    Soak(int runs, int clients, Path directory) {
        this.runs = runs;
        this.clients = clients;
        this.directory = directory;
    }

    /**
     * What came of the runs into one sink.
     *
     * @param delivered clicks that the server counted, all runs together
     * @param found clicks that are where they were delivered to
     */
    record Result(
            String sink,
            int runs,
            long delivered,
            long found,
            CrowdedServer.Footprint before,
            CrowdedServer.Footprint after) {}

    Result intoMemory() throws Exception {
        return soak("memory", Map.of(), List.of("--set=memory-capacity=1000"), delivered -> delivered);
    }

    Result intoFile() throws Exception {
        Path file = directory.resolve("clicks.txt");
        return soak("file", Map.of(), List.of("--set=out-file=" + file), delivered -> lines(file));
    }

    Result intoKinesis() throws Exception {
        try (ScriptedKinesis kinesis = ScriptedKinesis.start()) {
            ScriptedStream stream = kinesis.createStream("soak", 2);
            return soak(
                    "kinesis",
                    Map.of("AWS_ACCESS_KEY_ID", "local", "AWS_SECRET_ACCESS_KEY", "local"),
                    List.of(
                            "--set=url-kinesis-stream-name=soak",
                            "--set=kinesis-endpoint=" + kinesis.endpoint(),
                            "--set=kinesis-region=" + LocalKinesis.REGION),
                    delivered -> stream.count());
        }
    }

    private interface Counting {
        long found(long delivered) throws IOException;
    }

    private Result soak(String sink, Map<String, String> environment, List<String> settings, Counting counting)
            throws Exception {
        try (CrowdedServer server = CrowdedServer.start(sink, environment, settings)) {
            long delivered = 0;
            CrowdedServer.Footprint before;
            Crowd crowd = new Crowd(server.remote().address(), CrowdedServer.TOKEN, clients);
            try (crowd) {
                for (int i = 0; i < WARM_UP; i++) {
                    delivered += run(server.remote());
                }
                before = server.footprint();
                for (int i = 0; i < runs; i++) {
                    delivered += run(server.remote());
                }
                assertThat(crowd.expected(Crowd.Kind.VALID)).isPositive();
            }
            assertThat(crowd.unexpected()).isEmpty();
            CrowdedServer.Footprint[] after = new CrowdedServer.Footprint[1];
            await().atMost(LIMIT).untilAsserted(() -> {
                after[0] = server.footprint();
                assertThat(after[0].threads()).isLessThanOrEqualTo(before.threads() + 2);
                assertThat(after[0].descriptors()).isLessThanOrEqualTo(before.descriptors());
                assertThat(after[0].heapBytes()).isLessThan(before.heapBytes() + SLACK);
            });
            long found = counting.found(delivered);
            assertThat(found).isEqualTo(delivered);
            return new Result(sink, runs, delivered, found, before, after[0]);
        }
    }

    /** Starts a run, stops it, and returns how many clicks it delivered. */
    private static long run(JarProcess.Remote remote) {
        HttpResponse<String> started = remote.post("/start");
        assertThat(started.statusCode()).as(started.body()).isEqualTo(200);
        await().atMost(LIMIT).until(() -> remote.count("delivered") >= CLICKS_OF_A_RUN);
        assertThat(remote.post("/stop").statusCode()).isEqualTo(200);
        await().atMost(LIMIT).until(() -> remote.state().equals("stopped"));
        long delivered = remote.count("delivered");
        assertThat(delivered).isEqualTo(remote.count("generated"));
        assertThat(remote.count("failed") + remote.count("unconfirmed")).isZero();
        return delivered;
    }

    private static long lines(Path file) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            return reader.lines()
                    .peek(line -> assertThat(line).startsWith("https://webstore.demo.com/api/group/"))
                    .count();
        }
    }
}
