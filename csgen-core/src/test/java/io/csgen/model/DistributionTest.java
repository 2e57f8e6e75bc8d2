package io.csgen.model;

import static io.csgen.Rejections.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.csgen.model.Distribution.Constant;
import io.csgen.model.Distribution.ConstantSpan;
import io.csgen.model.Distribution.Gaussian;
import io.csgen.model.Distribution.LogLogistic;
import io.csgen.model.Distribution.LogNormal;
import io.csgen.model.Distribution.Uniform;
import io.csgen.model.Distribution.Weibull;
import io.csgen.model.Distribution.Zipf;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DistributionTest {
    static Stream<Arguments> forms() {
        return Stream.of(
                Arguments.of("weibull(0.75, 2.8)", new Weibull(0.75, 2.8)),
                Arguments.of("loglogistic(46s, 1.55)", new LogLogistic(Duration.ofSeconds(46), 1.55)),
                Arguments.of("lognormal(1.6)", new LogNormal(1.6)),
                Arguments.of("zipf(1)", new Zipf(1)),
                Arguments.of("uniform", new Uniform()),
                Arguments.of("gaussian", new Gaussian()),
                Arguments.of("constant(3)", new Constant(3)),
                Arguments.of("constant(250ms)", new ConstantSpan(Duration.ofMillis(250))));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void everyFormIsReadAndWritten(String text, Distribution distribution) {
        assertThat(Distribution.parse(text)).isEqualTo(distribution);
        assertThat(distribution).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "weibull(.75,2.80)|weibull(0.75, 2.8)",
                "weibull ( 0.75 , 28e-1 )|weibull(0.75, 2.8)",
                "loglogistic(60000ms, 2)|loglogistic(1m, 2)",
                "constant(24h)|constant(1d)",
                "uniform()|uniform",
            })
    void formIsFreeInBlanksAndNumbers(String text, String written) {
        assertThat(Distribution.parse(text)).hasToString(written);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Weibull(1, 2)", "weibull(1, 2", "weibull 1, 2", "weibull(1, 2) x", "3", "(1)"})
    void textWithoutTheShapeOfADistributionIsRefused(String text) {
        assertThat(problemsOf(() -> Distribution.parse(text)))
                .containsExactly("expected a name and parameters in round brackets, such as weibull(0.75, 2.8),"
                        + " found \"" + text + "\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pareto(1)|expected one of weibull, loglogistic, lognormal, zipf, uniform, gaussian, constant"
                        + " instead of pareto, found \"pareto(1)\"",
                "weibull|expected weibull(SHAPE, SCALE[, SINGLES]) with 2 or 3 parameters instead of 0, found \"weibull\"",
                "weibull()|expected weibull(SHAPE, SCALE[, SINGLES]) with 2 or 3 parameters instead of 0, found \"weibull()\"",
                "weibull(1)|expected weibull(SHAPE, SCALE[, SINGLES]) with 2 or 3 parameters instead of 1, found \"weibull(1)\"",
                "weibull(1, 2, 0, 4)|expected weibull(SHAPE, SCALE[, SINGLES]) with 2 or 3 parameters instead of 4,"
                        + " found \"weibull(1, 2, 0, 4)\"",
                "loglogistic(1s)|expected loglogistic(MEDIAN, SHAPE) with 2 parameters instead of 1,"
                        + " found \"loglogistic(1s)\"",
                "lognormal(1, 2)|expected lognormal(SIGMA) with 1 parameters instead of 2, found \"lognormal(1, 2)\"",
                "zipf()|expected zipf(EXPONENT) with 1 parameters instead of 0, found \"zipf()\"",
                "constant|expected constant(VALUE) with 1 parameters instead of 0, found \"constant\"",
                "uniform(1)|expected uniform with 0 parameters instead of 1, found \"uniform(1)\"",
                "gaussian(1, 2)|expected gaussian with 0 parameters instead of 2, found \"gaussian(1, 2)\"",
                "weibull(x, 2)|expected a number as parameter 1, found \"x\"",
                "weibull(1, )|expected a number as parameter 2, found \"\"",
                "weibull(1, (2))|expected a number as parameter 2, found \"(2)\"",
                "loglogistic(46, 2)|expected a time span such as 46s as parameter 1, found \"46\"",
                "loglogistic(46s, 2s)|expected a number as parameter 2, found \"2s\"",
                "zipf(0x1p1)|expected a number as parameter 1, found \"0x1p1\"",
                "zipf(1f)|expected a number as parameter 1, found \"1f\"",
                "zipf(NaN)|expected a number as parameter 1, found \"NaN\"",
                "zipf(Infinity)|expected a number as parameter 1, found \"Infinity\"",
                "zipf(1e999)|expected a number as parameter 1, found \"1e999\"",
                "constant(999999999999999d)|expected a number as parameter 1, found \"999999999999999d\"",
            })
    void malformedTextIsRefusedWithWhereAndWhatWasExpected(String text, String problem) {
        assertThat(problemsOf(() -> Distribution.parse(text))).containsExactly(problem);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "weibull(0, 1)|weibull shape must be a number above 0: 0.0",
                "weibull(1, -2)|weibull scale must be a number above 0: -2.0",
                "loglogistic(0s, 1)|loglogistic median must be at least 1ms, in whole ms: 0ms",
                "loglogistic(1s, 0)|loglogistic shape must be a number above 0: 0.0",
                "lognormal(0)|lognormal sigma must be a number above 0: 0.0",
                "zipf(-1)|zipf exponent must be a number above 0: -1.0",
                "constant(0)|constant value must be a number above 0: 0.0",
                "constant(0s)|constant span must be at least 1ms, in whole ms: 0ms",
            })
    void parameterOutOfBoundsIsRefused(String text, String problem) {
        assertThat(problemsOf(() -> Distribution.parse(text))).containsExactly(problem);
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -1, -0.0, 0})
    void parametersOfAllKindsAreFiniteAndAboveZero(double value) {
        assertThat(problemsOf(() -> new Weibull(value, value)))
                .containsExactly(
                        "weibull shape must be a number above 0: " + value,
                        "weibull scale must be a number above 0: " + value);
        assertThat(problemsOf(() -> new LogLogistic(Duration.ZERO, value)))
                .containsExactly(
                        "loglogistic median must be at least 1ms, in whole ms: 0ms",
                        "loglogistic shape must be a number above 0: " + value);
        assertThat(problemsOf(() -> new LogNormal(value)))
                .containsExactly("lognormal sigma must be a number above 0: " + value);
        assertThat(problemsOf(() -> new Zipf(value)))
                .containsExactly("zipf exponent must be a number above 0: " + value);
        assertThat(problemsOf(() -> new Constant(value)))
                .containsExactly("constant value must be a number above 0: " + value);
    }

    @Test
    void timeSpansThatCannotBeWrittenAreRefused() {
        assertThat(problemsOf(() -> new ConstantSpan(Duration.ofNanos(1_500_000))))
                .containsExactly("constant span must be at least 1ms, in whole ms: PT0.0015S");
        assertThat(problemsOf(() -> new ConstantSpan(Duration.ofSeconds(Long.MAX_VALUE))))
                .containsExactly("constant span must be at least 1ms, in whole ms: PT2562047788015215H30M7S");
        assertThat(problemsOf(() -> new LogLogistic(Duration.ofSeconds(-1), 1)))
                .containsExactly("loglogistic median must be at least 1ms, in whole ms: -1s");
    }
}
