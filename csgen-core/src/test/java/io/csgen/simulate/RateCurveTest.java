package io.csgen.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.csgen.RandomCases;
import io.csgen.model.Traffic;
import io.csgen.model.Traffic.Stage;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The curve is held against the integrals of straight lines, worked out here from the settings alone. */
class RateCurveTest {
    private static final long SECOND = 1_000;
    private static final long HOUR = 3_600 * SECOND;
    private static final long WEEK = 168 * HOUR;
    private static final long MONDAY = Streams.START.toEpochMilli();
    private static final List<Double> DAY = Traffic.even(1).hourlyRates();
    private static final List<Double> DAYS = Traffic.even(1).weekdayRates();

    /** A time of today is a number of some 10^12 milliseconds, whose last digit as a double is 2^-12. */
    private static final Offset<Double> ROUNDING = within(0.01);

    private static final Runnable NO_PULSE = () -> {};

    @Test
    void timeOfEvenTrafficIsItsExposure() {
        RateCurve curve = new RateCurve(Traffic.even(7), MONDAY);
        RateCursor cursor = new RateCursor(curve, MONDAY, NO_PULSE);

        assertThat(cursor.after(1.5)).isEqualTo(MONDAY + 1.5);
        assertThat(cursor.after(1e12)).isEqualTo(MONDAY + 1e12 + 1.5);
        assertThat(curve.peak()).isEqualTo(1);
    }

    @Test
    void everyWeekOfHoursAndWeekdaysHasMeanOne() {
        RandomCases.check(50, random -> {
            RateCurve curve = new RateCurve(new Traffic(3, factors(random, 24), factors(random, 7), List.of()), MONDAY);
            double sum = 0;
            double most = 0;
            for (long at = MONDAY; at < MONDAY + WEEK; at += 60 * SECOND) {
                double factor = curve.factor(at);
                sum += factor;
                most = Math.max(most, factor); // one assertion, as half a million take seconds
            }
            assertThat(most).isLessThanOrEqualTo(curve.peak());
            assertThat(sum / (WEEK / (60 * SECOND))).isCloseTo(1, within(1e-9));

            // From wherever it begins, a week passes by the exposure of a week.
            long start = MONDAY + random.nextLong(-100 * WEEK, 100 * WEEK);
            double exposure = random.nextDouble(WEEK);
            double once = new RateCursor(curve, start, NO_PULSE).after(exposure);
            assertThat(new RateCursor(curve, start, NO_PULSE).after(exposure + WEEK))
                    .isCloseTo(once + WEEK, within(2.0));
        });
    }

    /**
     * Between the middles of two hours the rate goes in a straight line, so that an hour has one eighth of
     * the hour before, six of itself and one of the hour after; the whole times the weekday's factor.
     */
    @Test
    void everyHourOfTheWeekHasItsShare() {
        RandomCases.check(50, random -> {
            List<Double> hourly = factors(random, 24);
            List<Double> weekday = factors(random, 7);
            RateCurve curve = new RateCurve(new Traffic(3, hourly, weekday, List.of()), MONDAY);
            double unit = 168 / (sum(hourly) * sum(weekday));
            for (int hour = 0; hour < 168; hour++) {
                int h = hour % 24;
                double expected = unit
                        * weekday.get(hour / 24)
                        * (hourly.get((h + 23) % 24) + 6 * hourly.get(h) + hourly.get((h + 1) % 24))
                        / 8;
                double sum = 0;
                for (int minute = 0; minute < 60; minute++) {
                    sum += curve.factor(MONDAY + hour * HOUR + minute * 60 * SECOND);
                }
                assertThat(sum / 60).as("hour %d of the week", hour).isCloseTo(expected, within(1e-9));
            }
        });
    }

    @Test
    void weekdaysAndHoursAreThoseOfTheCalendar() {
        List<Double> weekday = List.of(1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0);
        RateCurve curve = new RateCurve(new Traffic(3, DAY, weekday, List.of()), MONDAY);
        RandomCases.check(10_000, random -> {
            Instant at = Instant.ofEpochMilli(random.nextLong(
                    Instant.parse("0001-01-01T00:00:00Z").toEpochMilli(),
                    Instant.parse("9967-01-01T00:00:00Z").toEpochMilli()));
            assertThat(curve.factor(at.toEpochMilli()))
                    .as("at %s", at)
                    .isCloseTo(at.atOffset(ZoneOffset.UTC).getDayOfWeek().getValue() / 4.0, within(1e-12));
        });
    }

    /** The exposure of each stage is a trapezium, whatever its duration; after the last the factor is 1. */
    @Test
    void everyStageTakesTheExposureOfItsTrapezium() {
        RandomCases.check(500, random -> {
            double rate = random.nextDouble(0.1, 100);
            List<Stage> stages = stages(random);
            RateCurve curve = new RateCurve(new Traffic(rate, DAY, DAYS, stages), MONDAY);
            double exposure = 0;
            double begin = MONDAY;
            for (Stage stage : stages) {
                long length = stage.duration().toMillis();
                exposure += (stage.from() + stage.to()) / 2 * length / rate;
                begin += length;
            }
            double beyond = random.nextDouble(1, 1e6);

            assertThat(new RateCursor(curve, MONDAY, NO_PULSE).after(exposure + beyond))
                    .isCloseTo(begin + beyond, ROUNDING);
            assertThat(curve.factor(begin)).isEqualTo(1);
        });
    }

    @Test
    void aRampRisesSecondBySecond() {
        Traffic traffic = new Traffic(2, DAY, DAYS, List.of(new Stage(0, 10, Duration.ofMillis(2_500))));
        RateCurve curve = new RateCurve(traffic, MONDAY);

        // The middles of the two whole seconds and of the half are at 0.5, 1.5 and 2.25 seconds of 2.5.
        assertThat(curve.factor(MONDAY)).isCloseTo(1, within(1e-12));
        assertThat(curve.factor(MONDAY + 999)).isCloseTo(1, within(1e-12));
        assertThat(curve.factor(MONDAY + 1_000)).isCloseTo(3, within(1e-12));
        assertThat(curve.factor(MONDAY + 2_499)).isCloseTo(4.5, within(1e-12));
        assertThat(curve.factor(MONDAY + 2_500)).isEqualTo(1);
        assertThat(curve.peak()).isEqualTo(5);
    }

    /**
     * The inverse is held against a sum over every millisecond of the first two hours, with hours,
     * weekdays (Sunday turns into Monday on the way) and stages at once.
     */
    @Test
    void inverseOfTheIntegralIsExactWithAllAtOnce() {
        RandomCases.check(5, random -> {
            long start = MONDAY - HOUR + random.nextLong(HOUR);
            RateCurve curve = new RateCurve(
                    new Traffic(random.nextDouble(1, 50), factors(random, 24), factors(random, 7), stages(random)),
                    start);
            double[] integral = new double[(int) (2 * HOUR) + 1];
            for (int i = 0; i < 2 * HOUR; i++) {
                integral[i + 1] = integral[i] + curve.factor(start + i);
            }
            double total = integral[integral.length - 1];
            RateCursor cursor = new RateCursor(curve, start, NO_PULSE);
            double exposure = 0;
            while (true) {
                double step = total / 1_000 * random.nextDouble(0.001, 2);
                exposure += step;
                if (exposure >= total) {
                    break;
                }
                double sinceStart = cursor.after(step) - start;
                int millis = (int) sinceStart;
                double reached = integral[millis] + (sinceStart - millis) * curve.factor(start + millis);
                assertThat(reached).isCloseTo(exposure, within(total * 1e-8));
            }
        });
    }

    @Test
    void nothingEverComesInAGap() {
        Stage gap = new Stage(0, 0, Duration.ofMinutes(7));
        Stage before = new Stage(1, 1, Duration.ofSeconds(90));
        RateCurve curve = new RateCurve(new Traffic(3, DAY, DAYS, List.of(before, gap)), MONDAY);
        RandomCases.check(1_000, random -> {
            RateCursor cursor = new RateCursor(curve, MONDAY, NO_PULSE);
            double at = MONDAY;
            while (at < MONDAY + 90_000) {
                at = cursor.after(random.nextDouble(10_000));
            }
            assertThat(at).isGreaterThanOrEqualTo(MONDAY + 90_000 + 420_000);
        });
        assertThat(curve.factor(MONDAY + 90_000)).isZero();
    }

    /** A cursor has its pulse every 4,096 pieces; a century has 10 million of five minutes, or billions of seconds. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gap(36500d) | 3153600000000",
                "ramp(0..0, 36500d) | 3153600000000",
                "gap(1000d) ramp(0..0, 1000d) gap(1ms) | 172800000001"
            })
    void silentStagesArePassedAtOnce(String stages, long length) {
        RateCurve curve = new RateCurve(new Traffic(3, DAY, DAYS, Stage.parse(stages)), MONDAY);
        RateCursor cursor = new RateCursor(curve, MONDAY, () -> {
            throw new AssertionError("4096 pieces");
        });

        assertThat(cursor.after(5)).isEqualTo(MONDAY + length + 5.0);
    }

    @Test
    void manySilentStagesArePassedAtOnce() {
        List<Stage> stages = Collections.nCopies(20_000, new Stage(0, 0, Duration.ofMillis(1)));
        RateCursor cursor = new RateCursor(new RateCurve(new Traffic(3, DAY, DAYS, stages), MONDAY), MONDAY, () -> {
            throw new AssertionError("4096 pieces");
        });

        assertThat(cursor.after(5)).isEqualTo(MONDAY + 20_005);
    }

    /** Only the last hour of Sunday has a rate; with straight lines between the middles of hours, two hours have. */
    @Test
    void silentHoursAndDaysArePassedAtOnce() {
        List<Double> hourly = new ArrayList<>(Collections.nCopies(24, 0.0));
        hourly.set(22, 1.0);
        List<Double> weekday = List.of(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0);
        RateCurve curve = new RateCurve(new Traffic(3, hourly, weekday, List.of()), MONDAY);
        AtomicInteger pulses = new AtomicInteger();
        RateCursor cursor = new RateCursor(curve, MONDAY, pulses::incrementAndGet);

        assertThat(cursor.after(99.5 * WEEK)).isBetween(MONDAY + 99.0 * WEEK, MONDAY + 100.0 * WEEK);
        // 24 pieces of two hours and one of silence in a week: 2,500 at most, where a hundred weeks have 201,600.
        assertThat(pulses.get()).isZero();
    }

    @Test
    void longRampsHaveTheirPulse() {
        Traffic traffic = new Traffic(3, DAY, DAYS, List.of(new Stage(1, 5, Duration.ofDays(1))));
        AtomicInteger pulses = new AtomicInteger();
        RateCursor cursor = new RateCursor(new RateCurve(traffic, MONDAY), MONDAY, pulses::incrementAndGet);

        assertThat(cursor.after(24.0 * HOUR)).isCloseTo(MONDAY + 24.0 * HOUR, ROUNDING);
        assertThat(pulses.get()).isEqualTo(86_400 / 4_096);
    }

    /** Each minute of a week has a rate of its own. */
    @Test
    void everyOneOfTenThousandStagesIsFound() {
        List<Stage> stages = IntStream.range(0, 10_080)
                .mapToObj(i -> new Stage(i + 1, i + 1, Duration.ofMinutes(1)))
                .toList();
        RateCurve curve = new RateCurve(new Traffic(1, DAY, DAYS, stages), MONDAY);

        for (int minute = 0; minute < 10_080; minute++) {
            assertThat(curve.factor(MONDAY + minute * 60 * SECOND)).isEqualTo(minute + 1);
            assertThat(curve.factor(MONDAY + minute * 60 * SECOND + 59_999)).isEqualTo(minute + 1);
        }
        assertThat(curve.factor(MONDAY + WEEK)).isEqualTo(1);
        double exposure = 10_080 * 10_081 / 2.0 * 60 * SECOND;
        assertThat(new RateCursor(curve, MONDAY, NO_PULSE).after(exposure + 7)).isCloseTo(MONDAY + WEEK + 7, ROUNDING);
    }

    private static List<Double> factors(SplittableRandom random, int count) {
        List<Double> factors = new ArrayList<>(List.of(random.nextDouble(0.5, 2)));
        while (factors.size() < count) {
            factors.add(random.nextInt(4) == 0 ? 0 : random.nextDouble(3));
        }
        return factors;
    }

    private static List<Stage> stages(SplittableRandom random) {
        List<Stage> stages = new ArrayList<>();
        for (int i = random.nextInt(1, 6); i > 0; i--) {
            double from = random.nextInt(4) == 0 ? 0 : random.nextDouble(100);
            double to = random.nextInt(3) == 0 ? from : random.nextDouble(100);
            stages.add(new Stage(from, to, Duration.ofMillis(random.nextLong(1, 900_000))));
        }
        return stages;
    }

    private static double sum(List<Double> factors) {
        return factors.stream().mapToDouble(Double::doubleValue).sum();
    }
}
