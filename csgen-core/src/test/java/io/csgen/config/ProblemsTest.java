package io.csgen.config;

import static io.csgen.Rejections.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
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
