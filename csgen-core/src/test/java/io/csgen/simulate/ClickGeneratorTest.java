package io.csgen.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.csgen.click.Click;
import io.csgen.config.ConfigException;
import io.csgen.model.ShopModel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClickGeneratorTest {
    private static final ClickGenerator GENERATOR = ClickGenerator.of(Streams.roomy(), 7, Streams.START);

    @Test
    void everyIteratorGivesTheSameClicks() {
        ClickGenerator generator = GENERATOR.clicks(5_000);

        List<Click> once = generator.stream().toList();

        assertThat(generator.stream().toList()).isEqualTo(once);
        assertThat(generator).containsExactlyElementsOf(once);
        assertThat(ClickGenerator.of(Streams.roomy(), 7, Streams.START).clicks(5_000))
                .containsExactlyElementsOf(once);
    }

    @Test
    void iteratorsDoNotDisturbEachOther() {
        var a = GENERATOR.iterator();
        var b = GENERATOR.iterator();
        List<Click> alternating = new ArrayList<>();
        List<Click> other = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            alternating.add(a.next());
            other.add(b.next());
        }

        assertThat(alternating).isEqualTo(other);
    }

    @Test
    void anotherSeedGivesOtherClicks() {
        assertThat(ClickGenerator.of(Streams.roomy(), 8, Streams.START).clicks(10).stream()
                        .toList())
                .isNotEqualTo(GENERATOR.clicks(10).stream().toList());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 86_400_000, 8_640_000_000L})
    void anotherStartGivesOtherClicks(long shiftMillis) {
        Map<Long, Long> lengths = lengths(GENERATOR.clicks(5_000));
        ClickGenerator later = ClickGenerator.of(Streams.roomy(), 7, Streams.START.plusMillis(shiftMillis));

        assertThat(lengths(later.clicks(5_000)).keySet()).doesNotContainAnyElementsOf(lengths.keySet());
        assertThat(later.clicks(5_000).stream()
                        .map(c -> c.timestampMillis() - shiftMillis)
                        .toList())
                .isNotEqualTo(GENERATOR.clicks(5_000).stream()
                        .map(Click::timestampMillis)
                        .toList());
        assertThat(users(later)).isNotEqualTo(users(GENERATOR));
    }

    private static Map<Long, Long> lengths(ClickGenerator clicks) {
        return clicks.stream().collect(Collectors.groupingBy(Click::sessionId, Collectors.counting()));
    }

    private static List<Integer> users(ClickGenerator clicks) {
        return clicks.clicks(100).stream().map(Click::userId).toList();
    }

    @Test
    void noSessionHasTheNumberZeroEvenWithSeedAndStartZero() {
        ClickGenerator clicks = ClickGenerator.of(Streams.roomy(), 0, Instant.EPOCH);

        assertThat(lengths(clicks.sessions(1_000))).hasSize(1_000).doesNotContainKey(0L);
        assertThat(lengths(clicks.startingWarm().clicks(5_000))).doesNotContainKey(0L);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 64})
    void shardsMergedAreTheWhole(int count) {
        ClickGenerator whole = GENERATOR.startingWarm().until(Streams.START.plus(Duration.ofHours(2)));
        List<Click> merged = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            whole.shard(i, count).forEach(merged::add);
        }
        merged.sort(Streams.ORDER);

        assertThat(merged).isEqualTo(whole.stream().toList());
    }

    @Test
    void shardsOfAShardMergedAreThatShard() {
        ClickGenerator shard = GENERATOR
                .startingWarm()
                .until(Streams.START.plus(Duration.ofHours(2)))
                .shard(1, 3);
        List<Click> merged = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            shard.shard(i, 4).shard(0, 2).forEach(merged::add);
            shard.shard(i, 4).shard(1, 2).forEach(merged::add);
        }
        merged.sort(Streams.ORDER);

        assertThat(merged).isEqualTo(shard.stream().toList());
    }

    @Test
    void aShardOfOneSliceHasNoFurtherParts() {
        ClickGenerator slice = GENERATOR.shard(63, 64).clicks(100);

        assertThat(slice.shard(0, 64)).containsExactlyElementsOf(slice);
        assertThat(slice.shard(1, 2)).isEmpty();
        assertThat(GENERATOR)
                .hasToString("ClickGenerator[seed=7, start=2026-01-05T00:00:00Z, clicksPerSecond=3, slices=64]");
        assertThat(slice)
                .hasToString("ClickGenerator[seed=7, start=2026-01-05T00:00:00Z, clicksPerSecond=3, slices=1]");
    }

    @Test
    void shardsShareNoUser() {
        ClickGenerator whole = GENERATOR.until(Streams.START.plus(Duration.ofHours(1)));
        Map<Integer, Integer> shardOfUser = new HashMap<>();
        for (int i = 0; i < 3; i++) {
            int shard = i;
            whole.shard(i, 3)
                    .forEach(c -> assertThat(shardOfUser.merge(c.userId(), shard, (a, b) -> a.equals(b) ? a : -1))
                            .isEqualTo(shard));
        }
    }

    /** Going through 68 years bucket by bucket would take minutes at this rate. */
    @Test
    @Timeout(20)
    void shardsWithFewUsersOrNoneComeToTheirClicksInTime() {
        ShopModel model = ShopModel.classic().with("customer-id-max", "2").with("clicks-per-second", "1000000");

        assertThat(ClickGenerator.of(model, 1, Streams.START).shard(2, 3)).isEmpty();
        assertThat(ClickGenerator.of(model.with("user-activity", "lognormal(5)"), 1, Streams.START)
                        .shard(1, 2)
                        .clicks(100))
                .hasSize(100);
        assertThat(ClickGenerator.of(model.with("stages", "gap(10000d)"), 1, Streams.START)
                        .clicks(100))
                .hasSize(100);
    }

    @Test
    void clicksAreCountedExactly() {
        assertThat(GENERATOR.clicks(0)).isEmpty();
        assertThat(GENERATOR.clicks(1)).hasSize(1);
        assertThat(GENERATOR.clicks(1_234)).hasSize(1_234);
    }

    @Test
    void sessionsAreCountedExactlyAndComplete() {
        List<Click> clicks = GENERATOR.sessions(100).stream().toList();
        Map<Long, Long> lengths =
                clicks.stream().collect(Collectors.groupingBy(Click::sessionId, Collectors.counting()));
        Map<Long, Long> further = GENERATOR.clicks(50_000).stream()
                .collect(Collectors.groupingBy(Click::sessionId, Collectors.counting()));

        assertThat(lengths).hasSize(100);
        assertThat(further).containsAllEntriesOf(lengths);
        List<Long> firstToBegin = GENERATOR.stream()
                .filter(c -> c.ordinal() == 1)
                .limit(100)
                .map(Click::sessionId)
                .toList();
        assertThat(lengths.keySet()).containsExactlyInAnyOrderElementsOf(firstToBegin);
        assertThat(GENERATOR.sessions(0)).isEmpty();
    }

    @Test
    void sessionsCanBeEndedOnTheWay() {
        ClickIterator clicks = GENERATOR.iterator();
        List<Click> given = new ArrayList<>();
        while (clicks.sessionCount() < 100) {
            given.add(clicks.next());
        }
        clicks.hasNext(); // the next click is known already, and may be of one session more
        clicks.beginNoMoreSessions();
        clicks.forEachRemaining(given::add);

        assertThat(given)
                .isEqualTo(GENERATOR.sessions(clicks.sessionCount()).stream().toList());
        assertThat(clicks.sessionCount()).isBetween(100L, 101L);
    }

    @Test
    void aGeneratorTellsItsBounds() {
        assertThat(GENERATOR.maxClicks()).isEqualTo(Long.MAX_VALUE);
        assertThat(GENERATOR.maxSessions()).isEqualTo(Long.MAX_VALUE);
        assertThat(GENERATOR.position()).isEmpty();
        assertThat(GENERATOR.clicks(5).maxClicks()).isEqualTo(5);
        assertThat(GENERATOR.sessions(6).maxSessions()).isEqualTo(6);
        ClickIterator clicks = GENERATOR.iterator();
        clicks.next();
        assertThat(GENERATOR.from(clicks.position()).position()).contains(clicks.position());
    }

    @Test
    void endIsExclusive() {
        Click tenth = GENERATOR.stream().skip(9).findFirst().orElseThrow();
        Instant at = Instant.ofEpochMilli(tenth.timestampMillis());

        assertThat(GENERATOR.until(at)).allMatch(c -> c.timestampMillis() < tenth.timestampMillis());
        assertThat(GENERATOR.until(at.plusNanos(1))).contains(tenth);
        assertThat(GENERATOR.until(Streams.START)).isEmpty();
    }

    @Test
    void nextAfterTheLastClickThrows() {
        var clicks = GENERATOR.clicks(1).iterator();
        clicks.next();

        assertThat(clicks.hasNext()).isFalse();
        assertThatThrownBy(clicks::next)
                .isInstanceOf(NoSuchElementException.class)
                .hasMessage("no click is left");
    }

    @Test
    void boundsOutOfRangeAreRefused() {
        assertProblem(() -> GENERATOR.clicks(-1), "clicks must be at least 0: -1");
        assertProblem(() -> GENERATOR.sessions(-1), "sessions must be at least 0: -1");
        assertProblem(
                () -> GENERATOR.shard(0, 0),
                "shard count must be from 1 to 64: 0\nshard index must be from 0 to -1: 0");
        assertProblem(() -> GENERATOR.shard(0, 65), "shard count must be from 1 to 64: 65");
        assertProblem(() -> GENERATOR.shard(2, 2), "shard index must be from 0 to 1: 2");
        assertProblem(() -> GENERATOR.shard(-1, 2), "shard index must be from 0 to 1: -1");
        assertProblem(
                () -> GENERATOR.until(Streams.START.minusMillis(1)),
                "until must not be before the start (2026-01-05T00:00:00Z): 2026-01-04T23:59:59.999Z");
        assertProblem(
                () -> ClickGenerator.of(Streams.roomy(), 1, Instant.MAX),
                "start must lie in the years 1 to 9899: +1000000000-12-31T23:59:59.999999999Z");
    }

    @Test
    void overlappingSessionsCanBeForbidden() {
        ShopModel model = ShopModel.classic().with("overlapping-sessions", "forbid");

        assertProblem(
                () -> ClickGenerator.of(model, 1, Streams.START),
                "customer-id-max must leave room for 2717 users at 3 clicks per second,"
                        + " or sessions of one user overlap: 100 users");
        assertThat(ClickGenerator.of(model.with("customer-id-max", "2717"), 1, Streams.START)
                        .clicks(1))
                .hasSize(1);
    }

    private static void assertProblem(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(ConfigException.class).hasMessage(message);
    }
}
