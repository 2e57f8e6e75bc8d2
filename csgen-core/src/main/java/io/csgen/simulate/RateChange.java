package io.csgen.simulate;

import io.csgen.click.Click;
import io.csgen.config.Problems;
import io.csgen.model.Traffic;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * A time from which sessions begin at another rate. It takes the place of {@code clicks-per-second}, and of the
 * stages that are left; hours and weekdays apply on top. Sessions that have begun go on as they were; how clicks follow
 * is for {@link Traffic#response} to say. Immutable.
 *
 * @param at virtual time; fractions of a millisecond are cut off
 * @param clicksPerSecond mean number of clicks in a second of virtual time once sessions that began earlier are
 *     over; 0, at which none begins, or from 0.0001 to 10,000,000
 */
public record RateChange(Instant at, double clicksPerSecond) {
    /**
     * Tells iterators which rate changes there are, and whether to go on, while they go. Implementations that serve iterators of
     * several threads are safe for concurrent use.
     */
    @FunctionalInterface
    public interface Schedule {
        /**
         * Takes notice that an iterator is about to draw the sessions that begin before a time: from now on no
         * change may be added that lies before it.
         *
         * @param untilMillis exclusive, in milliseconds since 1970
         * @return all changes, as {@link ClickGenerator#rateChanges(List)} takes them; the same object as before if
         *     none was added
         */
        List<RateChange> claim(long untilMillis);

        /**
         * Is called every few thousand clicks drawn, or stretches of time in which there are none. An exception that it
         * throws ends the call of the iterator at hand, which is of no further use then; without one, drawing goes on.
         */
        default void proceed() {}
    }

    /**
     * Creates a change.
     *
     * @throws io.csgen.config.ConfigException if a value is out of bounds
     */
    public RateChange {
        Problems problems = new Problems();
        problems.require(
                !at.isBefore(Instant.ofEpochMilli(Click.MIN_TIMESTAMP_MILLIS))
                        && !at.isAfter(Instant.ofEpochMilli(Click.MAX_TIMESTAMP_MILLIS)),
                "time of a rate change",
                "lie in the years 1 to 9999",
                at);
        problems.require(Traffic.isRate(clicksPerSecond), "rate", "be " + Traffic.RATE_RULE, clicksPerSecond);
        problems.throwIfAny();
        at = at.truncatedTo(ChronoUnit.MILLIS);
        clicksPerSecond += 0.0; // no -0
    }

    /** Requires changes to follow one another, the first of them after the start. */
    static void requireInOrder(List<RateChange> changes, Instant start) {
        Problems problems = new Problems();
        Instant before = start;
        for (RateChange change : changes) {
            problems.require(
                    change.at.isAfter(before),
                    "time of a rate change",
                    "be after " + (before.equals(start) ? "the start" : "that of the one before") + " (" + before + ")",
                    change.at);
            before = change.at;
        }
        problems.throwIfAny();
    }

    long atMillis() {
        return at.toEpochMilli();
    }
}
