package io.csgen.truth;

import io.csgen.click.ClickType;
import io.csgen.config.ConfigException;
import io.csgen.config.Problems;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * By what a manifest counts clicks. Each value of a dimension has a number as its key, and a text that stands
 * for it in JSON. Immutable.
 */
public enum Dimension {
    /** The type of the click; the key is its {@link ClickType#ordinal}, the text its wire name. */
    TYPE,
    /** The product group; the key is its number. */
    GROUP,
    /** The product in its group; the text is {@code GROUP/PRODUCT}, the key {@link #product}. */
    PRODUCT,
    /** The user; the key is the user id. */
    USER,
    /** The minute; the key is its number since 1970, the text its begin. */
    MINUTE,
    /** The position of the click in its session; the key is that number, from 1. */
    ORDINAL;

    private static final int SECONDS = 60;

    /** Returns the key of a product in its group. */
    public static long product(int groupId, int productId) {
        return (long) groupId << 32 | productId;
    }

    /** Returns the key of the minute that a time falls in. */
    public static long minute(Instant time) {
        return Math.floorDiv(time.getEpochSecond(), SECONDS);
    }

    /** Returns the text of a key. */
    public String text(long key) {
        return switch (this) {
            case TYPE -> ClickType.values()[(int) key].wireName();
            case PRODUCT -> (key >>> 32) + "/" + (int) key;
            case MINUTE -> Instant.ofEpochSecond(SECONDS * key).toString();
            case GROUP, USER, ORDINAL -> Long.toString(key);
        };
    }

    /**
     * Returns the key of a text.
     *
     * @throws ConfigException if the text is none of this dimension
     */
    public long key(String text) {
        try {
            long key = switch (this) {
                case TYPE ->
                    Arrays.stream(ClickType.values())
                            .map(ClickType::wireName)
                            .toList()
                            .indexOf(text);
                case PRODUCT -> {
                    int slash = text.indexOf('/');
                    yield product(
                            Integer.parseInt(text.substring(0, Math.max(0, slash))),
                            Integer.parseInt(text.substring(slash + 1)));
                }
                case MINUTE -> minute(Instant.parse(text));
                case GROUP, USER, ORDINAL -> Integer.parseInt(text);
            };
            if ((this == MINUTE || key >= 0) && text(key).equals(text)) {
                return key;
            }
        } catch (NumberFormatException | DateTimeException e) {
            // None, as the message says.
        }
        throw new ConfigException(List.of(Problems.describe("key of " + jsonName(), "be a " + this, text)));
    }

    /** Returns whether clicks of one key may be in several shards. */
    boolean isShared() {
        return this != USER;
    }

    /** Returns the name of this dimension's counts in JSON. */
    String jsonName() {
        return "clicks_by_" + this;
    }

    /** Returns the name in data: the constant in lower case. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
