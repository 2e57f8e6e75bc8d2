package io.csgen.model;

import io.csgen.config.Key;
import io.csgen.config.Problems;
import java.time.Duration;

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

    /**
     * Creates a description of sessions.
     *
     * @throws io.csgen.config.ConfigException if a distribution has no meaning in its place or a value
     *     is out of bounds
     */
    public Sessions {
        Problems problems = new Problems();
        problems.collect(() -> ModelKeys.SESSION_LENGTH.parse(length.toString()));
        problems.collect(() -> ModelKeys.THINK_TIME.parse(thinkTime.toString()));
        problems.collect(() -> ModelKeys.SESSION_PACE.parse(pace.toString()));
        boolean timed = problems.collect(() -> ModelKeys.SESSION_TIMEOUT.parse(Key.write(timeout)))
                .isPresent();
        if (timed && thinkTime instanceof Distribution.ConstantSpan constant) {
            double factor = pace instanceof Distribution.Constant same ? same.value() : 1; // that of most sessions
            problems.require(
                    constant.span().toMillis() * factor < timeout.toMillis(),
                    ModelKeys.THINK_TIME.name(),
                    "be below " + ModelKeys.SESSION_TIMEOUT + " (" + Key.write(timeout) + ") after the pace",
                    thinkTime);
        }
        problems.throwIfAny();
    }
}
