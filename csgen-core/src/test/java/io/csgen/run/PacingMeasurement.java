package io.csgen.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.OperatingSystemMXBean;
import io.csgen.click.Click;
import io.csgen.model.ShopModel;
import io.csgen.simulate.ClickGenerator;
import io.csgen.simulate.ClickIterator;
import io.csgen.sink.ClickSink;
import io.csgen.sink.InMemorySink;
import io.csgen.sink.ReceiptListener;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * How exactly paced runs keep to their time, at rates from one click in five seconds to 50,000 a second, each row in
 * a Java virtual machine of its own, begun cold; not part of the build, as it takes 12 minutes and wants a quiet machine.
 * Run it with {@code mvn -B -ntp -pl csgen-core verify -Dtest=none -Dit.test=PacingMeasurement
 * -Dsurefire.failIfNoSpecifiedTests=false}.
 *
 * <p>How many clicks are due is a random number; how many go out of those that are due is not. For the first, a line
 * gives the target, and how far off the clicks due are, in percent and in standard deviations. Clicks come in sessions,
 * so their number varies more than a Poisson number: its variance is the sum of k² over all sessions, each with k
 * clicks in the time. For independent clicks, that is their number.
 */
class PacingMeasurement {
    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Duration STALL_AT = Duration.ofSeconds(20);
    private static final long CAUGHT_UP = Duration.ofMillis(5).toNanos();

    /** Rows that run at the same time: those of low rates leave the processors idle. */
    static Stream<List<String>> rows() {
        List<String> low = new ArrayList<>();
        List<List<String>> all = new ArrayList<>();
        all.add(low);
        for (String model : List.of("independent", "sessions")) {
            for (String threads : List.of("1", "2")) {
                low.add(model + " 0.2 " + threads + " 0s");
                low.add(model + " 3 " + threads + " 0s");
                all.add(List.of(model + " 1000 " + threads + " 0s"));
                all.add(List.of(model + " 50000 " + threads + " 0s"));
            }
        }
        all.add(List.of("sessions 50000 1 2s"));
        all.add(List.of("sessions 50000 2 2s"));
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("rows")
    @Timeout(360)
    void runsKeepToTheirTime(List<String> rows) throws Exception {
        List<Process> processes = new ArrayList<>();
        try {
            for (String row : rows) {
                List<String> command = new ArrayList<>(List.of(
                        System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                        "-Xmx" + (row.contains(" 50000 ") ? "4g" : "128m"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        PacingMeasurement.class.getName()));
                command.addAll(List.of(row.split(" ")));
                processes.add(new ProcessBuilder(command).inheritIO().start());
            }
            for (Process process : processes) {
                assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
                assertThat(process.exitValue()).isZero();
            }
        } finally {
            processes.forEach(Process::destroyForcibly);
        }
    }

    /**
     * Measures one row.
     *
     * @param row click model, clicks per second, threads, how long the sink stalls, and perhaps for how long to run and
     *     the seed
     */
    public static void main(String... row) throws InterruptedException {
        double rate = Double.parseDouble(row[1]);
        int threads = Integer.parseInt(row[2]);
        Duration stall = Duration.parse("PT" + row[3]);
        Duration time = row.length > 4 ? Duration.parse("PT" + row[4]) : Duration.ofSeconds(60);
        long seed = row.length > 5 ? Long.parseLong(row[5]) : 1;
        Instant start = Instant.parse("2026-01-05T00:00:00Z");
        ShopModel model = ShopModel.classic()
                .with("click-model", row[0])
                .with("clicks-per-second", row[1])
                .with("customer-id-max", Integer.toString((int) Math.max(1_000, 1_000 * rate)));
        ClickGenerator generator =
                ClickGenerator.of(model, seed, start).startingWarm().until(start.plus(time));
        generator.warning().ifPresent(System.err::println);
        try (StallingSink sink = new StallingSink(stall)) {
            Instant asked = Instant.now();
            double cpuBefore = cpuSeconds();
            RunReport report = ClickRun.of(generator, sink)
                    .pacing(Pacing.realTime())
                    .threads(threads)
                    .listener(sink)
                    .start()
                    .await();
            double cpu = cpuSeconds() - cpuBefore;
            Due due = Due.of(generator);
            double seconds = report.elapsed().toNanos() / 1e9;
            double mean = rate * time.toNanos() / 1e9;
            // Both in clicks per second: what went out in the time that it took, and what was due in the time given.
            double achieved = report.delivered() / seconds / (due.clicks / (time.toNanos() / 1e9));
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %s | %d | %s | %,d of %,.0f (%+.2f %%, %+.1f σ) | %.3f %% | %.3f | %.3f | %.2f | %.2f %%"
                            + " | %.2f |%s%n",
                    row[0],
                    row[1],
                    threads,
                    row[3],
                    report.delivered(),
                    mean,
                    100 * (due.clicks / mean - 1),
                    (due.clicks - mean) / Math.sqrt(due.variance),
                    100 * achieved,
                    millis(report.lag().p50()),
                    millis(report.lag().p99()),
                    millis(report.lag().max()),
                    100 * cpu / seconds,
                    Duration.between(asked, report.since()).toMillis() / 1e3,
                    sink.caughtUpAfter()
                                    .map(after -> " caught up after " + after.toMillis() + " ms;")
                                    .orElse("")
                            + (report.isAllDelivered() && report.delivered() == due.clicks
                                    ? ""
                                    : " LOST: " + report + " of " + due.clicks));
        }
    }

    private static double millis(Duration lag) {
        return lag.toNanos() / 1e6;
    }

    private static double cpuSeconds() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime() / 1e9;
    }

    /**
     * The clicks that are due.
     *
     * @param variance that of their number
     */
    private record Due(long clicks, double variance) {
        static Due of(ClickGenerator generator) {
            Map<Long, Integer> bySession = new HashMap<>();
            long clicks = 0;
            for (ClickIterator all = generator.iterator(); all.advance(); clicks++) {
                bySession.merge(all.view().sessionId(), 1, Integer::sum);
            }
            double squares =
                    bySession.values().stream().mapToDouble(k -> (double) k * k).sum();
            return new Due(clicks, squares);
        }
    }

    /** Keeps the latest clicks, and takes none for a while. Its run is the only one, on one thread. */
    private static final class StallingSink implements ClickSink, RunListener {
        private final InMemorySink sink = InMemorySink.ofLast(10_000);
        private final Duration stall;
        private long stallNanos; // when it begins, then when it has ended
        private boolean stalled;
        private Optional<Duration> caughtUpAfter = Optional.empty();

        StallingSink(Duration stall) {
            this.stall = stall;
        }

        @Override
        public void send(Click click, ReceiptListener listener) throws InterruptedException {
            if (!stalled && !stall.isZero()) {
                long now = System.nanoTime();
                stallNanos = stallNanos == 0 ? now + STALL_AT.toNanos() : stallNanos;
                if (now - stallNanos >= 0) {
                    TimeUnit.NANOSECONDS.sleep(stall.toNanos());
                    stallNanos = System.nanoTime();
                    stalled = true;
                }
            }
            sink.send(click, listener);
        }

        @Override
        public void lag(long nanos) {
            if (stalled && caughtUpAfter.isEmpty() && nanos < CAUGHT_UP) {
                caughtUpAfter = Optional.of(Duration.ofNanos(System.nanoTime() - stallNanos));
            }
        }

        Optional<Duration> caughtUpAfter() {
            return caughtUpAfter;
        }

        @Override
        public void flush() {
            sink.flush();
        }

        @Override
        public void close() {
            sink.close();
        }
    }
}
