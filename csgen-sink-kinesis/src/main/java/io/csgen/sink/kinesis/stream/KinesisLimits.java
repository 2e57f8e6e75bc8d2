package io.csgen.sink.kinesis.stream;

import io.csgen.click.Click;
import io.csgen.config.Problems;

/** What Kinesis takes in a record and in a request. */
public final class KinesisLimits {
    /** Most records in one request. */
    public static final int REQUEST_RECORDS = 500;

    /** Most bytes of keys and payloads in one request: 10 MiB. */
    public static final int REQUEST_BYTES = 10 << 20;

    /**
     * Most bytes of key and payload in one record: 1 MiB, the limit of every stream that has not been given a higher
     * one.
     */
    public static final int RECORD_BYTES = 1 << 20;

    /** Most characters of a partition key. */
    public static final int KEY_CHARACTERS = 256;

    private KinesisLimits() {}

    /**
     * Checks the partition key of a click.
     *
     * @throws IllegalArgumentException if it is empty or too long
     */
    public static void checkKey(Click click, String key) {
        if (key.isEmpty() || key.length() > KEY_CHARACTERS) {
            throw refusal(click, "have a partition key of 1 to " + KEY_CHARACTERS + " characters", key.length());
        }
    }

    /**
     * Checks the size of a click.
     *
     * @param bytes of its partition key and payload
     * @param most how many there may be
     * @throws IllegalArgumentException if there are more
     */
    public static void checkSize(Click click, int bytes, int most) {
        if (bytes > most) {
            throw refusal(click, "have at most " + most + " bytes of partition key and payload", bytes);
        }
    }

    private static IllegalArgumentException refusal(Click click, String rule, int size) {
        return new IllegalArgumentException(Problems.describe("click " + click.id(), rule, size));
    }
}
