package io.csgen.sink.kinesis;

import io.csgen.config.Key;
import io.csgen.sink.kinesis.stream.Failure;
import io.csgen.sink.kinesis.stream.Failure.Verdict;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Since when Kinesis cannot be reached, and the alarm for when that is too long. Guarded by the lock of the sink. */
final class Outage {
    /** Learns, without the lock, that an outage may have lasted too long. */
    @FunctionalInterface
    interface Listener {
        /**
         * Looks whether it still lasts.
         *
         * @param since its begin
         * @param sentence what to say of it
         */
        void isTooLong(long since, String sentence);
    }

    private final Timer timer;
    private final Optional<Duration> limit;
    private final Listener listener;
    private @Nullable Long begin;

    Outage(Timer timer, Optional<Duration> limit, Listener listener) {
        this.timer = timer;
        this.limit = limit;
        this.listener = listener;
    }

    /**
     * Takes note of an answer, or of none.
     *
     * @param since when it was asked for
     */
    void note(@Nullable Failure failure, long since, long now) {
        if (failure == null || failure.verdict() != Verdict.TRANSIENT) {
            end();
        } else if (begin == null && limit.isPresent()) {
            begin = since;
            String sentence = "Kinesis was out of reach for " + Key.write(limit.get()) + ": " + failure.reason();
            long left = since + limit.get().toNanos() - now;
            timer.schedule(Math.max(left, 0), () -> listener.isTooLong(since, sentence));
        }
    }

    void end() {
        begin = null;
    }

    boolean lastsSince(long since) {
        return begin != null && begin == since;
    }
}
