package io.csgen.fault;

import static io.csgen.Rejections.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.config.Key;
import io.csgen.config.Settings;
import io.csgen.simulate.ClickGenerator;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FaultsTest {
    private static Faults of(Map<String, String> settings) {
        return Faults.of(Settings.of(settings, "test"));
    }

    @Test
    void thereAreNoneUnlessAsked() {
        assertThat(Faults.none().isNone()).isTrue();
        assertThat(of(Map.of())).isEqualTo(Faults.none());
        assertThat(Faults.preset(Faults.Preset.NONE)).isEqualTo(Faults.none());
        assertThat(Faults.none().with(Fault.LATE, 0.1).isNone()).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void aPresetReadsBackFromItsSettings(Faults.Preset preset) {
        Faults faults = Faults.preset(preset).withSeed(-3);

        assertThat(Faults.of(Settings.parse(faults.toProperties(), "test"))).isEqualTo(faults);
        assertThat(of(Map.of("fault-preset", preset.toString())).withSeed(-3)).isEqualTo(faults);
    }

    @Test
    void keysGoOverThePreset() {
        Faults faults = of(Map.of(
                "fault-preset", "realistic",
                "fault-late", "0.5",
                "fault-late-median", "2m",
                "fault-missing-fields", "url  user_id",
                "fault-seed", "9"));

        assertThat(faults.rate(Fault.LATE)).isEqualTo(0.5);
        assertThat(faults.rate(Fault.BOT)).isEqualTo(0.2);
        assertThat(faults.rate(Fault.OUT_OF_ORDER)).isZero();
        assertThat(faults.lateMedian()).isEqualTo(Duration.ofMinutes(2));
        assertThat(faults.missingFields()).containsExactly("user_id", "url");
        assertThat(faults.seed()).contains(9L);
    }

    @Test
    void allFieldsAreAsGoodAsAny() {
        assertThat(of(Map.of("fault-missing-fields", String.join(" ", Faults.FIELDS))))
                .isEqualTo(of(Map.of("fault-missing-fields", "any")));
    }

    @Test
    void everyProblemIsNamedAtOnce() {
        assertThat(problemsOf(() -> of(Map.of(
                        "fault-preset", "wild",
                        "fault-late", "1.5",
                        "fault-bot", "0.95",
                        "fault-late-median", "2d",
                        "fault-missing-fields", "user_id shoe_size",
                        "fault-seed", "x",
                        "fault-lat", "0"))))
                .containsExactlyInAnyOrder(
                        "fault-lat must be a known key (did you mean fault-late?): 0 (test)",
                        "fault-preset must be one of none, at-least-once, realistic: wild (test)",
                        "fault-late must be a number from 0 to 1: 1.5 (test)",
                        "fault-bot must be a number from 0 to 0.9: 0.95 (test)",
                        "fault-late-median must be a time span such as 250ms, 46s, 30m, 2h or 28d, from 1ms to 1d: 2d"
                                + " (test)",
                        "fault-missing-fields must be any, or names out of timestamp, user_id, session_id, ordinal,"
                                + " type, group_id, group_name, product_id, url, separated by blanks:"
                                + " user_id shoe_size (test)",
                        "fault-seed must be a whole number from -9223372036854775808 to 9223372036854775807: x (test)");
    }

    @Test
    void aClickHasAtMostOneFaultSoRatesSumToAtMostOne() {
        Faults faults = Faults.none().with(Fault.LATE, 0.9).with(Fault.BOT, 0.9);

        assertThat(faults.with(Fault.ORPHAN, 0.1).rate(Fault.ORPHAN)).isEqualTo(0.1);
        assertThat(problemsOf(() -> faults.with(Fault.ORPHAN, 0.2)))
                .containsExactly("rates of faults must sum to at most 1, without fault-bot: 1.1");
    }

    @Test
    void valuesBuiltInAProgramObeyTheSameRules() {
        assertThat(problemsOf(() ->
                        new Faults(Map.of(Fault.LATE, -0.1), Duration.ZERO, List.of("shoe_size"), Optional.empty())))
                .containsExactly(
                        "fault-late must be a number from 0 to 1: -0.1",
                        "fault-late-median must be a time span such as 250ms, 46s, 30m, 2h or 28d, from 1ms to 1d:"
                                + " 0ms",
                        "fault-missing-fields must be any, or names out of timestamp, user_id, session_id, ordinal,"
                                + " type, group_id, group_name, product_id, url, separated by blanks: [shoe_size]");
    }

    @Test
    void botsAndOrphansNeedIdsBeyondThoseOfUsers() {
        ClickGenerator generator = ClickGenerator.of(
                FaultyStreams.STORE.with("customer-id-max", "2147483646").with("customer-id-min", "2147480000"),
                1,
                FaultyStreams.START);

        assertThat(problemsOf(() -> Faults.none().with(Fault.ORPHAN, 0.1).injection(generator, entry -> {})))
                .containsExactly("customer-id-max must leave room for 38 ids of bots and orphans up to 2147483647:"
                        + " 2147483646");
        assertThat(Faults.none()
                        .with(Fault.LATE, 0.1)
                        .injection(generator, entry -> {})
                        .report()
                        .counts())
                .isEmpty();
    }

    @Test
    void everyKeyHasARuleAndHelp() {
        assertThat(Faults.keys())
                .extracting(Key::name)
                .startsWith("fault-preset")
                .doesNotHaveDuplicates();
        assertThat(Faults.keys()).allSatisfy(key -> {
            assertThat(key.rule()).isNotBlank();
            assertThat(key.help()).isNotBlank();
        });
    }
}
