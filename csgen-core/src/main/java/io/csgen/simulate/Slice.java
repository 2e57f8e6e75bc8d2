package io.csgen.simulate;

import io.csgen.internal.Concern;
import io.csgen.internal.RandomStream;

/**
 * The sessions of one slice of the users. Depends on model, seed and start only: whoever simulates it
 * gets the same. Confined to one thread.
 */
final class Slice {
    /** How often a user is drawn again because the one drawn is busy, before looking for any free one. */
    private static final int REDRAWS = 8;

    /** Sessions whose first user is drawn before any of them is drawn itself. */
    private static final int AHEAD = 16;

    // Numbers of sessions that are under way at the start, and of the courses they take.
    private static final long UNDER_WAY = 1L << 57;
    private static final long COURSE = UNDER_WAY | 1L << 56;
    static final long DAY_MILLIS = 86_400_000;

    private Simulation simulation;
    private final Trends trends;
    private final int slice;
    private final long seedKey; // of what users like: the same whatever the start
    private final long runKey; // of what they do
    private final long startMillis;
    private final double sessionsPerMilli;
    private final RandomStream arrivals;
    private final RateCursor rates;
    private final Runnable pulse;
    private final BusyUsers busy;

    private double exposure; // between the session before and the one that begins next
    private double arrivalMillis; // of the session that begins next, since 1970
    private long sessionCount;
    private long overlapping;

    private final Draft draft;
    private final RandomStream random;
    private final Walk.Pages pages;

    /** The session at hand. All slices of an iterator draw in the same one, so that it stays in the cache. */
    static final class Draft {
        private final RandomStream random = new RandomStream(0);
        private final RandomStream journey = new RandomStream(0);
        private final Walk.Pages pages = new Walk.Pages();
        // Of the sessions that are next: when they begin, and who was drawn first.
        private final long[] arrivals = new long[AHEAD];
        private final int[] ranks = new int[AHEAD];
        private int touched; // keeps the compiler from leaving out what is read for the cache alone

        private long[] times = new long[64];

        long[] room(int count) {
            if (times.length < count) {
                times = new long[2 * count];
            }
            return times;
        }
    }

    /**
     * Begins at the first session.
     *
     * @param pulse is run every few sessions drawn
     */
    Slice(Simulation simulation, Trends trends, Draft draft, int slice, long seed, long startMillis, Runnable pulse) {
        this.simulation = simulation;
        this.pulse = pulse;
        this.draft = draft;
        random = draft.random;
        pages = draft.pages;
        this.trends = trends;
        this.slice = slice;
        this.startMillis = startMillis;
        seedKey = RandomStream.mix(seed);
        runKey = runKey(seed, startMillis);
        sessionsPerMilli = simulation.sessionsPerMilli(slice);
        arrivals = RandomStream.of(RandomStream.key(runKey, slice), Concern.ARRIVAL);
        busy = new BusyUsers(simulation.hasSessions() ? simulation.population().size(slice) : 0, startMillis);
        rates = new RateCursor(simulation.arrivals(), startMillis, pulse);
        nextArrival();
    }

    /** Returns how many sessions so far began before their user's previous one was over. */
    long overlapping() {
        return overlapping;
    }

    /** Returns when a session begins next, in milliseconds since 1970; infinity for never. */
    double nextArrivalMillis() {
        return arrivalMillis;
    }

    /**
     * Draws the sessions that begin before an end.
     *
     * @param endMillis exclusive
     * @param fromMillis clicks before this are not wanted, nor sessions that end before it
     * @param target takes the clicks
     */
    void beginUntil(long endMillis, long fromMillis, Buckets target) {
        while (beginSome(endMillis, fromMillis, target)) {
            // and on
        }
    }

    /**
     * Draws the next few of the sessions that begin before an end.
     *
     * @return whether there may be more
     */
    boolean beginSome(long endMillis, long fromMillis, Buckets target) {
        pulse.run();
        // All of them but the last bring their user's line of memory in while others wait for theirs.
        int count = 0;
        while (count < AHEAD && arrivalMillis < endMillis) {
            int rank = firstUser(sessionKey(sessionId(sessionCount + count)));
            draft.touched += busy.touch(rank);
            draft.ranks[count] = rank;
            draft.arrivals[count] = (long) arrivalMillis;
            count++;
            nextArrival();
        }
        for (int i = 0; i < count; i++) {
            begin(draft.arrivals[i], draft.ranks[i], fromMillis, target);
        }
        return arrivalMillis < endMillis;
    }

    private void nextArrival() {
        if (sessionsPerMilli > 0) {
            exposure = arrivals.nextExponential() / sessionsPerMilli;
            arrivalMillis = rates.after(exposure);
        } else {
            arrivalMillis = Double.POSITIVE_INFINITY;
        }
    }

    /** Goes on with other rate changes; they are the same before the end of the latest {@link #beginUntil}. */
    void follow(Simulation changed) {
        simulation = changed;
        if (sessionsPerMilli > 0) {
            arrivalMillis = rates.again(changed.arrivals(), exposure);
        }
    }

    private void begin(long arrival, int firstRank, long fromMillis, Buckets target) {
        long id = sessionId(sessionCount++);
        long key = sessionKey(id);
        int rank = user(key, firstRank, arrival);
        long begin =
                simulation.keepsSessionsApart(slice, arrival) ? Math.max(arrival, busy.untilMillis(rank)) : arrival;
        int userId = simulation.population().userId(slice, rank);
        drawCourse(simulation.lengths(), key, RandomStream.key(seedKey, userId));
        drawTimes(key, begin);
        occupy(rank, begin, draft.times[pages.count() - 1]);
        if (draft.times[pages.count() - 1] >= fromMillis) {
            drawProducts(key, arrival);
            scatter(id, userId, 0, 0, fromMillis, target);
        }
    }

    /**
     * Draws the sessions that are under way at the start, cut to their clicks from then on, as if the
     * store had been open for ever. To be called first, and once.
     *
     * <p>A session is met under way as often as it has pauses, and each pause as often as it is long; pauses and
     * their number do not depend on each other. So about as many courses as there are sessions to meet are drawn, by
     * their number of pauses, and laid end to end; points that fall on them at random are the sessions, each in a pause
     * that is drawn by its length. What is left to chance is then what is so in a store: who comes, and when.
     */
    void beginUnderWay(long fromMillis, Buckets target) {
        double expected = sessionsPerMilli * simulation.rates().earlierPeak() * simulation.meanSessionMillis();
        long courses = (long) StrictMath.ceil(expected);
        RandomStream points = RandomStream.of(RandomStream.key(runKey, slice), Concern.UNDER_WAY);
        double toNext = points.nextExponential();
        long number = 0;
        for (long i = 0; i < courses; i++) {
            if (i % AHEAD == 0) {
                pulse.run();
            }
            long courseKey = sessionKey(sessionId(COURSE | i));
            int steps = drawCourse(simulation.lengthsUnderWay(), courseKey, courseKey);
            int pauses = pages.count() - 1;
            double length = expected / courses * pauses / simulation.meanPauses(steps);
            double at = toNext;
            while (at < length) {
                beginUnderWay(sessionId(UNDER_WAY | number++), at / length * pauses, fromMillis, target);
                at += points.nextExponential();
            }
            toNext = at - length;
        }
    }

    /**
     * The course of the session is at hand; pauses, products and user are its own.
     *
     * @param place in pauses since its first click
     */
    private void beginUnderWay(long id, double place, long fromMillis, Buckets target) {
        long key = sessionKey(id);
        int next = (int) place + 1;
        if (!drawTimesUnderWay(key, next, place - (int) place)) {
            return;
        }
        int rank = user(key, firstUser(key), startMillis);
        if (simulation.keepsSessionsApart(slice, startMillis) && busy.untilMillis(rank) > startMillis) {
            return;
        }
        long last = startMillis + draft.times[pages.count() - 1];
        occupy(rank, startMillis, last);
        if (last >= fromMillis) {
            drawProducts(key, startMillis);
            int userId = simulation.population().userId(slice, rank);
            scatter(id, userId, next, startMillis, fromMillis, target);
        }
    }

    /**
     * Draws the times of the clicks that are to come, from the start on.
     *
     * @param passed the part of the pause at hand that has passed
     * @return whether the session began, as fewer do at some hours
     */
    private boolean drawTimesUnderWay(long key, int next, double passed) {
        int count = pages.count();
        long[] times = draft.room(count);
        random.restart(key, Concern.UNDER_WAY);
        int pace = simulation.pauses().paceUnderWay(random.next());
        long pause = simulation.pauses().millisUnderWay(pace, random);
        long age = (long) (passed * pause);
        RateCurve rates = simulation.rates();
        if (!rates.isEarlierEven()) {
            double chance = random.nextFraction();
            for (int i = 1; i < next; i++) {
                age += simulation.pauses().millis(pace, random.next());
            }
            if (chance * rates.earlierPeak() >= rates.earlierFactor(startMillis - age)) {
                return false;
            }
        }
        random.restart(key, Concern.THINK_TIME);
        long at = pause - (long) (passed * pause);
        times[next] = at;
        for (int i = next + 1; i < count; i++) {
            at += simulation.pauses().millis(pace, random.next());
            times[i] = at;
        }
        return true;
    }

    /**
     * Draws which groups' pages are opened.
     *
     * @return the number of steps
     */
    private int drawCourse(Lengths lengths, long key, long favouriteKey) {
        int steps = lengths.steps(random.restart(key, Concern.LENGTH).next());
        long favourite = simulation.walk().hasFavourites()
                ? random.restart(favouriteKey, Concern.FAVOURITE_GROUP).next()
                : 0;
        Walk walk = simulation.walk();
        if (walk.hasJourneys()) {
            draft.journey.restart(key, Concern.JOURNEY);
        }
        walk.draw(steps, random.restart(key, Concern.NAVIGATION), favourite, draft.journey, pages);
        return steps;
    }

    private void drawTimes(long key, long begin) {
        int count = pages.count();
        long[] times = draft.room(count);
        int pace = simulation.pauses().pace(random.restart(key, Concern.PACE).next());
        random.restart(key, Concern.THINK_TIME);
        long at = begin;
        times[0] = at;
        for (int i = 1; i < count; i++) {
            at += simulation.pauses().millis(pace, random.next());
            times[i] = at;
        }
    }

    private void drawProducts(long key, long at) {
        trends.setDay((at - startMillis) / DAY_MILLIS);
        simulation.walk().drawProducts(random.restart(key, Concern.PRODUCT), trends, pages);
    }

    private void scatter(long id, int userId, int from, long offset, long fromMillis, Buckets target) {
        for (int i = from; i < pages.count(); i++) {
            long at = offset + draft.times[i];
            if (at >= fromMillis) {
                target.add(at, id, userId, i - from + 1, pages.type(i), pages.group(i) + 1, pages.product(i));
            }
        }
    }

    private void occupy(int rank, long begin, long last) {
        if (simulation.hasSessions()) {
            overlapping += busy.untilMillis(rank) > begin ? 1 : 0;
            busy.occupy(rank, last + simulation.timeoutMillis());
        }
    }

    /** Draws a user, who may be busy. */
    private int firstUser(long key) {
        long number = random.restart(key, Concern.USER).next();
        return simulation.population().rank(slice, number);
    }

    /** Returns the user drawn first, or one who is free, if there is one; or the one who is free soonest, or any. */
    private int user(long key, int firstRank, long at) {
        int second = busy.second(at);
        if (!simulation.hasSessions() || busy.isFree(firstRank, second)) {
            return firstRank;
        }
        int rank = firstUser(key); // the stream goes on from there
        for (int i = 0; i < REDRAWS && !busy.isFree(rank, second); i++) {
            rank = simulation.population().rank(slice, random.next());
        }
        return busy.isFree(rank, second) || !simulation.keepsSessionsApart(slice, at)
                ? rank
                : busy.soonest(rank, second);
    }

    /** Returns the key of all that is drawn for a seed and a start, but for what users like. */
    static long runKey(long seed, long startMillis) {
        return RandomStream.key(new RandomStream(seed).next(), startMillis);
    }

    /** A bijection of slice and index under the key of the run, so that no two sessions have the same id. */
    private long sessionId(long index) {
        return RandomStream.mix(((long) slice << 58 | index) + runKey);
    }

    /** Returns the slice that a session belongs to, if there is such a session under the key of a run. */
    static int sliceOf(long sessionId, long runKey) {
        return (int) (numberOf(sessionId, runKey) >>> 58);
    }

    /** Returns the slice and the number that a session id is made of. */
    static long numberOf(long sessionId, long runKey) {
        return RandomStream.unmix(sessionId) - runKey;
    }

    private long sessionKey(long id) {
        return RandomStream.key(runKey, id);
    }
}
