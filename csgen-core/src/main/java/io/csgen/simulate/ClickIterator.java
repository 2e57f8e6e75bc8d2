package io.csgen.simulate;

import io.csgen.click.Click;
import io.csgen.click.ClickView;
import io.csgen.config.ConfigException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.TreeSet;

/**
 * Runs over the clicks of a {@link ClickGenerator} in order of time, session id and ordinal. Every
 * iterator of a generator gives the same clicks. Confined to one thread; holds no resources.
 *
 * <p>{@link #next} makes an object of each click. Where that is too much, {@link #advance} brings one
 * click after another into the same {@link #view}, without allocating.
 */
public final class ClickIterator implements Iterator<Click> {
    private final RateChange.Schedule schedule;
    private List<RateChange> changes; // those that the slices follow
    private Simulation simulation;
    private final List<Slice> slices = new ArrayList<>();
    private final Buckets buckets;
    private final SortedBucket bucket; // the one that is out
    private final TreeSet<Long> left = new TreeSet<>(); // sessions that begin beyond the bound on sessions
    private final long maxClicks;
    private long maxSessions;
    private final long endMillis;
    private long firstMillis; // clicks before this are not wanted
    private long lastMillis; // of the latest click
    private long lastSessionId;
    private long clickCount;
    private long sessionCount;
    private boolean waiting; // whether the click in view is the next, not the last
    private boolean pastEnd;
    private int prepared; // slices whose sessions of the next bucket have begun already

    ClickIterator(ClickGenerator generator, Simulation simulation, RateChange.Schedule schedule, long strideMillis) {
        this.simulation = simulation;
        this.schedule = schedule;
        changes = generator.rateChanges();
        Scope scope = generator.scope();
        endMillis = scope.endMillis();
        boolean over = scope.beginMillis() >= endMillis
                || scope.from().filter(at -> at.timestampMillis() >= endMillis).isPresent();
        maxClicks = over ? 0 : scope.maxClicks();
        maxSessions = scope.maxSessions();
        long start = generator.start().toEpochMilli();
        long runKey = Slice.runKey(generator.seed(), start);
        buckets = new Buckets(start, simulation.clicksPerMilli(), strideMillis);
        bucket = buckets.out();
        firstMillis = scope.beginMillis();
        buckets.startAt(firstMillis);
        scope.from().ifPresent(position -> {
            buckets.startAt(position.timestampMillis());
            firstMillis = Math.max(firstMillis, buckets.beginMillis());
            lastMillis = position.timestampMillis();
            lastSessionId = position.sessionId();
            clickCount = position.clickCount();
            sessionCount = position.sessionCount();
        });
        Trends trends = new Trends(simulation.shelves(), runKey);
        Slice.Draft draft = new Slice.Draft();
        for (int s = 0; s < Simulation.SLICES; s++) {
            if (scope.hasSlice(s)) {
                slices.add(new Slice(simulation, trends, draft, s, generator.seed(), start, schedule::proceed));
            }
        }
        if (scope.warm()) {
            slices.forEach(slice -> slice.beginUnderWay(firstMillis, buckets));
        }
        if (clickCount < maxClicks) {
            passByDays(start);
        }
        scope.from().ifPresent(position -> {
            boolean owned = scope.hasSlice(Slice.sliceOf(position.sessionId(), runKey));
            if (clickCount < maxClicks && !goTo(position) && owned) {
                throw new ConfigException(List.of(Scope.foreign(position)));
            }
        });
    }

    /** Passes by sessions that are over before the first click, day by day, for popularity goes back by one at most. */
    private void passByDays(long start) {
        for (long day = start + Slice.DAY_MILLIS; day < firstMillis; day += Slice.DAY_MILLIS) {
            beginUntil(day);
        }
    }

    /**
     * Passes by the clicks up to a position.
     *
     * @return whether the position is one of these clicks
     */
    private boolean goTo(Position position) {
        boolean found = false;
        while ((waiting || bringNext(Long.MAX_VALUE)) && !isAfter(position)) {
            found = bucket.timestampMillis() == position.timestampMillis()
                    && bucket.sessionId() == position.sessionId();
            waiting = false;
        }
        return found;
    }

    private boolean isAfter(Position position) {
        long millis = bucket.timestampMillis();
        return millis > position.timestampMillis()
                || millis == position.timestampMillis()
                        && Long.compareUnsigned(bucket.sessionId(), position.sessionId()) > 0;
    }

    @Override
    public boolean hasNext() {
        return hasNext(Long.MAX_VALUE);
    }

    /**
     * Returns whether there is a click, without drawing sessions beyond the stride of a time: what is not drawn
     * yet may still follow a change of the rate.
     *
     * @param limitMillis in milliseconds since 1970
     * @return false also where the next click lies further on; {@link #knownUntilMillis} tells how far it is known
     *     that there is none
     */
    public boolean hasNext(long limitMillis) {
        return clickCount < maxClicks && (waiting || bringNext(limitMillis));
    }

    /**
     * Returns, after {@link #hasNext(long)} found no click, up to when there is none, in milliseconds since 1970;
     * {@link Long#MAX_VALUE} where there is none at all any more.
     */
    public long knownUntilMillis() {
        return clickCount >= maxClicks || pastEnd || isOver() ? Long.MAX_VALUE : buckets.beginMillis();
    }

    /** Brings the next click into view, if there is one before the end. */
    private boolean bringNext(long limitMillis) {
        do {
            while (!bucket.hasNext()) {
                if (pastEnd || isOver() || !nextBucket(limitMillis)) {
                    return false;
                }
            }
            bucket.next();
        } while (isLeft());
        waiting = bucket.timestampMillis() < endMillis;
        pastEnd = !waiting;
        return waiting;
    }

    private boolean isOver() {
        return buckets.beginMillis() >= endMillis || sessionCount >= maxSessions && buckets.isEmpty();
    }

    /** Brings out the next bucket that begins before a limit, if there is one. */
    private boolean nextBucket(long limitMillis) {
        if (sessionCount < maxSessions) {
            long begin;
            do {
                begin = buckets.isEmpty() ? Math.min(nextArrivalMillis(), limitMillis) : buckets.beginMillis();
                begin = Math.max(begin, buckets.beginMillis());
                if (buckets.beginMillis(begin) >= limitMillis) {
                    return false;
                }
            } while (claim(buckets.endMillis(begin)));
            if (buckets.isEmpty()) {
                buckets.startAt(begin);
            }
            for (Slice slice : slices.subList(prepared, slices.size())) {
                slice.beginUntil(buckets.endMillis(), firstMillis, buckets);
            }
        } else if (buckets.beginMillis() >= limitMillis) {
            return false;
        }
        prepared = 0;
        buckets.nextBucket();
        return true;
    }

    /**
     * Does some microseconds' worth of the work that {@link #hasNext(long)} would otherwise do at once, for thousands
     * of clicks where they are dense. For those who have nothing better to do until a click is due. The view stays.
     *
     * @param limitMillis how far to draw sessions, as for {@code hasNext}
     * @return whether there is more to do by now
     */
    public boolean prepare(long limitMillis) {
        boolean isDue = sessionCount < maxSessions
                && prepared < slices.size()
                && !buckets.isEmpty()
                && buckets.beginMillis() < Math.min(limitMillis, endMillis);
        if (!isDue || claim(buckets.endMillis())) {
            return isDue;
        }
        if (!slices.get(prepared).beginSome(buckets.endMillis(), firstMillis, buckets)) {
            prepared++;
        }
        return prepared < slices.size();
    }

    /** Returns whether up to a time there are changes of the rate that were not known before. */
    private boolean claim(long untilMillis) {
        return follow(schedule.claim(untilMillis));
    }

    /** Returns whether there were changes to follow: then what was worked out before does not hold. */
    private boolean follow(List<RateChange> known) {
        if (known == changes) {
            return false;
        }
        simulation = simulation.with(known);
        changes = known;
        buckets.makeRoomFor(simulation.clicksPerMilli());
        slices.forEach(slice -> slice.follow(simulation));
        return true;
    }

    private void beginUntil(long millis) {
        for (Slice slice : slices) {
            slice.beginUntil(millis, firstMillis, buckets);
        }
    }

    /** Returns when a session begins next, or the end, if that comes first; not before the next bucket. */
    private long nextArrivalMillis() {
        double next = endMillis;
        for (Slice slice : slices) {
            next = Math.min(next, slice.nextArrivalMillis());
        }
        return Math.max(buckets.beginMillis(), (long) next);
    }

    /** Returns whether the session in view is one too many. */
    private boolean isLeft() {
        if (sessionCount < maxSessions) {
            return false;
        }
        if (bucket.ordinal() == 1) {
            left.add(bucket.sessionId());
        }
        return left.contains(bucket.sessionId());
    }

    /**
     * Brings the next click into view.
     *
     * @return whether there is one
     */
    public boolean advance() {
        if (!hasNext()) {
            return false;
        }
        waiting = false;
        lastMillis = bucket.timestampMillis();
        lastSessionId = bucket.sessionId();
        clickCount++;
        if (bucket.ordinal() == 1) {
            sessionCount++;
        }
        return true;
    }

    /**
     * Lets no further session begin: what is left are the clicks of those that have, up to the end of each.
     * A generator of so many {@link ClickGenerator#sessions} gives the same.
     */
    public void beginNoMoreSessions() {
        maxSessions = Math.min(maxSessions, sessionCount);
    }

    /**
     * Returns the click in view: always the same object, which shows the latest click that {@link
     * #advance} or {@link #next} gave, until one of them or {@link #hasNext} is called again.
     */
    public ClickView view() {
        return bucket;
    }

    @Override
    public Click next() {
        if (!advance()) {
            throw new NoSuchElementException("no click is left");
        }
        return new Click(
                bucket.timestampMillis(),
                bucket.userId(),
                bucket.sessionId(),
                bucket.ordinal(),
                bucket.type(),
                bucket.groupId(),
                bucket.productId());
    }

    /** Returns how many clicks there were up to here, those before a position included. */
    public long clickCount() {
        return clickCount;
    }

    /** Returns how many sessions have begun up to here, those before a position included. */
    public long sessionCount() {
        return sessionCount;
    }

    /**
     * Returns how many sessions began before their user's previous one was over for the length of the
     * session timeout; more than 0 only where the model has too few users for its rate. It runs ahead
     * of the clicks by some sessions.
     */
    public long overlappingSessionCount() {
        return slices.stream().mapToLong(Slice::overlapping).sum();
    }

    /**
     * Returns the place after the latest click that {@link #advance} or {@link #next} gave, for {@link
     * ClickGenerator#from}.
     *
     * @throws IllegalStateException if there was no click yet
     */
    public Position position() {
        if (clickCount == 0) {
            throw new IllegalStateException("position must be asked for after a click");
        }
        return new Position(lastMillis, lastSessionId, clickCount, sessionCount);
    }
}
