package io.csgen.truth;

import io.csgen.click.ClickType;
import io.csgen.config.ConfigException;
import io.csgen.config.Problems;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How many clicks there are of each value of a {@link Dimension}. Immutable.
 *
 * <p>At most {@link #MAX_LISTED} values are listed, those with the most clicks; what the others have is one
 * number. So {@link #isExact} tells whether a value that is not listed has no clicks.
 *
 * @param listed clicks by key, each at least 1; at most {@link #MAX_LISTED} of them
 * @param other clicks of all values that are not listed
 */
public record Counts(SortedMap<Long, Long> listed, long other) {
    /**
     * By what a manifest counts clicks. Each value of a dimension has a number as its key, and a text that stands
     * for it in JSON. Immutable.
     */
    public enum Dimension {
        /** The type of the click; the key is its {@link ClickType#ordinal}, the text its wire name. */
        TYPE,
        /** The product group; the key is its number. */
        GROUP,
        /** The product in its group; the text is {@code GROUP/PRODUCT}, the key {@link #product}. */
        PRODUCT,
        /** The user; the key is the user id. */
        USER,
        /** The minute; the key is its number since 1970, the text its begin. */
        MINUTE,
        /** The position of the click in its session; the key is that number, from 1. */
        ORDINAL;

        private static final int SECONDS = 60;

        /** Returns the key of a product in its group. */
        public static long product(int groupId, int productId) {
            return (long) groupId << 32 | productId;
        }

        /** Returns the key of the minute that a time falls in. */
        public static long minute(Instant time) {
            return Math.floorDiv(time.getEpochSecond(), SECONDS);
        }

        /** Returns the text of a key. */
        public String text(long key) {
            return switch (this) {
                case TYPE -> ClickType.values()[(int) key].wireName();
                case PRODUCT -> (key >>> 32) + "/" + (int) key;
                case MINUTE -> Instant.ofEpochSecond(SECONDS * key).toString();
                case GROUP, USER, ORDINAL -> Long.toString(key);
            };
        }

        /**
         * Returns the key of a text.
         *
         * @throws ConfigException if the text is none of this dimension
         */
        public long key(String text) {
            try {
                long key = switch (this) {
                    case TYPE ->
                        Arrays.stream(ClickType.values())
                                .map(ClickType::wireName)
                                .toList()
                                .indexOf(text);
                    case PRODUCT -> {
                        int slash = text.indexOf('/');
                        yield product(
                                Integer.parseInt(text.substring(0, Math.max(0, slash))),
                                Integer.parseInt(text.substring(slash + 1)));
                    }
                    case MINUTE -> minute(Instant.parse(text));
                    case GROUP, USER, ORDINAL -> Integer.parseInt(text);
                };
                if ((this == MINUTE || key >= 0) && text(key).equals(text)) {
                    return key;
                }
            } catch (NumberFormatException | DateTimeException e) {
                // None, as the message says.
            }
            throw new ConfigException(List.of(Problems.describe("key of " + jsonName(), "be a " + this, text)));
        }

        /** Returns whether clicks of one key may be in several shards. */
        boolean isShared() {
            return this != USER;
        }

        /** Returns the name of this dimension's counts in JSON. */
        String jsonName() {
            return "clicks_by_" + this;
        }

        /** Returns the name in data: the constant in lower case. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Greatest number of values that are listed: 100,000. */
    public static final int MAX_LISTED = 100_000;

    /** No clicks. */
    static final Counts NONE = new Counts(Collections.emptySortedMap(), 0);

    /**
     * Creates counts.
     *
     * @throws io.csgen.config.ConfigException if a number is out of bounds
     */
    public Counts {
        Problems problems = new Problems();
        problems.require(
                listed.size() <= MAX_LISTED, "listed counts", "be at most " + MAX_LISTED + " in number", listed.size());
        for (Map.Entry<Long, Long> entry : listed.entrySet()) {
            problems.require(entry.getValue() >= 1, "count of " + entry.getKey(), "be at least 1", entry.getValue());
        }
        problems.require(other >= 0, "other clicks", "be at least 0", other);
        problems.throwIfAny();
        listed = Collections.unmodifiableSortedMap(new TreeMap<>(listed));
    }

    /** Chooses the values that are listed. Confined to one thread; holds little more than those. */
    static final class Selection {
        private static final Comparator<long[]> FEWEST_FIRST =
                Comparator.comparingLong((long[] e) -> e[1]).thenComparing(e -> e[0], Comparator.reverseOrder());

        private final PriorityQueue<long[]> most = new PriorityQueue<>(FEWEST_FIRST);
        private long other;

        /** Counts clicks of a value that was not counted before. */
        void add(long key, long count) {
            if (count == 0) {
                return;
            }
            most.add(new long[] {key, count});
            if (most.size() > MAX_LISTED) {
                other += most.remove()[1];
            }
        }

        /** Counts clicks of values that are not known. */
        void addOther(long count) {
            other += count;
        }

        Counts counts() {
            SortedMap<Long, Long> listed = new TreeMap<>();
            most.forEach(entry -> listed.put(entry[0], entry[1]));
            return new Counts(listed, other);
        }
    }

    /** Returns how many clicks a value has; 0 where it is not listed. */
    public long get(long key) {
        return listed.getOrDefault(key, 0L);
    }

    /** Returns how many clicks all values have. */
    public long total() {
        return sum(listed) + other;
    }

    /** Returns whether all values with clicks are listed. */
    public boolean isExact() {
        return other == 0;
    }

    /**
     * Returns the counts of both. Where both may have clicks of one value, and one of them does not list all, what
     * a value has in sum cannot be told, and nothing is listed.
     *
     * @param shared whether both may have clicks of one value
     */
    Counts plus(Counts more, boolean shared) {
        Selection selection = new Selection();
        selection.addOther(other + more.other);
        if (shared && !(isExact() && more.isExact())) {
            selection.addOther(sum(listed) + sum(more.listed));
        } else {
            SortedMap<Long, Long> sums = new TreeMap<>(listed);
            more.listed.forEach((key, count) -> sums.merge(key, count, Long::sum));
            sums.forEach(selection::add);
        }
        return selection.counts();
    }

    private static long sum(Map<Long, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
