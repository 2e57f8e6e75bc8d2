package io.csgen.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.csgen.click.Click;
import io.csgen.model.ShopModel;
import io.csgen.run.RunReport.RateBalance;
import io.csgen.simulate.ClickGenerator;
import io.csgen.sink.ClickSink;
import io.csgen.sink.Receipt;
import io.csgen.sink.ReceiptListener;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RateBalanceTest {
    private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");
    private static final ShopModel MODEL =
            ShopModel.classic().with("customer-id-max", "300000").with("clicks-per-second", "100");
    private static final ClickGenerator COLD = ClickGenerator.of(MODEL, 7, START);

    private static ClickSink sink(Consumer<Click> then) {
        return new ClickSink() {
            @Override
            public void send(Click click, ReceiptListener listener) {
                listener.receive(new Receipt.Delivered(click, 1, ""));
                then.accept(click);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }

    private static RunReport report(ClickGenerator generator, Pacing pacing) throws InterruptedException {
        return ClickRun.of(generator, sink(click -> {}))
                .pacing(pacing)
                .timeSource(new LeapingTime())
                .start()
                .await();
    }

    @Test
    void aColdStartIsTheReasonWhyClicksAreFewer() throws InterruptedException {
        RunReport report = report(COLD.until(START.plusSeconds(60)), Pacing.unpaced());

        RateBalance balance = report.balance().orElseThrow();
        assertThat(balance.asked()).isCloseTo(6_000, within(1e-6));
        assertThat(balance.made()).isEqualTo(report.generated());
        assertThat(balance.isMet()).isFalse();
        assertThat(balance.reasons()).singleElement().satisfies(reason -> {
            assertThat(reason.text()).isEqualTo("cold start");
            assertThat(reason.clicks()).isCloseTo(report.generated() - 6_000, within(balance.noise()));
        });
        assertThat(report.toString())
                .contains(", asked for 6000 clicks, made " + report.generated() + ": cold start -");
    }

    @Test
    void nothingIsSaidWhereTheRateIsThere() throws InterruptedException {
        RunReport report = report(COLD.startingWarm().until(START.plusSeconds(60)), Pacing.realTime());

        RateBalance balance = report.balance().orElseThrow();
        assertThat(balance.isMet()).isTrue();
        assertThat(balance.reasons()).isEmpty();
        assertThat(report.toString()).doesNotContain("asked");
    }

    @Test
    void hoursAreTheReasonWhyClicksAreFewerAtNight() throws InterruptedException {
        ClickGenerator night = ClickGenerator.of(
                        MODEL.with("hourly-rates", "1 2 3 4 5 6 7 8 9 10 11 12 12 11 10 9 8 7 6 5 4 3 2 1"), 7, START)
                .startingWarm();

        RateBalance balance = report(night.until(START.plusSeconds(60)), Pacing.realTime())
                .balance()
                .orElseThrow();

        assertThat(balance.reasons().get(0).text()).isEqualTo("hours and weekdays");
        // Midnight lies between two hours of factor 1, where the mean is 6.5.
        assertThat(balance.reasons().get(0).clicks()).isCloseTo(6_000 * (1 / 6.5 - 1), within(60.0));
    }

    @Test
    void sessionsFollowARampSlowly() throws InterruptedException {
        ClickGenerator ramp = ClickGenerator.of(MODEL.with("stages", "ramp(10..500, 2m)"), 7, START)
                .startingWarm();

        RateBalance balance = report(ramp.until(START.plusSeconds(120)), Pacing.realTime())
                .balance()
                .orElseThrow();

        assertThat(balance.asked()).isCloseTo(255 * 120, within(1e-3));
        assertThat(balance.reasons().get(0).text()).isEqualTo("sessions that follow the rate slowly");
        assertThat(balance.reasons().get(0).clicks()).isBetween(-30_000.0, -10_000.0);
    }

    /** A minute has passed, and the sink was busy for all but the first click. */
    @Test
    void aSinkThatIsSlowerThanTheRateIsNamed() throws InterruptedException {
        LeapingTime time = new LeapingTime();
        AtomicReference<ClickRun> run = new AtomicReference<>();
        ClickSink slow = sink(click -> {
            time.advance(Duration.ofMinutes(1));
            synchronized (run) {
                run.get().stop();
            }
        });

        synchronized (run) {
            run.set(ClickRun.of(COLD.startingWarm(), slow)
                    .pacing(Pacing.realTime())
                    .timeSource(time)
                    .start());
        }
        RunReport report = run.get().await();

        RateBalance balance = report.balance().orElseThrow();
        assertThat(balance.made()).isEqualTo(1);
        assertThat(balance.asked()).isBetween(6_000.0, 6_200.0);
        assertThat(balance.reasons().get(0).text()).isEqualTo("due, but not taken by the sink");
    }

    @Test
    void clicksAskedForByNumberEndWithWhatIsSimulated() throws InterruptedException {
        ClickGenerator never = ClickGenerator.of(MODEL.with("stages", "gap(36500d)"), 7, START);

        RunReport report = report(never.clicks(50), Pacing.unpaced());

        assertThat(report.toString())
                .contains("asked for 50 clicks, made 0: the end of what is simulated, 68 years after the start -50");
        assertThat(report(COLD.clicks(50), Pacing.unpaced()).balance().orElseThrow())
                .isEqualTo(new RateBalance(50, 50, 0, List.of()));
    }

    @Test
    void aNumberOfSessionsAsksForNoRate() throws InterruptedException {
        assertThat(report(COLD.sessions(50), Pacing.unpaced()).balance()).isEmpty();
    }

    @Test
    void theReportHasTheRateBeforeHours() throws InterruptedException {
        ClickGenerator ramp = ClickGenerator.of(
                MODEL.with("stages", "ramp(10..10, 5m)")
                        .with("hourly-rates", "1 2 3 4 5 6 7 8 9 10 11 12 12 11 10 9 8 7 6 5 4 3 2 1"),
                7,
                START);

        RunReport report = report(ramp.until(START.plusSeconds(60)), Pacing.speedup(2));

        assertThat(report.askedClicksPerSecond()).contains(20.0);
    }
}
