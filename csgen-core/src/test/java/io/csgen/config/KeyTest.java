package io.csgen.config;

import static io.csgen.Rejections.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.csgen.RandomCases;
import io.csgen.config.ValueSource.Values;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyTest {
    private enum Colour {
        RED,
        DARK_BLUE;

        @Override
        public String toString() {
            return this == RED ? "red" : "dark-blue";
        }
    }

    private static final Key<Integer> COUNT = Key.integer("count", 1, 100, "how many");
    private static final Key<Double> RATE = Key.decimal("rate", 0.0001, 10_000_000, "how fast");
    private static final Key<Duration> TIMEOUT =
            Key.duration("timeout", Duration.ofSeconds(1), Duration.ofDays(1), "how long");
    private static final Key<String> NAME_OF_GROUP = Key.text("group-name-N", "name of group N");

    @ParameterizedTest
    @CsvSource({"1,1", "100,100", "' 42 ',42", "007,7", "+5,5"})
    void integerTakesNumbersWithinItsBounds(String text, int value) {
        assertThat(COUNT.parse(text)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "101",
                "-5",
                "5.0",
                "1e1",
                "NaN",
                "0x10",
                "five",
                "5 # five",
                "99999999999",
                "1 2",
                "٣",
                "３",
                "--5",
                "+"
            })
    void integerRefusesAllElse(String text) {
        assertThat(problemsOf(() -> COUNT.parse(text)))
                .containsExactly("count must be a whole number from 1 to 100: " + text);
    }

    @Test
    void longIntegerTakesAll64Bits() {
        Key<Long> seed = Key.longInteger("seed", "what fixes all output");

        assertThat(seed.parse("-9223372036854775808")).isEqualTo(Long.MIN_VALUE);
        assertThat(seed.parse("9223372036854775807")).isEqualTo(Long.MAX_VALUE);
        assertThat(problemsOf(() -> seed.parse("9223372036854775808")))
                .containsExactly("seed must be a whole number from -9223372036854775808 to 9223372036854775807:"
                        + " 9223372036854775808");
    }

    @ParameterizedTest
    @CsvSource({"0.0001,0.0001", "10000000,1e7", "1e7,1e7", ".5,0.5", "5.,5", "+3,3", "' 2 ',2"})
    void decimalTakesNumbersWithinItsBounds(String text, double value) {
        assertThat(RATE.parse(text)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NaN",
                "Infinity",
                "-Infinity",
                "0x1p3",
                "1d",
                "1f",
                "0",
                "-3",
                "10000000.1",
                "1e400",
                "٣",
                "３",
                "1,5",
                "three",
                "3 per second",
                "3 # comment",
                ".",
                "e",
                "1e",
                "1e2.5",
                "--1"
            })
    void decimalRefusesAllElse(String text) {
        assertThat(problemsOf(() -> RATE.parse(text)))
                .containsExactly("rate must be a number from 0.0001 to 10000000: " + text);
    }

    @Test
    void emptyValueIsShownInQuotes() {
        assertThat(problemsOf(() -> RATE.parse("")))
                .containsExactly("rate must be a number from 0.0001 to 10000000: \"\"");
    }

    @Test
    void probabilityLiesBetweenZeroAndOne() {
        Key<Double> share = Key.probability("share", "how much");

        assertThat(share.parse("0")).isZero();
        assertThat(share.parse("1")).isOne();
        assertThat(problemsOf(() -> share.parse("1.0001")))
                .containsExactly("share must be a number from 0 to 1: 1.0001");
        assertThat(problemsOf(() -> share.parse("-0.1"))).containsExactly("share must be a number from 0 to 1: -0.1");
    }

    @Test
    void minusZeroReadsAsZero() {
        // A record that holds -0 would not equal the same record read back from settings.
        assertThat(Double.doubleToLongBits(Key.probability("share", "how much").parse("-0.0")))
                .isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "1000ms,PT1S",
        "46s,PT46S",
        "30m,PT30M",
        "2h,PT2H",
        "1d,PT24H",
        "' 24h ',PT24H",
        "00000000000000000005s,",
        "0000000000000000005s,PT5S",
    })
    void durationTakesAWholeNumberAndAUnit(String text, Duration span) {
        assertThat(Key.duration(text.strip())).isEqualTo(Optional.ofNullable(span));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "999ms",
                "86400001ms",
                "2d",
                "30",
                "30 m",
                "30M",
                "30min",
                "-30m",
                "1.5h",
                "PT30M",
                "m",
                "999999999999999d",
                "9223372036854775808ms",
                "9999999999999999999s"
            })
    void durationRefusesAllElse(String text) {
        assertThat(problemsOf(() -> TIMEOUT.parse(text)))
                .containsExactly(
                        "timeout must be a time span such as 250ms, 46s, 30m, 2h or 28d, from 1s to 1d: " + text);
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S,0ms",
        "PT0.25S,250ms",
        "PT46S,46s",
        "PT90S,90s",
        "PT30M,30m",
        "PT36H,36h",
        "PT672H,28d",
        "PT0.0015S,PT0.0015S",
        "PT2562047788015215H30M7S,PT2562047788015215H30M7S",
    })
    void spanIsWrittenInTheLargestUnitThatHoldsIt(Duration span, String text) {
        assertThat(Key.write(span)).isEqualTo(text);
    }

    @Test
    void spansOfWholeMillisecondsReadBack() {
        RandomCases.check(10_000, random -> {
            Duration span = Duration.ofMillis(random.nextLong(Long.MAX_VALUE) >>> random.nextInt(63));
            assertThat(Key.duration(Key.write(span))).contains(span);
        });
        assertThat(Key.duration(Key.write(Duration.ofMillis(Long.MAX_VALUE))))
                .contains(Duration.ofMillis(Long.MAX_VALUE));
    }

    @ParameterizedTest
    @CsvSource({"3,3", "0.25,0.25", "1e6,1000000", "1e-7,0.0000001", "0,0", "-0.0,0", "12.50,12.5"})
    void numberIsWrittenWithoutExponent(double value, String text) {
        assertThat(Key.plain(value)).isEqualTo(text);
    }

    @Test
    void numbersReadBack() {
        RandomCases.check(10_000, random -> {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                assertThat(Key.number(Key.plain(value))).contains(value);
            }
        });
    }

    @Test
    void choiceTakesOneOfItsWords() {
        Key<String> word = Key.choice("mode", List.of("fast", "slow"), "how");

        assertThat(word.parse("slow")).isEqualTo("slow");
        assertThat(problemsOf(() -> word.parse("Fast"))).containsExactly("mode must be one of fast, slow: Fast");
    }

    @Test
    void choiceTakesTheTextOfAConstant() {
        Key<Colour> colour = Key.choice("colour", Colour.class, "which");

        assertThat(colour.parse("dark-blue")).isEqualTo(Colour.DARK_BLUE);
        assertThat(problemsOf(() -> colour.parse("DARK_BLUE")))
                .containsExactly("colour must be one of red, dark-blue: DARK_BLUE");
    }

    @Test
    void textIsNotBlank() {
        Key<String> name = Key.text("name", "what it is called");

        assertThat(name.parse(" Books & more ")).isEqualTo("Books & more");
        assertThat(problemsOf(() -> name.parse("  "))).containsExactly("name must not be blank: \"  \"");
    }

    @Test
    void detailsOfAParserFollowTheRuleInOneLine() {
        Key<String> key = Key.of("shape", "be round", "what it looks like", text -> {
            throw new ConfigException(List.of("first detail", "second detail"));
        });

        assertThat(problemsOf(() -> key.parse("square")))
                .containsExactly("shape must be round (first detail; second detail): square");
    }

    @Test
    void defaultObeysTheRule() {
        assertThat(COUNT.withDefault(5).defaultText()).contains("5");
        assertThat(COUNT.defaultText()).isEmpty();
        assertThat(problemsOf(() -> COUNT.withDefault(0)))
                .containsExactly("count must be a whole number from 1 to 100: 0");
    }

    @Test
    void valueIsCheckedAsAValue() {
        assertThat(COUNT.allows(100)).isTrue();
        assertThat(COUNT.allows(101)).isFalse();
        assertThat(RATE.allows(Double.NaN)).isFalse();
        assertThat(TIMEOUT.allows(Duration.ofSeconds(1))).isTrue();
        assertThat(TIMEOUT.allows(Duration.ofSeconds(1, 1))).isFalse(); // no text would read as that
        assertThat(NAME_OF_GROUP.at(2).allows(" ")).isFalse();
        assertThat(Key.choice("mode", List.of("fast", "slow"), "how").allows("quick"))
                .isFalse();
        assertThat(Key.file("out", "where to").allows(Path.of("/"))).isFalse();
    }

    @Test
    void valueIsWrittenAsItIsRead() {
        assertThat(COUNT.textOf(42)).isEqualTo("42");
        assertThat(RATE.textOf(1e7)).isEqualTo("10000000");
        assertThat(TIMEOUT.textOf(Duration.ofSeconds(90))).isEqualTo("90s");
        assertThat(Key.choice("colour", Colour.class, "which").textOf(Colour.DARK_BLUE))
                .isEqualTo("dark-blue");
        assertThat(Key.onOff("light", "whether there is any").textOf(true)).isEqualTo("on");
        assertThat(Key.onOff("light", "whether there is any").textOf(false)).isEqualTo("off");
    }

    @Test
    void onOffTakesThoseWords() {
        Key<Boolean> light = Key.onOff("light", "whether there is any");

        assertThat(light.parse("on")).isTrue();
        assertThat(light.parse(" off ")).isFalse();
        assertThat(problemsOf(() -> light.parse("true"))).containsExactly("light must be one of on, off: true");
    }

    @Test
    void rulesAreChecksOfValuesAndCodecsOfTexts() {
        Key<URI> page = Key.of(
                "page",
                new Key.Rule<>("be a page", uri -> uri.getHost() != null),
                "where to look",
                text -> Optional.of(URI.create(text)));

        assertThat(page.parse("http://a.example")).isEqualTo(URI.create("http://a.example"));
        assertThat(page.allows(URI.create("mailto:a"))).isFalse();
        assertThat(problemsOf(() -> page.parse("mailto:a"))).containsExactly("page must be a page: mailto:a");
        assertThat(problemsOf(() -> page.parse("a b"))).containsExactly("page must be a page: a b");
    }

    @Test
    void defaultThatFollowsFromOthersHasNoTextOfItsOwn() {
        Key<Integer> twice =
                Key.integer("twice", 2, 200, "double the count").withDerivedDefault(values -> 2 * values.get(COUNT));

        assertThat(twice.defaultText()).isEmpty();
        assertThat(Values.of(List.of(COUNT, twice)).with(COUNT, 7).get(twice)).isEqualTo(14);
    }

    @Test
    void keyOfANameIsItselfOrItsMember() {
        assertThat(COUNT.named("count")).containsSame(COUNT);
        assertThat(COUNT.named("counts")).isEmpty();
        assertThat(NAME_OF_GROUP.named("group-name-12"))
                .hasValueSatisfying(member -> assertThat(member.number()).isEqualTo(12));
        assertThat(NAME_OF_GROUP.named("group-name-N")).isEmpty();
        assertThat(NAME_OF_GROUP.number()).isZero();
    }

    @Test
    void memberOfAFamilyHasItsOwnNameAndItsFamilysDeclaration() {
        Key<String> second = NAME_OF_GROUP.at(2);

        assertThat(second).hasToString("group-name-2");
        assertThat(second.declaredName()).isEqualTo("group-name-N");
        assertThat(second.isFamily()).isFalse();
        assertThat(second.help()).isEqualTo("name of group 2");
        assertThat(problemsOf(() -> second.parse(""))).containsExactly("group-name-2 must not be blank: \"\"");
    }

    @Test
    void onlyFamiliesHaveMembers() {
        assertThatIllegalStateException()
                .isThrownBy(() -> COUNT.at(2))
                .withMessage("key must end in -N to have members: count");
    }

    @ParameterizedTest
    @CsvSource({
        "group-name-1,true",
        "group-name-999999999,true",
        "group-name-0,false",
        "group-name-01,false",
        "group-name-1000000000,false",
        "group-name-,false",
        "group-name-N,false",
        "group-name-1x,false",
        "group-name--1,false",
        "group-name-\u0661,false",
        "name-1,false",
    })
    void familyCoversNumbersFromOne(String name, boolean covered) {
        assertThat(NAME_OF_GROUP.covers(name)).isEqualTo(covered);
    }

    @Test
    void singleKeyCoversItsNameAlone() {
        assertThat(COUNT.covers("count")).isTrue();
        assertThat(COUNT.covers("count-1")).isFalse();
    }
}
