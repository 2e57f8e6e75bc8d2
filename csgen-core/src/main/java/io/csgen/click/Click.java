package io.csgen.click;

import io.csgen.config.Problems;
import java.time.Instant;
import java.util.Objects;

/**
 * One page request of a user in the imaginary store. Immutable.
 *
 * @param timestampMillis when the click happened, in milliseconds since 1970-01-01T00:00Z; from
 *     {@link #MIN_TIMESTAMP_MILLIS} to {@link #MAX_TIMESTAMP_MILLIS}, the years 1 to 9999
 * @param userId who clicked; from 0
 * @param sessionId which session the click belongs to; unique among all sessions of one seed
 * @param ordinal position of the click in its session; from 1
 * @param type what page was opened
 * @param groupId product group of the page or product; from 1
 * @param productId product of the page, from 0; {@link #NO_PRODUCT} if and only if the click is not
 *     about one product
 */
public record Click(
        long timestampMillis, int userId, long sessionId, int ordinal, ClickType type, int groupId, int productId)
        implements ClickView {

    /** The {@link #productId} of a click that has none. */
    public static final int NO_PRODUCT = -1;

    /** The earliest time a click can have: 0001-01-01T00:00:00.000Z. */
    public static final long MIN_TIMESTAMP_MILLIS = -62_135_596_800_000L;

    /** The latest time a click can have: 9999-12-31T23:59:59.999Z. */
    public static final long MAX_TIMESTAMP_MILLIS = 253_402_300_799_999L;

    /**
     * Creates a click.
     *
     * @throws io.csgen.config.ConfigException if values are out of bounds; it names them all
     */
    public Click {
        Objects.requireNonNull(type, "type");
        if (!isPossible(timestampMillis, userId, ordinal, type, groupId, productId)) {
            throw invalid(timestampMillis, userId, ordinal, type, groupId, productId);
        }
    }

    /** Returns when the click happened. */
    public Instant timestamp() {
        return Instant.ofEpochMilli(timestampMillis);
    }

    /** Returns this click. */
    @Override
    public Click toClick() {
        return this;
    }

    /** Returns whether a click can have these values. */
    static boolean isPossible(
            long timestampMillis, int userId, int ordinal, ClickType type, int groupId, int productId) {
        return timestampMillis >= MIN_TIMESTAMP_MILLIS
                && timestampMillis <= MAX_TIMESTAMP_MILLIS
                && userId >= 0
                && ordinal >= 1
                && groupId >= 1
                && (type.hasProduct() ? productId >= 0 : productId == NO_PRODUCT);
    }

    private static RuntimeException invalid(
            long timestampMillis, int userId, int ordinal, ClickType type, int groupId, int productId) {
        Problems problems = new Problems();
        problems.require(
                timestampMillis >= MIN_TIMESTAMP_MILLIS && timestampMillis <= MAX_TIMESTAMP_MILLIS,
                "timestampMillis",
                "lie in the years 1 to 9999",
                timestampMillis);
        problems.require(userId >= 0, "userId", "be at least 0", userId);
        problems.require(ordinal >= 1, "ordinal", "be at least 1", ordinal);
        problems.require(groupId >= 1, "groupId", "be at least 1", groupId);
        if (type.hasProduct()) {
            problems.require(productId >= 0, "productId", "be at least 0 for a " + type, productId);
        } else {
            problems.require(productId == NO_PRODUCT, "productId", "be NO_PRODUCT for a " + type, productId);
        }
        problems.throwIfAny();
        throw new AssertionError("click is valid");
    }
}
