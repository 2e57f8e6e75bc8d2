package io.csgen.config;

import static io.csgen.Rejections.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.csgen.config.ConfigException.Problem;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProblemsTest {
    private final Problems problems = new Problems();

    @Test
    void throwsNothingWithoutProblems() {
        problems.require(true, "seed", "be a number", "x");

        assertThat(problems.found()).isEmpty();
        assertThatCode(problems::throwIfAny).doesNotThrowAnyException();
    }

    @Test
    void throwsAllProblemsInTheOrderTheyWereFound() {
        problems.require(false, "b", "be 1", 2);
        problems.add("a is odd");
        problems.collect(() -> {
            throw new ConfigException(List.of("c", "d"));
        });

        assertThat(problemsOf(problems::throwIfAny)).containsExactly("b must be 1: 2", "a is odd", "c", "d");
    }

    @Test
    void collectsAValueThatCanBeBuilt() {
        assertThat(problems.collect(() -> 7)).contains(7);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "name|x|name must be set: x",
                "name|' '|name must be set: \" \"",
                "name|''|name must be set: \"\"",
                "''|x|\"\" must be set: x",
                "name|'a\nb\u0085c'|name must be set: a\\u000ab\\u0085c",
                "'a\tb'|x|a\\u0009b must be set: x",
            })
    void describesEveryProblemInOneReadableLine(String path, String value, String line) {
        assertThat(Problems.describe(path, "be set", value)).isEqualTo(line);
    }

    @ParameterizedTest
    @CsvSource({"a\u202eb,a\\u202eb", "\uFEFFa,\\ufeffa", "a\u2028b,a\\u2028b", "x\uD83D\uDE00,x\uD83D\uDE00"})
    void charactersThatCannotBeSeenAreEscaped(String value, String shown) {
        assertThat(Problems.describe("name", "be set", value)).isEqualTo("name must be set: " + shown);
    }

    @Test
    void longTextsAreCut() {
        String text = "x".repeat(10_000_000);

        assertThat(Problems.shown("x".repeat(120))).isEqualTo("x".repeat(120));
        assertThat(Problems.shown(text)).isEqualTo("x".repeat(120) + "…");
        assertThat(Problems.describe(text, text, text))
                .isEqualTo("x".repeat(1000) + "… must " + "x".repeat(1000) + "…: " + "x".repeat(120) + "…");
        assertThat(Problems.describe("key", "be short", "\0".repeat(10_000_000)))
                .hasSizeLessThan(800);
    }

    @Test
    void cutSplitsNoCharacter() {
        assertThat(Problems.shown("x".repeat(119) + "😀")).isEqualTo("x".repeat(119) + "…");
    }

    @Test
    void pathsAreNotCutAsValuesAre() {
        Path path = Path.of("/" + "d/".repeat(300) + "file.json");

        assertThat(Problems.describe("FILE", "be there", path)).isEqualTo("FILE must be there: " + path);
    }

    @Test
    void ofManyProblemsTheFirstAreListedAndTheOthersCounted() {
        for (int i = 1; i <= 499_990; i++) {
            problems.require(false, "key-" + i, "be 1", 0);
        }
        Problems all = new Problems();
        all.add("first");
        all.collect(() -> {
            problems.throwIfAny();
            return 1;
        });

        assertThat(problems.count()).isEqualTo(499_990);
        assertThat(problems.found()).hasSize(50);
        assertThat(problemsOf(problems::throwIfAny))
                .hasSize(51)
                .startsWith("key-1 must be 1: 0")
                .endsWith("key-50 must be 1: 0", "… and 499,940 more");
        assertThat(problemsOf(all::throwIfAny))
                .startsWith("first")
                .endsWith("key-49 must be 1: 0", "… and 499,941 more");
    }

    @Test
    void exceptionListsNoMoreThanACollection() {
        ConfigException many = new ConfigException(Collections.nCopies(60, "a must be 1: 2"));

        assertThat(many.problems()).hasSize(51).endsWith("… and 10 more");
        assertThat(many).hasMessage(String.join("\n", many.problems()));
    }

    @ParameterizedTest
    @CsvSource({
        "clicks-per-secnd,clicks-per-second",
        "CUSTOMER-ID-MIN,customer-id-min",
        "customer_id_min,customer-id-min",
        "customerIdMin,customer-id-min",
        "valdate,validate",
    })
    void nearestNameIsTheOneMeant(String name, String meant) {
        List<String> known = List.of("clicks-per-second", "customer-id-max", "customer-id-min", "validate");

        assertThat(Problems.nearest(name, known)).contains(meant);
    }

    @Test
    void whatIsLikeNoNameHasNoNearest() {
        assertThat(Problems.nearest("bogus", List.of("serve", "check"))).isEmpty();
        assertThat(Problems.nearest("x".repeat(10_000_000), List.of("x".repeat(40))))
                .isEmpty();
    }

    @Test
    void valuesAreCheckedByTheirKeys() {
        assertThat(problems.check(Key.integer("count", 1, 9, "how many"), 9)).isTrue();
        assertThat(problems.check(Key.integer("count", 1, 9, "how many"), 10)).isFalse();
        assertThat(problems.check(Key.probability("share", "how much"), Double.NaN))
                .isFalse();

        assertThat(problems.found())
                .containsExactly(
                        "count must be a whole number from 1 to 9: 10", "share must be a number from 0 to 1: NaN");
    }

    @Test
    void problemsAreValuesUntilTheyArePrinted() {
        SettingsReader reader = Settings.parse("\ncount=ten\nword=\n", "f").reader();
        reader.find(Key.integer("count", 1, 9, "how many"));
        reader.find(Key.text("word", "which"));
        reader.add(problems);

        assertThatThrownBy(reader::throwIfAny)
                .isInstanceOfSatisfying(
                        ConfigException.class,
                        e -> assertThat(e.listed())
                                .containsExactly(
                                        new Problem("count", "be a whole number from 1 to 9", "ten", "f:2"),
                                        new Problem("word", "not be blank", "", "f:3"))
                                .extracting(Problem::toString)
                                .isEqualTo(e.problems())
                                .containsExactly(
                                        "count must be a whole number from 1 to 9: ten (f:2)",
                                        "word must not be blank: \"\" (f:3)"));
    }

    @Test
    void exceptionKeepsItsProblemsWhenSerialized() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(new ConfigException(List.of("a", "b")));
        }

        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(((ConfigException) in.readObject()).problems()).containsExactly("a", "b");
        }
    }
}
