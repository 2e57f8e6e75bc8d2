package io.csgen.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.csgen.click.Click;
import io.csgen.model.ShopModel;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.apache.commons.statistics.inference.KolmogorovSmirnovTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A warm start is like a store that has been open for long: the same sessions are under way, and no more is left to
 * chance.
 *
 * <p>There are 10 tests at p > 0.0001, and 4 numbers that have to lie within 4 standard deviations (p > 0.00006): with
 * seeds taken at random, at least one would fail in 0.13 % of runs. The seeds are fixed.
 */
class WarmStartTest {
    private static final double P = 1e-4;
    private static final double DEVIATIONS = 4;
    private static final ShopModel STORE =
            ShopModel.classic().with("customer-id-max", "1000000").with("clicks-per-second", "40");

    /** What is to come of a session that has begun before a time. */
    private static final class Rest {
        final double untilNext; // seconds
        double untilLast;
        int clicks;

        Rest(double untilNext) {
            this.untilNext = untilNext;
        }
    }

    /** Returns the sessions that began before a time and have clicks at it or later. */
    private static Collection<Rest> underWay(ClickGenerator clicks, Instant at) {
        Map<Long, Rest> rests = new LinkedHashMap<>();
        Set<Long> begun = new HashSet<>();
        for (Click click : clicks.until(at.plus(Duration.ofHours(12)))) {
            double seconds = (click.timestampMillis() - at.toEpochMilli()) / 1e3;
            if (seconds < 0) {
                begun.add(click.sessionId());
            } else if (begun.contains(click.sessionId()) || isBegunBefore(clicks, click, at)) {
                begun.add(click.sessionId());
                Rest rest = rests.computeIfAbsent(click.sessionId(), id -> new Rest(seconds));
                rest.untilLast = seconds;
                rest.clicks++;
            }
        }
        return rests.values();
    }

    /** Those that a warm start begins with have numbers of their own, from which their ids are made. */
    private static boolean isBegunBefore(ClickGenerator clicks, Click click, Instant at) {
        long number = clicks.sessionNumber(click.sessionId());
        return clicks.isWarm() && clicks.start().equals(at) && (number >>> 57 & 1) == 1;
    }

    @ParameterizedTest
    @CsvSource({
        "flat, 12:00, 1",
        "0.1 0.1 0.1 0.1 0.1 0.1 3 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1, 06:20, 2",
        "3 3 3 3 3 3 0.1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1, 06:20, 3"
    })
    void theSameSessionsAreUnderWayAsInAStoreThatOpenedLongAgo(String hourlyRates, String time, long seed) {
        ShopModel store = STORE.with("hourly-rates", hourlyRates);
        Instant at = Instant.parse("2026-01-05T" + time + ":00Z");

        Collection<Rest> expected = underWay(ClickGenerator.of(store, seed, Streams.START), at);
        Collection<Rest> actual =
                underWay(ClickGenerator.of(store, 100 + seed, at).startingWarm(), at);

        assertThat(expected).hasSizeGreaterThan(300);
        assertThat((double) actual.size())
                .isCloseTo(expected.size(), within(DEVIATIONS * Math.sqrt(actual.size() + expected.size())));
        List<ToDoubleFunction<Rest>> figures =
                List.of(rest -> rest.untilNext, rest -> rest.untilLast, rest -> rest.clicks);
        for (ToDoubleFunction<Rest> figure : figures) {
            assertThat(KolmogorovSmirnovTest.withDefaults()
                            .test(
                                    expected.stream().mapToDouble(figure).toArray(),
                                    actual.stream().mapToDouble(figure).toArray())
                            .getPValue())
                    .isGreaterThan(P);
        }
    }

    /**
     * The number of clicks in a time is a sum over sessions that do not depend on each other; if k are of one session,
     * its variance is the sum of k². Whatever else varied with the seed would add to it, more and more so at high rates.
     */
    @Test
    void noMoreVariesFromSeedToSeedThanWhoComesAndWhen() {
        int seeds = 40;
        Duration time = Duration.ofSeconds(2);
        ShopModel brisk = STORE.with("clicks-per-second", "20000")
                .with("session-length", "weibull(0.75, 2.8, 0.9)")
                .with("think-time", "loglogistic(1s, 1.55)");
        double mean = 40_000;
        double sum = 0;
        double squares = 0;
        for (int seed = 0; seed < seeds; seed++) {
            Map<Long, Integer> clicks = new HashMap<>();
            for (Click click :
                    ClickGenerator.of(brisk, seed, Streams.START).startingWarm().until(Streams.START.plus(time))) {
                clicks.merge(click.sessionId(), 1, Integer::sum);
            }
            double count = clicks.values().stream().mapToInt(k -> k).sum();
            double variance =
                    clicks.values().stream().mapToDouble(k -> (double) k * k).sum();
            double deviation = (count - mean) / Math.sqrt(variance);
            sum += deviation;
            squares += deviation * deviation;
        }

        assertThat(sum).isCloseTo(0, within(DEVIATIONS * Math.sqrt(seeds)));
        double upper = ChiSquaredDistribution.of(seeds).survivalProbability(squares);
        assertThat(2 * Math.min(upper, 1 - upper)).isGreaterThan(P);
    }
}
