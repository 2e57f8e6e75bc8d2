package io.csgen.simulate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The sessions of one slice of the users, in order of their start. Depends on model, seed and start
 * only: whoever simulates it gets the same. Confined to one thread.
 */
final class Slice {
    /** How often a user is drawn again because the one drawn is busy, before looking for any free one. */
    private static final int REDRAWS = 8;

    /** Sessions that stand for all possible ones where some must be under way at the start. */
    private static final int SAMPLE = 1024;

    private static final long UNDER_WAY = 1L << 57;

    private final Simulation simulation;
    private final int slice;
    private final long seedKey;
    private final long startMillis;
    private final RandomStream arrivals;
    private final long[] freeFrom; // by rank of the user
    private final Walk.Pages pages = new Walk.Pages();
    private double arrivalMillis; // since the start
    private long sessionCount;
    private long overlapping;
    private long noneFreeBefore = Long.MIN_VALUE;

    Slice(Simulation simulation, int slice, long seed, long startMillis) {
        this.simulation = simulation;
        this.slice = slice;
        this.startMillis = startMillis;
        seedKey = RandomStream.mix(seed);
        arrivals = RandomStream.of(RandomStream.key(seedKey, slice), Concern.ARRIVAL);
        freeFrom = new long[simulation.population().size(slice)];
        Arrays.fill(freeFrom, Long.MIN_VALUE);
    }

    /** Returns whether any user of the slice ever begins a session. */
    boolean hasSessions() {
        return simulation.population().share(slice) > 0;
    }

    /** Returns how many sessions so far began before their user's previous one was over. */
    long overlapping() {
        return overlapping;
    }

    /** Returns the next session to begin. */
    Session next() {
        // Inversion of the cumulative rate: arrivals are one unit of expectation apart, on average.
        arrivalMillis += exponential(arrivals) / simulation.sessionsPerMilli(slice);
        long id = sessionId(sessionCount++);
        long begin = startMillis + (long) arrivalMillis;
        int rank = user(id, begin);
        if (simulation.keepsSessionsApart()) {
            begin = Math.max(begin, freeFrom[rank]);
        }
        drawPages(id, id);
        return session(id, rank, times(id, begin, pages.count()), 0);
    }

    /**
     * Returns the sessions that are under way at the start, cut to their clicks from then on, as if the
     * store had been open for ever. Call it first, and once.
     *
     * <p>How long a session lasts decides how likely it is met under way, and each moment of it is as
     * likely as the next. So lay the sessions of a sample end to end, and let points fall on them at
     * random: each point is a session under way, at that moment of its life.
     */
    List<Session> underWay() {
        List<Session> sessions = new ArrayList<>();
        RandomStream points = RandomStream.of(RandomStream.key(seedKey, slice), Concern.UNDER_WAY);
        double pointsPerMilli = simulation.sessionsPerMilli(slice) / SAMPLE;
        double toNext = exponential(points) / pointsPerMilli;
        for (int i = 0; i < SAMPLE; i++) {
            long sampleId = sessionId(UNDER_WAY | i);
            drawPages(sampleId, sampleId);
            long[] times = times(sampleId, 0, pages.count());
            long duration = times[times.length - 1];
            double age = toNext;
            while (age < duration) {
                underWay(sampleId, UNDER_WAY | (SAMPLE + sessions.size()), times, (long) age)
                        .ifPresent(sessions::add);
                age += exponential(points) / pointsPerMilli;
            }
            toNext = age - duration;
        }
        return sessions;
    }

    /** The course of the session is that of the sample; products and user are its own. */
    private Optional<Session> underWay(long sampleId, long index, long[] sampleTimes, long age) {
        long id = sessionId(index);
        drawPages(sampleId, id);
        int from = 0;
        while (sampleTimes[from] < age) {
            from++;
        }
        long[] times = new long[sampleTimes.length - from];
        for (int i = 0; i < times.length; i++) {
            times[i] = startMillis + sampleTimes[from + i] - age;
        }
        int rank = user(id, startMillis);
        boolean free = freeFrom[rank] <= startMillis || !simulation.keepsSessionsApart();
        return free ? Optional.of(session(id, rank, times, from)) : Optional.empty();
    }

    private Session session(long id, int rank, long[] times, int from) {
        if (freeFrom[rank] > times[0]) {
            overlapping++;
        }
        Session session = new Session(id, simulation.population().userId(slice, rank), times, pages, from);
        // More than the timeout later: whether a sessionizer cuts at the timeout or above it, it cuts here.
        freeFrom[rank] = Math.max(freeFrom[rank], session.lastMillis() + simulation.timeoutMillis() + 1);
        return session;
    }

    private void drawPages(long courseId, long productsId) {
        long course = sessionKey(courseId);
        int steps = simulation
                .lengths()
                .steps(RandomStream.of(course, Concern.LENGTH).next());
        simulation
                .walk()
                .draw(
                        steps,
                        RandomStream.of(course, Concern.NAVIGATION),
                        RandomStream.of(sessionKey(productsId), Concern.PRODUCT),
                        pages);
    }

    private long[] times(long id, long begin, int count) {
        long key = sessionKey(id);
        int pace = simulation.pauses().pace(RandomStream.of(key, Concern.PACE).next());
        RandomStream thinkTime = RandomStream.of(key, Concern.THINK_TIME);
        long[] times = new long[count];
        times[0] = begin;
        for (int i = 1; i < count; i++) {
            times[i] = times[i - 1] + simulation.pauses().millis(pace, thinkTime.next());
        }
        return times;
    }

    /** Draws a user who is free, if there is one; otherwise the one who is free soonest, or any. */
    private int user(long id, long at) {
        Population population = simulation.population();
        RandomStream random = RandomStream.of(sessionKey(id), Concern.USER);
        int rank = population.rank(slice, random.next());
        for (int i = 0; i < REDRAWS && freeFrom[rank] > at; i++) {
            rank = population.rank(slice, random.next());
        }
        if (freeFrom[rank] <= at || !simulation.keepsSessionsApart() && at < noneFreeBefore) {
            return rank;
        }
        int soonest = rank;
        for (int i = 0; i < freeFrom.length && freeFrom[soonest] > at; i++) {
            int candidate = (int) (((long) rank + i) % freeFrom.length);
            if (freeFrom[candidate] < freeFrom[soonest]) {
                soonest = candidate;
            }
        }
        noneFreeBefore = freeFrom[soonest];
        return freeFrom[soonest] <= at || simulation.keepsSessionsApart() ? soonest : rank;
    }

    private static double exponential(RandomStream random) {
        return -StrictMath.log(1 - random.nextFraction());
    }

    /** A bijection of slice and index under the seed, so that no two sessions have the same id. */
    private long sessionId(long index) {
        return RandomStream.mix(((long) slice << 58 | index) + seedKey);
    }

    private long sessionKey(long id) {
        return RandomStream.key(seedKey, id);
    }
}
