package io.csgen.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.click.Click;
import io.csgen.click.ClickField;
import io.csgen.click.ClickFormat;
import io.csgen.click.ClickType;
import io.csgen.config.Settings;
import io.csgen.model.ShopModel;
import io.csgen.model.ShopModel.Preset;
import io.csgen.simulate.ClickGenerator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.inference.ChiSquareTest;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;

/**
 * Which clicks have which faults.
 *
 * <p>Nine tests at p > 0.0001: with a seed taken at random, at least one would fail in 0.09 % of runs. The seeds are
 * fixed.
 */
class FaultPlanTest {
    private static final double P = 1e-4;
    private static final List<Click> CLICKS =
            FaultyStreams.hours(11, 12).stream().toList();

    private static FaultPlan plan(Faults faults) {
        return FaultPlan.of(faults, FaultyStreams.hours(11, 12)).in(ClickFormat.JSON);
    }

    private static double pValue(double[] expected, long[] observed) {
        return ChiSquareTest.withDefaults().test(expected, observed).getPValue();
    }

    private static long[] counts(int cells, List<Click> clicks, ToLongFunction<Click> cell) {
        long[] counts = new long[cells];
        clicks.forEach(click -> counts[(int) cell.applyAsLong(click)]++);
        return counts;
    }

    private static List<Click> with(FaultPlan plan, Fault fault) {
        return CLICKS.stream()
                .filter(click -> plan.of(click).equals(Optional.of(fault)))
                .toList();
    }

    @Test
    void eachFaultHasItsRate() {
        Map<Fault, Double> rates = Map.of(
                Fault.DUPLICATE, 0.01,
                Fault.LATE, 0.02,
                Fault.OUT_OF_ORDER, 0.03,
                Fault.MALFORMED, 0.005,
                Fault.MISSING_FIELD, 0.2,
                Fault.CLOCK_SKEW, 0.004,
                Fault.ORPHAN, 0.1);
        FaultPlan plan = plan(new Faults(rates, Duration.ofSeconds(20), List.of(), Optional.of(3L)));
        long[] observed = counts(
                8, CLICKS, click -> plan.of(click).map(Fault.ALL::indexOf).orElse(7));
        double[] expected = IntStream.range(0, 8)
                .mapToDouble(i -> i == 7 ? 0.631 : rates.getOrDefault(Fault.ALL.get(i), 0.0))
                .toArray();

        assertThat(CLICKS).hasSizeGreaterThan(200_000);
        assertThat(pValue(expected, observed)).isBetween(P / 2, 1 - P / 2);
    }

    @Test
    void aFaultDoesNotDependOnThePositionInTheSession() {
        FaultPlan plan = plan(Faults.none().with(Fault.DUPLICATE, 0.1));
        long[] all = counts(10, CLICKS, click -> Math.min(10, click.ordinal()) - 1);
        long[] faulty = counts(10, with(plan, Fault.DUPLICATE), click -> Math.min(10, click.ordinal()) - 1);

        assertThat(pValue(Arrays.stream(all).asDoubleStream().toArray(), faulty))
                .isGreaterThan(P);
    }

    @Test
    void seedsChooseOtherClicks() {
        Faults faults = Faults.none().with(Fault.DUPLICATE, 0.1);
        Set<Click> ofOne = new HashSet<>(with(plan(faults.withSeed(1)), Fault.DUPLICATE));
        Set<Click> ofTwo = new HashSet<>(with(plan(faults.withSeed(2)), Fault.DUPLICATE));
        Set<Click> ofRun = new HashSet<>(with(plan(faults), Fault.DUPLICATE));

        assertThat(new HashSet<>(with(plan(faults.withSeed(11)), Fault.DUPLICATE)))
                .isEqualTo(ofRun);
        // About a tenth of each is in the other as well: 2,000 of 20,000, give or take 5 × 43.
        ofTwo.retainAll(ofOne);
        assertThat(ofTwo).hasSizeBetween(ofOne.size() / 10 - 215, ofOne.size() / 10 + 215);
    }

    @Test
    void allWaysToBeMalformedAreEquallyLikely() {
        FaultPlan plan = plan(Faults.none().with(Fault.MALFORMED, 0.1));
        long[] observed = counts(
                Malformation.values().length,
                with(plan, Fault.MALFORMED),
                click -> MalformedFault.malformation(plan.draw(click)).ordinal());

        assertThat(pValue(new double[] {1, 1, 1, 1, 1}, observed)).isGreaterThan(P);
    }

    @Test
    void allFieldsThatAClickHasAreEquallyLikelyToBeMissing() {
        FaultPlan plan = plan(Faults.none().with(Fault.MISSING_FIELD, 0.1));
        List<Click> views = with(plan, Fault.MISSING_FIELD).stream()
                .filter(click -> click.type().hasProduct())
                .toList();
        long[] observed = counts(9, views, click -> ClickField.ALL.indexOf(MissingFieldFault.field(plan.draw(click))));
        double[] expected = new double[9];
        Arrays.fill(expected, 1);

        assertThat(pValue(expected, observed)).isGreaterThan(P);
        assertThat(with(plan, Fault.MISSING_FIELD))
                .filteredOn(click -> !click.type().hasProduct())
                .isNotEmpty()
                .noneMatch(click -> MissingFieldFault.field(plan.draw(click)).equals(ClickField.PRODUCT_ID));
    }

    @Test
    void noClickLacksAFieldThatItHasNot() {
        Faults faults = Faults.of(
                Settings.of(Map.of("fault-missing-field", "1", "fault-missing-fields", "product_id"), "test"));
        FaultPlan plan = plan(faults);

        assertThat(CLICKS)
                .allSatisfy(click -> assertThat(plan.of(click).isPresent())
                        .isEqualTo(click.type().hasProduct()));
        assertThat(plan.withoutEffect()).isEmpty();
        assertThat(plan.in(ClickFormat.URL).withoutEffect()).containsExactly(Fault.MISSING_FIELD);
        assertThat(plan.in(ClickFormat.URL).of(CLICKS.get(0))).isEmpty();
    }

    @Test
    void noClickHasAFaultThatItsFormatCannotShow() {
        FaultPlan unwritten = FaultPlan.of(FaultyStreams.all(0.1), FaultyStreams.hours(11, 12));

        assertThat(unwritten.withoutEffect()).containsExactly(Fault.MALFORMED, Fault.MISSING_FIELD, Fault.CLOCK_SKEW);
        assertThat(unwritten.in(ClickFormat.JSON_URL).withoutEffect()).containsExactly(Fault.CLOCK_SKEW);
        assertThat(unwritten.in(ClickFormat.URL).withoutEffect()).containsExactly(Fault.CLOCK_SKEW);
        assertThat(unwritten.in(ClickFormat.CSV).withoutEffect()).isEmpty();
        assertThat(CLICKS)
                .noneMatch(click -> unwritten.of(click).filter(Fault::isWritten).isPresent());
        assertThat(CLICKS)
                .noneMatch(click -> unwritten.in(ClickFormat.URL).of(click).equals(Optional.of(Fault.CLOCK_SKEW)));
    }

    /** Kolmogorov and Smirnov, on the logarithms; delays are whole milliseconds, at most a day. */
    @Test
    void lateClicksHaveLogNormalDelays() {
        FaultPlan plan = plan(Faults.none().with(Fault.LATE, 0.05));
        double[] logs = with(plan, Fault.LATE).stream()
                .mapToDouble(click -> Math.log(Fault.LATE.delayMillis(plan.draw(click))))
                .filter(log -> log < Math.log(86_400_000))
                .toArray();
        NormalDistribution law = NormalDistribution.of(Math.log(20_000), 2);

        assertThat(KolmogorovSmirnovTest.withDefaults()
                        .test(logs, law::cumulativeProbability)
                        .getPValue())
                .isGreaterThan(P);
        assertThat(with(plan, Fault.LATE))
                .allSatisfy(click ->
                        assertThat(Fault.LATE.delayMillis(plan.draw(click))).isBetween(1L, 86_400_000L));
    }

    @Test
    void otherDelaysAreAtMostTenSeconds() {
        FaultPlan plan = plan(Faults.none().with(Fault.OUT_OF_ORDER, 0.1));
        long[] observed = counts(
                10,
                with(plan, Fault.OUT_OF_ORDER),
                click -> (Fault.OUT_OF_ORDER.delayMillis(plan.draw(click)) - 1) / 1_000);
        double[] expected = new double[10];
        Arrays.fill(expected, 1);

        assertThat(pValue(expected, observed)).isGreaterThan(P);
    }

    @Test
    void wrongTimesAreHoursOrYearsAwayAndAlwaysTimesOfClicks() {
        FaultPlan plan = plan(Faults.none().with(Fault.CLOCK_SKEW, 0.1));

        assertThat(with(plan, Fault.CLOCK_SKEW)).hasSizeGreaterThan(20_000).allSatisfy(click -> {
            long skew = ClockSkewFault.skewMillis(plan.draw(click));
            assertThat(skew).isNotZero();
            assertThat(skew % 3_600_000 == 0 || click.timestampMillis() + skew < 86_400_000)
                    .isTrue();
        });
        Click first = new Click(Click.MIN_TIMESTAMP_MILLIS, 1, 1, 1, ClickType.GROUP_VIEW, 1, Click.NO_PRODUCT);
        Click last = new Click(Click.MAX_TIMESTAMP_MILLIS, 1, 1, 1, ClickType.GROUP_VIEW, 1, Click.NO_PRODUCT);
        LongStream.range(0, 200).mapToObj(FaultPlanTest::withSeed).forEach(seeded -> {
            assertThat(first.timestampMillis() + ClockSkewFault.skewMillis(seeded.draw(first)))
                    .isBetween(Click.MIN_TIMESTAMP_MILLIS, Click.MAX_TIMESTAMP_MILLIS);
            assertThat(last.timestampMillis() + ClockSkewFault.skewMillis(seeded.draw(last)))
                    .isBetween(Click.MIN_TIMESTAMP_MILLIS, Click.MAX_TIMESTAMP_MILLIS);
        });
    }

    private static FaultPlan withSeed(long seed) {
        return plan(Faults.none().with(Fault.CLOCK_SKEW, 1).withSeed(seed));
    }

    @Test
    void anOrphanIsAProductViewInTheMiddleOfASessionOfNobodyKnown() {
        FaultPlan plan = plan(Faults.none().with(Fault.ORPHAN, 0.1));
        Set<Long> sessions = new HashSet<>();
        CLICKS.forEach(click -> sessions.add(click.sessionId()));

        assertThat(with(plan, Fault.ORPHAN)).hasSizeGreaterThan(20_000).allSatisfy(click -> {
            Click orphan = plan.besides(click).get(0);
            assertThat(plan.besides(click)).hasSize(1);
            assertThat(orphan.type()).isEqualTo(ClickType.PRODUCT_VIEW);
            assertThat(orphan.ordinal()).isBetween(2, 10);
            assertThat(orphan.userId()).isGreaterThan(8_000);
            assertThat(orphan.timestampMillis()).isEqualTo(click.timestampMillis());
            assertThat(sessions.contains(orphan.sessionId())).isFalse();
            assertThat(plan.of(orphan)).isEmpty();
            assertThat(plan.besides(orphan)).isEmpty();
        });
    }

    @Test
    void botsViewAnyProductEveryFewSeconds() {
        FaultPlan plan = plan(Faults.none().with(Fault.BOT, 0.3));
        List<Click> clicks =
                CLICKS.stream().flatMap(click -> plan.besides(click).stream()).toList();
        List<Long> pauses = new ArrayList<>();
        for (int i = 1; i < clicks.size(); i++) {
            if (clicks.get(i).ordinal() > 1) {
                assertThat(clicks.get(i).sessionId())
                        .isEqualTo(clicks.get(i - 1).sessionId());
                assertThat(clicks.get(i).ordinal()).isEqualTo(clicks.get(i - 1).ordinal() + 1);
                pauses.add(clicks.get(i).timestampMillis() - clicks.get(i - 1).timestampMillis());
            }
        }

        // Means of 41 bots from 1 to 5 s: 3 s ± 5 × 0.18.
        assertThat(pauses.stream().mapToLong(pause -> pause).average().orElseThrow())
                .isBetween(2_100.0, 3_900.0);
        assertThat(pauses).allMatch(pause -> pause >= 0);
        // A share of 0.3 ± 5 standard deviations: there are some 1,800 visits of 50 ± 29 clicks each.
        assertThat((double) clicks.size() / (clicks.size() + CLICKS.size())).isBetween(0.27, 0.33);
        assertThat(clicks).allSatisfy(click -> assertThat(click.userId()).isBetween(8_001, 8_041));
        // One click in ten is on a group page, and there are 100 books and 1,000 movies.
        long[] groups =
                counts(2, clicks.stream().filter(c -> c.productId() >= 0).toList(), click -> click.groupId() - 1);
        assertThat(pValue(new double[] {100, 1_000}, groups)).isGreaterThan(P);
        long[] types = counts(2, clicks, click -> click.type().ordinal());
        assertThat(pValue(new double[] {0.1, 0.9}, types)).isGreaterThan(P);
    }

    @Test
    void botsNeverSleepWhileUsersDo() {
        ShopModel shop = ShopModel.preset(Preset.YOOCHOOSE).with("clicks-per-second", "5");
        ClickGenerator generator =
                ClickGenerator.of(shop, 5, FaultyStreams.START).until(FaultyStreams.START.plus(Duration.ofDays(2)));
        FaultPlan plan = FaultPlan.of(Faults.none().with(Fault.BOT, 0.5), generator);
        long[] users = new long[8];
        long[] bots = new long[8];
        generator.forEach(click -> {
            int part = (int) (click.timestampMillis() / 10_800_000 % 8);
            users[part]++;
            bots[part] += plan.besides(click).isEmpty() ? 0 : 1;
        });

        double[] flat = new double[8];
        Arrays.fill(flat, 1);
        assertThat(pValue(flat, users)).isLessThan(1e-300);
        // Clicks follow the rate of sessions by some minutes, so that it is not quite even: by no more than a tenth.
        long mean = LongStream.of(bots).sum() / 8;
        double deviation = 5 * Math.sqrt(mean);
        assertThat(Arrays.stream(bots).boxed())
                .allSatisfy(n -> assertThat((double) n).isBetween(0.9 * mean - deviation, 1.1 * mean + deviation));
    }
}
