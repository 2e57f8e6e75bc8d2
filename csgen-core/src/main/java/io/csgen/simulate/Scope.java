package io.csgen.simulate;

import io.csgen.click.Click;
import io.csgen.config.ConfigException;
import io.csgen.config.Problems;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Which clicks of the endless stream a generator gives. Immutable.
 *
 * @param startMillis when the stream begins
 * @param warm whether sessions are under way at the start
 * @param slices a bit for each slice of the users
 * @param beginMillis clicks before this are left out
 * @param endMillis exclusive
 * @param from the place after which to begin
 */
record Scope(
        long startMillis,
        boolean warm,
        long slices,
        long maxClicks,
        long maxSessions,
        long beginMillis,
        long endMillis,
        Optional<Position> from) {
    /** 68 years: the simulation counts its seconds in 32 bits. */
    static final long LONGEST_MILLIS = 1000L * Integer.MAX_VALUE - 1;

    private static final Instant EARLIEST = Instant.ofEpochMilli(Click.MIN_TIMESTAMP_MILLIS);
    private static final Instant TOO_LATE = Instant.parse("9900-01-01T00:00:00Z");

    /**
     * Returns all clicks from a start on.
     *
     * @throws ConfigException if the start lies outside the years 1 to 9899
     */
    static Scope startingAt(Instant start) {
        require(!start.isBefore(EARLIEST) && start.isBefore(TOO_LATE), "start", "lie in the years 1 to 9899", start);
        long millis = start.toEpochMilli();
        return new Scope(
                millis, false, -1, Long.MAX_VALUE, Long.MAX_VALUE, millis, millis + LONGEST_MILLIS, Optional.empty());
    }

    boolean hasSlice(int slice) {
        return (slices >>> slice & 1) == 1;
    }

    Instant start() {
        return Instant.ofEpochMilli(startMillis);
    }

    Instant begin() {
        return Instant.ofEpochMilli(beginMillis);
    }

    Instant end() {
        return Instant.ofEpochMilli(endMillis);
    }

    /** Returns whether this begins after the start, where sessions are cut. */
    boolean isWindow() {
        return beginMillis > startMillis;
    }

    /** Returns whether no time ends this but the 68 years. */
    boolean isEndless() {
        return endMillis == startMillis + LONGEST_MILLIS;
    }

    Scope withWarm() {
        return new Scope(startMillis, true, slices, maxClicks, maxSessions, beginMillis, endMillis, from);
    }

    Scope withShard(int index, int count) {
        Problems problems = new Problems();
        problems.require(
                count >= 1 && count <= Simulation.SLICES, "shard count", "be from 1 to " + Simulation.SLICES, count);
        problems.require(index >= 0 && index < count, "shard index", "be from 0 to " + (count - 1), index);
        problems.throwIfAny();
        long part = 0;
        int number = 0;
        for (int slice = 0; slice < Simulation.SLICES; slice++) {
            if (hasSlice(slice) && number++ % count == index) {
                part |= 1L << slice;
            }
        }
        return withSlices(part);
    }

    Scope withSlices(long part) {
        return new Scope(startMillis, warm, slices & part, maxClicks, maxSessions, beginMillis, endMillis, from);
    }

    Scope withMaxClicks(long count) {
        require(count >= 0, "clicks", "be at least 0", count);
        return new Scope(startMillis, warm, slices, count, maxSessions, beginMillis, endMillis, from);
    }

    Scope withMaxSessions(long count) {
        require(count >= 0, "sessions", "be at least 0", count);
        from.ifPresent(position -> {
            throw new ConfigException(
                    List.of(Problems.describe("sessions", "not be combined with a position", position)));
        });
        require(!isWindow(), "sessions", "not be combined with a begin after the start, where sessions are cut", count);
        return new Scope(startMillis, warm, slices, maxClicks, count, beginMillis, endMillis, from);
    }

    /** Ends this before a time, if it does not end earlier. */
    Scope withEnd(Instant until) {
        require(
                !until.isBefore(begin()),
                "until",
                "not be before the " + (isWindow() ? "begin" : "start") + " (" + begin() + ")",
                until);
        long millis = Math.min(roundedUp(until), endMillis);
        return new Scope(startMillis, warm, slices, maxClicks, maxSessions, beginMillis, millis, from);
    }

    /** Leaves out what is before a time, if that is not left out already. */
    Scope withBegin(Instant begin) {
        Problems problems = new Problems();
        problems.require(maxSessions == Long.MAX_VALUE, "from", "not be combined with a bound on sessions", begin);
        problems.require(from.isEmpty(), "from", "not be combined with a position", begin);
        problems.require(!begin.isBefore(start()), "from", "not be before the start (" + start() + ")", begin);
        problems.require(!begin.isAfter(end()), "from", "not be after the end (" + end() + ")", begin);
        problems.throwIfAny();
        long millis = Math.max(beginMillis, Math.min(roundedUp(begin), endMillis));
        return new Scope(startMillis, warm, slices, maxClicks, maxSessions, millis, endMillis, from);
    }

    /**
     * Begins this after a position.
     *
     * @param runKey tells whose sessions there are
     */
    Scope withFrom(Position position, long runKey) {
        Problems problems = new Problems();
        problems.require(maxSessions == Long.MAX_VALUE, "from", "not be combined with a bound on sessions", position);
        boolean owned = hasSlice(Slice.sliceOf(position.sessionId(), runKey));
        long millis = position.timestampMillis();
        if (!owned || millis < beginMillis || millis - startMillis > LONGEST_MILLIS) {
            problems.add(foreign(position));
        }
        problems.throwIfAny();
        return new Scope(
                startMillis, warm, slices, maxClicks, maxSessions, beginMillis, endMillis, Optional.of(position));
    }

    static String foreign(Position position) {
        return Problems.describe("position", "be one of this model, seed, start and shard", position);
    }

    /** A click in the first part of a millisecond is before a bound in its middle. */
    private static long roundedUp(Instant bound) {
        return bound.isAfter(Instant.ofEpochMilli(Click.MAX_TIMESTAMP_MILLIS))
                ? Click.MAX_TIMESTAMP_MILLIS
                : bound.plusNanos(999_999).toEpochMilli();
    }

    private static void require(boolean holds, String name, String rule, Object value) {
        Problems problems = new Problems();
        problems.require(holds, name, rule, value);
        problems.throwIfAny();
    }
}
