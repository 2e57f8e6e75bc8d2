package io.csgen.sink.spi;

import static org.awaitility.Awaitility.await;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/** A call on a thread of its own, which may have to wait. */
final class Caller {
    /** What is called. */
    @FunctionalInterface
    interface Action {
        void run() throws Exception;
    }

    private final FutureTask<Boolean> task;
    private final Thread thread;

    private Caller(Action action) {
        task = new FutureTask<>(() -> {
            action.run();
            return true;
        });
        thread = new Thread(task, "caller");
        thread.setDaemon(true);
        thread.start();
    }

    static Caller of(Action action) {
        return new Caller(action);
    }

    /** Returns when the call waits for something. */
    Caller awaitWaiting() {
        await().until(() -> thread.getState() == Thread.State.WAITING);
        return this;
    }

    void interrupt() {
        thread.interrupt();
    }

    /** Waits for the end of the call; returns what it threw, or null. */
    @Nullable
    Throwable outcome() throws InterruptedException {
        try {
            task.get();
            return null;
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }
}
