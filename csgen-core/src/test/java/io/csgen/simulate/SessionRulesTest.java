package io.csgen.simulate;

import static io.csgen.Rejections.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.click.Click;
import io.csgen.click.ClickType;
import io.csgen.model.Catalog.ProductGroup;
import io.csgen.model.ShopModel;
import io.csgen.model.ShopModel.Preset;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for every session of every model, checked click by click. */
class SessionRulesTest {

    static Stream<Arguments> streams() {
        return LongStream.of(1, 2, 3, -77, Long.MIN_VALUE)
                .boxed()
                .flatMap(seed -> Stream.of(
                        Arguments.of("roomy", seed, Streams.roomy()),
                        Arguments.of("lopsided", seed, Streams.lopsided()),
                        // The slices have one or two users each, so that sessions queue up for them.
                        Arguments.of("few users", seed, ShopModel.classic().with("clicks-per-second", "0.1")),
                        Arguments.of("skewed users", seed, Streams.roomy().with("user-activity", "lognormal(2.1)")),
                        Arguments.of("short timeout", seed, Streams.roomy().with("session-timeout", "20s"))));
    }

    @ParameterizedTest(name = "{0}, seed {1}")
    @MethodSource("streams")
    void everyClickObeysTheRulesOfSessions(String name, long seed, ShopModel model) {
        ClickGenerator generator = ClickGenerator.of(model, seed, Streams.START);
        assertThat(generator.warning()).isEmpty();

        check(generator.clicks(50_000));
        check(generator.startingWarm().clicks(50_000));
    }

    private static void check(ClickGenerator generator) {
        long timeout = generator.model().sessions().timeout().toMillis();
        Map<Integer, Click> lastOfUser = new HashMap<>();
        Set<Long> seenSessions = new HashSet<>();
        Click previous = null;
        ClickIterator clicks = generator.iterator();
        while (clicks.hasNext()) {
            Click click = clicks.next();
            if (previous != null) {
                assertThat(Streams.ORDER.compare(previous, click)).as("order").isNegative();
            }
            assertThat(click.timestampMillis())
                    .isGreaterThanOrEqualTo(generator.start().toEpochMilli());
            Click before = lastOfUser.put(click.userId(), click);
            if (before != null && before.sessionId() == click.sessionId()) {
                assertThat(click.ordinal()).isEqualTo(before.ordinal() + 1);
                assertThat(click.timestampMillis() - before.timestampMillis()).isBetween(1L, timeout - 1);
            } else {
                assertThat(click.ordinal()).isEqualTo(1);
                assertThat(seenSessions.add(click.sessionId()))
                        .as("new session")
                        .isTrue();
                if (before != null) {
                    assertThat(click.timestampMillis() - before.timestampMillis())
                            .isGreaterThan(timeout);
                }
            }
            checkIds(click, generator.model());
            previous = click;
        }
        assertThat(clicks.sessionCount()).isEqualTo(seenSessions.size());
        assertThat(clicks.overlappingSessionCount()).isZero();
    }

    private static void checkIds(Click click, ShopModel model) {
        assertThat(click.userId())
                .isBetween(model.users().idMin(), model.users().idMax());
        ProductGroup group = model.catalog().groups().get(click.groupId() - 1);
        if (click.type() == ClickType.PRODUCT_VIEW) {
            assertThat(click.productId()).isBetween(group.productIdMin(), group.productIdMax());
        }
    }

    @Test
    void tooFewUsersForTheRateGetOneWarningWithTheNumbers() {
        ShopModel model = ShopModel.classic().with("customer-id-max", "99");
        ClickGenerator generator = ClickGenerator.of(model, 1, Streams.START);

        assertThat(generator.warning())
                .contains("customer-id-max must leave room for 2717 users at 3 clicks per second,"
                        + " or sessions of one user overlap: 99 users");
        ClickIterator clicks = generator.clicks(10_000).iterator();
        clicks.forEachRemaining(click -> {});
        assertThat(clicks.overlappingSessionCount()).isPositive();
    }

    @ParameterizedTest
    @EnumSource(Preset.class)
    void whatAPresetBringsIsByDesignAndNoWarning(Preset preset) {
        assertThat(ClickGenerator.of(ShopModel.preset(preset), 1, Streams.START).warning())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"clicks-per-second,3.1", "customer-id-max,98", "stages,'ramp(5..5, 1h)'"})
    void whoChangesUsersOrTrafficOfTheClassicStoreIsWarned(String key, String value) {
        assertThat(ClickGenerator.of(ShopModel.classic().with(key, value), 1, Streams.START)
                        .warning())
                .isPresent();
    }

    @Test
    void whoChangesTheRateOfTheClassicStoreIsWarned() {
        ClickGenerator generator = ClickGenerator.of(ShopModel.classic(), 1, Streams.START);

        assertThat(generator
                        .rateChanges(List.of(new RateChange(Streams.START.plusSeconds(60), 4)))
                        .warning())
                .isPresent();
    }

    @Test
    void asManyUsersAsTheWarningAsksForAreEnough() {
        ShopModel model = ShopModel.classic().with("customer-id-max", "2717");

        assertThat(ClickGenerator.of(model, 1, Streams.START).warning()).isEmpty();
        assertThat(ClickGenerator.of(model.with("customer-id-max", "2716"), 1, Streams.START)
                        .warning())
                .isPresent();
    }

    @Test
    void everyUserVisitsInTime() {
        Set<Integer> users = new HashSet<>();
        ClickGenerator.of(ShopModel.classic(), 1, Streams.START).clicks(20_000).forEach(c -> users.add(c.userId()));

        assertThat(users).hasSize(100);
    }

    /**
     * The most active of them has a tenth of all sessions and shares a slice with some fifty others, who are too few
     * for it: their sessions must not wait in line until the run is over. A day has 259,200 clicks in clumps of 11 at
     * most, whose standard deviation is 1,690: more than 5 of them are off in one of 10^6 tests.
     */
    @Test
    void whereFewUsersHaveMostSessionsNoClickIsLost() {
        ShopModel model = ShopModel.classic().with("customer-id-max", "3000").with("user-activity", "lognormal(2.6)");
        ClickGenerator generator = ClickGenerator.of(model, 7, Streams.START).startingWarm();
        ClickIterator clicks =
                generator.until(Streams.START.plus(Duration.ofDays(1))).iterator();
        clicks.forEachRemaining(click -> {});

        assertThat(clicks.clickCount()).isBetween(250_750L, 267_650L);
        assertThat(clicks.overlappingSessionCount()).isPositive();
        assertThat(generator.warning())
                .contains("customer-id-max must leave room for about 13875 users at 3 clicks per second with"
                        + " user-activity lognormal(2.6), or sessions of the most active overlap: 3000 users");
        assertThat(problemsOf(() -> ClickGenerator.of(model.with("overlapping-sessions", "forbid"), 7, Streams.START)))
                .containsExactly(generator.warning().orElseThrow());
        assertThat(ClickGenerator.of(model.with("customer-id-max", "13875"), 7, Streams.START)
                        .warning())
                .isEmpty();
    }

    /** A change of the rate is looked at in the same way. */
    @Test
    void aRateThatIsTooHighForTheMostActiveIsToldWhenItIsAskedFor() {
        ShopModel model = ShopModel.classic().with("customer-id-max", "20000").with("user-activity", "lognormal(2.6)");
        ClickGenerator generator = ClickGenerator.of(model, 7, Streams.START);
        assertThat(generator.warning()).isEmpty();

        assertThat(generator
                        .rateChanges(List.of(new RateChange(Streams.START.plusSeconds(1), 20)))
                        .warning())
                .contains("customer-id-max must leave room for about 55000 users at 20 clicks per second with"
                        + " user-activity lognormal(2.6), or sessions of the most active overlap: 20000 users");
    }
}
