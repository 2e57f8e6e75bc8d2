package io.csgen.sink.kinesis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The requests that have no answer, which end in time even where the client loses one. Guarded by the lock of the sink.
 */
final class RequestsUnderWay {
    /** How much longer than a request may take the client may need to say so. */
    private static final Duration SLACK = Duration.ofSeconds(5);

    private final Timer timer;
    private final ReentrantLock lock;
    private final long limitNanos;
    private final Set<Request> requests = new HashSet<>();
    private boolean watching;

    RequestsUnderWay(Timer timer, ReentrantLock lock, Duration requestTimeout) {
        this.timer = timer;
        this.lock = lock;
        limitNanos = requestTimeout.plus(SLACK).toNanos();
    }

    int count() {
        return requests.size();
    }

    void add(Request request) {
        requests.add(request);
        watch(limitNanos);
    }

    /** Removes a request; returns whether it was there. */
    boolean remove(Request request) {
        return requests.remove(request);
    }

    /** Takes all. */
    List<Request> takeAll() {
        List<Request> taken = List.copyOf(requests);
        requests.clear();
        return taken;
    }

    /** Takes, without the lock, those that never came to the client, so nobody will answer them; returns their clicks. */
    List<KinesisClick> takeUnstarted() {
        List<KinesisClick> clicks = new ArrayList<>();
        lock.lock();
        try {
            requests.removeIf(request -> !request.isStarted() && clicks.addAll(request.clicks));
        } finally {
            lock.unlock();
        }
        return clicks;
    }

    private void watch(long delay) {
        if (!watching) {
            watching = true;
            timer.schedule(delay, this::endOverdue);
        }
    }

    private void endOverdue() {
        List<Request> overdue;
        lock.lock();
        try {
            watching = false;
            long now = timer.nanoTime();
            overdue = requests.stream()
                    .filter(request -> now - request.startedAt >= limitNanos)
                    .toList();
            requests.stream()
                    .mapToLong(request -> limitNanos - (now - request.startedAt))
                    .filter(left -> left > 0)
                    .min()
                    .ifPresent(this::watch);
        } finally {
            lock.unlock();
        }
        overdue.forEach(Request::expire);
    }
}
