package io.csgen.sink.kinesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PaceTest {
    private static final long START = -Duration.ofMillis(500).toNanos();

    /** A Kinesis shard that takes so many records in a second, and saves up what one second brings. */
    private static final class Shard {
        final double rate;
        double tokens;
        long at = START;

        Shard(double rate) {
            this.rate = rate;
            tokens = rate;
        }

        int take(long now, int records) {
            tokens = Math.min(rate, tokens + (now - at) / 1e9 * rate);
            at = now;
            int taken = Math.min((int) tokens, records);
            tokens -= taken;
            return taken;
        }
    }

    @Test
    void holdsNothingBackUntilTheFirstThrottling() {
        Pace pace = new Pace(START);
        pace.spend(START, 1_000, true);
        pace.learn(START, 1, 0);

        assertThat(pace.allowance(START)).isInfinite();
        assertThat(pace.freeAt(START)).isEqualTo(START);
    }

    @Test
    void startsAtTheDocumentedRateAfterIt() {
        Pace pace = new Pace(START);
        pace.learn(START, 0.4, 0.1);
        assertThat(pace.factor()).isEqualTo(1);
        assertThat(pace.freeAt(START) - START).isEqualTo(Duration.ofMillis(200).toNanos());
        long free = pace.freeAt(START);
        assertThat(pace.allowance(free)).isEqualTo(0.2);
        pace.spend(free, Pace.seconds(200, 20_000), true);

        assertThat(pace.freeAt(free) - free).isEqualTo(Duration.ofMillis(200).toNanos());
    }

    @Test
    void countsWhicheverLimitIsNearer() {
        assertThat(Pace.seconds(500, 1_000)).isEqualTo(0.5);
        assertThat(Pace.seconds(1, 1 << 19)).isEqualTo(0.5);
    }

    @Test
    void makesUpForALateStartWithinASecond() {
        Pace pace = new Pace(START);
        pace.learn(START, 0, 0.001);
        assertThat(pace.allowance(START + Duration.ofSeconds(60).toNanos())).isEqualTo(1.2);
    }

    @Test
    void doesNotGrowWhereThereIsNoMoreToSend() {
        Pace pace = new Pace(START);
        pace.learn(START, 0, 0.001);
        pace.spend(START, 0.1, false);
        pace.learn(START, 0.1, 0);

        assertThat(pace.factor()).isEqualTo(1);
    }

    @Test
    void takesAnswersAboutFewRecordsTogether() {
        Pace pace = new Pace(START);
        pace.learn(START, 0, 0.001);
        pace.learn(START, 0, 0.001);
        assertThat(pace.factor()).isEqualTo(1);
        pace.learn(START, 0.019, 0);

        assertThat(pace.factor()).isCloseTo(0.975, within(1e-9));
    }

    @Test
    void isHalvedAtMost() {
        Pace pace = new Pace(START);
        pace.learn(START, 0, 0.001);
        pace.learn(START, 0, 1);

        assertThat(pace.factor()).isEqualTo(0.5);
    }

    @Test
    void growsFasterTheLongerNothingIsRefused() {
        Pace pace = new Pace(START);
        pace.learn(START, 0, 0.001);
        pace.spend(START, 0.1, true);
        pace.learn(START, 0.1, 0);
        assertThat(pace.factor()).isCloseTo(1.002, within(1e-9));
        pace.learn(START + Duration.ofSeconds(9).toNanos(), 0.1, 0);
        assertThat(pace.factor()).isCloseTo(1.022, within(1e-9));
        pace.learn(START + Duration.ofHours(9).toNanos(), 0.1, 0);
        assertThat(pace.factor()).isCloseTo(1.072, within(1e-9));
    }

    @ParameterizedTest
    @ValueSource(doubles = {60, 200, 500, 1_000, 1_500, 5_000})
    void findsTheRateOfAShardAndIsSeldomRefused(double rate) {
        Shard shard = new Shard(rate);
        Pace pace = new Pace(START);
        long accepted = 0;
        long refused = 0;
        long settled = START + Duration.ofMinutes(2).toNanos();
        long end = settled + Duration.ofMinutes(2).toNanos();
        for (long now = START; now < end; now += Duration.ofMillis(10).toNanos()) {
            if (pace.freeAt(now) > now) {
                continue;
            }
            int records = (int) Math.min(500, Math.ceil(pace.allowance(now) * 1_000));
            pace.spend(now, Pace.seconds(records, 0), true);
            int taken = shard.take(now, records);
            pace.learn(now, Pace.seconds(taken, 0), Pace.seconds(records - taken, 0));
            accepted += now < settled ? 0 : taken;
            refused += now < settled ? 0 : records - taken;
        }

        assertThat(accepted / 120.0).isBetween(0.97 * rate, 1.02 * rate);
        assertThat(refused).isLessThan(accepted / 10);
    }
}
