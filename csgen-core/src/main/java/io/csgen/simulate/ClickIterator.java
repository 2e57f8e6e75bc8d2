package io.csgen.simulate;

import io.csgen.click.Click;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;

/**
 * Runs over the clicks of a {@link ClickGenerator} in order of time, session id and ordinal. Every
 * iterator of a generator gives the same clicks. Confined to one thread; holds no resources.
 */
public final class ClickIterator implements Iterator<Click> {
    /** A slice, and the session that it begins next. */
    private static final class Source {
        private final Slice slice;
        private Session upcoming;

        Source(Slice slice) {
            this.slice = slice;
            upcoming = slice.next();
        }

        long begin() {
            return upcoming.firstMillis();
        }
    }

    private final PriorityQueue<Session> sessions = new PriorityQueue<>();
    private final List<Source> sources = new ArrayList<>();
    private final PriorityQueue<Source> upcoming;
    private final long maxClicks;
    private final long maxSessions;
    private final long endMillis;
    private long clickCount;
    private long sessionCount;

    ClickIterator(ClickGenerator generator, Simulation simulation) {
        ClickGenerator.Scope scope = generator.scope();
        maxClicks = scope.maxClicks();
        maxSessions = scope.maxSessions();
        endMillis = scope.endMillis();
        upcoming = new PriorityQueue<>(Comparator.comparingLong(Source::begin));
        for (int s = scope.shardIndex(); s < Simulation.SLICES; s += scope.shardCount()) {
            Slice slice =
                    new Slice(simulation, s, generator.seed(), generator.start().toEpochMilli());
            if (slice.hasSessions()) {
                if (scope.warm()) {
                    sessions.addAll(slice.underWay());
                }
                Source source = new Source(slice);
                sources.add(source);
                upcoming.add(source);
            }
        }
    }

    @Override
    public boolean hasNext() {
        if (clickCount >= maxClicks) {
            return false;
        }
        if (sessionCount < maxSessions) {
            beginSessions();
        } else {
            while (!sessions.isEmpty() && sessions.peek().isNew()) {
                sessions.remove();
            }
        }
        return !sessions.isEmpty() && sessions.peek().nextMillis() < endMillis;
    }

    @Override
    public Click next() {
        if (!hasNext()) {
            throw new NoSuchElementException("no click is left");
        }
        Session session = sessions.remove();
        if (session.isNew()) {
            sessionCount++;
        }
        Click click = session.next();
        if (session.hasNext()) {
            sessions.add(session);
        }
        clickCount++;
        return click;
    }

    /** Returns how many clicks this iterator has given. */
    public long clickCount() {
        return clickCount;
    }

    /** Returns how many sessions have begun. */
    public long sessionCount() {
        return sessionCount;
    }

    /**
     * Returns how many sessions began before their user's previous one was over for the length of the
     * session timeout; more than 0 only where the model has too few users for its rate. It may run
     * ahead of the clicks by a few sessions.
     */
    public long overlappingSessionCount() {
        return sources.stream().mapToLong(source -> source.slice.overlapping()).sum();
    }

    /** Lets every session begin that begins no later than the next click. */
    private void beginSessions() {
        while (!upcoming.isEmpty()
                && (sessions.isEmpty()
                        || upcoming.peek().begin() <= sessions.peek().nextMillis())) {
            Source source = upcoming.remove();
            sessions.add(source.upcoming);
            source.upcoming = source.slice.next();
            upcoming.add(source);
        }
    }
}
