package io.csgen.run;

import static io.csgen.Rejections.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.csgen.click.Click;
import io.csgen.model.ShopModel;
import io.csgen.simulate.ClickGenerator;
import io.csgen.simulate.RateChange;
import io.csgen.sink.ClickSink;
import io.csgen.sink.Receipt;
import io.csgen.sink.ReceiptListener;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class RateWhileRunningTest {
    private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");
    private static final ShopModel ROOMY = ShopModel.classic().with("customer-id-max", "300000");
    private static final ClickGenerator GENERATOR = ClickGenerator.of(ROOMY, 7, START);

    /** Keeps the clicks, and lets the test act on its run after each. */
    private static final class SteeredRun implements ClickSink {
        final List<Click> clicks = new ArrayList<>();
        final List<RateChange> changes = new ArrayList<>();
        final AtomicReference<ClickRun> run = new AtomicReference<>();
        private final BiConsumer<SteeredRun, Integer> script;

        SteeredRun(BiConsumer<SteeredRun, Integer> script) {
            this.script = script;
        }

        RunReport report(ClickRun.Builder builder) throws InterruptedException {
            synchronized (run) {
                run.set(builder.start());
            }
            return run.get().await();
        }

        @Override
        public void send(Click click, ReceiptListener listener) {
            clicks.add(click);
            listener.receive(new Receipt.Delivered(click, 1, ""));
            synchronized (run) {
                script.accept(this, clicks.size());
            }
        }

        void rate(double clicksPerSecond) {
            changes.add(run.get().rate(clicksPerSecond));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    @ParameterizedTest
    @CsvSource({
        "1, unpaced, 1500",
        "2, unpaced, 1500",
        "5, unpaced, 1500",
        "1, paced, 1500",
        "2, paced, 1500",
        "5, paced, 1500",
        "64, paced, 150"
    })
    void theChangesInTheReportReproduceTheRun(int threads, String pacing, int stride) throws InterruptedException {
        int clicks = 40 * stride / 3;
        LeapingTime time = new LeapingTime();
        SteeredRun steered = new SteeredRun((run, count) -> {
            if (count % stride == 0) {
                run.rate(count % (3 * stride) == 0 ? 2 : 20 + count / 100.0);
            }
        });

        RunReport report = steered.report(ClickRun.of(GENERATOR.clicks(clicks), steered)
                .pacing(pacing.equals("paced") ? Pacing.speedup(10) : Pacing.unpaced())
                .timeSource(time)
                .threads(threads));

        assertThat(report.state()).isEqualTo(RunReport.State.COMPLETED);
        assertThat(steered.changes).hasSize(13);
        assertThat(report.rateChanges()).isNotEmpty();
        assertThat(steered.changes).containsAll(report.rateChanges());
        assertThat(GENERATOR.rateChanges(report.rateChanges()).clicks(clicks).stream()
                        .toList())
                .isEqualTo(steered.clicks);
    }

    @ParameterizedTest
    @CsvSource({"1, 1.3", "3, 2.2"})
    void aChangeHoldsWithinASecondOrTwo(int threads, double seconds) throws InterruptedException {
        LeapingTime time = new LeapingTime();
        List<Duration> waits = new ArrayList<>();
        SteeredRun steered = new SteeredRun((run, count) -> {
            if (count % 100 == 0) {
                run.rate(count % 200 == 0 ? 1 : 50);
                waits.add(Duration.between(
                        START.plus(time.passed()),
                        run.changes.get(count / 100 - 1).at()));
            }
        });

        steered.report(ClickRun.of(GENERATOR.clicks(3_000), steered)
                .pacing(Pacing.realTime())
                .timeSource(time)
                .threads(threads));

        Duration longest = Duration.ofMillis((long) (1_000 * seconds));
        assertThat(waits).hasSize(30).allSatisfy(wait -> assertThat(wait).isBetween(Duration.ZERO, longest));
    }

    /** At 0.01 clicks per second the next click is minutes away; a change must not wait for it. */
    @Test
    void aChangeDoesNotWaitForTheNextClick() throws InterruptedException {
        ClickGenerator rare = ClickGenerator.of(
                ROOMY.with("clicks-per-second", "0.0001").with("click-model", "independent"), 7, START);
        LeapingTime time = new LeapingTime();
        SteeredRun steered = new SteeredRun((run, count) -> {
            if (count == 1) {
                run.rate(1_000);
            }
        });

        steered.report(ClickRun.of(rare.clicks(2_000), steered)
                .pacing(Pacing.realTime())
                .timeSource(time));

        long first = steered.clicks.get(0).timestampMillis();
        assertThat(steered.clicks.get(1_999).timestampMillis() - first).isLessThan(5_000);
    }

    @Test
    void theTargetIsTheRateOfTheMoment() throws InterruptedException {
        ClickGenerator ramp = ClickGenerator.of(ROOMY.with("stages", "ramp(10..10, 1m) spike(50, 1m)"), 7, START);
        List<Double> targets = new ArrayList<>();
        SteeredRun steered = new SteeredRun((run, count) -> {
            targets.add(run.run.get().report().targetClicksPerSecond().orElseThrow());
            if (targets.size() == 1_500) {
                run.rate(4);
            }
        });

        steered.report(ClickRun.of(ramp.clicks(3_000), steered)
                .pacing(Pacing.speedup(2))
                .timeSource(new LeapingTime()));

        assertThat(targets.stream().distinct()).containsExactly(20.0, 100.0, 6.0, 8.0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void changesOfTheGeneratorStayOnRecord(int threads) throws InterruptedException {
        RateChange planned = new RateChange(START.plusSeconds(600), 30);
        SteeredRun steered = new SteeredRun((run, count) -> {
            if (count == 50) {
                run.rate(5);
            }
        });
        ClickGenerator generator = GENERATOR.rateChanges(List.of(planned)).until(START.plusSeconds(1_200));

        RunReport report = steered.report(ClickRun.of(generator, steered)
                .pacing(Pacing.realTime())
                .timeSource(new LeapingTime())
                .threads(threads));

        assertThat(report.rateChanges()).containsExactly(steered.changes.get(0), planned);
        assertThat(generator.rateChanges(report.rateChanges()).stream().toList())
                .isEqualTo(steered.clicks);
    }

    @Test
    void aRateOutOfBoundsIsRefusedAndChangesNothing() throws InterruptedException {
        SteeredRun steered = new SteeredRun((run, count) -> {
            if (count == 10) {
                assertThat(problemsOf(() -> run.rate(-1)))
                        .containsExactly("rate must be 0, or a number from 0.0001 to 10000000: -1.0");
            }
        });

        RunReport report = steered.report(ClickRun.of(GENERATOR.clicks(20), steered));

        assertThat(report.state()).isEqualTo(RunReport.State.COMPLETED);
        assertThat(report.rateChanges()).isEmpty();
    }

    @Test
    void aRunThatHasEndedKeepsItsRate() throws InterruptedException {
        SteeredRun steered = new SteeredRun((run, count) -> {});
        steered.report(ClickRun.of(GENERATOR.clicks(20), steered));

        assertThatThrownBy(() -> steered.run.get().rate(5))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("run must be running to change its rate: completed");
    }
}
