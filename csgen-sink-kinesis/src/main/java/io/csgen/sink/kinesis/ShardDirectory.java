package io.csgen.sink.kinesis;

import io.csgen.sink.kinesis.Judgement.Stray;
import io.csgen.sink.kinesis.KinesisSinkConfig.Aggregation;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

/**
 * When to ask for the Kinesis shards of a stream, and the records that wait for the answer: those that landed where the
 * map does not say. Guarded by the lock of the sink.
 */
final class ShardDirectory {
    private static final Logger LOGGER = LoggerFactory.getLogger(KinesisSink.class);
    private static final long NANOS_BETWEEN_LISTINGS = TimeUnit.MILLISECONDS.toNanos(500);

    private final String sink;
    private final ShardWatch watch;
    private final boolean aggregating;
    private final long budgetNanos;
    private final List<Stray> strays = new ArrayList<>();
    private boolean listing;
    private boolean isOld;
    private long listAt;
    private @Nullable Long failsSince;

    ShardDirectory(String sink, KinesisAsyncClient client, KinesisSinkConfig config, long now) {
        this.sink = sink;
        watch = new ShardWatch(client, config.streamName(), config.get(KinesisSinkConfig.REQUEST_TIMEOUT));
        aggregating = config.get(KinesisSinkConfig.AGGREGATION) == Aggregation.ON;
        budgetNanos = config.get(KinesisSinkConfig.RETRY_BUDGET).toNanos();
        isOld = aggregating;
        listAt = now;
    }

    /** Returns when to ask if nothing else happens before, where that is urgent. */
    OptionalLong nextListing(long now) {
        return !listing && isOld && listAt - now > 0 ? OptionalLong.of(listAt) : OptionalLong.empty();
    }

    /** Returns whether to ask now; whoever gets that must {@link #list}. */
    boolean beginsListing(long now) {
        boolean due = !listing && listAt - now <= 0;
        listing |= due;
        return due;
    }

    /** Asks, without the lock. */
    CompletableFuture<ShardMap> list() {
        boolean interrupted = Thread.interrupted(); // that is no reason for the request to fail
        try {
            return watch.list();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    void endListing() {
        listing = false;
    }

    /** Takes note that a record landed where the map does not say. */
    void noteOld(long now) {
        if (!isOld) {
            isOld = true;
            // What was listed a moment ago may still be what Kinesis says now.
            long lastListedAt = listAt - ShardWatch.MAX_AGE.toNanos();
            listAt = Math.max(lastListedAt + NANOS_BETWEEN_LISTINGS - now, 0) + now;
        }
    }

    void addStrays(List<Stray> more) {
        strays.addAll(more);
    }

    /** Takes the clicks of all that is astray. */
    List<KinesisClick> takeStrays() {
        List<KinesisClick> clicks = new ArrayList<>();
        strays.forEach(stray -> clicks.addAll(stray.record().clicks()));
        strays.clear();
        return clicks;
    }

    /** Goes over to a new map; returns the clicks that were astray, which are delivered or wait again. */
    List<KinesisClick> renew(ShardMap map, Lanes lanes, Retries retries, long now) {
        if (!map.open().equals(lanes.map().open())) {
            LOGGER.info("{} has {} open Kinesis shards", sink, map.open().size());
        }
        lanes.renew(map, now);
        isOld = false;
        failsSince = null;
        listAt = now + ShardWatch.MAX_AGE.toNanos();
        Judgement judgement = Judgement.ofStrays(strays, map, retries, now);
        lanes.putBack(judgement.again);
        return takeStrays();
    }

    /**
     * Takes note that there was no answer.
     *
     * @return whether the sink goes on all the same, as far as it is about this; aggregates cannot do without
     */
    boolean goesOnWithout(String reason, long now) {
        boolean first = failsSince == null;
        failsSince = failsSince == null ? (Long) now : failsSince;
        if (isOld && aggregating) {
            listAt = now + NANOS_BETWEEN_LISTINGS;
            return false;
        }
        if (first) {
            LOGGER.info("{} goes on with {}", sink, reason);
        }
        listAt = now + ShardWatch.MAX_AGE.toNanos();
        return true;
    }

    /** Returns whether there has been no answer for longer than clicks may wait. */
    boolean isOverdue(long now) {
        return failsSince != null && now - failsSince > budgetNanos;
    }
}
