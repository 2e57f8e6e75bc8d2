package io.csgen.simulate;

import java.util.List;

/**
 * Tells iterators which rate changes there are, and whether to go on, while they go. Implementations that serve iterators of
 * several threads are safe for concurrent use.
 */
@FunctionalInterface
public interface RateSchedule {
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
