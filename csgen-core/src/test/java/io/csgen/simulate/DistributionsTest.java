package io.csgen.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.csgen.click.Click;
import io.csgen.click.ClickType;
import io.csgen.internal.RandomStream;
import io.csgen.model.Distribution;
import io.csgen.model.ShopModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the clicks look like from outside: lengths, pauses, popularity, users, arrivals. Each test of
 * a distribution has one fixed seed and passes at p > 0.0001.
 */
class DistributionsTest {
    private static final double P = 1e-4;

    @Test
    void sessionLengthsFollowTheDiscretisedWeibull() {
        Map<Long, Integer> lengths = new HashMap<>();
        ClickGenerator.of(Streams.roomy(), 31, Streams.START).sessions(200_000).stream()
                .filter(c -> c.type() == ClickType.PRODUCT_VIEW)
                .forEach(c -> lengths.merge(c.sessionId(), 1, Integer::sum));
        // Bins 1 to 39 and the rest: the rest then still has some 200 sessions.
        int bins = 40;
        long[] counts = new long[bins];
        lengths.values().forEach(n -> counts[Math.min(n, bins) - 1]++);
        double[] expected = new double[bins];
        for (int n = 1; n <= bins; n++) {
            expected[n - 1] = survival(n - 0.5) - (n == bins ? 0 : survival(n + 0.5));
        }

        assertThat(SamplersTest.pValue(expected, counts)).isGreaterThan(P);
        double mean = lengths.values().stream().mapToInt(n -> n).average().orElseThrow();
        // Mean 4.36; its standard error over 200,000 sessions is 0.011.
        assertThat(mean).isCloseTo(4.36, within(0.05));
    }

    private static double survival(double x) {
        return Math.exp(-Math.pow(x / 2.8, 0.75));
    }

    @Test
    void pausesOfOnePaceFollowTheTruncatedLogLogistic() {
        ShopModel model = Streams.roomy().with("session-pace", "constant(1)");
        double[] seconds = pauses(ClickGenerator.of(model, 32, Streams.START).sessions(8_000));
        double atTimeout = logLogistic(1_799.999);

        double p = KolmogorovSmirnovTest.withDefaults()
                .test(seconds, x -> Math.min(1, logLogistic(x) / atTimeout))
                .getPValue();

        assertThat(p).isGreaterThan(P);
    }

    /** Pauses are whole milliseconds, cut off downwards; half a millisecond puts them back in the middle. */
    private static double logLogistic(double seconds) {
        return 1 / (1 + Math.pow((seconds + 0.0005) / 46, -1.55));
    }

    private static double[] pauses(ClickGenerator clicks) {
        Map<Long, Long> last = new HashMap<>();
        return clicks.stream()
                .flatMap(c -> {
                    Long before = last.put(c.sessionId(), c.timestampMillis());
                    return before == null ? Stream.empty() : Stream.of(c.timestampMillis() - before);
                })
                .mapToDouble(ms -> ms / 1000.0)
                .toArray();
    }

    @Test
    void quantilesOfPausesAreThoseOfRealShops() {
        double[] seconds =
                pauses(ClickGenerator.of(Streams.roomy(), 33, Streams.START).sessions(50_000));
        Arrays.sort(seconds);

        // The envelopes of five real shops for percentiles 10, 50, 90 and 99.
        assertThat(seconds[seconds.length / 10]).isBetween(6.8, 12.0);
        assertThat(seconds[seconds.length / 2]).isBetween(30.1, 70.0);
        assertThat(seconds[seconds.length * 9 / 10]).isBetween(116.0, 487.0);
        assertThat(seconds[seconds.length * 99 / 100]).isBetween(377.0, 1510.0);
    }

    @Test
    void aConstantThinkTimeIsThePauseBetweenClicks() {
        ShopModel model = Streams.roomy().with("think-time", "constant(5s)").with("session-pace", "constant(2)");

        assertThat(pauses(ClickGenerator.of(model, 1, Streams.START).sessions(100)))
                .isNotEmpty()
                .containsOnly(10.0);
    }

    @Test
    void firstViewsOfAStayFollowThePopularityOfTheGroup() {
        // With single-view sessions, every view is the first of its stay.
        ShopModel model = Streams.roomy().with("session-length", "constant(1)");
        long[] views = new long[100];
        ClickGenerator.of(model, 34, Streams.START).clicks(1_000_000).stream()
                .filter(c -> c.type() == ClickType.PRODUCT_VIEW && c.groupId() == 1)
                .forEach(c -> views[c.productId() - 2001]++);
        long[] sorted = LongStream.of(views).sorted().toArray();
        double[] weights = IndexSampler.weights(new Distribution.LogNormal(1.6), 100);
        Arrays.sort(weights);

        assertThat(SamplersTest.pValue(weights, sorted)).isGreaterThan(P);
        // The order of ids is not that of popularity.
        assertThat(views).isNotEqualTo(sorted);
    }

    @Test
    void theSameProductIsViewedAgainAsOftenAsTheModelSays() {
        // One group and no group pages: every session is one stay. Without popularity, no repeats by chance
        // but one in a million.
        ShopModel model = Streams.roomy()
                .with("probability-browsing-group", "0")
                .with("product-popularity", "uniform")
                .with("group-product-id-max-1", "10002000")
                .with("group-product-id-max-2", "10000000")
                .with("session-length", "constant(3)");
        long[] repeats = new long[3]; // of second views: same; of third views: same as second, same as first only
        Map<Long, List<Integer>> views = new HashMap<>();
        ClickGenerator.of(model, 35, Streams.START)
                .sessions(100_000)
                .forEach(c -> views.computeIfAbsent(c.sessionId(), id -> new ArrayList<>())
                        .add(c.productId()));
        views.values().forEach(v -> {
            repeats[0] += v.get(1).equals(v.get(0)) ? 1 : 0;
            repeats[1] += v.get(2).equals(v.get(1)) ? 1 : 0;
            repeats[2] += v.get(2).equals(v.get(0)) && !v.get(2).equals(v.get(1)) ? 1 : 0;
        });

        // 100,000 sessions: the standard error of a share of 0.17 is 0.0012; five of them are 0.006. The
        // third view may go back to the first without repeating the second only if the two differ.
        assertThat(repeats[0] / 1e5).isCloseTo(0.17, within(0.006));
        assertThat(repeats[1] / 1e5).isCloseTo(0.17 + 0.83 * 0.12 * 0.17, within(0.006));
        assertThat(repeats[2] / 1e5).isCloseTo(0.83 * 0.12 * 0.83, within(0.006));
    }

    @Test
    void uniformUsersVisitEquallyOften() {
        long[] sessions = new long[100];
        ShopModel model =
                ShopModel.classic().with("session-length", "constant(1)").with("clicks-per-second", "0.01");
        ClickGenerator.of(model, 36, Streams.START).clicks(200_000).stream()
                .filter(c -> c.ordinal() == 1)
                .forEach(c -> sessions[c.userId() - 1]++);
        double[] even = new double[100];
        Arrays.fill(even, 1);

        assertThat(SamplersTest.pValue(even, sessions)).isGreaterThan(P);
    }

    @Test
    void skewedUsersVisitByTheirActivity() {
        ShopModel model = ShopModel.classic()
                .with("user-activity", "lognormal(1)")
                .with("session-length", "constant(1)")
                .with("session-timeout", "1s")
                .with("clicks-per-second", "0.001"); // so rare that hardly anybody is ever busy
        Map<Integer, Integer> sessions = new HashMap<>();
        ClickGenerator.of(model, 37, Streams.START).sessions(200_000).stream()
                .filter(c -> c.ordinal() == 1)
                .forEach(c -> sessions.merge(c.userId(), 1, Integer::sum));
        long[] sorted = sessions.values().stream().mapToLong(n -> n).sorted().toArray();
        double[] weights = IndexSampler.weights(new Distribution.LogNormal(1), 100);
        Arrays.sort(weights);

        assertThat(sorted).hasSize(100);
        // Sorting the counts of the many rare users makes chi-square too small, if anything; the upper half
        // is far enough apart to be compared one by one.
        double total = Arrays.stream(weights).sum();
        for (int i = 50; i < 100; i++) {
            double expected = 200_000 * weights[i] / total;
            assertThat((double) sorted[i]).isCloseTo(expected, within(5 * Math.sqrt(expected)));
        }
    }

    @Test
    void arrivalsAreAPoissonProcess() {
        ShopModel model = Streams.roomy().with("clicks-per-second", "2");
        List<Long> begins = ClickGenerator.of(model, 38, Streams.START).stream()
                .filter(c -> c.ordinal() == 1)
                .limit(20_000)
                .map(Click::timestampMillis)
                .toList();
        double perSecond = 2 * 0.9 / meanLength();
        double[] gaps = new double[begins.size() - 1];
        for (int i = 0; i < gaps.length; i++) {
            gaps[i] = (begins.get(i + 1) - begins.get(i)) / 1000.0;
        }

        double p = KolmogorovSmirnovTest.withDefaults()
                .test(gaps, x -> 1 - Math.exp(-perSecond * (x + 0.0005)))
                .getPValue();

        assertThat(p).isGreaterThan(P);
    }

    private static double meanLength() {
        double sum = 0;
        for (int n = 1; n <= 500; n++) {
            sum += survival(n - 0.5) / survival(0.5);
        }
        return sum;
    }

    @Test
    void aWarmStartHasItsRateFromTheFirstMinute() {
        ShopModel model = ShopModel.classic().with("customer-id-max", "200000").with("clicks-per-second", "100");
        Duration minute = Duration.ofMinutes(1);
        long inFirst = 0;
        int seeds = 20;
        for (int seed = 0; seed < seeds; seed++) {
            inFirst +=
                    ClickGenerator.of(model, 390 + seed, Streams.START)
                            .startingWarm()
                            .until(Streams.START.plus(minute))
                            .stream()
                            .count();
        }

        // 120,000 clicks expected. Clicks come in sessions, which makes their variance in a minute about
        // twice that of Poisson: standard error 490, five of them 2,450.
        assertThat(inFirst).isBetween(117_500L, 122_500L);
    }

    @Test
    void aColdStartRisesToTheSameRate() {
        ShopModel model = ShopModel.classic().with("customer-id-max", "200000").with("clicks-per-second", "50");
        long start = Streams.START.toEpochMilli();
        long[] perHour = new long[6];
        ClickGenerator.of(model, 40, Streams.START)
                .until(Streams.START.plus(Duration.ofHours(6)))
                .forEach(c -> perHour[(int) ((c.timestampMillis() - start) / 3_600_000)]++);

        assertThat(perHour[0]).isLessThan(perHour[1]);
        // 180,000 clicks an hour; the variance is some 20 times that of Poisson at this scale, by the mean
        // square of the session length over its mean: five standard errors are 9,500.
        assertThat(perHour[5]).isBetween(170_500L, 189_500L);
    }

    /**
     * However slow the pace, a pause is a part u^(1/shape) of the timeout, u uniform: 0.64 of it in the median. 20,000
     * sessions: the share below it has a deviation of 0.0035 at most, so 4 of them are 0.014.
     */
    @ParameterizedTest
    @ValueSource(strings = {"constant(100000)", "constant(1000000000000000)", "constant(1e308)", "lognormal(1e308)"})
    void extremePacesStayBelowTheTimeoutAndNearIt(String pace) {
        Pauses pauses =
                new Pauses(ShopModel.classic().with("session-pace", pace).sessions());
        double median = 1_800_000 * StrictMath.pow(0.5, 1 / 1.55);
        RandomStream random = new RandomStream(41);
        int below = 0;
        for (int i = 0; i < 20_000; i++) {
            below += pauses.millis((1 << 12) - 1, random.next()) < median ? 1 : 0;
        }

        assertThat(below / 20_000.0).isCloseTo(0.5, within(0.014));
    }
}
