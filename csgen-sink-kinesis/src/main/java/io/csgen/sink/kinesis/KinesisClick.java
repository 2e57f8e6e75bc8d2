package io.csgen.sink.kinesis;

import io.csgen.click.Click;
import io.csgen.sink.ReceiptListener;
import io.csgen.sink.spi.InFlightClick;

/** A click with its key and payload. Guarded by the lock of the sink that accepted it. */
final class KinesisClick extends InFlightClick {
    final String key;
    final HashKey hash;
    final byte[] data;

    /** Those of key and payload. */
    final int bytes;

    /** When it is to be sent at the latest, even if it is alone. */
    long dueNanos;

    long firstAttemptNanos;

    /** How much its next request may hold, so that a rejection is about little else. */
    Company company = Company.ANY;

    enum Company {
        /** Whatever there is. */
        ANY,
        /** One record. */
        RECORD,
        /** This click alone. */
        NONE
    }

    KinesisClick(Click click, ReceiptListener listener, String key, HashKey hash, byte[] data, int bytes) {
        super(click, listener);
        this.key = key;
        this.hash = hash;
        this.data = data;
        this.bytes = bytes;
    }

    void attemptAt(long now) {
        firstAttemptNanos = attempts() == 0 ? now : firstAttemptNanos;
        attempt();
    }
}
