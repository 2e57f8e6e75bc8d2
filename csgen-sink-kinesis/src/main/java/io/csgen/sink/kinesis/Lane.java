package io.csgen.sink.kinesis;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The clicks that wait for one part of the hash space, in order. Guarded by the lock of the sink.
 */
final class Lane {
    final ShardMap.Range range;
    final Pace pace;
    private final Deque<KinesisClick> clicks = new ArrayDeque<>();
    private long bytes;
    private long pausedUntil;

    /** Answers without any success since the last one with some. */
    int failures;

    /** Requests under way that may hold clicks of this part. */
    int borrowers;

    /** Whether records for it land elsewhere, so that it must not send before the map is renewed. */
    boolean lost;

    /** Whether the stream has changed and other lanes have taken over. */
    boolean retired;

    Lane(ShardMap.Range range, Pace pace, long now) {
        this.range = range;
        this.pace = pace;
        pausedUntil = now;
    }

    void addLast(KinesisClick click) {
        clicks.addLast(click);
        bytes += click.bytes;
    }

    void addFirst(KinesisClick click) {
        clicks.addFirst(click);
        bytes += click.bytes;
    }

    KinesisClick first() {
        return clicks.getFirst();
    }

    KinesisClick removeFirst() {
        KinesisClick head = clicks.removeFirst();
        bytes -= head.bytes;
        return head;
    }

    boolean isEmpty() {
        return clicks.isEmpty();
    }

    int size() {
        return clicks.size();
    }

    long bytes() {
        return bytes;
    }

    void pauseUntil(long time) {
        pausedUntil = time - pausedUntil > 0 ? time : pausedUntil;
    }

    /** Returns when the next clicks may leave but for borrowers; a time past means now. */
    long freeAt(long now) {
        long paced = pace.freeAt(now);
        return pausedUntil - paced > 0 ? pausedUntil : paced;
    }

    boolean isFree(long now) {
        return borrowers == 0 && !lost && freeAt(now) - now <= 0;
    }

    boolean isDue(long now) {
        return first().dueNanos - now <= 0;
    }
}
