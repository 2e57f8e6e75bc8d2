package io.csgen.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.csgen.run.RunReport.Lag;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class LagRecorderTest {
    private static final long BEGIN = Long.MAX_VALUE - 1_000; // so that readings overflow
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final LagRecorder recorder = new LagRecorder(BEGIN);

    private static long at(double seconds) {
        return BEGIN + (long) (seconds * SECOND);
    }

    @Test
    void withoutAClickThereIsNoLag() {
        assertThat(recorder.whole(at(1))).isEqualTo(Lag.NONE);
        assertThat(recorder.recent(at(1))).isEqualTo(Lag.NONE);
    }

    @ParameterizedTest
    @ValueSource(longs = {1_000, 1_000_000, 1_000_000_000, 60_000_000_000L})
    void percentilesAreExactToAHundredth(long unit) {
        LongStream.rangeClosed(1, 1_000).forEach(i -> recorder.record(i * unit));

        Lag lag = recorder.whole(at(1));

        assertThat(lag.latest()).isEqualTo(Duration.ofNanos(1_000 * unit));
        assertThat(lag.max()).isEqualTo(Duration.ofNanos(1_000 * unit));
        assertCloseTo(lag, Lag::p50, 500 * unit);
        assertCloseTo(lag, Lag::p90, 900 * unit);
        assertCloseTo(lag, Lag::p99, 990 * unit);
        assertCloseTo(lag, Lag::p999, 999 * unit);
    }

    private static void assertCloseTo(Lag lag, Function<Lag, Duration> figure, long nanos) {
        assertThat((double) figure.apply(lag).toNanos()).isCloseTo(nanos, within(nanos / 100.0));
    }

    @Test
    void noPercentileIsAboveTheMaximum() {
        recorder.record(1_234_567);

        assertThat(recorder.whole(at(1)))
                .isEqualTo(new Lag(
                        nanos(1_234_567),
                        nanos(1_234_567),
                        nanos(1_234_567),
                        nanos(1_234_567),
                        nanos(1_234_567),
                        nanos(1_234_567)));
    }

    private static Duration nanos(long count) {
        return Duration.ofNanos(count);
    }

    @Test
    void aClickBeforeItsTimeIsNotLate() {
        recorder.record(-5);

        assertThat(recorder.whole(at(1))).isEqualTo(Lag.NONE);
    }

    @Test
    void beyondADayOnlyTheMaximumIsExact() {
        recorder.record(Duration.ofDays(3).toNanos());

        assertThat(recorder.whole(at(1)).max()).isEqualTo(Duration.ofDays(3));
        assertThat(recorder.whole(at(1)).p50()).isBetween(Duration.ofHours(23), Duration.ofHours(25));
    }

    @Test
    void recentIsTheWindowOfTheMomentAndTheOneBefore() {
        recorder.record(9 * SECOND);
        assertThat(recorder.recent(at(4.9)).max()).isCloseTo(Duration.ofSeconds(9), Duration.ofMillis(90));
        assertThat(recorder.recent(at(5)).max()).isCloseTo(Duration.ofSeconds(9), Duration.ofMillis(90));
        recorder.record(SECOND);
        assertThat(recorder.recent(at(9.9)).max()).isCloseTo(Duration.ofSeconds(9), Duration.ofMillis(90));

        assertThat(recorder.recent(at(10)).max()).isCloseTo(Duration.ofSeconds(1), Duration.ofMillis(10));
        assertThat(recorder.recent(at(15))).isEqualTo(Lag.NONE);
        assertThat(recorder.whole(at(15)).max()).isEqualTo(Duration.ofSeconds(9));
    }

    @Test
    void afterALongTimeWithoutAReadingRecentIsWhatCameSince() {
        recorder.record(2 * SECOND);
        recorder.recent(at(1));
        recorder.record(SECOND);

        assertThat(recorder.recent(at(60)).max()).isCloseTo(Duration.ofSeconds(1), Duration.ofMillis(10));
        assertThat(recorder.recent(at(64.9)).max()).isCloseTo(Duration.ofSeconds(1), Duration.ofMillis(10));
        assertThat(recorder.recent(at(70))).isEqualTo(Lag.NONE);
    }

    @Test
    void readingsWhileClicksGoOutLoseNone() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Void> clicks = CompletableFuture.runAsync(() -> {
            for (int i = 1; i <= 1_000_000; i++) {
                recorder.record(i <= 500_000 ? 1_000 : 2_000_000);
                begun.countDown();
            }
        });
        begun.await();
        long before = 0;
        while (!clicks.isDone()) {
            long max = recorder.whole(at(1)).max().toNanos();
            assertThat(max).isGreaterThanOrEqualTo(before);
            before = max;
            recorder.recent(at(1));
        }
        clicks.join();

        // Were one lost, the half would not be where it is.
        assertCloseTo(recorder.whole(at(1)), Lag::p50, 1_000);
        recorder.record(2_000_000);
        assertCloseTo(recorder.whole(at(1)), Lag::p50, 2_000_000);
    }
}
