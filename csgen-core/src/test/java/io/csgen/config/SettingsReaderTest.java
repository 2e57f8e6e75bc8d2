package io.csgen.config;

import static io.csgen.Rejections.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.csgen.config.ValueSource.Values;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsReaderTest {
    private static final Key<Double> RATE =
            Key.decimal("clicks-per-second", 0.0001, 10_000_000, "mean rate").withDefault(3.0);
    private static final Key<String> STREAM = Key.text("url-kinesis-stream-name", "name of the stream");
    private static final Key<Integer> COUNT =
            Key.integer("group-count", 1, 100_000, "number of groups").withDefault(2);
    private static final Key<String> GROUP_NAME = Key.text("group-name-N", "name of group N");
    private static final Key<Integer> MIN = Key.integer("min", 0, 9, "least").withDefault(1);
    private static final Key<Integer> MAX = Key.integer("max", 0, 9, "most").withDefault(5);

    private record Range(int min, int max) {
        Range {
            Problems problems = new Problems();
            problems.require(min <= max, "min", "be at most max (" + max + ")", min);
            problems.throwIfAny();
        }
    }

    private static SettingsReader reader(String text) {
        return Settings.parse(text, "f").reader();
    }

    @Test
    void commandLineGoesBeforeEnvironmentBeforeFileBeforeDefault() {
        Settings file = Settings.parse("clicks-per-second=4", "f");
        Settings environment = Settings.ofEnvironment(Map.of("CSGEN_CLICKS_PER_SECOND", "5"));
        Settings commandLine = Settings.of(Map.of("clicks-per-second", "6"), "command line");

        assertThat(Settings.empty().reader().get(RATE)).isEqualTo(3);
        assertThat(file.reader().get(RATE)).isEqualTo(4);
        assertThat(environment.over(file).reader().get(RATE)).isEqualTo(5);
        assertThat(commandLine.over(environment).over(file).reader().get(RATE)).isEqualTo(6);
    }

    @Test
    void badValueIsNamedWithItsPlaceAndReadsAsTheDefault() {
        SettingsReader reader = Settings.of(Map.of("clicks-per-second", "fast"), "command line")
                .over(Settings.parse("group-count=0", "f"))
                .reader();

        assertThat(reader.get(RATE)).isEqualTo(3);
        assertThat(reader.get(COUNT)).isEqualTo(2);
        assertThat(problemsOf(reader::throwIfAny))
                .containsExactly(
                        "clicks-per-second must be a number from 0.0001 to 10000000: fast (command line)",
                        "group-count must be a whole number from 1 to 100000: 0 (f:1)");
    }

    @Test
    void badEnvironmentVariableIsNamed() {
        SettingsReader reader =
                Settings.ofEnvironment(Map.of("CSGEN_CLICKS_PER_SECOND", "NaN")).reader();
        reader.find(RATE);

        assertThat(reader.found())
                .containsExactly("clicks-per-second must be a number from 0.0001 to 10000000: NaN"
                        + " (environment variable CSGEN_CLICKS_PER_SECOND)");
    }

    @Test
    void placeholderReadsAsNotGiven() {
        SettingsReader reader = reader("url-kinesis-stream-name=<PROVIDE-NAME>\nclicks-per-second=<PROVIDE-RATE>");

        assertThat(reader.has(STREAM)).isFalse();
        assertThat(reader.find(STREAM)).isEmpty();
        assertThat(reader.get(RATE)).isEqualTo(3);
        assertThat(reader.found()).isEmpty();
    }

    @Test
    void placeholderIsAProblemWhereAValueIsRequired() {
        SettingsReader reader = reader("\nurl-kinesis-stream-name=<PROVIDE-NAME>");

        assertThat(reader.require(STREAM)).isEmpty();
        assertThat(reader.found())
                .containsExactly(
                        "url-kinesis-stream-name must be set instead of the placeholder: <PROVIDE-NAME> (f:2)");
    }

    @Test
    void missingValueIsAProblemWhereItIsRequired() {
        SettingsReader reader = reader("");

        assertThat(reader.require(STREAM)).isEmpty();
        assertThat(reader.found()).containsExactly("url-kinesis-stream-name must be set: name of the stream");
    }

    @Test
    void requiredValueIsRead() {
        SettingsReader reader = reader("url-kinesis-stream-name=clicks");

        assertThat(reader.has(STREAM)).isTrue();
        assertThat(reader.require(STREAM)).contains("clicks");
        assertThat(reader.require(RATE)).contains(3.0);
        assertThat(reader.found()).isEmpty();
    }

    @Test
    void getNeedsADefault() {
        assertThatIllegalStateException()
                .isThrownBy(() -> reader("").get(STREAM))
                .withMessage("key must have a default: url-kinesis-stream-name");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "clicks-per-secnd=1|clicks-per-secnd must be a known key (did you mean clicks-per-second?): 1 (f:1)",
                "group-nme-2=x|group-nme-2 must be a known key (did you mean group-name-2?): x (f:1)",
                "group-name-0=x|group-name-0 must be a known key (did you mean group-name-N?): x (f:1)",
                "group-name-01=x|group-name-01 must be a known key (did you mean group-name-N?): x (f:1)",
                "group-name-=x|group-name- must be a known key (did you mean group-name-N?): x (f:1)",
                "group-name=x|group-name must be a known key (did you mean group-name-N?): x (f:1)",
                "group-name-1000000000=x|group-name-1000000000 must be a known key: x (f:1)",
                "zzz=|zzz must be a known key: \"\" (f:1)",
                "quantity=1|quantity must be a known key: 1 (f:1)",
                "Clicks-Per-Second=1|Clicks-Per-Second must be a known key (did you mean clicks-per-second?): 1 (f:1)",
                "=5|\"\" must be a known key: 5 (f:1)",
                "a\\nb$1=x|a\\u000ab$1 must be a known key: x (f:1)",
            })
    void unknownKeyIsNamedWithTheNearestKnownOne(String line, String problem) {
        SettingsReader reader = reader(line);
        reader.requireDeclared(List.of(RATE, COUNT, GROUP_NAME));

        assertThat(reader.found()).containsExactly(problem);
    }

    @Test
    void keyOfMegabytesIsToldByItsBeginning() {
        SettingsReader reader = reader("k".repeat(10_000_000) + "=5");
        reader.requireDeclared(List.of(RATE, COUNT, GROUP_NAME));

        assertThat(reader.found()).containsExactly("k".repeat(120) + "… must be a known key: 5 (f:1)");
    }

    @Test
    void ofManyUnknownKeysTheFirstAreNamed() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 300_000; i++) {
            text.append('k').append(i).append("=1\n");
        }
        SettingsReader reader = reader(text.toString());
        reader.requireDeclared(List.of(RATE, COUNT, GROUP_NAME));

        assertThat(problemsOf(reader::throwIfAny))
                .hasSize(51)
                .startsWith("k0 must be a known key: 1 (f:1)")
                .endsWith("… and 299,950 more");
    }

    @Test
    void valuesThatNobodyReadsAreCheckedInTheEnd() {
        SettingsReader reader = reader("min=x\nmax=y\ngroup-name-3=");
        reader.requireDeclared(List.of(MIN, MAX, GROUP_NAME));
        reader.find(MIN);

        assertThat(problemsOf(reader::throwIfAny))
                .containsExactly(
                        "min must be a whole number from 0 to 9: x (f:1)",
                        "group-name-3 must not be blank: \"\" (f:3)",
                        "max must be a whole number from 0 to 9: y (f:2)");
    }

    @Test
    void ruleOverAFamilyIsNamedWithTheFirstPlacesOfItsMembers() {
        SettingsReader reader = reader("group-name-10=a\ngroup-name-2=b\ngroup-name-3=c\nmin=1\ngroup-name-4=d");
        reader.require(false, GROUP_NAME, "differ", "b");

        assertThat(reader.found()).containsExactly("group-name-N must differ: b (f:2, f:3, f:5, …)");
    }

    @Test
    void memberOfAFamilyThatIsMissingIsNamedWithItsNumber() {
        SettingsReader reader = reader("");
        reader.require(GROUP_NAME.at(12));

        assertThat(reader.found()).containsExactly("group-name-12 must be set: name of group 12");
    }

    @Test
    void problemsFoundElsewhereAreReportedTogether() {
        SettingsReader reader = reader("min=x");
        Problems others = new Problems();
        others.add("--set must be KEY=VALUE: x");
        reader.add(others);
        reader.find(MIN);

        assertThat(reader.count()).isEqualTo(2);
        assertThat(problemsOf(reader::throwIfAny))
                .containsExactly("--set must be KEY=VALUE: x", "min must be a whole number from 0 to 9: x (f:1)");
    }

    @Test
    void knownKeysAreNoProblem() {
        SettingsReader reader = reader("clicks-per-second=1\ngroup-name-7=x");
        reader.requireDeclared(List.of(RATE, GROUP_NAME));

        assertThat(reader.found()).isEmpty();
    }

    @Test
    void numbersAboveTheCountAreNamed() {
        SettingsReader reader = reader("group-name-2=b\ngroup-name-3=c");
        reader.requireNumbersUpTo(2, COUNT, List.of(GROUP_NAME));

        assertThat(reader.found())
                .containsExactly("group-name-3 must have a number from 1 to group-count (2): c (f:2)");
    }

    @Test
    void problemsOfABuiltValueAreNamedWithThePlaceOfTheirSetting() {
        SettingsReader reader = reader("min=7");

        assertThat(reader.collect(() -> new Range(reader.get(MIN), reader.get(MAX))))
                .isEmpty();
        assertThat(reader.found()).containsExactly("min must be at most max (5): 7 (f:1)");
    }

    @Test
    void defaultThatStandsInForABadValueIsNotBlamed() {
        SettingsReader reader = reader("min=x\nmax=0");

        assertThat(reader.collect(() -> new Range(reader.get(MIN), reader.get(MAX))))
                .isEmpty();
        assertThat(reader.found()).containsExactly("min must be a whole number from 0 to 9: x (f:1)");
    }

    @Test
    void ruleOverSeveralSettingsIsNamedWithThePlaceOfOne() {
        SettingsReader reader = reader("min=7");

        assertThat(reader.require(true, MIN, "be odd", 7)).isTrue();
        assertThat(reader.require(false, MIN, "be even", 7)).isFalse();
        assertThat(reader.found()).containsExactly("min must be even: 7 (f:1)");
    }

    @Test
    void badValueIsToldOnceHoweverOftenItIsRead() {
        SettingsReader reader = reader("min=x\nmax=0");
        reader.find(MIN);
        reader.get(MIN);

        // and the default that stands in for it is not blamed, either
        assertThat(reader.collect(() -> new Range(reader.get(MIN), reader.get(MAX))))
                .isEmpty();
        assertThat(problemsOf(reader::throwIfAny)).containsExactly("min must be a whole number from 0 to 9: x (f:1)");
    }

    @Test
    void problemThatHasAPlaceKeepsIt() {
        SettingsReader inner = Settings.parse("min=x", "inner").reader();
        inner.find(MIN);
        SettingsReader outer = reader("min=7");

        outer.collect(() -> {
            inner.throwIfAny();
            return 1;
        });

        assertThat(outer.found()).containsExactly("min must be a whole number from 0 to 9: x (inner:1)");
    }

    @Test
    void givenValuesGoOverThoseAtHand() {
        SettingsReader reader = reader("min=7\nmax=ten");
        Values values = Values.of(List.of(MIN, MAX, COUNT)).with(MIN, 3).with(MAX, 4);

        Values read = reader.over(values);

        assertThat(read.get(MIN)).isEqualTo(7);
        assertThat(read.get(MAX)).isEqualTo(4);
        assertThat(read.get(COUNT)).isEqualTo(2);
        assertThat(reader.found()).containsExactly("max must be a whole number from 0 to 9: ten (f:2)");
    }

    @Test
    void settingsAreAtHand() {
        Settings settings = Settings.parse("min=1", "f");

        assertThat(settings.reader().settings()).isSameAs(settings);
    }
}
