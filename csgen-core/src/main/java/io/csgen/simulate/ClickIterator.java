package io.csgen.simulate;

import io.csgen.click.Click;
import io.csgen.click.ClickView;
import io.csgen.config.ConfigException;
import io.csgen.config.Problems;
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
    private final List<Slice> slices = new ArrayList<>();
    private final Buckets buckets;
    private final TreeSet<Long> left = new TreeSet<>(); // sessions that begin beyond the bound on sessions
    private final long maxClicks;
    private final long maxSessions;
    private final long endMillis;
    private long firstMillis; // clicks before this are not wanted
    private long clickCount;
    private long sessionCount;
    private boolean waiting; // whether the click in view is the next, not the last

    ClickIterator(ClickGenerator generator, Simulation simulation) {
        ClickGenerator.Scope scope = generator.scope();
        maxClicks = scope.maxClicks();
        maxSessions = scope.maxSessions();
        endMillis = scope.endMillis();
        long start = generator.start().toEpochMilli();
        buckets = new Buckets(start, simulation.clicksPerMilli());
        firstMillis = start;
        scope.from().ifPresent(position -> {
            buckets.startAt(position.timestampMillis());
            firstMillis = buckets.beginMillis();
        });
        Trends trends = new Trends(simulation.shelves(), RandomStream.mix(generator.seed()));
        for (int s = 0; s < Simulation.SLICES; s++) {
            if (scope.hasSlice(s)) {
                slices.add(new Slice(simulation, trends, s, generator.seed(), start));
            }
        }
        if (scope.warm()) {
            slices.forEach(slice -> slice.beginUnderWay(firstMillis, buckets));
        }
        scope.from().ifPresent(this::goTo);
    }

    /** Passes by the clicks of the first bucket up to a position. */
    private void goTo(Position position) {
        boolean found = false;
        while (!found && hasNext() && buckets.timestampMillis() <= position.timestampMillis()) {
            found = buckets.timestampMillis() == position.timestampMillis()
                    && buckets.sessionId() == position.sessionId();
            waiting = false;
        }
        if (!found) {
            throw new ConfigException(
                    List.of(Problems.describe("position", "be one of this model, seed, start and shard", position)));
        }
        clickCount = position.clickCount();
        sessionCount = position.sessionCount();
    }

    @Override
    public boolean hasNext() {
        if (waiting) {
            return true;
        }
        if (clickCount >= maxClicks) {
            return false;
        }
        do {
            while (!buckets.hasNext()) {
                if (isOver()) {
                    return false;
                }
                nextBucket();
            }
            buckets.next();
        } while (isLeft());
        waiting = buckets.timestampMillis() < endMillis;
        return waiting;
    }

    private boolean isOver() {
        return buckets.beginMillis() >= endMillis || sessionCount >= maxSessions && buckets.isEmpty();
    }

    private void nextBucket() {
        if (sessionCount < maxSessions) {
            if (buckets.isEmpty()) {
                buckets.startAt(nextArrivalMillis());
            }
            for (Slice slice : slices) {
                slice.beginUntil(buckets.endMillis(), firstMillis, buckets);
            }
        }
        buckets.nextBucket();
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
        if (buckets.ordinal() == 1) {
            left.add(buckets.sessionId());
        }
        return left.contains(buckets.sessionId());
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
        clickCount++;
        if (buckets.ordinal() == 1) {
            sessionCount++;
        }
        return true;
    }

    /**
     * Returns the click in view: always the same object, which shows the latest click that {@link
     * #advance} or {@link #next} gave, until one of them or {@link #hasNext} is called again.
     */
    public ClickView view() {
        return buckets;
    }

    @Override
    public Click next() {
        if (!advance()) {
            throw new NoSuchElementException("no click is left");
        }
        return new Click(
                buckets.timestampMillis(),
                buckets.userId(),
                buckets.sessionId(),
                buckets.ordinal(),
                buckets.type(),
                buckets.groupId(),
                buckets.productId());
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
     * Returns the place after the click in view, for {@link ClickGenerator#from}; not to be called
     * between {@link #hasNext} and the click it announces.
     *
     * @throws IllegalStateException if there was no click yet, or the next one is in view already
     */
    public Position position() {
        if (clickCount == 0 || waiting) {
            throw new IllegalStateException("position must be asked for right after a click");
        }
        return new Position(buckets.timestampMillis(), buckets.sessionId(), clickCount, sessionCount);
    }
}
