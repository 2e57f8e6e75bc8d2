package io.csgen.model;

import io.csgen.config.Key;
import io.csgen.config.Problems;
import io.csgen.config.ValueSource;
import java.time.Duration;
import java.util.Set;

/**
 * How long sessions are, in clicks and in time. Immutable.
 *
 * @param length number of steps, that is of product views: {@code weibull}, discretised to whole
 *     numbers from 1 to {@link #MAX_LENGTH}, or {@code constant}, one of these numbers
 * @param thinkTime pause between two clicks, before the pace of the session: {@code loglogistic}, cut
 *     off at the timeout, or {@code constant}
 * @param pace factor that makes all pauses of a session longer or shorter: {@code lognormal} or
 *     {@code constant}
 * @param timeout two clicks of a session are less than this apart, and two sessions of a user more;
 *     from 1 second to 1 day
 */
public record Sessions(Distribution length, Distribution thinkTime, Distribution pace, Duration timeout) {
    /** Greatest number of steps of a session. */
    public static final int MAX_LENGTH = 500;

    // Session length and think time: fitted to YOOCHOOSE, Diginetica, RetailRocket, REES46 and others.

    /** How many products are viewed in a session. */
    public static final Key<Distribution> LENGTH = DistributionKeys.of(
                    "session-length",
                    "weibull(SHAPE, SCALE[, SINGLES]), constant(N) with N a whole number from 1 to " + MAX_LENGTH,
                    Sessions::isLength,
                    "product views per session, 1 to " + MAX_LENGTH + "; SINGLES is the share of sessions of one view")
            .withDefault(new Distribution.Weibull(0.75, 2.8));

    /** The pause between two clicks of a session. */
    public static final Key<Distribution> THINK_TIME = DistributionKeys.of(
                    "think-time",
                    "loglogistic(MEDIAN, SHAPE), constant(SPAN)",
                    Set.of(Distribution.LogLogistic.class, Distribution.ConstantSpan.class),
                    "pause between two clicks of a session")
            .withDefault(new Distribution.LogLogistic(Duration.ofSeconds(46), 1.55));

    /** The factor on all pauses of a session. */
    public static final Key<Distribution> PACE = DistributionKeys.of(
                    "session-pace",
                    "lognormal(SIGMA), constant(VALUE)",
                    Set.of(Distribution.LogNormal.class, Distribution.Constant.class),
                    "factor on all pauses of a session; constant(1) switches it off")
            .withDefault(new Distribution.LogNormal(0.68));

    /** What separates two sessions of a user. */
    public static final Key<Duration> TIMEOUT = Key.duration(
                    "session-timeout",
                    Duration.ofSeconds(1),
                    Duration.ofDays(1),
                    "pauses within a session are shorter, pauses between sessions of a user longer")
            .withDefault(Duration.ofMinutes(30));

    /**
     * Creates a description of sessions.
     *
     * @throws io.csgen.config.ConfigException if a distribution has no meaning in its place or a value
     *     is out of bounds
     */
    public Sessions {
        Problems problems = new Problems();
        problems.check(LENGTH, length);
        problems.check(THINK_TIME, thinkTime);
        problems.check(PACE, pace);
        boolean timed = problems.check(TIMEOUT, timeout);
        if (timed && thinkTime instanceof Distribution.ConstantSpan constant) {
            double factor = pace instanceof Distribution.Constant same ? same.value() : 1; // that of most sessions
            problems.require(
                    constant.span().toMillis() * factor < timeout.toMillis(),
                    THINK_TIME.name(),
                    "be below " + TIMEOUT + " (" + Key.write(timeout) + ") after the pace",
                    thinkTime);
        }
        problems.throwIfAny();
    }

    static Sessions of(ValueSource values) {
        return new Sessions(values.get(LENGTH), values.get(THINK_TIME), values.get(PACE), values.get(TIMEOUT));
    }

    private static boolean isLength(Distribution length) {
        return length instanceof Distribution.Weibull
                || length instanceof Distribution.Constant constant
                        && constant.value() == Math.rint(constant.value())
                        && constant.value() <= MAX_LENGTH;
    }
}
