package io.csgen.sink.kpl;

import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import software.amazon.kinesis.producer.IKinesisProducer;

/**
 * A sign of life from the native process: its answer to a question for metrics, which comes whether it keeps
 * any or not. The KPL offers that as a call that waits, and an interruption would do harm, so each question has
 * a thread of its own, which ends with the answer or with the process. Safe for concurrent use.
 */
final class Pulse {
    private static final int WINDOW_SECONDS = 1;

    private volatile boolean known;
    private volatile @Nullable Throwable cause;

    private Pulse() {}

    /**
     * Asks.
     *
     * @param then runs on another thread once the answer, or why there is none, is known
     */
    static Pulse feel(IKinesisProducer producer, Runnable then) {
        Pulse pulse = new Pulse();
        Thread thread = new Thread(
                () -> {
                    pulse.ask(producer);
                    then.run();
                },
                "csgen-kpl-pulse");
        thread.setDaemon(true);
        thread.start();
        return pulse;
    }

    private void ask(IKinesisProducer producer) {
        try {
            producer.getMetrics("UserRecordsPut", WINDOW_SECONDS);
        } catch (ExecutionException e) {
            cause = e.getCause() == null ? e : e.getCause();
        } catch (InterruptedException | RuntimeException | Error e) {
            cause = e;
        }
        known = true;
    }

    boolean isKnown() {
        return known;
    }

    /** Returns why there was no answer, in one line; null if there was one. */
    @Nullable
    String problem() {
        Throwable thrown = cause;
        return thrown == null ? null : Answer.rootOf(thrown);
    }

    /** Returns why there was no answer; null if there was one, or none yet. */
    @Nullable
    Throwable cause() {
        return cause;
    }
}
