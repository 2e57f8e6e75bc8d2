package io.csgen.sink.kinesis.scripted;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A stream of a {@link ScriptedKinesis}: Kinesis shards that divide the hash keys, what each takes per
 * second, and what they hold. Always active; splits and merges happen at once. Safe for concurrent use.
 */
public final class ScriptedStream {
    private static final BigInteger TWO = BigInteger.valueOf(2);

    /** What a record to be put says. */
    record Entry(String partitionKey, @Nullable String explicitHashKey, HashKey hashKey, byte[] data, int bytes) {}

    /** What became of a record: where it is, or why it is not. */
    record Result(
            String shardId,
            long sequence,
            @Nullable String code,
            @Nullable String message) {
        static Result failure(String code, String message) {
            return new Result("", 0, code, message);
        }
    }

    /** Some records of a shard, and where to go on; nothing to go on with at the end of a closed shard. */
    record Page(List<HeldRecord> records, boolean ended, long nextSequence, boolean behind) {}

    private final String name;
    private final LongSupplier nanoTime;
    private final long createdMillis = System.currentTimeMillis();

    // All below: guarded by this.
    private final List<ScriptedShard> shards = new ArrayList<>();
    private ScriptedShard[] open = {};
    private ShardLimits limits = ShardLimits.unlimited();
    private @Nullable Consumer<HeldRecord> receiver;
    private long nextSequence = 1;
    private long count;
    private long bytes;

    ScriptedStream(String name, int shardCount, LongSupplier nanoTime) {
        this.name = name;
        this.nanoTime = nanoTime;
        BigInteger width = HashKey.SPACE.divide(BigInteger.valueOf(shardCount));
        for (int i = 0; i < shardCount; i++) {
            BigInteger first = width.multiply(BigInteger.valueOf(i));
            BigInteger next = i + 1 == shardCount ? HashKey.SPACE : first.add(width);
            addShard(first, next.subtract(BigInteger.ONE), null, null);
        }
        reopen();
    }

    /** Returns the name of the stream. */
    public String name() {
        return name;
    }

    /** Limits each Kinesis shard from now on; without it nothing is limited. */
    public synchronized void limit(ShardLimits limits) {
        this.limits = limits;
    }

    /**
     * Hands each record over instead of keeping it, in the order of its Kinesis shard and never two at a
     * time; such records can be neither read nor asked for.
     */
    public synchronized void handTo(Consumer<HeldRecord> receiver) {
        this.receiver = receiver;
    }

    /** Returns the kept records: its Kinesis shards one after the other, the records of each in order. */
    public synchronized List<HeldRecord> records() {
        return shards.stream().flatMap(shard -> shard.records.stream()).toList();
    }

    /** Returns the ids of all Kinesis shards, oldest first. */
    public synchronized List<String> shardIds() {
        return shards.stream().map(shard -> shard.id).toList();
    }

    /** Returns the ids of the Kinesis shards that take records, in order of their hash keys. */
    public synchronized List<String> openShardIds() {
        return List.of(open).stream().map(shard -> shard.id).toList();
    }

    /** Returns how many records came, kept or not. */
    public synchronized long count() {
        return count;
    }

    /** Returns how many records came to a Kinesis shard, kept or not. */
    public synchronized long count(String shardId) {
        return shard(shardId).count;
    }

    /** Returns how many bytes of partition keys and payloads came. */
    public synchronized long bytes() {
        return bytes;
    }

    /**
     * Closes an open Kinesis shard and opens two that divide its hash keys in the middle.
     *
     * @throws Refusal if there is no such open shard
     */
    public synchronized void split(String shardId) {
        ScriptedShard parent = openShard(shardId);
        BigInteger width = parent.last.value().subtract(parent.first.value()).add(BigInteger.ONE);
        split(shardId, parent.first.value().add(width.divide(TWO)));
    }

    synchronized void split(String shardId, BigInteger middle) {
        ScriptedShard parent = openShard(shardId);
        if (middle.compareTo(parent.first.value()) <= 0 || middle.compareTo(parent.last.value()) > 0) {
            throw Refusal.argument("NewStartingHashKey " + middle + " used in SplitShard() on shard " + shardId
                    + " in stream " + name + " is not both greater than one plus the shard's StartingHashKey "
                    + parent.first + " and less than the shard's EndingHashKey " + parent.last + ".");
        }
        end(parent);
        addShard(parent.first.value(), middle.subtract(BigInteger.ONE), parent, null);
        addShard(middle, parent.last.value(), parent, null);
        reopen();
    }

    /**
     * Closes two open Kinesis shards that are neighbours and opens one for the hash keys of both.
     *
     * @throws Refusal if they are no open neighbours
     */
    public synchronized void merge(String shardId, String adjacentShardId) {
        ScriptedShard one = openShard(shardId);
        ScriptedShard other = openShard(adjacentShardId);
        ScriptedShard lower = one.first.compareTo(other.first) <= 0 ? one : other;
        ScriptedShard upper = lower == one ? other : one;
        if (!lower.last.value().add(BigInteger.ONE).equals(upper.first.value())) {
            throw Refusal.argument("Shards " + shardId + " and " + adjacentShardId + " in stream " + name
                    + " are not an adjacent pair of shards eligible for merging.");
        }
        end(one);
        end(other);
        addShard(lower.first.value(), upper.last.value(), one, other);
        reopen();
    }

    /** Splits each open Kinesis shard, or merges each with its neighbour. */
    synchronized void resize(int target) {
        ScriptedShard[] before = open;
        if (target == 2 * before.length) {
            for (ScriptedShard shard : before) {
                split(shard.id);
            }
        } else if (2 * target == before.length) {
            for (int i = 0; i < before.length; i += 2) {
                merge(before[i].id, before[i + 1].id);
            }
        } else if (target != before.length) {
            throw Refusal.argument("TargetShardCount must be the open shards' number " + before.length
                    + ", its double or its half: " + target);
        }
    }

    synchronized List<Result> put(List<Entry> entries, EntryFault fault) {
        List<Result> results = new ArrayList<>(entries.size());
        long now = nanoTime.getAsLong();
        long millis = System.currentTimeMillis();
        for (int i = 0; i < entries.size(); i++) {
            results.add(
                    fault.positions().test(i)
                            ? Result.failure(fault.code(), fault.message())
                            : put(entries.get(i), now, millis));
        }
        return results;
    }

    private Result put(Entry entry, long now, long millis) {
        ScriptedShard shard = shardOf(entry.hashKey);
        if (!shard.bucket.take(limits, entry.bytes, now)) {
            return Result.failure(
                    Refusal.THROTTLED,
                    "Rate exceeded for shard " + shard.id + " in stream " + name + " under account "
                            + ScriptedKinesis.ACCOUNT + ".");
        }
        long sequence = nextSequence++;
        HeldRecord record =
                new HeldRecord(shard.id, sequence, entry.partitionKey, entry.explicitHashKey, entry.data, millis);
        if (receiver == null) {
            shard.records.add(record);
        } else {
            receiver.accept(record);
        }
        shard.count++;
        count++;
        bytes += entry.bytes;
        return new Result(shard.id, sequence, null, null);
    }

    /** Returns records from a place on, at most so many and so many bytes, but one at least. */
    synchronized Page page(String shardId, long from, int limit, long maxBytes) {
        ScriptedShard shard = shard(shardId);
        if (receiver != null) {
            throw Refusal.argument("Stream " + name + " hands its records over and keeps none.");
        }
        int begin = shard.indexOf(from);
        int end = begin;
        long size = 0;
        while (end < shard.records.size() && end - begin < limit && size < maxBytes) {
            size += shard.records.get(end).data().length;
            end++;
        }
        List<HeldRecord> records = List.copyOf(shard.records.subList(begin, end));
        boolean behind = end < shard.records.size();
        long next = records.isEmpty() ? from : records.get(records.size() - 1).sequence() + 1;
        return new Page(records, !behind && !shard.isOpen(), next, behind);
    }

    /** Returns the place after everything a Kinesis shard holds. */
    synchronized long endOf(String shardId) {
        shard(shardId);
        return nextSequence;
    }

    /** Returns all Kinesis shards, by id; they change only when this stream is split or merged. */
    synchronized List<ScriptedShard> shards() {
        return List.copyOf(shards);
    }

    synchronized int openShards() {
        return open.length;
    }

    long createdMillis() {
        return createdMillis;
    }

    String arn() {
        return "arn:aws:kinesis:eu-west-1:" + ScriptedKinesis.ACCOUNT + ":stream/" + name;
    }

    private ScriptedShard shardOf(HashKey key) {
        int low = 0;
        int high = open.length - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (open[middle].first.compareTo(key) <= 0) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return open[low];
    }

    synchronized ScriptedShard shard(String shardId) {
        return shards.stream()
                .filter(shard -> shard.id.equals(shardId))
                .findFirst()
                .orElseThrow(() -> Refusal.notFound("Could not find shard " + shardId + " in stream " + name
                        + " under account " + ScriptedKinesis.ACCOUNT + "."));
    }

    private ScriptedShard openShard(String shardId) {
        ScriptedShard shard = shard(shardId);
        if (!shard.isOpen()) {
            throw Refusal.argument("Shard " + shardId + " in stream " + name + " is closed.");
        }
        return shard;
    }

    private void end(ScriptedShard shard) {
        shard.endingSequence = nextSequence++;
    }

    private void addShard(
            BigInteger first, BigInteger last, @Nullable ScriptedShard parent, @Nullable ScriptedShard adjacentParent) {
        shards.add(new ScriptedShard(
                shards.size(),
                new HashKey(first),
                new HashKey(last),
                nextSequence++,
                parent,
                adjacentParent,
                nanoTime.getAsLong()));
    }

    private void reopen() {
        open = shards.stream()
                .filter(ScriptedShard::isOpen)
                .sorted(Comparator.comparing(shard -> shard.first))
                .toArray(ScriptedShard[]::new);
    }
}
