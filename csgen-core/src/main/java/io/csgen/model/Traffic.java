package io.csgen.model;

import io.csgen.config.Codec;
import io.csgen.config.ConfigException;
import io.csgen.config.Key;
import io.csgen.config.Problems;
import io.csgen.config.ValueSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How many clicks there are, and when. Sessions begin at random, independently of each other, at a
 * rate that makes this the mean. Immutable.
 *
 * @param clicksPerSecond mean number of clicks in a second of virtual time; from 0.0001 to 10,000,000
 * @param hourlyRates 24 factors for the hours of a day, the first from 00:00 to 01:00 UTC; scaled to a
 *     mean of 1, with straight lines between the middles of the hours
 * @param weekdayRates 7 factors for the days of a week from Monday on; scaled to a mean of 1
 * @param stages rates that take the place of the mean from the start on, one after another; the mean
 *     follows the last. Hours and weekdays apply on top; all of them last 36,500 days at most
 * @param response how clicks follow the rate when it changes
 */
public record Traffic(
        double clicksPerSecond,
        List<Double> hourlyRates,
        List<Double> weekdayRates,
        List<Stage> stages,
        Response response) {
    // Keys come first: what is built below is checked by them.

    /** Greatest rate there may be, in clicks per second of virtual time: 10,000,000. */
    public static final int MAX_CLICKS_PER_SECOND = 10_000_000;

    /** How clicks follow the rate when it changes: with stages, hours, and {@code RateChange}s. */
    public enum Response {
        /**
         * Sessions begin at the rate, and keep their clicks: the rate of clicks follows over the length of a session,
         * as it does in a store.
         */
        SMOOTH,
        /**
         * Clicks have the rate at once: more sessions begin after a step up, and none after a step down until those
         * under way give less than the rate.
         */
        SHARP;

        /** Returns the name used in settings. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What a rate that is changed while clicks flow must be: 0 for none, or what a model may have. */
    public static final String RATE_RULE = "0, or a number from 0.0001 to " + MAX_CLICKS_PER_SECOND;

    /** Smallest rate above 0 there may be, in clicks per second of virtual time. */
    static final double MIN_CLICKS_PER_SECOND = 0.0001;

    static final int HOURS = 24;
    static final int WEEKDAYS = 7;

    /** The mean rate of clicks. */
    public static final Key<Double> CLICKS_PER_SECOND = Key.of(
                    "clicks-per-second",
                    new Key.Rule<>(
                            "be a number from " + Key.plain(MIN_CLICKS_PER_SECOND) + " to " + MAX_CLICKS_PER_SECOND,
                            rate -> rate >= MIN_CLICKS_PER_SECOND && rate <= MAX_CLICKS_PER_SECOND),
                    "mean rate of clicks; fractions are allowed",
                    Codec.of(Key::number, Key::plain))
            .withDefault(3.0);

    /** The factors for the hours of a day. */
    public static final Key<List<Double>> HOURLY_RATES = RateFactors.key(
            "hourly-rates", HOURS, "factors on the rate for the hours of a day (UTC), scaled to mean 1");

    /** The factors for the days of a week. */
    public static final Key<List<Double>> WEEKDAY_RATES =
            RateFactors.key("weekday-rates", WEEKDAYS, "factors on the rate from Monday on, scaled to mean 1");

    /** The stages; none by default. */
    public static final Key<List<Stage>> STAGES = Key.of(
                    "stages",
                    "be none, or stages such as ramp(0..500, 5m) hold(10m) spike(2000, 30s) gap(1m)",
                    "rates in clicks per second, one after another from the start; clicks-per-second follows",
                    Codec.of(text -> Optional.of(Stage.parse(text)), Stage::write))
            .withDefault(List.of());

    /** How clicks follow a changing rate. */
    public static final Key<Response> RESPONSE = Key.choice(
                    "rate-response",
                    Response.class,
                    "how clicks follow a changing rate: smooth, as sessions begin at the rate and take minutes, or sharp,"
                            + " as sessions begin so that clicks have it at once")
            .withDefault(Response.SMOOTH);

    /**
     * A stretch of time in which the rate goes from one value to another in a straight line.
     *
     * @param from clicks per second at its start; from 0
     * @param to clicks per second at its end; from 0
     * @param duration in whole milliseconds, from 1 millisecond to 36,500 days
     */
    public record Stage(double from, double to, Duration duration) {
        private static final Duration LONGEST = Duration.ofDays(36_500);
        private static final Key<Duration> DURATION =
                Key.duration("duration of a stage", Duration.ofMillis(1), LONGEST, "");
        private static final Pattern FORM =
                Pattern.compile("(?:(?<ramp>ramp)\\((?<from>[^.()]*(?:\\.\\d+)?)\\.\\.(?<to>[^,()]*),"
                        + "|(?<spike>spike)\\((?<rate>[^,()]*),|(?<gap>gap)\\(|hold\\()\\s*(?<span>[^()]*)\\)\\s*");

        /**
         * Creates a stage.
         *
         * @throws io.csgen.config.ConfigException if a value is out of bounds
         */
        public Stage {
            Problems problems = new Problems();
            requireRate(problems, from);
            requireRate(problems, to);
            problems.check(DURATION, duration);
            problems.throwIfAny();
            // Settings know no -0.
            from += 0.0;
            to += 0.0;
        }

        /**
         * Reads stages as they are written in settings, separated by blanks: {@code ramp(FROM..TO, SPAN)};
         * {@code hold(SPAN)}, at the rate reached; {@code spike(RATE, SPAN)} and {@code gap(SPAN)}, after
         * which a hold is at the rate before them; {@code none} for no stage at all.
         *
         * @throws ConfigException if the text is malformed, saying where and what was expected
         */
        public static List<Stage> parse(String text) {
            List<Stage> stages = new ArrayList<>();
            if (text.equals("none")) {
                return stages;
            }
            OptionalDouble level = OptionalDouble.empty();
            Matcher matcher = FORM.matcher(text);
            int end = 0;
            do {
                if (!matcher.find(end) || matcher.start() != end) {
                    throw malformed(
                            text.substring(end), "ramp(FROM..TO, SPAN), hold(SPAN), spike(RATE, SPAN) or gap(SPAN)");
                }
                Duration span = Key.duration(matcher.group("span"))
                        .orElseThrow(() -> malformed(matcher.group("span"), "a time span such as 30s"));
                if (matcher.group("ramp") != null) {
                    double to = rate(matcher.group("to"));
                    stages.add(new Stage(rate(matcher.group("from")), to, span));
                    level = OptionalDouble.of(to);
                } else if (matcher.group("spike") != null) {
                    double rate = rate(matcher.group("rate"));
                    stages.add(new Stage(rate, rate, span));
                } else if (matcher.group("gap") != null) {
                    stages.add(new Stage(0, 0, span));
                } else {
                    double rate =
                            level.orElseThrow(() -> malformed(matcher.group().strip(), "a ramp before it"));
                    stages.add(new Stage(rate, rate, span));
                }
                end = matcher.end();
            } while (end < text.length());
            return stages;
        }

        /** Returns the written form, as a ramp. */
        @Override
        public String toString() {
            return "ramp(" + Key.plain(from) + ".." + Key.plain(to) + ", " + Key.write(duration) + ")";
        }

        static String write(List<Stage> stages) {
            return stages.isEmpty()
                    ? "none"
                    : stages.stream().map(Stage::toString).collect(Collectors.joining(" "));
        }

        private static double rate(String text) {
            return Key.number(text).orElseThrow(() -> malformed(text, "a rate in clicks per second"));
        }

        private static ConfigException malformed(String found, String expected) {
            return new ConfigException(List.of("expected " + expected + ", found \"" + Problems.shown(found) + "\""));
        }

        private static void requireRate(Problems problems, double rate) {
            problems.require(
                    rate >= 0 && rate <= MAX_CLICKS_PER_SECOND,
                    "rate of a stage",
                    "be a number from 0 to " + MAX_CLICKS_PER_SECOND,
                    rate);
        }
    }

    /**
     * Creates a description of traffic.
     *
     * @throws io.csgen.config.ConfigException if a value is out of bounds
     */
    public Traffic {
        Problems problems = new Problems();
        problems.check(CLICKS_PER_SECOND, clicksPerSecond);
        problems.check(HOURLY_RATES, hourlyRates);
        problems.check(WEEKDAY_RATES, weekdayRates);
        Duration inAll = stages.stream().map(Stage::duration).reduce(Duration.ZERO, Duration::plus);
        problems.require(
                inAll.compareTo(Stage.LONGEST) <= 0,
                STAGES.name(),
                "last " + Stage.LONGEST.toDays() + " days at most, all together",
                inAll.toDays() + " days");
        problems.throwIfAny();
        hourlyRates = withoutMinusZero(hourlyRates);
        weekdayRates = withoutMinusZero(weekdayRates);
        stages = List.copyOf(stages);
    }

    static Traffic of(ValueSource values) {
        return new Traffic(
                values.get(CLICKS_PER_SECOND),
                values.get(HOURLY_RATES),
                values.get(WEEKDAY_RATES),
                values.get(STAGES),
                values.get(RESPONSE));
    }

    /**
     * Creates a description of traffic that clicks follow smoothly.
     *
     * @throws io.csgen.config.ConfigException if a value is out of bounds
     */
    public Traffic(double clicksPerSecond, List<Double> hourlyRates, List<Double> weekdayRates, List<Stage> stages) {
        this(clicksPerSecond, hourlyRates, weekdayRates, stages, Response.SMOOTH);
    }

    /** Returns whether a rate keeps to {@link #RATE_RULE}. */
    public static boolean isRate(double clicksPerSecond) {
        return clicksPerSecond == 0
                || clicksPerSecond >= MIN_CLICKS_PER_SECOND && clicksPerSecond <= MAX_CLICKS_PER_SECOND;
    }

    /** Returns traffic at an even rate. */
    public static Traffic even(double clicksPerSecond) {
        return new Traffic(clicksPerSecond, flat(HOURS), flat(WEEKDAYS), List.of());
    }

    static List<Double> flat(int count) {
        return Collections.nCopies(count, 1.0);
    }

    /** Settings know no -0. */
    private static List<Double> withoutMinusZero(List<Double> factors) {
        return factors.stream().map(f -> f + 0.0).toList();
    }
}
