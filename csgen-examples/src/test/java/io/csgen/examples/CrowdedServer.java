package io.csgen.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.examples.job.Token;
import io.csgen.examples.testing.PrometheusText;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The runnable jar serving 5,000 clicks a second, for a {@link Crowd}. Confined to one thread. */
final class CrowdedServer implements AutoCloseable {
    static final String TOKEN = "t0ken";

    private static final Pattern LAG =
            Pattern.compile("run ended: .* lag p50 ([\\d.]+), p99 ([\\d.]+), max ([\\d.]+) ms");

    private final JarProcess process;
    private final JarProcess.Remote remote;

    /**
     * What a server takes of its machine.
     *
     * @param heapBytes that are used after a full collection
     */
    record Footprint(long heapBytes, long directBytes, long residentBytes, int threads, int descriptors) {}

    /** How late the clicks of a run were, in milliseconds. */
    record Lags(double p50, double p99, double max) {}

    private CrowdedServer(JarProcess process) {
        this.process = process;
        remote = process.remote().with(TOKEN);
    }

    /** Starts it with the sink in memory and with options of its JVM; it does not click yet. */
    static CrowdedServer start(String options) {
        return start("memory", Map.of("JDK_JAVA_OPTIONS", options), List.of("--set=memory-capacity=1000"));
    }

    /** Starts it with a sink and its settings; it does not click yet. */
    static CrowdedServer start(String sink, Map<String, String> environment, List<String> settings) {
        List<String> options = new ArrayList<>(List.of(
                "--port=0",
                "--set=token-as-hash=" + Token.of(TOKEN).hash(),
                "--autostart=false",
                "--set=clicks-per-second=5000",
                "--set=customer-id-max=10000000",
                "--sink=" + sink));
        options.addAll(settings);
        return new CrowdedServer(JarProcess.start(environment, options.toArray(new String[0])));
    }

    JarProcess.Remote remote() {
        return remote;
    }

    /** Clicks for some time, and returns how late the clicks were. */
    Lags click(Duration time) throws InterruptedException {
        assertThat(remote.post("/start").statusCode()).isEqualTo(200);
        TimeUnit.MILLISECONDS.sleep(time.toMillis());
        assertThat(remote.post("/stop").statusCode()).isEqualTo(200);
        Matcher lag = LAG.matcher(process.err());
        Lags last = null;
        while (lag.find()) {
            last = new Lags(
                    Double.parseDouble(lag.group(1)),
                    Double.parseDouble(lag.group(2)),
                    Double.parseDouble(lag.group(3)));
        }
        assertThat(last).isNotNull();
        return last;
    }

    /** Collects garbage, and returns what the server takes. */
    Footprint footprint() throws Exception {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(process.process().pid()),
                        "GC.run")
                .redirectErrorStream(true)
                .start();
        String said = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        assertThat(jcmd.waitFor()).as(said).isZero();
        PrometheusText metrics = PrometheusText.parse(remote.get("/metrics").body());
        return new Footprint(
                (long) metrics.value("jvm_memory_used_bytes{area=heap}"),
                (long) metrics.value("jvm_buffer_pool_used_bytes{pool=direct}"),
                (long) metrics.value("process_resident_memory_bytes"),
                (int) metrics.value("jvm_threads_current"),
                (int) metrics.value("process_open_fds"));
    }

    @Override
    public void close() {
        process.close();
    }
}
