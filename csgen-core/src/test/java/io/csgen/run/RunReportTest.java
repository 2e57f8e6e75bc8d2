package io.csgen.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.model.ShopModel;
import io.csgen.simulate.ClickGenerator;
import io.csgen.sink.InMemorySink;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RunReportTest {
    @Test
    void countsAddUp() {
        RunReport.Counts sum = new RunReport.Counts(1, 20, 19, 10, 5, 2, 7)
                .plus(new RunReport.Counts(100, 1000, 900, 800, 10, 20, 30));

        assertThat(sum).isEqualTo(new RunReport.Counts(101, 1020, 919, 810, 15, 22, 37));
        assertThat(sum.inFlight()).isEqualTo(919 - 810 - 15 - 22);
        assertThat(sum.plus(RunReport.Counts.NONE)).isEqualTo(sum);
    }

    @Test
    void theCountsOfARunThatHasEndedAreThoseOfItsReport() throws InterruptedException {
        ClickGenerator generator = ClickGenerator.of(ShopModel.classic(), 7, Instant.parse("2026-01-05T00:00:00Z"));
        ClickRun run = ClickRun.of(generator.clicks(100), InMemorySink.withCapacity(60))
                .start();

        RunReport report = run.await();

        assertThat(run.state()).isEqualTo(report.state()).isEqualTo(RunReport.State.FAILED);
        assertThat(run.targetClicksPerSecond())
                .isEqualTo(report.targetClicksPerSecond())
                .isEmpty();
        assertThat(run.counts()).isEqualTo(new RunReport.Counts(report.sessions(), 61, 60, 60, 0, 0, 0));
        assertThat(report.generated()).isEqualTo(61);
        assertThat(report.accepted()).isEqualTo(report.delivered()).isEqualTo(60);
    }
}
