package io.csgen.sink.kinesis;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;

/**
 * Clicks that wait for a request. Kinesis may serve two requests of one client in any order, so the
 * clicks of a partition key must never be in two at once: each key belongs to one of a fixed number
 * of lanes, a lane is lent to one request at a time, and a request takes from as many lanes as it has
 * room for. Few requests are therefore full ones, and many run side by side. Clicks to be tried again
 * go back to the head of their lanes, so later clicks of the key wait for them. Guarded by the lock of
 * the sink.
 */
final class Lanes {
    /** More lanes than requests, or a request could not choose among them. */
    private static final int COUNT = 128;

    private static final class Lane {
        final Deque<InFlightClick> clicks = new ArrayDeque<>();
        int bytes;
        long pausedUntil;
        boolean lent;

        boolean isReady(long now) {
            return !lent && !clicks.isEmpty() && pausedUntil - now <= 0;
        }

        long dueNanos() {
            return clicks.getFirst().dueNanos;
        }
    }

    private final KinesisSinkConfig config;
    private final Lane[] lanes = new Lane[COUNT];
    private int waiting;

    Lanes(KinesisSinkConfig config, long now) {
        this.config = config;
        Arrays.setAll(lanes, i -> new Lane());
        for (Lane lane : lanes) {
            lane.pausedUntil = now;
        }
    }

    void add(InFlightClick click) {
        Lane lane = laneOf(click);
        lane.clicks.addLast(click);
        lane.bytes += click.bytes;
        waiting++;
    }

    /**
     * Lends lanes to a request if one is due: enough clicks for a full request are ready, or one has
     * waited long enough.
     *
     * @param eager whether whatever is ready is due
     * @return the clicks of the request, those of a lane in order; empty if none is due
     */
    List<InFlightClick> take(long now, boolean eager) {
        if (waiting == 0) {
            return List.of();
        }
        List<Lane> ready = new ArrayList<>();
        int records = 0;
        long bytes = 0;
        boolean due = eager;
        for (Lane lane : lanes) {
            if (lane.isReady(now)) {
                ready.add(lane);
                records += lane.clicks.size();
                bytes += lane.bytes;
                due |= lane.dueNanos() - now <= 0;
            }
        }
        if (!due && records < config.maxBatchRecords() && bytes < config.maxBatchBytes()) {
            return List.of();
        }
        ready.sort(Comparator.comparingLong(lane -> lane.dueNanos() - now));
        return lend(ready);
    }

    private List<InFlightClick> lend(List<Lane> oldestFirst) {
        List<InFlightClick> taken = new ArrayList<>();
        int bytes = 0;
        for (Lane lane : oldestFirst) {
            while (!lane.clicks.isEmpty()) {
                InFlightClick head = lane.clicks.getFirst();
                boolean fits = taken.isEmpty()
                        || taken.size() < config.maxBatchRecords()
                                && bytes + head.bytes <= config.maxBatchBytes()
                                && !head.alone;
                if (!fits) {
                    return taken;
                }
                lane.lent = true;
                lane.clicks.removeFirst();
                lane.bytes -= head.bytes;
                waiting--;
                taken.add(head);
                bytes += head.bytes;
                if (head.alone) {
                    return taken;
                }
            }
        }
        return taken;
    }

    /** Takes the lanes of a request back. */
    void release(List<InFlightClick> request) {
        for (InFlightClick click : request) {
            laneOf(click).lent = false;
        }
    }

    /** Puts clicks of a released request back to the heads of their lanes, which rest until a time. */
    void putBack(List<InFlightClick> again, long until) {
        for (int i = again.size() - 1; i >= 0; i--) {
            InFlightClick click = again.get(i);
            click.dueNanos = until;
            Lane lane = laneOf(click);
            lane.clicks.addFirst(click);
            lane.bytes += click.bytes;
            lane.pausedUntil = until;
            waiting++;
        }
    }

    /** Returns when the next request will be due if nothing is added; empty if never. */
    OptionalLong nextDue(long now, boolean eager) {
        return Arrays.stream(lanes)
                .filter(lane -> !lane.lent && !lane.clicks.isEmpty())
                .mapToLong(lane -> Math.max(lane.pausedUntil - now, eager ? Long.MIN_VALUE : lane.dueNanos() - now))
                .min();
    }

    /** Empties all lanes and returns what they held. */
    List<InFlightClick> clear() {
        List<InFlightClick> all = new ArrayList<>(waiting);
        for (Lane lane : lanes) {
            all.addAll(lane.clicks);
            lane.clicks.clear();
            lane.bytes = 0;
        }
        waiting = 0;
        return all;
    }

    private Lane laneOf(InFlightClick click) {
        // Hashes of short numbers differ in their low bits only, by little; the product spreads them.
        int spread = click.entry.partitionKey().hashCode() * 0x9e3779b9;
        return lanes[spread >>> (Integer.SIZE - Integer.numberOfTrailingZeros(COUNT))];
    }
}
