package io.csgen.model;

import static io.csgen.Rejections.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.RandomCases;
import io.csgen.config.Key;
import io.csgen.config.Settings;
import io.csgen.model.Traffic.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrafficTest {
    private static final List<Double> DAY = Traffic.flat(24);
    private static final List<Double> WEEK = Traffic.flat(7);
    private static final String HOURLY_RULE =
            "hourly-rates must be flat, or 24 numbers, each 0 or from 0.000001 to 1000, not all 0, separated by blanks: ";
    private static final String WEEKDAY_RULE =
            "weekday-rates must be flat, or 7 numbers, each 0 or from 0.000001 to 1000, not all 0, separated by blanks: ";
    private static final String STAGES_RULE =
            "stages must be none, or stages such as ramp(0..500, 5m) hold(10m) spike(2000, 30s) gap(1m)";
    private static final String FORMS = "ramp(FROM..TO, SPAN), hold(SPAN), spike(RATE, SPAN) or gap(SPAN)";

    private static Stage stage(double from, double to, String span) {
        return new Stage(from, to, Key.duration(span).orElseThrow());
    }

    private static ShopModel read(String text) {
        return ShopModel.of(Settings.parse(text, "f"));
    }

    @Test
    void stagesFollowEachOther() {
        assertThat(Stage.parse("ramp(0..500, 5m) hold(10m) spike(2000, 30s) gap(1m) hold(1h) ramp(500..0.5,2d)"))
                .containsExactly(
                        stage(0, 500, "5m"),
                        stage(500, 500, "10m"),
                        stage(2000, 2000, "30s"),
                        stage(0, 0, "1m"),
                        stage(500, 500, "1h"),
                        stage(500, 0.5, "2d"));
    }

    @Test
    void rateOfAStageMayHaveAFraction() {
        assertThat(Stage.parse("ramp(0.25..1.75, 250ms)")).containsExactly(stage(0.25, 1.75, "250ms"));
        assertThat(Stage.parse("ramp(.5..1e3, 1s)  spike(1.5e2, 1s)"))
                .containsExactly(stage(0.5, 1000, "1s"), stage(150, 150, "1s"));
    }

    @Test
    void blanksBetweenStagesDoNotMatter() {
        assertThat(Stage.parse("gap(1s)gap(1s)\t gap(  1s)  "))
                .containsExactly(stage(0, 0, "1s"), stage(0, 0, "1s"), stage(0, 0, "1s"));
    }

    @Test
    void allStagesTogetherLastACenturyAtMost() {
        Stage half = stage(0, 1, "18250d");
        assertThat(new Traffic(3, Traffic.flat(24), Traffic.flat(7), List.of(half, half)).stages())
                .hasSize(2);

        assertThat(problemsOf(() -> new Traffic(
                        3, Traffic.flat(24), Traffic.flat(7), Collections.nCopies(1_000_000, stage(0, 1, "36500d")))))
                .containsExactly("stages must last 36500 days at most, all together: 36500000000 days");
        assertThat(problemsOf(() ->
                        new Traffic(3, Traffic.flat(24), Traffic.flat(7), List.of(half, half, stage(0, 1, "1ms")))))
                .containsExactly("stages must last 36500 days at most, all together: 36500 days");
    }

    @Test
    void noStageIsWrittenAsNone() {
        assertThat(Stage.parse("none")).isEmpty();
        assertThat(Stage.write(List.of())).isEqualTo("none");
    }

    @Test
    void everyStageIsWrittenAsARamp() {
        assertThat(Stage.write(Stage.parse("ramp(0..0.00001, 90s) hold(1000ms) spike(10000000, 36500d) gap(1ms)")))
                .isEqualTo("ramp(0..0.00001, 90s) ramp(0.00001..0.00001, 1s) ramp(10000000..10000000, 36500d)"
                        + " ramp(0..0, 1ms)");
    }

    @Test
    void stagesReadBackFromTheirText() {
        RandomCases.check(1_000, random -> {
            List<Stage> stages = new ArrayList<>();
            for (int i = random.nextInt(5); i >= 0; i--) {
                stages.add(new Stage(
                        random.nextBoolean() ? 0 : random.nextDouble(10_000_000),
                        Math.scalb(random.nextDouble(), -random.nextInt(100)),
                        Duration.ofMillis(random.nextLong(1, 36_500L * 86_400_000))));
            }
            assertThat(Stage.parse(Stage.write(stages))).isEqualTo(stages);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``                        | ``                         | " + FORMS,
                "` `                       | ` `                        | " + FORMS,
                "fast                      | fast                       | " + FORMS,
                "NONE                      | NONE                       | " + FORMS,
                "none gap(1s)              | none gap(1s)               | " + FORMS,
                "gap(1s) none              | none                       | " + FORMS,
                "gap(1s), gap(1s)          | `, gap(1s)`                | " + FORMS,
                "gap                       | gap                        | " + FORMS,
                "gap(1s                    | gap(1s                     | " + FORMS,
                "gap 1s)                   | gap 1s)                    | " + FORMS,
                "gap (1s)                  | gap (1s)                   | " + FORMS,
                "Gap(1s)                   | Gap(1s)                    | " + FORMS,
                "gap(1s))                  | )                          | " + FORMS,
                "gap((1s))                 | gap((1s))                  | " + FORMS,
                "ramp(1, 1s)               | ramp(1, 1s)                | " + FORMS,
                "ramp(1.2, 1s)             | ramp(1.2, 1s)              | " + FORMS,
                "ramp(1..2)                | ramp(1..2)                 | " + FORMS,
                "ramp(1..2; 1s)            | ramp(1..2; 1s)             | " + FORMS,
                "ramp(1) gap(1s) ramp(1..2, 1s) | ramp(1) gap(1s) ramp(1..2, 1s) | " + FORMS,
                "spike(5)                  | spike(5)                   | " + FORMS,
                "spike(5) gap(1s, 2)       | spike(5) gap(1s, 2)        | " + FORMS,
                "pause(1s)                 | pause(1s)                  | " + FORMS,
                "gap()                     | ``                         | a time span such as 30s",
                "gap(1)                    | 1                          | a time span such as 30s",
                "gap(1s, 2s)               | 1s, 2s                     | a time span such as 30s",
                "gap(1s )                  | `1s `                      | a time span such as 30s",
                "gap(-1s)                  | -1s                        | a time span such as 30s",
                "gap(99999999999999999999d)| 99999999999999999999d      | a time span such as 30s",
                "ramp(1..2,)               | ``                         | a time span such as 30s",
                "ramp(1..2, 1.5s)          | 1.5s                       | a time span such as 30s",
                "spike(5, soon)            | soon                       | a time span such as 30s",
                "ramp(..2, 1s)             | ``                         | a rate in clicks per second",
                "ramp(1.., 1s)             | ``                         | a rate in clicks per second",
                "ramp(a..2, 1s)            | a                          | a rate in clicks per second",
                "ramp(1..b, 1s)            | b                          | a rate in clicks per second",
                "ramp(1 ..2, 1s)           | `1 `                       | a rate in clicks per second",
                "ramp(1.. 2, 1s)           | ` 2`                       | a rate in clicks per second",
                "ramp(1..1e999, 1s)        | 1e999                      | a rate in clicks per second",
                "spike(, 1s)               | ``                         | a rate in clicks per second",
                "spike(NaN, 1s)            | NaN                        | a rate in clicks per second",
                "spike(1..2, 1s)           | 1..2                       | a rate in clicks per second",
                "hold(1s)                  | hold(1s)                   | a ramp before it",
                "gap(1s) spike(5, 1s) hold(2s) gap(1s) | hold(2s)       | a ramp before it",
            })
    void malformedStagesAreNamedExactly(String text, String found, String expected) {
        assertThat(problemsOf(() -> Stage.parse(text)))
                .containsExactly("expected " + expected + ", found \"" + found + "\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "-1|0|rate of a stage must be a number from 0 to 10000000: -1.0",
                "0|10000001|rate of a stage must be a number from 0 to 10000000: 1.0000001E7",
                "NaN|0|rate of a stage must be a number from 0 to 10000000: NaN",
                "0|Infinity|rate of a stage must be a number from 0 to 10000000: Infinity",
            })
    void ratesOfStagesHaveBounds(double from, double to, String problem) {
        assertThat(problemsOf(() -> new Stage(from, to, Duration.ofSeconds(1)))).containsExactly(problem);
    }

    @Test
    void durationsOfStagesHaveBounds() {
        String rule =
                "duration of a stage must be a time span such as 250ms, 46s, 30m, 2h or 28d, from 1ms to 36500d: ";

        assertThat(problemsOf(() -> new Stage(0, 0, Duration.ZERO))).containsExactly(rule + "0ms");
        assertThat(problemsOf(() -> new Stage(0, 0, Duration.ofSeconds(-1)))).containsExactly(rule + "-1s");
        assertThat(problemsOf(() -> new Stage(0, 0, Duration.ofNanos(1_500_000))))
                .containsExactly(rule + "PT0.0015S");
        assertThat(problemsOf(() -> new Stage(0, 0, Duration.ofDays(36_501)))).containsExactly(rule + "36501d");
        assertThat(problemsOf(() -> new Stage(0, 0, Duration.ofSeconds(Long.MAX_VALUE))))
                .containsExactly(rule + "PT2562047788015215H30M7S");
        assertThat(problemsOf(() -> new Stage(-1, 2, Duration.ZERO))).hasSize(2);
    }

    @Test
    void aStageKnowsNoMinusZero() {
        assertThat(new Stage(-0.0, -0.0, Duration.ofSeconds(1))).isEqualTo(stage(0, 0, "1s"));
        assertThat(Stage.parse("ramp(-0..-0, 1s)")).containsExactly(stage(0, 0, "1s"));
    }

    @Test
    void stagesAreReadFromTheirSetting() {
        assertThat(read("stages=ramp(0..5, 1m) hold(1h)").traffic().stages())
                .containsExactly(stage(0, 5, "1m"), stage(5, 5, "1h"));
        assertThat(read("stages=none")).isEqualTo(ShopModel.classic());
        assertThat(problemsOf(() -> read("stages=hold(1m)")))
                .containsExactly(STAGES_RULE + " (expected a ramp before it, found \"hold(1m)\"): hold(1m) (f:1)");
        assertThat(problemsOf(() -> read("stages=spike(-5, 1m)")))
                .containsExactly(STAGES_RULE
                        + " (rate of a stage must be a number from 0 to 10000000: -5.0;"
                        + " rate of a stage must be a number from 0 to 10000000: -5.0): spike(-5, 1m) (f:1)");
        assertThat(problemsOf(() -> read("stages=gap(0s)")))
                .containsExactly(STAGES_RULE
                        + " (duration of a stage must be a time span such as 250ms, 46s, 30m, 2h or 28d, from 1ms to"
                        + " 36500d: 0ms): gap(0s) (f:1)");
    }

    @Test
    void factorsAreReadFromTheirSettings() {
        Traffic traffic = read("hourly-rates=0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 1e3\n"
                        + "weekday-rates=1   1.5\t0 0.25 0 0 0")
                .traffic();

        assertThat(traffic.hourlyRates()).hasSize(24).startsWith(0.0, 1.0).endsWith(22.0, 1000.0);
        assertThat(traffic.weekdayRates()).containsExactly(1.0, 1.5, 0.0, 0.25, 0.0, 0.0, 0.0);
        assertThat(read("hourly-rates=flat\nweekday-rates=flat")).isEqualTo(ShopModel.classic());
        assertThat(read("weekday-rates=1 1 1 1 1 1 1")).isEqualTo(ShopModel.classic());
    }

    @Test
    void factorsAreWrittenAsTheyAreRead() {
        String text = read("weekday-rates=1 2 3 0.5 1000 0 1e-3").toProperties();

        assertThat(text).contains("\nhourly-rates=flat\n", "\nweekday-rates=1 2 3 0.5 1000 0 0.001\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1 1 1 1 1 1",
                "1 1 1 1 1 1 1 1",
                "1,1,1,1,1,1,1",
                "0 0 0 0 0 0 0",
                "1 1 1 1 1 1 -1",
                "1 1 1 1 1 1 1000.1",
                "1 1 1 1 1 1 NaN",
                "1 1 1 1 1 1 x",
                "1 1 1 1 1 1 1 x",
                "Flat",
                "1",
            })
    void wrongFactorsAreNamedExactly(String text) {
        assertThat(problemsOf(() -> read("weekday-rates=" + text))).containsExactly(WEEKDAY_RULE + text + " (f:1)");
        assertThat(problemsOf(() -> read("hourly-rates=" + text))).containsExactly(HOURLY_RULE + text + " (f:1)");
    }

    @Test
    void trafficHasFactorsForEveryHourAndWeekday() {
        assertThat(problemsOf(() -> new Traffic(3, List.of(), List.of(1.0, 1.0), List.of())))
                .containsExactly(HOURLY_RULE + "\"\"", WEEKDAY_RULE + "1 1");
        assertThat(problemsOf(() -> new Traffic(3, DAY, Collections.nCopies(7, Double.NaN), List.of())))
                .containsExactly(WEEKDAY_RULE + "NaN NaN NaN NaN NaN NaN NaN");
        assertThat(problemsOf(() -> new Traffic(3, DAY, Collections.nCopies(7, 0.0), List.of())))
                .containsExactly(WEEKDAY_RULE + "0 0 0 0 0 0 0");
    }

    @Test
    void trafficKnowsNoMinusZero() {
        List<Double> minus = List.of(-0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0);
        List<Double> plus = List.of(0.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0);

        assertThat(new Traffic(3, DAY, minus, List.of())).isEqualTo(new Traffic(3, DAY, plus, List.of()));
    }

    @Test
    void trafficKeepsItsOwnCopies() {
        List<Double> day = new ArrayList<>(DAY);
        List<Double> week = new ArrayList<>(WEEK);
        List<Stage> stages = new ArrayList<>();
        Traffic traffic = new Traffic(3, day, week, stages);
        day.clear();
        week.clear();
        stages.add(stage(0, 0, "1s"));

        assertThat(traffic).isEqualTo(Traffic.even(3));
    }
}
