package io.csgen.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.csgen.RandomCases;
import io.csgen.model.ShopModel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The solution is put into the equation, here by a plain sum over seconds; and into the generator, whose clicks count. */
class SharpRatesTest {
    private static final Instant START = Streams.START;
    private static final long BEGIN = START.toEpochMilli();
    private static final String STEP_UP = "ramp(10..10, 10m) spike(200, 20m)";
    private static final String RAMP = "ramp(0..200, 5m) hold(25m)";
    private static final String SPIKE = "ramp(50..50, 10m) spike(200, 30s) hold(20m)";

    private static ShopModel sharp(String stages) {
        return Streams.roomy()
                .with("customer-id-max", "300000")
                .with("clicks-per-second", "10")
                .with("stages", stages)
                .with("rate-response", "sharp");
    }

    /** Returns the mean rate of clicks in each second, as a factor on the mean, of the sessions that begin. */
    private static double[] clicksOf(Simulation simulation, boolean warm, int seconds) {
        SessionAges ages = simulation.ages();
        int before = (int) (ages.longest() / 1000) + 1;
        double[] begun = new double[before + seconds];
        RateCursor cursor = new RateCursor(simulation.arrivals(), BEGIN, () -> {});
        for (int i = 0; i < begun.length; i++) {
            begun[i] = i >= before
                    ? cursor.exposureUntil(BEGIN + 1000.0 * (i - before + 1)) / 1000
                    : warm ? simulation.rates().earlierFactor(BEGIN - 1000L * (before - i)) : 0;
        }
        double[] clicks = new double[seconds];
        for (int i = 0; i < seconds; i++) {
            double sum = begun[before + i] * (1 + ages.furtherUntil(500));
            for (int age = 1; age < before; age++) {
                double density = ages.furtherUntil(1000.0 * age + 500) - ages.furtherUntil(1000.0 * age - 500);
                sum += begun[before + i - age] * density;
            }
            clicks[i] = sum / ages.mean();
        }
        return clicks;
    }

    private static Simulation simulation(ShopModel model, boolean warm) {
        Simulation cold = new Simulation(model, BEGIN);
        return warm ? cold.startingWarm() : cold;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {STEP_UP + "|true", STEP_UP + "|false", RAMP + "|true", RAMP + "|false", SPIKE + "|true"})
    void sessionsThatBeginGiveTheClicksAsked(String stages, boolean warm) {
        Simulation simulation = simulation(sharp(stages), warm);

        double[] clicks = clicksOf(simulation, warm, 600 + (stages.equals(SPIKE) ? 30 : 1_200));

        for (int second = 0; second < clicks.length; second++) {
            double asked = simulation.rates().level(BEGIN + 1000L * second + 500);
            assertThat(clicks[second]).as("second %d", second).isCloseTo(asked, within(0.01 * asked + 0.02));
        }
    }

    /** After a spike, sessions go on: none begins until they give less than is asked, and then the rate is met again. */
    @Test
    void aStepDownIsNoFasterThanSessionsEnd() {
        Simulation simulation = simulation(sharp(SPIKE), true);

        double[] clicks = clicksOf(simulation, true, 1_830);

        RateCursor cursor = new RateCursor(simulation.arrivals(), BEGIN, () -> {});
        cursor.exposureUntil(BEGIN + 630_001.0);
        int none = 0;
        while (cursor.factor() == 0) {
            cursor.exposureUntil(BEGIN + 630_001.0 + 1000.0 * ++none);
        }
        assertThat(none).isBetween(60, 900);
        for (int second = 632; second < clicks.length; second++) {
            double asked = simulation.rates().level(BEGIN + 1000L * second + 500);
            assertThat(clicks[second]).as("second %d", second).isGreaterThan(0.99 * asked);
            if (second > 640 + none) {
                assertThat(clicks[second]).as("second %d", second).isCloseTo(asked, within(0.01 * asked));
            } else {
                assertThat(clicks[second]).isLessThan(clicks[second - 10]);
            }
        }
    }

    /**
     * Of 30 minutes of clicks in clumps of {@link SessionAges#clumping} at most, one is more than 5 standard
     * deviations off in one of 10^5 tests; with half a per cent for the minutes in which the step falls.
     */
    @ParameterizedTest
    @ValueSource(strings = {STEP_UP, RAMP})
    void everyMinuteHasTheClicksAsked(String stages) {
        ClickGenerator generator =
                ClickGenerator.of(sharp(stages), 7, START).startingWarm().until(START.plusSeconds(1_800));
        double clumping = new Simulation(sharp(stages), BEGIN).ages().clumping();
        long[] counts = new long[30];
        generator.forEach(click -> counts[(int) ((click.timestampMillis() - BEGIN) / 60_000)]++);

        RateCurve curve = new RateCurve(sharp(stages).traffic(), BEGIN);
        for (int minute = 0; minute < 30; minute++) {
            double asked = 600 * curve.level(BEGIN + 60_000L * minute + 30_000);
            assertThat((double) counts[minute])
                    .as("minute %d", minute)
                    .isCloseTo(asked, within(5 * Math.sqrt(asked * clumping) + 0.005 * asked));
        }
    }

    /** The first ten seconds have 20,000 clicks on average, 5 standard deviations are 2,300. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theRateIsThereFromTheFirstSecond(boolean warm) {
        ClickGenerator cold = ClickGenerator.of(
                sharp("none").with("clicks-per-second", "2000").with("customer-id-max", "3000000"), 7, START);

        long clicks = (warm ? cold.startingWarm() : cold)
                .until(START.plusSeconds(10)).stream().count();

        assertThat(clicks).isBetween(17_700L, 22_300L);
    }

    @Test
    void anEvenRateGivesTheSameClicksWhetherSharpOrSmooth() {
        ClickGenerator sharp = ClickGenerator.of(sharp("none"), 7, START).startingWarm();
        ClickGenerator smooth = ClickGenerator.of(sharp("none").with("rate-response", "smooth"), 7, START)
                .startingWarm();

        assertThat(sharp.clicks(20_000).stream()).containsExactlyElementsOf(smooth.clicks(20_000));
    }

    @Test
    void independentClicksAreSharpAnyway() {
        ShopModel model = sharp(STEP_UP).with("click-model", "independent");

        assertThat(ClickGenerator.of(model, 7, START).clicks(20_000).stream())
                .containsExactlyElementsOf(ClickGenerator.of(model.with("rate-response", "smooth"), 7, START)
                        .clicks(20_000));
    }

    /** What comes after a change is solved from what was before it, which stays as it was. */
    @Test
    void aChangeIsMetAtOnceAndLeavesWhatWasBeforeIt() {
        Simulation before = simulation(sharp("none"), true);
        Instant at = START.plusSeconds(600);

        Simulation changed = before.with(List.of(new RateChange(at, 150)));

        double[] clicks = clicksOf(changed, true, 1_800);
        for (int second = 0; second < 1_800; second++) {
            assertThat(clicks[second]).as("second %d", second).isCloseTo(second < 600 ? 1 : 15, within(0.15));
        }
        RandomCases.check(1_000, random -> {
            long millis = BEGIN + random.nextLong(600_000);
            RateCursor old = new RateCursor(before.arrivals(), millis, () -> {});
            assertThat(new RateCursor(changed.arrivals(), millis, () -> {}).factor())
                    .isEqualTo(old.factor());
        });
        assertThat(new RateCursor(changed.arrivals(), BEGIN, () -> {}).exposureUntil(at.toEpochMilli() + 1e7))
                .isEqualTo(new RateCursor(
                                before.with(List.of(new RateChange(at, 150), new RateChange(at.plusSeconds(20_000), 1)))
                                        .arrivals(),
                                BEGIN,
                                () -> {})
                        .exposureUntil(at.toEpochMilli() + 1e7));
    }

    /** Once stages are over and sessions of theirs as well, week is like week, and no later one is solved. */
    @Test
    void everyWeekIsLikeTheOneBefore() {
        ShopModel model = sharp(RAMP).with("hourly-rates", "1 0 1 2 1 2 1 2 1 2 1 2 1 2 1 2 1 2 1 2 1 2 1 2");
        Simulation simulation = simulation(model, true);
        long week = Duration.ofDays(7).toMillis();
        RandomCases.check(1_000, random -> {
            long millis = BEGIN + week + random.nextLong(week);
            RateCursor first = new RateCursor(simulation.arrivals(), millis, () -> {});
            long weeks = random.nextLong(3_500) * week;
            RateCursor later = new RateCursor(simulation.arrivals(), millis + weeks, () -> {});

            assertThat(later.factor()).isEqualTo(first.factor());
            assertThat(later.end()).isEqualTo(first.end() + weeks);
        });
        double mean =
                new RateCursor(simulation.arrivals(), BEGIN + 20 * week, () -> {}).exposureUntil(BEGIN + 21.0 * week)
                        / week;
        assertThat(mean).isCloseTo(1, within(1e-3));
    }

    /** A cursor has its pulse every 4,096 pieces. */
    @ParameterizedTest
    @ValueSource(strings = {"gap(36500d)", "ramp(0..0, 36500d)", "ramp(5..5, 36500d)"})
    void longStagesAreSolvedInFewPieces(String stages) {
        RateCursor cursor = new RateCursor(simulation(sharp(stages), true).arrivals(), BEGIN, () -> {
            throw new AssertionError("4096 pieces");
        });

        assertThat(cursor.exposureUntil(BEGIN + 36_500 * 86_400_000.0))
                .isCloseTo(stages.startsWith("ramp(5") ? 0.5 * 36_500 * 86_400_000.0 : 0, within(1.0));
    }
}
