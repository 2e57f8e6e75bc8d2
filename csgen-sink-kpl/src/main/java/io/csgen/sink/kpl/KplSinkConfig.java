package io.csgen.sink.kpl;

import io.csgen.click.ClickEncoder;
import io.csgen.click.PartitionKey;
import io.csgen.config.Key;
import io.csgen.config.Problems;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How a {@link KplSink} works over a producer: start from {@link #of} and change what you need with the
 * {@code with} methods. How the producer itself works (region, aggregation, record TTL) is said to that.
 * Every rule is checked when a value is built, and broken rules are reported under the name of the setting.
 * Immutable.
 *
 * @param streamName the stream; 1 to 128 letters, digits, underscores, hyphens and dots
 * @param encoder writes the payload of a record
 * @param partitionKey chooses the partition key of a record; default: the user
 * @param maxInFlightClicks most clicks accepted without receipt, 1 to 1,000,000; default 20,000. Each takes
 *     a few kilobytes in this process and in the native one
 * @param answerTimeout how long the KPL may owe the answer for a click, 100 ms to 2 days; default 90 s. Must
 *     be longer than the record TTL and the request timeout of the producer together, which are 36 s unless
 *     changed
 * @param drainTimeout how long closing waits for receipts, 0 to 1 day; default 20 s
 * @param giveUpAfter how long none of the clicks that the KPL has may get an answer from Kinesis, 100 ms to 28 days,
 *     before the sink takes no more clicks and gives up what is in flight; default: without limit
 * @param ordering how far the order of clicks with equal partition key goes; default {@link Ordering#STRICT}
 */
public record KplSinkConfig(
        String streamName,
        ClickEncoder encoder,
        PartitionKey partitionKey,
        int maxInFlightClicks,
        Duration answerTimeout,
        Duration drainTimeout,
        Optional<Duration> giveUpAfter,
        Ordering ordering) {

    /** How far the order of clicks with equal partition key goes. Immutable. */
    public enum Ordering {
        /**
         * In order: the KPL gets a click only when the one before it with the same key has its receipt. That
         * costs time where many clicks in flight have the same key, and nothing where all have others.
         */
        STRICT,
        /** As the KPL likes it, which changes their order whenever it has several of a key. */
        NONE;

        /** Returns the word in settings. */
        @Override
        public String toString() {
            return this == STRICT ? "strict" : "none";
        }
    }

    /** Most bytes of key and payload in one record: 1 MiB. */
    static final int MAX_RECORD_BYTES = 1 << 20;

    private static final Key<Duration> ANSWER_TIMEOUT = Key.duration(
            "answer-timeout", Duration.ofMillis(100), Duration.ofDays(2), "how long the KPL may owe an answer");

    /** Checks every rule. */
    public KplSinkConfig {
        Objects.requireNonNull(encoder, "encoder");
        Objects.requireNonNull(partitionKey, "partitionKey");
        Objects.requireNonNull(ordering, "ordering");
        Problems problems = new Problems();
        check(problems, KplKeys.STREAM, streamName);
        check(problems, KplKeys.MAX_IN_FLIGHT_CLICKS, Integer.toString(maxInFlightClicks));
        check(problems, ANSWER_TIMEOUT, Key.write(answerTimeout));
        check(problems, KplKeys.DRAIN_TIMEOUT, Key.write(drainTimeout));
        giveUpAfter.ifPresent(limit -> check(problems, KplKeys.GIVE_UP_AFTER, Key.write(limit)));
        problems.throwIfAny();
    }

    /** The declared key is the one place that knows the rule, so the value is put to it as text. */
    private static void check(Problems problems, Key<?> key, String text) {
        problems.collect(() -> key.parse(text));
    }

    /** Returns the defaults for a stream. */
    public static KplSinkConfig of(String streamName, ClickEncoder encoder) {
        return new KplSinkConfig(
                streamName,
                encoder,
                PartitionKey.user(),
                20_000,
                Duration.ofSeconds(90),
                Duration.ofSeconds(20),
                Optional.empty(),
                Ordering.STRICT);
    }

    /** Returns a copy with another {@link #partitionKey}. */
    public KplSinkConfig withPartitionKey(PartitionKey partitionKey) {
        return new KplSinkConfig(
                streamName,
                encoder,
                partitionKey,
                maxInFlightClicks,
                answerTimeout,
                drainTimeout,
                giveUpAfter,
                ordering);
    }

    /** Returns a copy with another {@link #maxInFlightClicks}. */
    public KplSinkConfig withMaxInFlightClicks(int maxInFlightClicks) {
        return new KplSinkConfig(
                streamName,
                encoder,
                partitionKey,
                maxInFlightClicks,
                answerTimeout,
                drainTimeout,
                giveUpAfter,
                ordering);
    }

    /** Returns a copy with another {@link #answerTimeout}. */
    public KplSinkConfig withAnswerTimeout(Duration answerTimeout) {
        return new KplSinkConfig(
                streamName,
                encoder,
                partitionKey,
                maxInFlightClicks,
                answerTimeout,
                drainTimeout,
                giveUpAfter,
                ordering);
    }

    /** Returns a copy with another {@link #drainTimeout}. */
    public KplSinkConfig withDrainTimeout(Duration drainTimeout) {
        return new KplSinkConfig(
                streamName,
                encoder,
                partitionKey,
                maxInFlightClicks,
                answerTimeout,
                drainTimeout,
                giveUpAfter,
                ordering);
    }

    /** Returns a copy with a {@link #giveUpAfter}. */
    public KplSinkConfig withGiveUpAfter(Duration limit) {
        return new KplSinkConfig(
                streamName,
                encoder,
                partitionKey,
                maxInFlightClicks,
                answerTimeout,
                drainTimeout,
                Optional.of(limit),
                ordering);
    }

    /** Returns a copy with another {@link #ordering}. */
    public KplSinkConfig withOrdering(Ordering ordering) {
        return new KplSinkConfig(
                streamName,
                encoder,
                partitionKey,
                maxInFlightClicks,
                answerTimeout,
                drainTimeout,
                giveUpAfter,
                ordering);
    }
}
