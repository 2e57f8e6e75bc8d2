package io.csgen.sink.kinesis.scripted;

import java.time.Duration;

/**
 * What one Kinesis shard takes. Immutable.
 *
 * @param recordsPerSecond records, at least 1
 * @param bytesPerSecond bytes of partition keys and payloads, at least 1
 * @param burst how much a shard that was idle takes at once, as time at these rates; more than 0
 */
public record ShardLimits(long recordsPerSecond, long bytesPerSecond, Duration burst) {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final ShardLimits UNLIMITED = new ShardLimits(SECOND, SECOND << 10, Duration.ofDays(36_500));

    /** Checks the rules. */
    public ShardLimits {
        if (recordsPerSecond < 1 || bytesPerSecond < 1 || burst.isNegative() || burst.isZero()) {
            throw new IllegalArgumentException("limits must be positive: " + recordsPerSecond + " records/s, "
                    + bytesPerSecond + " bytes/s, burst " + burst);
        }
    }

    /** Returns the limits of the service: 1,000 records/s and 1 MiB/s, and one second's worth at once. */
    public static ShardLimits kinesis() {
        return new ShardLimits(1_000, 1 << 20, Duration.ofSeconds(1));
    }

    /** Returns limits that nothing reaches. */
    public static ShardLimits unlimited() {
        return UNLIMITED;
    }

    /** Returns a copy with another {@link #burst}. */
    public ShardLimits withBurst(Duration burst) {
        return new ShardLimits(recordsPerSecond, bytesPerSecond, burst);
    }

    /** One shard's use of the limits; guarded by the lock of its stream. */
    static final class Bucket {
        private long recordsFullAt;
        private long bytesFullAt;

        Bucket(long now) {
            recordsFullAt = now;
            bytesFullAt = now;
        }

        /** Takes a record if both limits allow it, else nothing. */
        boolean take(ShardLimits limits, long bytes, long now) {
            if (limits == UNLIMITED) {
                return true;
            }
            long burst = limits.burst.toNanos();
            long ofRecords = Math.max(recordsFullAt - now, 0) + SECOND / limits.recordsPerSecond;
            long ofBytes = Math.max(bytesFullAt - now, 0);
            long cost = Math.round((double) bytes * SECOND / limits.bytesPerSecond);
            // A record of more bytes than the burst holds passes when nothing is used: it would never else.
            boolean allowed = ofRecords <= burst && ofBytes + Math.min(cost, burst) <= burst;
            if (allowed) {
                recordsFullAt = now + ofRecords;
                bytesFullAt = now + ofBytes + cost;
            }
            return allowed;
        }
    }
}
