package io.csgen.examples.server;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts things and always knows those counted most: a count grows by one, so a thing can only pass its
 * neighbour in the ranking. Confined to one thread.
 */
final class RankedCounts<K> {
    /** A thing and how often it was counted. Immutable. */
    record Count<K>(K thing, long count) {}

    private static final class Entry<K> {
        private final K thing;
        private long count;
        private int rank;

        Entry(K thing, int rank) {
            this.thing = thing;
            this.rank = rank;
        }
    }

    private final int ranks;
    private final int capacity;
    private final Map<K, Entry<K>> entries = new HashMap<>();
    private final List<Entry<K>> top = new ArrayList<>();

    /**
     * Creates it without any count.
     *
     * @param ranks how many things the ranking has
     * @param capacity how many different things are counted; those that come later are not
     */
    RankedCounts(int ranks, int capacity) {
        this.ranks = ranks;
        this.capacity = capacity;
    }

    /** Counts a thing once more. */
    void add(K thing) {
        Entry<K> entry = entries.get(thing);
        if (entry == null) {
            if (entries.size() == capacity) {
                return;
            }
            entry = new Entry<>(thing, ranks);
            entries.put(thing, entry);
        }
        entry.count++;
        rise(entry);
    }

    private void rise(Entry<K> entry) {
        if (entry.rank == ranks) {
            if (top.size() < ranks) {
                top.add(entry);
            } else if (top.get(ranks - 1).count < entry.count) {
                top.set(ranks - 1, entry).rank = ranks;
            } else {
                return;
            }
            entry.rank = top.size() - 1;
        }
        while (entry.rank > 0 && top.get(entry.rank - 1).count < entry.count) {
            Entry<K> passed = top.get(entry.rank - 1);
            top.set(entry.rank, passed);
            passed.rank = entry.rank--;
            top.set(entry.rank, entry);
        }
    }

    /** Returns the things counted most, in order. */
    List<Count<K>> top() {
        return top.stream().map(entry -> new Count<>(entry.thing, entry.count)).toList();
    }

    /** Forgets all counts. */
    void clear() {
        entries.clear();
        top.clear();
    }
}
