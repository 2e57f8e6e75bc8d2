package io.csgen.simulate;

import static io.csgen.Rejections.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.csgen.RandomCases;
import io.csgen.click.Click;
import io.csgen.internal.RandomStream;
import io.csgen.model.ShopModel;
import io.csgen.model.ShopModel.Preset;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateChangesTest {
    private static final Instant START = Streams.START;

    /** Changes the rate at random, at the first time that is still open, and keeps record. */
    private static final class RandomSchedule implements RateChange.Schedule {
        private final SplittableRandom random;
        private final double likely;
        private List<RateChange> changes;
        private long claimed = START.toEpochMilli() + 1;

        RandomSchedule(ClickGenerator generator, SplittableRandom random, double likely) {
            this.random = random;
            this.likely = likely;
            changes = generator.rateChanges();
        }

        @Override
        public List<RateChange> claim(long untilMillis) {
            if (random.nextDouble() < likely && changes.size() < 40) {
                List<RateChange> more = new ArrayList<>(changes);
                Instant at = Instant.ofEpochMilli(claimed + random.nextInt(3) * random.nextInt(100_000));
                double rate = random.nextInt(4) == 0 ? 0 : StrictMath.exp(random.nextDouble(-3, 6));
                more.removeIf(change -> change.at().equals(at));
                more.add(new RateChange(at, rate));
                more.sort(Comparator.comparing(RateChange::at));
                changes = List.copyOf(more);
            }
            claimed = Math.max(claimed, untilMillis);
            return changes;
        }
    }

    private static ShopModel model(SplittableRandom random) {
        ShopModel model = random.nextBoolean() ? Streams.roomy() : ShopModel.preset(Preset.YOOCHOOSE);
        model = random.nextBoolean() ? model.with("hourly-rates", "flat") : model;
        model = random.nextBoolean() ? model : model.with("weekday-rates", "1 2 3 4 5 6 7");
        model = random.nextBoolean() ? model : model.with("stages", "ramp(0..30, 5m) hold(1m) gap(30s) spike(60, 7s)");
        model = random.nextBoolean() ? model : model.with("rate-response", "sharp");
        return model.with("clicks-per-second", "" + StrictMath.exp(random.nextDouble(-2, 4)));
    }

    @Test
    void theChangesOnRecordGiveTheSameClicks() {
        RandomCases.check(150, random -> {
            ClickGenerator generator = ClickGenerator.of(model(random), random.nextLong(), START);
            generator = random.nextBoolean() ? generator.startingWarm() : generator;
            generator = generator.until(START.plusSeconds(3_000)).clicks(20_000);
            RandomSchedule schedule = new RandomSchedule(generator, random, 0.1 * random.nextDouble());
            Duration stride = Duration.ofMillis(1 + random.nextLong(2_000_000));

            List<Click> live = list(generator.iterator(schedule, stride));

            ClickGenerator again = generator.rateChanges(schedule.changes);
            assertThat(again.rateChanges()).isEqualTo(schedule.changes);
            assertThat(again.stream().toList()).isEqualTo(live);
        });
    }

    @Test
    void workingAheadChangesNoClick() {
        RandomCases.check(60, random -> {
            ClickGenerator generator = ClickGenerator.of(model(random), random.nextLong(), START);
            generator = random.nextBoolean() ? generator.startingWarm() : generator;
            generator = generator.until(START.plusSeconds(2_000)).clicks(8_000);
            generator = random.nextBoolean() ? generator.sessions(random.nextLong(300)) : generator;
            RandomSchedule schedule = new RandomSchedule(generator, random, 0.1 * random.nextDouble());
            ClickIterator clicks = generator.iterator(schedule, Duration.ofMillis(1 + random.nextLong(2_000_000)));

            List<Click> ahead = new ArrayList<>();
            while (clicks.hasNext()) {
                ahead.add(clicks.next());
                long limit = clicks.view().timestampMillis() + random.nextLong(20_000);
                for (int i = random.nextInt(200); i > 0 && clicks.prepare(limit); i--) {
                    assertThat(clicks.view().timestampMillis())
                            .isEqualTo(ahead.get(ahead.size() - 1).timestampMillis());
                }
            }

            assertThat(generator.rateChanges(schedule.changes).stream().toList())
                    .isEqualTo(ahead);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"smooth", "sharp"})
    void shardsWithTheChangesAreTheWhole(String response) {
        ClickGenerator generator = ClickGenerator.of(Streams.roomy().with("rate-response", response), 3, START)
                .rateChanges(List.of(change(100, 50), change(200, 0), change(300, 10)))
                .until(START.plusSeconds(1_000));

        List<Click> merged = IntStream.range(0, 5)
                .boxed()
                .flatMap(k -> generator.shard(k, 5).stream())
                .sorted(Streams.ORDER)
                .toList();

        assertThat(merged).isEqualTo(generator.stream().toList()).hasSizeGreaterThan(5_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"smooth", "sharp"})
    void aPositionIsAPlaceAmongTheChanges(String response) {
        ClickGenerator generator = ClickGenerator.of(Streams.roomy().with("rate-response", response), 4, START)
                .rateChanges(List.of(change(100, 50), change(200, 0), change(300, 10)))
                .until(START.plusSeconds(1_000));
        List<Click> all = generator.stream().toList();
        ClickIterator clicks = generator.iterator();
        for (int i = 1; i <= all.size(); i++) {
            clicks.next();
            if (i % 1_000 == 0) {
                assertThat(generator.from(clicks.position()).stream().toList()).isEqualTo(all.subList(i, all.size()));
            }
        }
    }

    @Test
    void aChangeTouchesOnlySessionsThatBeginAfterIt() {
        ClickGenerator before =
                ClickGenerator.of(Streams.roomy(), 5, START).startingWarm().until(START.plusSeconds(2_000));
        ClickGenerator after = before.rateChanges(List.of(change(500, 30)));
        long at = START.plusSeconds(500).toEpochMilli();

        List<Click> expected = clicksOfSessionsBegun(before, at);
        assertThat(clicksOfSessionsBegun(after, at)).isEqualTo(expected).hasSizeGreaterThan(2_000);
        assertThat(after.stream().count()).isGreaterThan(2 * before.stream().count());
    }

    private static List<Click> clicksOfSessionsBegun(ClickGenerator generator, long beforeMillis) {
        List<Click> all = generator.stream().toList();
        Set<Long> sessions = all.stream()
                .filter(c -> c.ordinal() == 1 && c.timestampMillis() < beforeMillis)
                .map(Click::sessionId)
                .collect(Collectors.toSet());
        return all.stream().filter(c -> sessions.contains(c.sessionId())).toList();
    }

    /**
     * Independent clicks are sessions of one, so their number between two changes is Poisson. Within 4.5
     * deviations for each of the four stretches: other seeds would fail in 3 of 100,000 runs.
     */
    @Test
    void theRateOfArrivalsIsThatOfTheLatestChange() {
        ShopModel model = Streams.roomy().with("click-model", "independent").with("stages", "ramp(7..7, 1d)");
        ClickGenerator generator = ClickGenerator.of(model, 6, START)
                .rateChanges(List.of(change(1_000, 40), change(2_000, 0.5), change(3_000, 0), change(4_000, 20)));
        double[] rates = {7, 40, 0.5, 0, 20};
        long[] counts = new long[rates.length];
        generator
                .until(START.plusSeconds(5_000))
                .forEach(click -> counts[(int) ((click.timestampMillis() - START.toEpochMilli()) / 1_000_000)]++);

        for (int i = 0; i < rates.length; i++) {
            assertThat((double) counts[i])
                    .as("at %s clicks per second", rates[i])
                    .isCloseTo(1_000 * rates[i], within(4.5 * StrictMath.sqrt(1_000 * rates[i])));
            assertThat(generator.clicksPerSecond(START.plusSeconds(1_000L * i + 999)))
                    .isCloseTo(rates[i], within(1e-12));
        }
    }

    @Test
    void hoursAndWeekdaysApplyOnTopOfAChange() {
        ShopModel model = Streams.roomy().with("weekday-rates", "0.5 1.5 1 1 1 1 1");
        ClickGenerator generator = ClickGenerator.of(model, 6, START).rateChanges(List.of(change(10, 20)));

        assertThat(generator.clicksPerSecond(START.plusSeconds(60))).isCloseTo(10, within(1e-9));
        assertThat(generator.clicksPerSecond(START.plusSeconds(86_400))).isCloseTo(30, within(1e-9));
    }

    @Test
    void atRateZeroTheGeneratorComesToItsEnd() {
        ClickGenerator generator =
                ClickGenerator.of(Streams.lopsided(), 7, START).rateChanges(List.of(change(60, 0)));
        for (ClickGenerator g : List.of(generator, with("weekday-rates", "1 2 1 2 1 2 1"))) {
            List<Click> clicks = g.rateChanges(List.of(change(60, 0))).stream().toList();

            assertThat(clicks).isNotEmpty();
            assertThat(clicks.stream().filter(c -> c.ordinal() == 1))
                    .allMatch(c -> c.timestampMillis() < START.plusSeconds(60).toEpochMilli());
        }
    }

    private static ClickGenerator with(String key, String value) {
        return ClickGenerator.of(Streams.roomy().with(key, value), 7, START);
    }

    @Test
    void aMuchHigherRateTakesShorterBuckets() {
        ClickGenerator generator = ClickGenerator.of(
                        Streams.roomy().with("clicks-per-second", "0.01").with("customer-id-max", "1000000"), 8, START)
                .until(START.plusSeconds(40_000));
        List<RateChange> changes = List.of(change(39_000, 400));
        RateChange.Schedule late =
                until -> until > START.plusSeconds(30_000).toEpochMilli() ? changes : generator.rateChanges();

        List<Click> live = list(generator.iterator(late, Duration.ofDays(1)));

        assertThat(live)
                .isEqualTo(generator.rateChanges(changes).stream().toList())
                .hasSizeGreaterThan(100_000);
    }

    @Test
    void theLimitHoldsBackWhatIsNotDueToBeDrawn() {
        ClickGenerator generator = ClickGenerator.of(Streams.roomy(), 9, START).until(START.plusSeconds(600));
        List<Long> claims = new ArrayList<>();
        ClickIterator clicks = generator.iterator(
                until -> {
                    claims.add(until);
                    return generator.rateChanges();
                },
                Duration.ofSeconds(1));
        List<Click> all = new ArrayList<>();
        long start = START.toEpochMilli();
        for (long limit = start; limit <= start + 700_000; limit += 500) {
            while (clicks.hasNext(limit)) {
                all.add(clicks.next());
            }
            assertThat(clicks.knownUntilMillis()).isGreaterThanOrEqualTo(limit);
            assertThat(claims).allMatch(lessThan(limit + 1_024));
        }

        assertThat(all).isEqualTo(generator.stream().toList()).isNotEmpty();
        assertThat(clicks.knownUntilMillis()).isEqualTo(Long.MAX_VALUE);
        assertThat(clicks.hasNext()).isFalse();
    }

    private static Predicate<Long> lessThan(long bound) {
        return value -> value < bound;
    }

    @Test
    void tooFewUsersForAChangeAreToldOrForbidden() {
        ShopModel model = Streams.roomy();
        ClickGenerator generator = ClickGenerator.of(model, 10, START);
        String warning = "customer-id-max must leave room for 90566 users at 100 clicks per second, or sessions of"
                + " one user overlap: 20000 users";

        ClickGenerator faster = generator.rateChanges(List.of(change(1, 100), change(2, 1)));
        assertThat(generator.warning()).isEmpty();
        assertThat(faster.warning()).contains(warning);
        assertThat(faster.rateChanges(List.of()).warning()).isEmpty();

        ClickGenerator strict = ClickGenerator.of(model.with("overlapping-sessions", "forbid"), 10, START);
        assertThat(problemsOf(() -> strict.rateChanges(List.of(change(1, 100)))))
                .containsExactly(warning);
        assertThat(strict.rateChanges(List.of(change(1, 5))).rateChanges()).containsExactly(change(1, 5));
    }

    @Test
    void changesLieAfterTheStartInOrder() {
        ClickGenerator generator = ClickGenerator.of(Streams.roomy(), 11, START);

        assertThat(problemsOf(() -> generator.rateChanges(List.of(change(0, 1)))))
                .containsExactly("time of a rate change must be after the start (2026-01-05T00:00:00Z):"
                        + " 2026-01-05T00:00:00Z");
        assertThat(problemsOf(() -> generator.rateChanges(List.of(change(2, 1), change(2, 3)))))
                .containsExactly("time of a rate change must be after that of the one before"
                        + " (2026-01-05T00:00:02Z): 2026-01-05T00:00:02Z");
    }

    @Test
    void aRateIsFromZeroToTenMillion() {
        assertThat(problemsOf(() -> change(1, -0.1)))
                .containsExactly("rate must be 0, or a number from 0.0001 to 10000000: -0.1");
        assertThat(problemsOf(() -> change(1, Double.NaN)))
                .containsExactly("rate must be 0, or a number from 0.0001 to 10000000: NaN");
        assertThat(problemsOf(() -> change(1, 10_000_001)))
                .containsExactly("rate must be 0, or a number from 0.0001 to 10000000: 1.0000001E7");
        assertThat(problemsOf(() -> change(1, 0.00001)))
                .containsExactly("rate must be 0, or a number from 0.0001 to 10000000: 1.0E-5");
        assertThat(change(1, 0.0001).clicksPerSecond()).isEqualTo(0.0001);
        assertThat(change(1, 10_000_000).clicksPerSecond()).isEqualTo(10_000_000);
        assertThat(change(1, -0.0)).isEqualTo(change(1, 0));
    }

    @Test
    void theTimeOfAChangeIsInWholeMillisecondsOfFourDigitYears() {
        assertThat(new RateChange(START.plusNanos(1_999_999), 1).at()).isEqualTo(START.plusMillis(1));
        assertThat(problemsOf(() -> new RateChange(Instant.MAX, 1)))
                .containsExactly("time of a rate change must lie in the years 1 to 9999:"
                        + " +1000000000-12-31T23:59:59.999999999Z");
    }

    private static RateChange change(long second, double rate) {
        return new RateChange(START.plusSeconds(second), rate);
    }

    private static List<Click> list(Iterator<Click> clicks) {
        return Stream.iterate(clicks, Iterator::hasNext, all -> all)
                .map(Iterator::next)
                .toList();
    }

    /** Whatever an iterator is at, it can be ended: the schedule is asked every few thousand clicks or seconds. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "clicks that are dense",
                "sessions under way",
                "the way to a position",
                "a ramp that is next to nothing"
            })
    void drawingEndsWhereTheScheduleSaysSo(String drawing) {
        ShopModel dense = Streams.roomy().with("clicks-per-second", "1000000");
        ClickGenerator generator = ClickGenerator.of(dense, 7, START);
        ClickGenerator endless = switch (drawing) {
            case "clicks that are dense" -> generator;
            case "sessions under way" -> generator.startingWarm();
            case "the way to a position" ->
                generator.from(new Position(
                        START.plus(Duration.ofDays(300)).toEpochMilli(),
                        RandomStream.mix(RandomStream.mix(7)), // the first session of the first slice
                        1_000_000_000,
                        1_000_000_000));
            default -> ClickGenerator.of(dense.with("stages", "ramp(0.000000001..0.000000002, 36500d)"), 7, START);
        };
        int[] asked = {0};
        RateChange.Schedule schedule = new RateChange.Schedule() {
            @Override
            public List<RateChange> claim(long untilMillis) {
                return List.of();
            }

            @Override
            public void proceed() {
                if (++asked[0] == 1_000) {
                    throw new IllegalStateException("enough");
                }
            }
        };

        assertThatThrownBy(() -> endless.iterator(schedule, Duration.ofDays(1)).hasNext())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("enough");
        assertThat(asked[0]).isEqualTo(1_000);
    }
}
