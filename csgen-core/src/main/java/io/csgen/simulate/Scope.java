package io.csgen.simulate;

import java.util.Optional;

/**
 * Which clicks of the endless stream a generator gives. Immutable.
 *
 * @param warm whether sessions are under way at the start
 * @param slices a bit for each slice of the users
 * @param beginMillis clicks before this are left out
 * @param endMillis exclusive
 * @param from the place after which to begin
 */
record Scope(
        boolean warm,
        long slices,
        long maxClicks,
        long maxSessions,
        long beginMillis,
        long endMillis,
        Optional<Position> from) {
    boolean hasSlice(int slice) {
        return (slices >>> slice & 1) == 1;
    }

    Scope withWarm() {
        return new Scope(true, slices, maxClicks, maxSessions, beginMillis, endMillis, from);
    }

    Scope withShard(int index, int count) {
        long part = 0;
        int number = 0;
        for (int slice = 0; slice < Simulation.SLICES; slice++) {
            if (hasSlice(slice) && number++ % count == index) {
                part |= 1L << slice;
            }
        }
        return new Scope(warm, part, maxClicks, maxSessions, beginMillis, endMillis, from);
    }

    Scope withSlices(long part) {
        return new Scope(warm, slices & part, maxClicks, maxSessions, beginMillis, endMillis, from);
    }

    Scope withMaxClicks(long count) {
        return new Scope(warm, slices, count, maxSessions, beginMillis, endMillis, from);
    }

    Scope withMaxSessions(long count) {
        return new Scope(warm, slices, maxClicks, count, beginMillis, endMillis, from);
    }

    Scope withBeginMillis(long begin) {
        return new Scope(warm, slices, maxClicks, maxSessions, begin, endMillis, from);
    }

    Scope withEndMillis(long end) {
        return new Scope(warm, slices, maxClicks, maxSessions, beginMillis, end, from);
    }

    Scope withFrom(Position position) {
        return new Scope(warm, slices, maxClicks, maxSessions, beginMillis, endMillis, Optional.of(position));
    }
}
