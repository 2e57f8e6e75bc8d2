package io.csgen.simulate;

import static io.csgen.Rejections.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.csgen.RandomCases;
import io.csgen.click.Click;
import io.csgen.model.ShopModel;
import io.csgen.model.ShopModel.Preset;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Going on from a position gives the clicks that would have come without a break. */
class ResumeTest {
    private static final ShopModel QUIET = Streams.roomy().with("clicks-per-second", "0.02");
    private static final ClickGenerator GENERATOR = ClickGenerator.of(Streams.roomy(), 7, Streams.START);

    /** All that an iterator says: its clicks, and the position after each. */
    private record Course(List<Click> clicks, List<Position> positions) {
        static Course of(ClickGenerator generator) {
            Course course = new Course(new ArrayList<>(), new ArrayList<>());
            ClickIterator clicks = generator.iterator();
            while (clicks.hasNext()) {
                course.clicks.add(clicks.next());
                course.positions.add(clicks.position());
                assertThat(clicks.position().clickCount()).isEqualTo(clicks.clickCount());
                assertThat(clicks.position().sessionCount()).isEqualTo(clicks.sessionCount());
            }
            return course;
        }

        /** Stands for the whole, which is too long for a message. */
        String digest() {
            return clicks.size() + " clicks, " + clicks.hashCode() + ", " + positions.hashCode();
        }

        Course after(int count) {
            return new Course(clicks.subList(count, clicks.size()), positions.subList(count, positions.size()));
        }
    }

    static Stream<Arguments> models() {
        return Stream.of(
                Arguments.of("classic, whose few users overlap", ShopModel.classic(), Duration.ofHours(1)),
                Arguments.of("few users, who queue", withRate(ShopModel.classic(), "0.05"), Duration.ofDays(2)),
                Arguments.of("drift", QUIET.with("popularity-drift", "0.55"), Duration.ofDays(6)),
                Arguments.of("drift, sessions of days", sessionsOfDays(), Duration.ofDays(12)),
                Arguments.of("hours and weekdays", hours(), Duration.ofDays(4)),
                Arguments.of("stages", stages(), Duration.ofHours(3)),
                Arguments.of("favourites", QUIET.with("probability-favourite-group", "0.4"), Duration.ofDays(3)),
                Arguments.of(
                        "independent",
                        withRate(Streams.roomy(), "0.5").with("click-model", "independent"),
                        Duration.ofHours(4)),
                Arguments.of("reference", ShopModel.preset(Preset.REFERENCE), Duration.ofHours(6)),
                Arguments.of("journeys", QUIET.with("shop-journeys", "on"), Duration.ofDays(3)));
    }

    private static ShopModel withRate(ShopModel model, String rate) {
        return model.with("clicks-per-second", rate);
    }

    private static ShopModel sessionsOfDays() {
        return QUIET.with("popularity-drift", "0.95")
                .with("session-timeout", "1d")
                .with("think-time", "loglogistic(30m, 1.5)")
                .with("session-length", "constant(150)");
    }

    private static ShopModel hours() {
        return QUIET.with("hourly-rates", "0 0 0 0 0 1 2 4 8 9 8 7 6 5 5 6 7 8 9 12 9 6 3 1")
                .with("weekday-rates", "1 1 2 1 0 3 1");
    }

    private static ShopModel stages() {
        return withRate(Streams.roomy(), "0.5").with("stages", "ramp(0..2, 20m) hold(10m) gap(30m) spike(10, 5m)");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("models")
    void theRestIsTheSameToTheLastBit(String name, ShopModel model, Duration length) {
        RandomCases.check(4, random -> {
            ClickGenerator generator = part(ClickGenerator.of(model, random.nextLong(), Streams.START), random)
                    .until(Streams.START.plus(length));
            Course whole = Course.of(generator);
            assertThat(whole.clicks()).hasSizeGreaterThan(100);
            for (int i = 0; i < 4; i++) {
                int count = 1 + random.nextInt(whole.clicks().size());
                Position position =
                        Position.parse(whole.positions().get(count - 1).toString());
                assertThat(Course.of(generator.from(position)).digest())
                        .as("after %d clicks of %s", count, generator)
                        .isEqualTo(whole.after(count).digest());
            }
        });
    }

    private static ClickGenerator part(ClickGenerator whole, SplittableRandom random) {
        ClickGenerator started = random.nextBoolean() ? whole.startingWarm() : whole;
        int shards = 1 + random.nextInt(3);
        return started.shard(random.nextInt(shards), shards);
    }

    @Test
    void boundsCountFromTheStart() {
        Course whole = Course.of(GENERATOR.clicks(1_000));
        Position position = whole.positions().get(599);

        assertThat(Course.of(GENERATOR.clicks(1_000).from(position))).isEqualTo(whole.after(600));
        assertThat(GENERATOR.clicks(600).from(position)).isEmpty();
        assertThat(GENERATOR.clicks(0).from(position)).isEmpty();
        assertThat(GENERATOR
                        .until(Instant.ofEpochMilli(position.timestampMillis()))
                        .from(position))
                .isEmpty();
        assertThat(GENERATOR.until(Streams.START).from(position)).isEmpty();
    }

    @Test
    void aGeneratorGoesOnWhereAnEarlierOneEnded() {
        Instant noon = Streams.START.plus(Duration.ofHours(12));
        Instant evening = Streams.START.plus(Duration.ofHours(18));
        ClickGenerator generator = ClickGenerator.of(QUIET, 5, Streams.START);
        ClickIterator morning = generator.until(noon).iterator();
        List<Click> clicks = new ArrayList<>();
        morning.forEachRemaining(clicks::add);

        generator.until(evening).from(morning.position()).forEach(clicks::add);

        assertThat(clicks).isEqualTo(generator.until(evening).stream().toList());
    }

    @Test
    void thePositionIsThatOfTheLatestClickAlsoWhenTheNextIsKnown() {
        ClickIterator clicks = GENERATOR.iterator();
        clicks.next();
        Position position = clicks.position();

        assertThat(clicks.hasNext()).isTrue();
        assertThat(clicks.position()).isEqualTo(position);
    }

    @Test
    void thereIsNoPositionBeforeTheFirstClick() {
        ClickIterator clicks = GENERATOR.iterator();

        assertThatThrownBy(clicks::position)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("position must be asked for after a click");
        clicks.hasNext();
        assertThatThrownBy(clicks::position)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("position must be asked for after a click");
    }

    @Test
    void anIteratorThatBeginsAtAPositionIsThereAtOnce() {
        Position position = Course.of(GENERATOR.clicks(10)).positions().get(9);

        assertThat(GENERATOR.from(position).iterator().position()).isEqualTo(position);
    }

    @Test
    void aPositionReadsBackFromItsText() {
        RandomCases.check(1_000, random -> {
            Position position = new Position(
                    random.nextLong(Click.MIN_TIMESTAMP_MILLIS, Click.MAX_TIMESTAMP_MILLIS + 1),
                    random.nextLong(),
                    random.nextLong(1, 1_000_000_000_000_000_000L),
                    random.nextLong(1, 1_000_000_000_000_000_000L));
            assertThat(Position.parse(position.toString())).isEqualTo(position);
        });
        assertThat(new Position(-1, -1, 2, 1)).hasToString("-1-ffffffffffffffff-2-1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "1-00000000000000ab-2",
                "1-00000000000000AB-2-1",
                "1-ab-2-1",
                "1-00000000000000ab--2-1",
                "1.5-00000000000000ab-2-1",
                "1-00000000000000ab-2-1-",
                " 1-00000000000000ab-2-1",
                "9999999999999999-00000000000000ab-2-1",
                "1-00000000000000ab-9999999999999999999-1",
            })
    void textThatIsNoPositionIsRefused(String text) {
        assertThat(problemsOf(() -> Position.parse(text)))
                .containsExactly("position must be MILLIS-SESSION-CLICKS-SESSIONS, as an earlier run gave it: " + text);
    }

    @Test
    void blankTextIsNoPosition() {
        assertThat(problemsOf(() -> Position.parse("")))
                .containsExactly("position must be MILLIS-SESSION-CLICKS-SESSIONS, as an earlier run gave it: \"\"");
    }

    @Test
    void aPositionLiesAfterAClickOfASession() {
        assertThat(problemsOf(() -> new Position(0, 0, 0, -1)))
                .containsExactly(
                        "clicks of a position must be at least 1: 0", "sessions of a position must be at least 1: -1");
        assertThat(problemsOf(() -> Position.parse("0-0000000000000000-0-1")))
                .containsExactly("clicks of a position must be at least 1: 0");
    }

    @Test
    void foreignPositionsAreRefused() {
        Position position = Course.of(GENERATOR.clicks(100)).positions().get(99);
        ClickGenerator[] others = {
            ClickGenerator.of(Streams.roomy(), 8, Streams.START),
            ClickGenerator.of(Streams.roomy(), 7, Streams.START.plusMillis(1)),
            ClickGenerator.of(Streams.roomy(), 7, Streams.START.plus(Duration.ofDays(36_500))),
            ClickGenerator.of(Streams.roomy(), 7, Streams.START.minus(Duration.ofHours(1))),
            ClickGenerator.of(Streams.roomy(), 7, Streams.START.minus(Duration.ofDays(36_500))),
            ClickGenerator.of(withRate(Streams.roomy(), "2"), 7, Streams.START),
        };

        for (ClickGenerator other : others) {
            assertThat(problemsOf(() -> other.from(position).iterator()))
                    .as(other.toString())
                    .containsExactly("position must be one of this model, seed, start and shard: " + position);
        }
        Position moved = new Position(
                position.timestampMillis() + 1, position.sessionId(), position.clickCount(), position.sessionCount());
        assertThat(problemsOf(() -> GENERATOR.from(moved).iterator()))
                .containsExactly("position must be one of this model, seed, start and shard: " + moved);
    }

    @Test
    void positionsOfOtherShardsAreRefused() {
        Position position =
                Course.of(GENERATOR.shard(1, 3).clicks(100)).positions().get(99);

        assertThat(problemsOf(() -> GENERATOR.shard(0, 3).from(position)))
                .containsExactly("position must be one of this model, seed, start and shard: " + position);
        assertThat(GENERATOR.shard(1, 3).from(position).iterator().hasNext()).isTrue();
    }

    @Test
    void theShardsOfARestAreItsParts() {
        ClickGenerator whole = GENERATOR.startingWarm().until(Streams.START.plus(Duration.ofHours(1)));
        Position position = Course.of(whole.clicks(1_000)).positions().get(999);
        ClickGenerator rest = whole.from(position);
        List<Click> merged = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ClickIterator clicks = rest.shard(i, 5).iterator();
            assertThat(clicks.clickCount()).isEqualTo(1_000);
            clicks.forEachRemaining(merged::add);
        }
        merged.sort(Streams.ORDER);

        assertThat(merged).isEqualTo(rest.stream().toList());
    }

    @Test
    void aBoundOnSessionsIsNotCombinedWithAPosition() {
        Position position = Course.of(GENERATOR.clicks(1)).positions().get(0);

        assertThat(problemsOf(() -> GENERATOR.sessions(10).from(position)))
                .containsExactly("from must not be combined with a bound on sessions: " + position);
        assertThat(problemsOf(() -> GENERATOR.from(position).sessions(10)))
                .containsExactly("sessions must not be combined with a position: " + position);
    }

    /** What drawing products and ordering costs is saved for sessions that end before the position. */
    @Test
    void sessionsThatAreOverDrawNoProductsAndAddNoClicks() {
        long start = Streams.START.toEpochMilli();
        long tenDays = start + Duration.ofDays(10).toMillis();
        long later = tenDays + Duration.ofDays(30).toMillis();
        Simulation simulation = new Simulation(Streams.roomy(), start);
        Buckets buckets = new Buckets(start, simulation.clicksPerMilli(), Long.MAX_VALUE);
        buckets.startAt(later);
        Slice slice = withoutTrends(simulation);

        slice.beginUnderWay(later, buckets);
        slice.beginUntil(tenDays, later, buckets);

        assertThat(slice.nextArrivalMillis()).isGreaterThanOrEqualTo(tenDays);
        assertThat(buckets.isEmpty()).isTrue();
        // Who wants the clicks needs products, for which there are no trends.
        assertThatThrownBy(() -> withoutTrends(simulation).beginUntil(tenDays, start, buckets))
                .isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> withoutTrends(simulation).beginUnderWay(start, buckets))
                .isInstanceOf(NullPointerException.class);
    }

    private static Slice withoutTrends(Simulation simulation) {
        return new Slice(simulation, null, new Slice.Draft(), 0, 7, Streams.START.toEpochMilli(), () -> {});
    }
}
