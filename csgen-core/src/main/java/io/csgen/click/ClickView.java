package io.csgen.click;

import java.util.HexFormat;

/**
 * The fields of a click, read in place. A {@link Click} is one that stays; others are a window on
 * clicks that go by, and say how long they hold. Encoders take either, so that millions of clicks a
 * second can be written without an object for each.
 */
public interface ClickView {
    /** Returns when the click happened, in milliseconds since 1970-01-01T00:00Z. */
    long timestampMillis();

    /** Returns who clicked; from 0. */
    int userId();

    /** Returns which session the click belongs to. */
    long sessionId();

    /** Returns the position of the click in its session; from 1. */
    int ordinal();

    /** Returns what page was opened. */
    ClickType type();

    /** Returns the product group of the page; from 1. */
    int groupId();

    /** Returns the product of the page, from 0, or {@link Click#NO_PRODUCT}. */
    int productId();

    /**
     * Returns the click id, by which a duplicate is known: the session id in 16 hexadecimal digits, a
     * hyphen and the ordinal, such as {@code 00c0ffee00c0ffee-3}.
     */
    default String id() {
        return sessionText() + "-" + ordinal();
    }

    /** Returns the session id as it stands in data: 16 lower-case hexadecimal digits. */
    default String sessionText() {
        return HexFormat.of().toHexDigits(sessionId());
    }

    /** Returns a click that stays as it is. */
    default Click toClick() {
        return new Click(timestampMillis(), userId(), sessionId(), ordinal(), type(), groupId(), productId());
    }
}
