package io.csgen.sink.kinesis;

import io.csgen.sink.kinesis.KinesisClick.Company;
import io.csgen.sink.kinesis.KinesisSinkConfig.Aggregation;
import io.csgen.sink.kinesis.KinesisSinkConfig.Ordering;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Clicks that wait for a request. Kinesis may serve two requests of one client in any order, so the
 * clicks of a partition key must never be in two at once: each key belongs to one lane, a lane is lent
 * to one request at a time, and a request takes from as many lanes as it has room for. Few requests are
 * therefore full ones, and many run side by side. Clicks to be tried again go back to the head of their
 * lanes, so later clicks of the key wait for them.
 *
 * <p>There is a lane for each open Kinesis shard, so each has its own pace and none waits for another.
 * Guarded by the lock of the sink.
 */
final class Lanes {
    private final int maxBatchRecords;
    private final int maxBatchBytes;
    private final boolean aggregating;
    private final boolean strict;
    private final int maxRecordBytes;
    private final int maxRecordClicks;

    private ShardMap map = ShardMap.unknown();
    private List<Lane> lanes;
    private final List<Lane> lent = new ArrayList<>();
    private int waiting;

    /** What the lanes lacked for a full request when they were last looked at. */
    private long missingRecords;

    private long missingBytes;

    Lanes(KinesisSinkConfig config, long now) {
        maxBatchRecords = config.get(KinesisSinkConfig.MAX_BATCH_RECORDS);
        maxBatchBytes = config.get(KinesisSinkConfig.MAX_BATCH_BYTES);
        aggregating = config.get(KinesisSinkConfig.AGGREGATION) == Aggregation.ON;
        strict = config.get(KinesisSinkConfig.ORDERING) == Ordering.STRICT;
        maxRecordBytes = Math.min(config.get(KinesisSinkConfig.MAX_AGGREGATE_BYTES), maxBatchBytes);
        maxRecordClicks = aggregating ? config.get(KinesisSinkConfig.MAX_AGGREGATE_CLICKS) : 1;
        lanes = map.open().stream()
                .map(range -> new Lane(range, new Pace(now), now))
                .toList();
    }

    ShardMap map() {
        return map;
    }

    /** Returns the pace of an open Kinesis shard, as a factor; not a number where there is none such. */
    double pace(String shardId) {
        ShardMap.Range range = map.ranges().get(shardId);
        if (range == null) {
            return Double.NaN;
        }
        Lane lane = lanes.get(map.indexOf(range.first()));
        return lane.range.equals(range) ? lane.pace.factor() : Double.NaN;
    }

    /** Returns whether {@link #take} may find something since this click came. */
    boolean add(KinesisClick click, long now) {
        Lane lane = laneOf(click);
        long before = fullRecords(lane);
        lane.addLast(click);
        waiting++;
        if (!lane.isFree(now)) {
            return false;
        }
        missingBytes -= click.bytes;
        missingRecords -= fullRecords(lane) - before;
        return missingRecords <= 0 || missingBytes <= 0;
    }

    /**
     * Lends lanes to a request if one is due: enough clicks for a full request are ready, or one has
     * waited long enough.
     *
     * @param eager whether whatever is ready is due
     * @return the records of the request, the clicks of a lane in order; empty if none is due
     */
    List<StreamRecord> take(long now, boolean eager) {
        if (waiting == 0 || aggregating && !map.isKnown()) {
            return List.of();
        }
        List<Lane> ready = new ArrayList<>();
        long records = 0;
        long bytes = 0;
        boolean due = eager;
        for (Lane lane : lanes) {
            if (!lane.isEmpty() && lane.isFree(now)) {
                ready.add(lane);
                records += fullRecords(lane);
                bytes += lane.bytes();
                due |= lane.isDue(now);
            }
        }
        missingRecords = Math.max(maxBatchRecords - records, 1);
        missingBytes = Math.max(maxBatchBytes - bytes, 1);
        if (!due && records < maxBatchRecords && bytes < maxBatchBytes) {
            return List.of();
        }
        ready.sort(Comparator.comparingLong(lane -> lane.first().dueNanos - now));
        return lend(ready, now, eager);
    }

    private long fullRecords(Lane lane) {
        return !aggregating ? lane.size() : Math.max(lane.bytes() / maxRecordBytes, lane.size() / maxRecordClicks);
    }

    private List<StreamRecord> lend(List<Lane> oldestFirst, long now, boolean eager) {
        List<StreamRecord> taken = new ArrayList<>();
        long bytes = 0;
        for (Lane lane : oldestFirst) {
            Draught draught = new Draught(lane, taken, bytes, eager || !aggregating || lane.isDue(now));
            boolean more = draught.draw(lane.pace.allowance(now));
            bytes = draught.requestBytes;
            if (draught.records() > 0) {
                lane.pace.spend(now, draught.seconds(), more);
                lane.borrowers++;
                lent.add(lane);
            }
            if (draught.full) {
                break;
            }
        }
        return taken;
    }

    /** Takes the lanes of a request back. */
    void release(Collection<Lane> borrowed) {
        for (Lane lane : borrowed) {
            lent.remove(lane);
            if (lane.retired) {
                lanes.stream().filter(heir -> heir.range.overlaps(lane.range)).forEach(heir -> heir.borrowers--);
            } else {
                lane.borrowers--;
            }
        }
    }

    /** Puts clicks of a released request back to the heads of their lanes, which rest until they are due. */
    void putBack(List<KinesisClick> again) {
        for (int i = again.size() - 1; i >= 0; i--) {
            KinesisClick click = again.get(i);
            Lane lane = laneOf(click);
            lane.addFirst(click);
            lane.pauseUntil(click.dueNanos);
            waiting++;
        }
    }

    /**
     * Goes over to the Kinesis shards that are open now. A lane that is new waits for all requests that
     * may hold clicks of its keys.
     */
    void renew(ShardMap newMap, long now) {
        Map<ShardMap.Range, Lane> old = new HashMap<>();
        lanes.forEach(lane -> old.put(lane.range, lane));
        map = newMap;
        lanes = map.open().stream()
                .map(range -> {
                    Lane kept = old.remove(range);
                    return kept == null ? new Lane(range, new Pace(now), now) : kept;
                })
                .toList();
        for (Lane lane : lanes) {
            lane.lost = false;
            lane.borrowers = (int) lent.stream()
                    .filter(borrowed -> borrowed.range.overlaps(lane.range))
                    .count();
        }
        for (Lane lane : old.values()) {
            lane.retired = true;
            while (!lane.isEmpty()) {
                KinesisClick click = lane.removeFirst();
                laneOf(click).addLast(click);
            }
        }
    }

    /** Returns when the next request will be due if nothing is added; empty if never. */
    OptionalLong nextDue(long now, boolean eager) {
        if (aggregating && !map.isKnown()) {
            return OptionalLong.empty();
        }
        return lanes.stream()
                .filter(lane -> !lane.isEmpty() && lane.borrowers == 0 && !lane.lost)
                .mapToLong(
                        lane -> Math.max(lane.freeAt(now) - now, eager ? Long.MIN_VALUE : lane.first().dueNanos - now))
                .min();
    }

    /** Empties all lanes and returns what they held. */
    List<KinesisClick> clear() {
        List<KinesisClick> all = new ArrayList<>(waiting);
        for (Lane lane : lanes) {
            while (!lane.isEmpty()) {
                all.add(lane.removeFirst());
            }
        }
        waiting = 0;
        return all;
    }

    private Lane laneOf(KinesisClick click) {
        return lanes.get(map.indexOf(click.hash));
    }

    /** Takes records out of one lane into a request. */
    private final class Draught {
        private final Lane lane;
        private final List<StreamRecord> taken;
        private final boolean all;
        private final int recordsBefore;
        private final long bytesBefore;
        private final Set<String> keys = new HashSet<>();
        private final List<KinesisClick> skipped = new ArrayList<>();
        private long requestBytes;

        /** Whether the request takes nothing more. */
        private boolean full;

        /**
         * Starts with nothing.
         *
         * @param all whether an aggregate with room for more may go as well
         */
        Draught(Lane lane, List<StreamRecord> taken, long requestBytes, boolean all) {
            this.lane = lane;
            this.taken = taken;
            this.all = all;
            this.requestBytes = requestBytes;
            recordsBefore = taken.size();
            bytesBefore = requestBytes;
        }

        /** Returns whether more would have gone but for the allowance. */
        boolean draw(double allowance) {
            boolean allowed = true;
            while (allowed && !lane.isEmpty() && (all || fullRecords(lane) > 0)) {
                if (!skipsFirst() && !drawRecord()) {
                    break;
                }
                allowed = seconds() < allowance;
            }
            boolean more = !allowed && !lane.isEmpty();
            for (int i = skipped.size() - 1; i >= 0; i--) {
                lane.addFirst(skipped.get(i));
                waiting++;
            }
            return more;
        }

        /** In strict order, a click must not share a request with an earlier one of its key. */
        private boolean skipsFirst() {
            boolean skips = strict && !aggregating && !keys.add(lane.first().key);
            if (skips) {
                skipped.add(lane.removeFirst());
                waiting--;
            }
            return skips;
        }

        /** Returns whether the request may take another record of this lane. */
        private boolean drawRecord() {
            KinesisClick first = lane.first();
            int room = aggregating ? Math.max(maxRecordBytes, first.bytes) : first.bytes;
            full = !taken.isEmpty()
                    && (taken.size() >= maxBatchRecords
                            || requestBytes + room > maxBatchBytes
                            || first.company != Company.ANY);
            if (full) {
                return false;
            }
            Aggregate content = new Aggregate(maxRecordBytes, first.company == Company.NONE ? 1 : maxRecordClicks);
            while (!lane.isEmpty()
                    && (lane.first() == first || lane.first().company != Company.NONE)
                    && content.add(lane.first())) {
                lane.removeFirst();
                waiting--;
            }
            taken.add(new StreamRecord(lane, content));
            requestBytes += content.size();
            full = first.company != Company.ANY;
            // All clicks of an aggregate arrive or none; only a second one could overtake it.
            return !full && !(strict && aggregating) && skipped.size() < maxBatchRecords;
        }

        int records() {
            return taken.size() - recordsBefore;
        }

        double seconds() {
            return Pace.seconds(records(), requestBytes - bytesBefore);
        }
    }
}
