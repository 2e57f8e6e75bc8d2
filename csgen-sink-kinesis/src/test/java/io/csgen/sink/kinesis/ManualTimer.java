package io.csgen.sink.kinesis;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Time that moves by hand; tasks run on the thread that moves it. */
final class ManualTimer implements Timer {
    private record Task(long at, Runnable action) {}

    private final PriorityQueue<Task> tasks = new PriorityQueue<>(Comparator.comparingLong(Task::at));
    // Starts below zero and soon passes it, as System.nanoTime may.
    private long now = -Duration.ofMillis(250).toNanos();
    private boolean closed;

    @Override
    public synchronized long nanoTime() {
        return now;
    }

    @Override
    public synchronized void schedule(long delayNanos, Runnable task) {
        tasks.add(new Task(now + delayNanos, task));
    }

    void advance(Duration span) {
        long end = nanoTime() + span.toNanos();
        for (Task task = due(end); task != null; task = due(end)) {
            task.action.run();
        }
    }

    private synchronized Task due(long end) {
        boolean due = !tasks.isEmpty() && tasks.peek().at <= end;
        now = due ? Math.max(now, tasks.peek().at) : end;
        return due ? tasks.remove() : null;
    }

    /** Closes a sink on a thread of its own while time goes by. */
    void close(KinesisSink sink) {
        Thread closer = new Thread(sink::close, "close");
        closer.start();
        await().until(() -> {
            advance(Duration.ofMillis(100));
            return !closer.isAlive();
        });
    }

    synchronized int pending() {
        return tasks.size();
    }

    synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public synchronized void close() {
        closed = true;
        tasks.clear();
    }
}
