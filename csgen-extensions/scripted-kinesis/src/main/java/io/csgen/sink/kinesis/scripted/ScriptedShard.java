package io.csgen.sink.kinesis.scripted;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A Kinesis shard of a scripted stream. Guarded by the lock of the stream. */
final class ScriptedShard {
    static final long OPEN = -1;

    final String id;
    final HashKey first;
    final HashKey last;
    final long startingSequence;
    final @Nullable ScriptedShard parent;
    final @Nullable ScriptedShard adjacentParent;
    final ShardLimits.Bucket bucket;
    final List<HeldRecord> records = new ArrayList<>();
    long endingSequence = OPEN;
    long count;

    ScriptedShard(
            int number,
            HashKey first,
            HashKey last,
            long startingSequence,
            @Nullable ScriptedShard parent,
            @Nullable ScriptedShard adjacentParent,
            long now) {
        id = String.format(Locale.ROOT, "shardId-%012d", number);
        this.first = first;
        this.last = last;
        this.startingSequence = startingSequence;
        this.parent = parent;
        this.adjacentParent = adjacentParent;
        bucket = new ShardLimits.Bucket(now);
    }

    boolean isOpen() {
        return endingSequence == OPEN;
    }

    boolean holds(HashKey key) {
        return first.compareTo(key) <= 0 && key.compareTo(last) <= 0;
    }

    /** Returns how many records lie before a place. */
    int indexOf(long sequence) {
        int low = 0;
        int high = records.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (records.get(middle).sequence() < sequence) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
