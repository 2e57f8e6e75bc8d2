package io.csgen.click;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Arrays;

/**
 * Reads the fields of a click where its own encoder would have put them, without looking at what lies between. What
 * comes out is a guess: who wants to be sure encodes it again, and compares. Shows the click that was read last.
 * Confined to one thread.
 */
final class ClickCursor implements ClickView {
    /** What stands for a number that is none. */
    private static final int NONE = -1;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long MILLIS_PER_DAY = 86_400_000;
    private static final int DAY_LENGTH = 11;
    private static final byte[] NIBBLES = new byte[256];

    static {
        for (int i = 0; i < 16; i++) {
            NIBBLES[Character.forDigit(i, 16)] = (byte) i;
        }
    }

    private byte[] bytes = new byte[0];
    private int at;

    // The day of the latest timestamp: its bytes, the last three of them once more, and its begin.
    private long day = -1;
    private long dayEnd = -1;
    private long dayMillis;

    private long timestampMillis;
    private int userId;
    private long sessionId;
    private int ordinal = 1;
    private ClickType type = ClickType.GROUP_VIEW;
    private int groupId = 1;
    private int productId = Click.NO_PRODUCT;

    /** Begins to read, at a place after which there are bytes enough for any click. */
    void begin(byte[] source, int from) {
        bytes = source;
        at = from;
    }

    void skip(int count) {
        at += count;
    }

    /** Returns where the cursor is. */
    int at() {
        return at;
    }

    void readTimestamp() {
        long begin = (long) LONG.get(bytes, at);
        long end = (long) LONG.get(bytes, at + DAY_LENGTH - 8);
        if (begin != day || end != dayEnd) {
            dayMillis = dayMillis();
            day = begin;
            dayEnd = end;
        }
        int second = (two(at + 11) * 60 + two(at + 14)) * 60 + two(at + 17);
        timestampMillis = dayMillis + 1000L * second + 10 * two(at + 20) + bytes[at + 22] - '0';
        at += TimestampText.LENGTH;
    }

    private long dayMillis() {
        try {
            return MILLIS_PER_DAY
                    * LocalDate.of(100 * two(at) + two(at + 2), two(at + 5), two(at + 8))
                            .toEpochDay();
        } catch (DateTimeException e) {
            return 0;
        }
    }

    private int two(int from) {
        return 10 * (bytes[from] - '0') + bytes[from + 1] - '0';
    }

    void readUserId() {
        userId = number();
    }

    void readOrdinal() {
        ordinal = number();
    }

    void readGroupId() {
        groupId = number();
    }

    void readProductId() {
        productId = type.hasProduct() ? number() : Click.NO_PRODUCT;
    }

    private int number() {
        long value = 0;
        int end = at + Bytes.MAX_INT_DIGITS;
        while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
            value = 10 * value + bytes[at++] - '0';
        }
        return value <= Integer.MAX_VALUE ? (int) value : NONE;
    }

    void readSessionId() {
        long value = 0;
        for (int i = 0; i < Bytes.SESSION_LENGTH; i++) {
            value = value << 4 | NIBBLES[bytes[at + i] & 0xff];
        }
        sessionId = value;
        at += Bytes.SESSION_LENGTH;
    }

    void readType() {
        type = switch (bytes[at]) {
            case 's' -> ClickType.SEARCH;
            case 'a' -> ClickType.ADD_TO_CART;
            case 'p' -> ClickType.PURCHASE;
            default ->
                bytes[at + ClickType.PRODUCT_VIEW.wireName().length()] == '_'
                        ? ClickType.GROUP_VIEW
                        : ClickType.PRODUCT_VIEW;
        };
        at += type.wireName().length();
    }

    /**
     * Returns whether the bytes from a place on are what an encoder writes of the click that was read.
     *
     * @return the end of these bytes, or -1 if they are other ones
     */
    int endIfWrittenBy(ClickEncoder encoder, int from, byte[] scratch) {
        // Any bytes may stand where a time should: what comes out can be a day of another age.
        if (!Click.isPossible(timestampMillis, userId, ordinal, type, groupId, productId)) {
            return NONE;
        }
        int length = encoder.encode(this, scratch, 0);
        return Arrays.equals(scratch, 0, length, bytes, from, from + length) ? from + length : NONE;
    }

    /** Shows another click. */
    void show(Click click) {
        timestampMillis = click.timestampMillis();
        userId = click.userId();
        sessionId = click.sessionId();
        ordinal = click.ordinal();
        type = click.type();
        groupId = click.groupId();
        productId = click.productId();
    }

    /** Shows what a URL tells of a click. */
    void show(ClickUrl url) {
        timestampMillis = 0;
        userId = url.userId();
        sessionId = 0;
        ordinal = 0;
        type = url.type();
        groupId = url.groupId();
        productId = url.productId();
    }

    @Override
    public long timestampMillis() {
        return timestampMillis;
    }

    @Override
    public int userId() {
        return userId;
    }

    @Override
    public long sessionId() {
        return sessionId;
    }

    @Override
    public int ordinal() {
        return ordinal;
    }

    @Override
    public ClickType type() {
        return type;
    }

    @Override
    public int groupId() {
        return groupId;
    }

    @Override
    public int productId() {
        return productId;
    }
}
