package io.csgen.model;

import io.csgen.config.ConfigException;
import io.csgen.config.Key;
import io.csgen.config.Problems;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a quantity of the model varies, written in settings as {@code weibull(0.75, 2.8)}. Each place
 * of the model says which distributions it takes and what they mean there. Immutable; their
 * text is the written form, which {@link #parse} reads back.
 */
public sealed interface Distribution {

    /**
     * Weibull: a stretched exponential where the shape is below 1.
     *
     * @param shape above 0
     * @param scale above 0
     * @param singles share of the smallest value, from 0 to below 1, with the others following the
     *     distribution; empty where the smallest value follows it as well
     */
    record Weibull(double shape, double scale, OptionalDouble singles) implements Distribution {
        /** Creates the distribution. */
        public Weibull {
            Problems problems = new Problems();
            problems.require(isPositive(shape), "weibull shape", "be a number above 0", shape);
            problems.require(isPositive(scale), "weibull scale", "be a number above 0", scale);
            singles.ifPresent(share -> problems.require(
                    share >= 0 && share < 1, "weibull singles", "be a number from 0 to below 1", share));
            problems.throwIfAny();
        }

        /** Creates the distribution, with the smallest value following it. */
        public Weibull(double shape, double scale) {
            this(shape, scale, OptionalDouble.empty());
        }

        @Override
        public String toString() {
            String third = singles.isPresent() ? ", " + Key.plain(singles.getAsDouble()) : "";
            return "weibull(" + Key.plain(shape) + ", " + Key.plain(scale) + third + ")";
        }
    }

    /**
     * Log-logistic time span: the odds of being below {@code t} are {@code (t / median)^shape}.
     *
     * @param median at least 1 ms, a whole number of milliseconds
     * @param shape above 0
     */
    record LogLogistic(Duration median, double shape) implements Distribution {
        /** Creates the distribution. */
        public LogLogistic {
            Problems problems = new Problems();
            problems.require(isSpan(median), "loglogistic median", "be at least 1ms, in whole ms", Key.write(median));
            problems.require(isPositive(shape), "loglogistic shape", "be a number above 0", shape);
            problems.throwIfAny();
        }

        @Override
        public String toString() {
            return "loglogistic(" + Key.write(median) + ", " + Key.plain(shape) + ")";
        }
    }

    /**
     * Log-normal factors or weights with median 1: {@code exp(sigma Z)}, Z standard normal.
     *
     * @param sigma above 0
     */
    record LogNormal(double sigma) implements Distribution {
        /** Creates the distribution. */
        public LogNormal {
            requirePositive(sigma, "lognormal sigma");
        }

        @Override
        public String toString() {
            return "lognormal(" + Key.plain(sigma) + ")";
        }
    }

    /**
     * Weights {@code 1 / rank^exponent}.
     *
     * @param exponent above 0
     */
    record Zipf(double exponent) implements Distribution {
        /** Creates the distribution. */
        public Zipf {
            requirePositive(exponent, "zipf exponent");
        }

        @Override
        public String toString() {
            return "zipf(" + Key.plain(exponent) + ")";
        }
    }

    /** All alike. */
    record Uniform() implements Distribution {
        @Override
        public String toString() {
            return "uniform";
        }
    }

    /**
     * A bell over a range of ids, centred in its middle with a standard deviation of {@code 1/√8} of its
     * width, truncated at both ends; the shape that the classic program meant to draw.
     */
    record Gaussian() implements Distribution {
        @Override
        public String toString() {
            return "gaussian";
        }
    }

    /**
     * Always the same number.
     *
     * @param value above 0
     */
    record Constant(double value) implements Distribution {
        /** Creates the distribution. */
        public Constant {
            requirePositive(value, "constant value");
        }

        @Override
        public String toString() {
            return "constant(" + Key.plain(value) + ")";
        }
    }

    /**
     * Always the same time span.
     *
     * @param span at least 1 ms, a whole number of milliseconds
     */
    record ConstantSpan(Duration span) implements Distribution {
        /** Creates the distribution. */
        public ConstantSpan {
            Problems problems = new Problems();
            problems.require(isSpan(span), "constant span", "be at least 1ms, in whole ms", Key.write(span));
            problems.throwIfAny();
        }

        @Override
        public String toString() {
            return "constant(" + Key.write(span) + ")";
        }
    }

    /**
     * Reads the written form.
     *
     * @throws ConfigException if the text is malformed, saying where and what was expected, or if a
     *     parameter is out of bounds
     */
    static Distribution parse(String text) {
        Matcher shape = Pattern.compile("([a-z]+)\\s*(\\((.*)\\))?").matcher(text);
        if (!shape.matches()) {
            throw malformed(text, "a name and parameters in round brackets, such as weibull(0.75, 2.8)");
        }
        String name = shape.group(1);
        List<String> parameters = new ArrayList<>();
        if (shape.group(3) != null && !shape.group(3).isBlank()) {
            for (String parameter : shape.group(3).split(",", -1)) {
                parameters.add(parameter.strip());
            }
        }
        return switch (name) {
            case "weibull" -> {
                if (parameters.size() == 3) {
                    yield new Weibull(
                            number(parameters, 0), number(parameters, 1), OptionalDouble.of(number(parameters, 2)));
                }
                if (parameters.size() != 2) {
                    throw malformed(
                            text,
                            "weibull(SHAPE, SCALE[, SINGLES]) with 2 or 3 parameters instead of " + parameters.size());
                }
                yield new Weibull(number(parameters, 0), number(parameters, 1));
            }
            case "loglogistic" -> {
                requireCount(text, parameters, "loglogistic(MEDIAN, SHAPE)", 2);
                yield new LogLogistic(span(parameters, 0), number(parameters, 1));
            }
            case "lognormal" -> {
                requireCount(text, parameters, "lognormal(SIGMA)", 1);
                yield new LogNormal(number(parameters, 0));
            }
            case "zipf" -> {
                requireCount(text, parameters, "zipf(EXPONENT)", 1);
                yield new Zipf(number(parameters, 0));
            }
            case "constant" -> {
                requireCount(text, parameters, "constant(VALUE)", 1);
                yield Key.duration(parameters.get(0)).isPresent()
                        ? new ConstantSpan(span(parameters, 0))
                        : new Constant(number(parameters, 0));
            }
            case "uniform" -> {
                requireCount(text, parameters, "uniform", 0);
                yield new Uniform();
            }
            case "gaussian" -> {
                requireCount(text, parameters, "gaussian", 0);
                yield new Gaussian();
            }
            default ->
                throw malformed(
                        text,
                        "one of weibull, loglogistic, lognormal, zipf, uniform, gaussian, constant instead of "
                                + Problems.shown(name));
        };
    }

    private static boolean isPositive(double value) {
        return value > 0 && value < Double.POSITIVE_INFINITY;
    }

    /** Only what can be written and read back is a time span of the model. */
    private static boolean isSpan(Duration span) {
        return Key.duration(Key.write(span)).filter(d -> !d.isZero()).isPresent();
    }

    private static void requirePositive(double value, String path) {
        Problems problems = new Problems();
        problems.require(isPositive(value), path, "be a number above 0", value);
        problems.throwIfAny();
    }

    private static void requireCount(String text, List<String> parameters, String form, int count) {
        if (parameters.size() != count) {
            throw malformed(text, form + " with " + count + " parameters instead of " + parameters.size());
        }
    }

    private static double number(List<String> parameters, int index) {
        return Key.number(parameters.get(index))
                .orElseThrow(() -> malformed(parameters.get(index), "a number as parameter " + (index + 1)));
    }

    private static Duration span(List<String> parameters, int index) {
        return Key.duration(parameters.get(index))
                .orElseThrow(
                        () -> malformed(parameters.get(index), "a time span such as 46s as parameter " + (index + 1)));
    }

    private static ConfigException malformed(String found, String expected) {
        return new ConfigException(List.of("expected " + expected + ", found \"" + Problems.shown(found) + "\""));
    }
}
