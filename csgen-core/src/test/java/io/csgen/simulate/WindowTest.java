package io.csgen.simulate;

import static io.csgen.Rejections.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.click.Click;
import io.csgen.model.ShopModel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A window of a run has exactly the clicks that the run has in it. */
class WindowTest {
    private static final Instant START = Streams.START;
    private static final Instant NOON = START.plus(Duration.ofHours(12));
    private static final ClickGenerator GENERATOR = ClickGenerator.of(Streams.roomy(), 7, START);

    static Stream<Arguments> generators() {
        ShopModel quiet = Streams.roomy().with("clicks-per-second", "0.1");
        return Stream.of(
                Arguments.of("classic, whose few users overlap", ClickGenerator.of(ShopModel.classic(), 1, START)),
                Arguments.of("warm", ClickGenerator.of(quiet, 2, START).startingWarm()),
                Arguments.of("drift", ClickGenerator.of(quiet.with("popularity-drift", "0.55"), 3, START)),
                Arguments.of("journeys", ClickGenerator.of(quiet.with("shop-journeys", "on"), 4, START)),
                Arguments.of("independent", ClickGenerator.of(quiet.with("click-model", "independent"), 5, START)),
                Arguments.of("one shard", ClickGenerator.of(quiet, 6, START).shard(1, 3)),
                Arguments.of(
                        "hours and stages",
                        ClickGenerator.of(
                                quiet.with("hourly-rates", "3 2 1 1 1 2 3 4 5 6 7 8 8 8 8 8 8 9 9 9 8 7 5 4")
                                        .with("stages", "ramp(0.5..2, 1d) gap(1h) spike(9, 10m)"),
                                7,
                                START)),
                Arguments.of(
                        "changes of the rate",
                        ClickGenerator.of(quiet, 8, START)
                                .rateChanges(List.of(
                                        new RateChange(NOON, 0.5), new RateChange(NOON.plus(Duration.ofDays(1)), 0)))),
                Arguments.of(
                        "sessions of days",
                        ClickGenerator.of(
                                quiet.with("session-timeout", "1d")
                                        .with("think-time", "constant(20h)")
                                        .with("popularity-drift", "0.5"),
                                9,
                                START)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("generators")
    void windowsAddUpToTheRun(String name, ClickGenerator run) {
        List<Instant> borders = List.of(
                START,
                START.plusMillis(1),
                NOON,
                START.plus(Duration.ofDays(1)),
                START.plus(Duration.ofDays(2)).plusMillis(123),
                START.plus(Duration.ofDays(2)).plusMillis(124),
                START.plus(Duration.ofDays(4)));
        List<Click> whole = run.until(borders.get(borders.size() - 1)).stream().toList();
        List<Click> sum = new ArrayList<>();
        for (int i = 1; i < borders.size(); i++) {
            Instant begin = borders.get(i - 1);
            Instant end = borders.get(i);
            List<Click> window = run.from(begin).until(end).stream().toList();
            assertThat(window)
                    .isEqualTo(run.until(end).from(begin).stream().toList())
                    .allSatisfy(click -> assertThat(Instant.ofEpochMilli(click.timestampMillis()))
                            .isBetween(begin, end.minusMillis(1)));
            sum.addAll(window);
        }

        assertThat(whole).hasSizeGreaterThan(1_000);
        assertThat(sum.equals(whole)).isTrue();
    }

    @Test
    void theShardsOfAWindowAreItsParts() {
        ClickGenerator window = GENERATOR.from(NOON).until(NOON.plusSeconds(600));
        List<Click> merged = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            window.shard(i, 5).forEach(merged::add);
        }
        merged.sort(Streams.ORDER);

        assertThat(merged).hasSizeGreaterThan(1_000).isEqualTo(window.stream().toList());
    }

    @Test
    void clicksAndPositionsOfAWindowCountFromItsBegin() {
        ClickGenerator window = GENERATOR.from(NOON).clicks(500);
        List<Click> clicks = window.stream().toList();
        ClickIterator iterator = window.iterator();
        for (int i = 0; i < 200; i++) {
            iterator.next();
        }

        assertThat(clicks).hasSize(500);
        assertThat(iterator.position().clickCount()).isEqualTo(200);
        assertThat(window.from(iterator.position())).containsExactlyElementsOf(clicks.subList(200, 500));
        assertThat(window.from(iterator.position()).iterator().clickCount()).isEqualTo(200);
    }

    @Test
    void aWindowOfOneMomentIsEmptyAtOnce() {
        Instant inMany = START.plus(Duration.ofDays(20_000));

        assertThat(GENERATOR.until(inMany).from(inMany)).isEmpty();
        assertThat(GENERATOR.from(inMany).until(inMany)).isEmpty();
    }

    @Test
    void aWindowBeginsAtAClickInTheMillisecondOfItsBegin() {
        Click click = GENERATOR.from(NOON).iterator().next();
        Instant at = Instant.ofEpochMilli(click.timestampMillis());

        assertThat(GENERATOR.from(at).iterator().next()).isEqualTo(click);
        assertThat(GENERATOR.from(at.plusNanos(1)).iterator().next()).isNotEqualTo(click);
        assertThat(GENERATOR.from(at.plusNanos(1)).begin()).isEqualTo(at.plusMillis(1));
        assertThat(GENERATOR.begin()).isEqualTo(START);
    }

    @Test
    void windowsThatCannotBeAreRefused() {
        Instant before = START.minusMillis(1);
        ClickGenerator hour = GENERATOR.until(START.plusSeconds(3_600));
        ClickIterator iterator = GENERATOR.iterator();
        iterator.next();
        Position first = iterator.position();

        assertThat(problemsOf(() -> GENERATOR.from(before)))
                .containsExactly("from must not be before the start (" + START + "): " + before);
        assertThat(problemsOf(() -> hour.from(NOON)))
                .containsExactly("from must not be after the end (2026-01-05T01:00:00Z): " + NOON);
        assertThat(problemsOf(() -> GENERATOR.from(NOON).until(START)))
                .containsExactly("until must not be before the begin (" + NOON + "): " + START);
        assertThat(problemsOf(() -> GENERATOR.sessions(3).from(NOON)))
                .containsExactly("from must not be combined with a bound on sessions: " + NOON);
        assertThat(problemsOf(() -> GENERATOR.from(NOON).sessions(3)))
                .containsExactly(
                        "sessions must not be combined with a begin after the start, where sessions are cut: 3");
        assertThat(problemsOf(() -> GENERATOR.from(first).from(NOON)))
                .containsExactly("from must not be combined with a position: " + NOON);
        assertThat(problemsOf(() -> GENERATOR.from(NOON).from(first)))
                .containsExactly("position must be one of this model, seed, start and shard: " + first);
    }
}
