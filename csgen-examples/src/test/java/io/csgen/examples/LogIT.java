package io.csgen.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.csgen.examples.job.Token;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the server of the runnable jar logs. */
@Timeout(180)
class LogIT {
    private static final String TOKEN = "a-token-of-mine";

    /** Starts and stops a run, and ends the server; returns what stood on its standard error. */
    private static List<String> log(String... more) throws InterruptedException {
        String[] args = new String[more.length + 3];
        args[0] = "--port=0";
        args[1] = "--set=token-as-hash=" + Token.of(TOKEN).hash();
        args[2] = "--set=customer-id-max=5000";
        System.arraycopy(more, 0, args, 3, more.length);
        try (JarProcess csgen = JarProcess.start(Map.of("CSGEN_AUTOSTART", "false"), args)) {
            JarProcess.Remote remote = csgen.remote().with(TOKEN);
            assertThat(remote.post("/start").statusCode()).isEqualTo(200);
            assertThat(remote.with("a-wrong-token").get("/status").statusCode()).isEqualTo(401);
            assertThat(remote.get("/status?token=" + TOKEN).statusCode()).isEqualTo(200);
            assertThat(remote.post("/stop").statusCode()).isEqualTo(200);
            assertThat(csgen.terminate()).isZero();
            return csgen.err().lines().toList();
        }
    }

    @Test
    void everyChangeOfStateIsALineForPeople() throws InterruptedException {
        List<String> lines = log();

        String time = "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d INFO  ";
        assertThat(lines).hasSize(7);
        assertThat(lines.get(3)).matches(time + "run starts: seed \\d+, .*");
        assertThat(lines.get(4)).matches(time + "run stops: seed \\d+");
        assertThat(lines.get(5)).matches(time + "run ended: stopped: generated .*");
        assertThat(lines.get(6)).startsWith("stopped: generated ");
    }

    @Test
    void inJsonEveryLineIsAnObject() throws InterruptedException {
        List<JsonNode> events =
                log("--log-format=json").stream().map(LogIT::json).toList();

        assertThat(events)
                .allSatisfy(event -> {
                    assertThat(event.path("timestamp").longValue()).isGreaterThan(1_700_000_000_000L);
                    assertThat(event.path("loggerName").textValue()).startsWith("io.csgen.");
                    assertThat(event.path("level").textValue()).isEqualTo("INFO");
                })
                .extracting(event -> event.path("formattedMessage").textValue().replaceFirst(" .*", ""))
                .containsExactly("csgen", "page:", "reach:", "run", "run", "run");
    }

    private static JsonNode json(String line) {
        try {
            return new ObjectMapper().readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(line, e);
        }
    }

    @Test
    void noTokenIsEverInIt() throws InterruptedException {
        assertThat(log("--verbose"))
                .hasSizeGreaterThan(5)
                .noneMatch(line -> line.contains(TOKEN) || line.contains("a-wrong-token"));
    }
}
