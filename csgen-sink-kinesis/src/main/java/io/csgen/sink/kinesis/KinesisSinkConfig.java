package io.csgen.sink.kinesis;

import io.csgen.click.ClickEncoder;
import io.csgen.click.PartitionKey;
import io.csgen.config.Key;
import io.csgen.config.Problems;
import io.csgen.config.Settings;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How a {@link KinesisSink} works: start from {@link #of} and change what you need with the {@code
 * with} methods. Every rule is checked when a value is built, and broken rules are reported under the
 * name of the setting. Immutable.
 *
 * @param streamName the stream; 1 to 128 letters, digits, underscores, hyphens and dots
 * @param encoder writes the payload of a record
 * @param partitionKey chooses the partition key of a record; default: the user
 * @param maxBatchRecords most clicks in one request, 1 to {@value #MAX_BATCH_RECORDS}; default 500
 * @param maxBatchBytes most bytes of keys and payloads in one request, 1 to {@value
 *     #MAX_BATCH_BYTES}; default 5 MiB, which streams of any age accept
 * @param maxBatchAge how long a click may wait for others to share its request, 0 to 1 minute;
 *     default 100 ms
 * @param maxInFlightClicks most clicks accepted without receipt, 1 to 1,000,000; default 20,000, or
 *     100,000 with aggregation: more time to wait than 20 s would leave some without receipt on closing,
 *     and less than the unevenness of Kinesis shards would leave some of them idle
 * @param maxRequestsInFlight most requests at the backend at a time, 1 to 64; default 8
 * @param requestTimeout how long one request may take, 100 ms to 5 minutes; default 10 s. A client that
 *     is passed in may give up sooner: the read timeout of the Kinesis client is 10 s unless set
 * @param maxAttempts most attempts for one click, 1 to 1,000; default 30
 * @param retryBudget no attempt starts later than this after the first one, 0 to 1 day; default 60 s
 * @param backoffBase mean pause is half of this before the second attempt and doubles with each
 *     further one, 1 ms to 1 minute; default 100 ms
 * @param backoffCap longest pause between two attempts, from {@code backoffBase} to 10 minutes;
 *     default 5 s
 * @param drainTimeout how long closing waits for receipts, 0 to 1 day; default 20 s
 * @param giveUpAfter how long no request may get through, 100 ms to 28 days, before the sink takes no more clicks and
 *     gives up what is in flight; default: without limit
 * @param aggregation whether clicks share records; default {@link Aggregation#OFF}
 * @param maxAggregateBytes most bytes of a record that clicks share, its partition key included, 1 to
 *     {@value #MAX_RECORD_BYTES}; a click above it has a record of its own; default 51,200
 * @param maxAggregateClicks most clicks in one record, 1 to 1,000,000; default 1,000,000
 * @param ordering how far the order of clicks with equal partition key goes; default {@link
 *     Ordering#RELAXED}
 */
public record KinesisSinkConfig(
        String streamName,
        ClickEncoder encoder,
        PartitionKey partitionKey,
        int maxBatchRecords,
        int maxBatchBytes,
        Duration maxBatchAge,
        int maxInFlightClicks,
        int maxRequestsInFlight,
        Duration requestTimeout,
        int maxAttempts,
        Duration retryBudget,
        Duration backoffBase,
        Duration backoffCap,
        Duration drainTimeout,
        Optional<Duration> giveUpAfter,
        Aggregation aggregation,
        int maxAggregateBytes,
        int maxAggregateClicks,
        Ordering ordering) {

    /** Whether clicks share records. Immutable. */
    public enum Aggregation {
        /** Each click is a record: any consumer reads it as it is. */
        OFF,
        /**
         * Clicks of one Kinesis shard share records, in the aggregated format of the Kinesis Producer
         * Library: up to sixteen times as many in the same stream. Consumers must know the format, as the
         * Kinesis Client Library and the de-aggregation modules for AWS Lambda do.
         */
        ON;

        /** Returns the word in settings. */
        @Override
        public String toString() {
            return this == ON ? "on" : "off";
        }
    }

    /** How far the order of clicks with equal partition key goes. Immutable. */
    public enum Ordering {
        /** In order unless one has to be sent again. */
        RELAXED,
        /**
         * In order even then: a click leaves only when the earlier ones of its key have their receipts,
         * unless they share its record. Costs time where many clicks have the same key: without
         * aggregation each request holds at most one of a key.
         */
        STRICT;

        /** Returns the word in settings. */
        @Override
        public String toString() {
            return this == STRICT ? "strict" : "relaxed";
        }
    }

    /** Most records Kinesis takes in one request. */
    public static final int MAX_BATCH_RECORDS = 500;

    /** Most bytes Kinesis takes in one request: 10 MiB. */
    public static final int MAX_BATCH_BYTES = 10 << 20;

    /**
     * Most bytes of key and payload in one record: 1 MiB, the limit of every stream that has not been
     * given a higher one.
     */
    public static final int MAX_RECORD_BYTES = 1 << 20;

    /** Checks every rule. */
    public KinesisSinkConfig {
        Objects.requireNonNull(encoder, "encoder");
        Objects.requireNonNull(partitionKey, "partitionKey");
        Objects.requireNonNull(aggregation, "aggregation");
        Objects.requireNonNull(ordering, "ordering");
        Problems problems = new Problems();
        check(problems, KinesisKeys.STREAM, streamName);
        check(problems, KinesisKeys.MAX_BATCH_RECORDS, Integer.toString(maxBatchRecords));
        check(problems, KinesisKeys.MAX_BATCH_BYTES, Integer.toString(maxBatchBytes));
        check(problems, KinesisKeys.MAX_BATCH_AGE, Key.write(maxBatchAge));
        check(problems, KinesisKeys.MAX_IN_FLIGHT_CLICKS, Integer.toString(maxInFlightClicks));
        check(problems, KinesisKeys.MAX_REQUESTS_IN_FLIGHT, Integer.toString(maxRequestsInFlight));
        check(problems, KinesisKeys.REQUEST_TIMEOUT, Key.write(requestTimeout));
        check(problems, KinesisKeys.MAX_ATTEMPTS, Integer.toString(maxAttempts));
        check(problems, KinesisKeys.RETRY_BUDGET, Key.write(retryBudget));
        check(problems, KinesisKeys.BACKOFF_BASE, Key.write(backoffBase));
        check(problems, KinesisKeys.BACKOFF_CAP, Key.write(backoffCap));
        problems.require(
                backoffCap.compareTo(backoffBase) >= 0,
                KinesisKeys.BACKOFF_CAP.name(),
                "be at least " + KinesisKeys.BACKOFF_BASE + " (" + Key.write(backoffBase) + ")",
                Key.write(backoffCap));
        check(problems, KinesisKeys.DRAIN_TIMEOUT, Key.write(drainTimeout));
        giveUpAfter.ifPresent(limit -> check(problems, KinesisKeys.GIVE_UP_AFTER, Key.write(limit)));
        check(problems, KinesisKeys.MAX_AGGREGATE_BYTES, Integer.toString(maxAggregateBytes));
        check(problems, KinesisKeys.MAX_AGGREGATE_CLICKS, Integer.toString(maxAggregateClicks));
        problems.throwIfAny();
    }

    /** The declared key is the one place that knows the rule, so the value is put to it as text. */
    private static void check(Problems problems, Key<?> key, String text) {
        problems.collect(() -> key.parse(text));
    }

    static int defaultMaxInFlightClicks(Aggregation aggregation) {
        return aggregation == Aggregation.ON ? 100_000 : 20_000;
    }

    /** Returns the defaults for a stream. */
    public static KinesisSinkConfig of(String streamName, ClickEncoder encoder) {
        return KinesisKeys.read(Settings.empty().reader(), streamName, encoder, PartitionKey.user());
    }

    /** Returns a copy with another {@link #partitionKey}. */
    public KinesisSinkConfig withPartitionKey(PartitionKey partitionKey) {
        return with(draft -> draft.partitionKey = partitionKey);
    }

    /** Returns a copy with another {@link #maxBatchRecords}. */
    public KinesisSinkConfig withMaxBatchRecords(int maxBatchRecords) {
        return with(draft -> draft.maxBatchRecords = maxBatchRecords);
    }

    /** Returns a copy with another {@link #maxBatchBytes}. */
    public KinesisSinkConfig withMaxBatchBytes(int maxBatchBytes) {
        return with(draft -> draft.maxBatchBytes = maxBatchBytes);
    }

    /** Returns a copy with another {@link #maxBatchAge}. */
    public KinesisSinkConfig withMaxBatchAge(Duration maxBatchAge) {
        return with(draft -> draft.maxBatchAge = maxBatchAge);
    }

    /** Returns a copy with another {@link #maxInFlightClicks}. */
    public KinesisSinkConfig withMaxInFlightClicks(int maxInFlightClicks) {
        return with(draft -> draft.maxInFlightClicks = maxInFlightClicks);
    }

    /** Returns a copy with another {@link #maxRequestsInFlight}. */
    public KinesisSinkConfig withMaxRequestsInFlight(int maxRequestsInFlight) {
        return with(draft -> draft.maxRequestsInFlight = maxRequestsInFlight);
    }

    /** Returns a copy with another {@link #requestTimeout}. */
    public KinesisSinkConfig withRequestTimeout(Duration requestTimeout) {
        return with(draft -> draft.requestTimeout = requestTimeout);
    }

    /** Returns a copy with another {@link #maxAttempts}. */
    public KinesisSinkConfig withMaxAttempts(int maxAttempts) {
        return with(draft -> draft.maxAttempts = maxAttempts);
    }

    /** Returns a copy with another {@link #retryBudget}. */
    public KinesisSinkConfig withRetryBudget(Duration retryBudget) {
        return with(draft -> draft.retryBudget = retryBudget);
    }

    /** Returns a copy with another {@link #backoffBase} and {@link #backoffCap}. */
    public KinesisSinkConfig withBackoff(Duration base, Duration cap) {
        return with(draft -> {
            draft.backoffBase = base;
            draft.backoffCap = cap;
        });
    }

    /** Returns a copy with another {@link #drainTimeout}. */
    public KinesisSinkConfig withDrainTimeout(Duration drainTimeout) {
        return with(draft -> draft.drainTimeout = drainTimeout);
    }

    /** Returns a copy with a {@link #giveUpAfter}. */
    public KinesisSinkConfig withGiveUpAfter(Duration limit) {
        return with(draft -> draft.giveUpAfter = Optional.of(limit));
    }

    /**
     * Returns a copy with another {@link #aggregation}; and with another {@link #maxInFlightClicks} where
     * that is the default.
     */
    public KinesisSinkConfig withAggregation(Aggregation aggregation) {
        return with(draft -> {
            if (maxInFlightClicks == defaultMaxInFlightClicks(this.aggregation)) {
                draft.maxInFlightClicks = defaultMaxInFlightClicks(aggregation);
            }
            draft.aggregation = aggregation;
        });
    }

    /** Returns a copy with another {@link #maxAggregateBytes}. */
    public KinesisSinkConfig withMaxAggregateBytes(int maxAggregateBytes) {
        return with(draft -> draft.maxAggregateBytes = maxAggregateBytes);
    }

    /** Returns a copy with another {@link #maxAggregateClicks}. */
    public KinesisSinkConfig withMaxAggregateClicks(int maxAggregateClicks) {
        return with(draft -> draft.maxAggregateClicks = maxAggregateClicks);
    }

    /** Returns a copy with another {@link #ordering}. */
    public KinesisSinkConfig withOrdering(Ordering ordering) {
        return with(draft -> draft.ordering = ordering);
    }

    private KinesisSinkConfig with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.build();
    }

    /** A configuration that is being changed; spares each {@code with} method a list of all values. */
    private static final class Draft {
        private final String streamName;
        private final ClickEncoder encoder;
        private PartitionKey partitionKey;
        private int maxBatchRecords;
        private int maxBatchBytes;
        private Duration maxBatchAge;
        private int maxInFlightClicks;
        private int maxRequestsInFlight;
        private Duration requestTimeout;
        private int maxAttempts;
        private Duration retryBudget;
        private Duration backoffBase;
        private Duration backoffCap;
        private Duration drainTimeout;
        private Optional<Duration> giveUpAfter;
        private Aggregation aggregation;
        private int maxAggregateBytes;
        private int maxAggregateClicks;
        private Ordering ordering;

        private Draft(KinesisSinkConfig from) {
            streamName = from.streamName;
            encoder = from.encoder;
            partitionKey = from.partitionKey;
            maxBatchRecords = from.maxBatchRecords;
            maxBatchBytes = from.maxBatchBytes;
            maxBatchAge = from.maxBatchAge;
            maxInFlightClicks = from.maxInFlightClicks;
            maxRequestsInFlight = from.maxRequestsInFlight;
            requestTimeout = from.requestTimeout;
            maxAttempts = from.maxAttempts;
            retryBudget = from.retryBudget;
            backoffBase = from.backoffBase;
            backoffCap = from.backoffCap;
            drainTimeout = from.drainTimeout;
            giveUpAfter = from.giveUpAfter;
            aggregation = from.aggregation;
            maxAggregateBytes = from.maxAggregateBytes;
            maxAggregateClicks = from.maxAggregateClicks;
            ordering = from.ordering;
        }

        private KinesisSinkConfig build() {
            return new KinesisSinkConfig(
                    streamName,
                    encoder,
                    partitionKey,
                    maxBatchRecords,
                    maxBatchBytes,
                    maxBatchAge,
                    maxInFlightClicks,
                    maxRequestsInFlight,
                    requestTimeout,
                    maxAttempts,
                    retryBudget,
                    backoffBase,
                    backoffCap,
                    drainTimeout,
                    giveUpAfter,
                    aggregation,
                    maxAggregateBytes,
                    maxAggregateClicks,
                    ordering);
        }
    }
}
