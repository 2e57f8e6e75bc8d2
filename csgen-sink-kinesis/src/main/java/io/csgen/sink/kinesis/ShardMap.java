package io.csgen.sink.kinesis;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.model.HashKeyRange;
import software.amazon.awssdk.services.kinesis.model.Shard;

/**
 * Which part of the hash space belongs to which Kinesis shard. Immutable.
 *
 * @param open what takes records now; covers the hash space in order, without gaps
 * @param ranges all ranges by Kinesis shard, those of closed ones included
 */
record ShardMap(List<Range> open, Map<String, Range> ranges) {
    /** More parts than requests, or a request could not choose among them. */
    private static final int UNKNOWN_PARTS = 128;

    /**
     * A part of the hash space.
     *
     * @param shardId the Kinesis shard it belongs to, if that is known
     * @param last inclusive
     */
    record Range(@Nullable String shardId, HashKey first, HashKey last) {
        String name() {
            return shardId == null ? "unknown" : shardId;
        }

        boolean contains(HashKey key) {
            return first.compareTo(key) <= 0 && key.compareTo(last) <= 0;
        }

        boolean overlaps(Range other) {
            return first.compareTo(other.last) <= 0 && other.first.compareTo(last) <= 0;
        }
    }

    /** Returns equal parts of no known Kinesis shard: they keep keys apart, and no more. */
    static ShardMap unknown() {
        int shift = Long.SIZE - Integer.numberOfTrailingZeros(UNKNOWN_PARTS);
        List<Range> parts = IntStream.range(0, UNKNOWN_PARTS)
                .mapToObj(i -> new Range(
                        null, new HashKey((long) i << shift, 0), new HashKey(((long) i + 1 << shift) - 1, -1)))
                .toList();
        return new ShardMap(parts, Map.of());
    }

    /**
     * Reads the answers of ListShards.
     *
     * @throws IllegalArgumentException if the open Kinesis shards do not cover the hash space, as may be
     *     seen for a moment while the stream is changed
     */
    static ShardMap of(List<Shard> shards) {
        Map<String, Range> ranges = new HashMap<>();
        shards.forEach(shard -> ranges.put(shard.shardId(), rangeOf(shard)));
        List<Range> open = shards.stream()
                .filter(shard -> shard.sequenceNumberRange() == null
                        || shard.sequenceNumberRange().endingSequenceNumber() == null)
                .map(shard -> ranges.get(shard.shardId()))
                .sorted(Comparator.comparing(Range::first))
                .toList();
        if (!covers(open)) {
            throw new IllegalArgumentException("the open Kinesis shards leave gaps or overlap");
        }
        return new ShardMap(open, Map.copyOf(ranges));
    }

    private static Range rangeOf(Shard shard) {
        HashKeyRange range = shard.hashKeyRange();
        return new Range(shard.shardId(), HashKey.parse(range.startingHashKey()), HashKey.parse(range.endingHashKey()));
    }

    private static boolean covers(List<Range> open) {
        HashKey next = HashKey.MIN;
        for (Range range : open) {
            if (!range.first().equals(next)) {
                return false;
            }
            HashKey last = range.last();
            next = new HashKey(last.low() == -1 ? last.high() + 1 : last.high(), last.low() + 1);
        }
        // The number after the last one is 0 again.
        return !open.isEmpty() && next.equals(HashKey.MIN);
    }

    boolean isKnown() {
        return !ranges.isEmpty();
    }

    /** Returns the position in {@link #open} of the part that holds a key. */
    int indexOf(HashKey key) {
        int from = 0;
        int to = open.size() - 1;
        while (from < to) {
            int middle = (from + to + 1) >>> 1;
            if (open.get(middle).first().compareTo(key) <= 0) {
                from = middle;
            } else {
                to = middle - 1;
            }
        }
        return from;
    }

    /** Returns whether all clicks belong to a Kinesis shard, as far as is known. */
    boolean holds(String shardId, List<KinesisClick> clicks) {
        Range range = ranges.get(shardId);
        return range != null && clicks.stream().allMatch(click -> range.contains(click.hash));
    }
}
