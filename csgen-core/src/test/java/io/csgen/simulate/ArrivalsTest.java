package io.csgen.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.csgen.click.Click;
import io.csgen.model.ShopModel;
import io.csgen.model.Traffic.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Sessions begin when the settings of traffic say so. Arrivals are a Poisson process: the counts of
 * disjoint times are independent, with means that follow from the settings alone.
 *
 * <p>For each of two click models there are 4 tests of how arrivals spread and one of how they vary, at p
 * > 0.0001, and 4 numbers that have to lie within 4 standard deviations (p > 0.00006): with seeds taken
 * at random, at least one would fail in 0.15 % of runs. The seeds are fixed.
 */
class ArrivalsTest {
    private static final double P = 1e-4;
    private static final double DEVIATIONS = 4;
    private static final long HOUR = 3_600_000;
    private static final long WEEK = 168 * HOUR;
    private static final Instant THURSDAY = Instant.parse("2026-03-05T13:37:11.123Z");
    private static final double[] HOURLY = {
        0.2, 0.1, 0, 0, 0, 0.6, 0.9, 1.2, 1.3, 1.3, 1.4, 1.4, 1.3, 1.3, 1.3, 1.2, 1.3, 1.5, 1.9, 1.7, 1.5, 1, 0.5, 0.3
    };
    private static final double[] WEEKDAY = {1.1, 1, 0.9, 0.8, 0, 1.5, 0.7};

    /** Sessions of 3 product pages and, on the mean, one group page; or clicks that are sessions. */
    private static ShopModel model(String clickModel, double arrivalsPerSecond) {
        return Streams.roomy()
                .with("click-model", clickModel)
                .with("customer-id-max", "1000000")
                .with("session-length", "constant(3)")
                .with("probability-browsing-group", "0.25")
                .with("clicks-per-second", Double.toString(arrivalsPerSecond * clicksPerSession(clickModel)));
    }

    private static int clicksPerSession(String clickModel) {
        return clickModel.equals("independent") ? 1 : 4;
    }

    private static long[] arrivals(ShopModel model, long seed, Duration time) {
        return ClickGenerator.of(model, seed, THURSDAY).until(THURSDAY.plus(time)).stream()
                .filter(click -> click.ordinal() == 1)
                .mapToLong(Click::timestampMillis)
                .toArray();
    }

    private static Offset<Double> deviations(double mean) {
        return within(DEVIATIONS * StrictMath.sqrt(mean));
    }

    @ParameterizedTest
    @CsvSource({"sessions, 20266", "independent, 20267"})
    void hoursAndWeekdaysHaveTheirSharesOfArrivals(String clickModel, long seed) {
        ShopModel model =
                model(clickModel, 0.15).with("hourly-rates", text(HOURLY)).with("weekday-rates", text(WEEKDAY));
        long[] counts = new long[168];
        for (long at : arrivals(model, seed, Duration.ofDays(14))) {
            // 1970 began on a Thursday.
            counts[(int) ((at + 72 * HOUR) % WEEK / HOUR)]++;
        }
        double[] shares = shares();

        IntStream.range(0, 168)
                .filter(hour -> shares[hour] == 0)
                .forEach(hour -> assertThat(counts[hour]).isZero());
        assertThat(SamplersTest.pValue(shares, counts)).as("hours of the week").isGreaterThan(P);
        assertThat(SamplersTest.pValue(folded(shares, 24, 1), folded(counts, 24, 1)))
                .as("hours of the day")
                .isGreaterThan(P);
        assertThat(SamplersTest.pValue(folded(shares, 7, 24), folded(counts, 7, 24)))
                .as("weekdays")
                .isGreaterThan(P);
        double mean = 0.15 * 14 * 86_400;
        assertThat((double) Arrays.stream(counts).sum()).isCloseTo(mean, deviations(mean));

        // An hour's difference would be found.
        long[] shifted =
                IntStream.range(0, 168).mapToLong(h -> counts[(h + 1) % 168]).toArray();
        assertThat(SamplersTest.pValue(folded(shares, 24, 1), folded(shifted, 24, 1)))
                .isLessThan(1e-10);
    }

    /** By hour of the week: one eighth of the hour before, six of itself, one of the hour after. */
    private static double[] shares() {
        return IntStream.range(0, 168)
                .mapToDouble(i -> WEEKDAY[i / 24] * (HOURLY[(i + 23) % 24] + 6 * HOURLY[i % 24] + HOURLY[(i + 1) % 24]))
                .toArray();
    }

    /** Adds up numbers by hour of the week into so many cells, which each change after so many hours. */
    private static double[] folded(double[] byHour, int cells, int hours) {
        double[] sums = new double[cells];
        IntStream.range(0, 168).forEach(i -> sums[i / hours % cells] += byHour[i]);
        return sums;
    }

    private static long[] folded(long[] byHour, int cells, int hours) {
        long[] sums = new long[cells];
        IntStream.range(0, 168).forEach(i -> sums[i / hours % cells] += byHour[i]);
        return sums;
    }

    private static String text(double[] factors) {
        return DoubleStream.of(factors).mapToObj(Double::toString).collect(Collectors.joining(" "));
    }

    @ParameterizedTest
    @CsvSource({"sessions, 20268", "independent, 20269"})
    void everyPartOfEveryStageHasItsShareOfArrivals(String clickModel, long seed) {
        double perSession = clicksPerSession(clickModel);
        String stages = "ramp(0..160, 10m) hold(10m) spike(480, 2m) gap(5m) hold(10m) ramp(160..16, 150500ms) hold(5m)";
        ShopModel model = model(clickModel, 2 / perSession).with("stages", stages);
        List<Long> ends = new ArrayList<>(); // of quarters of stages, from the start
        List<Double> means = new ArrayList<>();
        long end = 0;
        for (Stage stage : model.traffic().stages()) {
            double part = stage.duration().toMillis() / 4.0;
            double rise = (stage.to() - stage.from()) / 4;
            for (int i = 0; i < 4; i++) {
                ends.add(Math.round(end + (i + 1) * part));
                means.add((stage.from() + (i + 0.5) * rise) * part / 1_000 / perSession);
            }
            end += stage.duration().toMillis();
        }
        ends.add(end + HOUR);
        means.add(2 * 3_600 / perSession);
        long[] arrivals = arrivals(model, seed, Duration.ofMillis(end + HOUR));
        long[] counts = new long[ends.size()];
        for (long at : arrivals) {
            int part = 0;
            while (at - THURSDAY.toEpochMilli() >= ends.get(part)) {
                part++;
            }
            counts[part]++;
        }

        assertThat(Arrays.stream(counts, 12, 16)).as("arrivals in the gap").containsOnly(0L);
        double[] weights = means.stream().mapToDouble(Double::doubleValue).toArray();
        assertThat(SamplersTest.pValue(weights, counts)).isGreaterThan(P);
        double mean = DoubleStream.of(weights).sum();
        assertThat((double) arrivals.length).isCloseTo(mean, deviations(mean));
    }

    @ParameterizedTest
    @CsvSource({"sessions, 20270", "independent, 20271"})
    void arrivalsVaryLikeIndependentOnes(String clickModel, long seed) {
        int cells = 20_000;
        double mean = 20;
        long[] counts = new long[cells];
        for (long at : arrivals(model(clickModel, 2), seed, Duration.ofSeconds(10 * cells))) {
            counts[(int) ((at - THURSDAY.toEpochMilli()) / 10_000)]++;
        }
        double squares = 0;
        double neighbours = 0;
        for (int i = 0; i < cells; i++) {
            double excess = counts[i] - mean;
            squares += excess * excess / mean;
            neighbours += excess * (counts[(i + 1) % cells] - mean) / mean;
        }

        // The variance of a Poisson count is its mean; the covariance of two is 0.
        ChiSquaredDistribution law = ChiSquaredDistribution.of(cells);
        double upper = law.survivalProbability(squares);
        assertThat(2 * Math.min(upper, 1 - upper)).isGreaterThan(P);
        assertThat(neighbours).isCloseTo(0, deviations(cells));
        assertThat((double) Arrays.stream(counts).sum()).isCloseTo(cells * mean, deviations(cells * mean));
    }
}
