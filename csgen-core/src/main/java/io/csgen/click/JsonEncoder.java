package io.csgen.click;

import java.util.List;
import java.util.Locale;

/** All fields of a click as one flat JSON object (RFC 8259). */
final class JsonEncoder implements ClickEncoder {
    private static final byte[] TIMESTAMP = Bytes.ascii("{\"timestamp\":\"");
    private static final byte[] USER = Bytes.ascii("\",\"user_id\":");
    private static final byte[] SESSION = Bytes.ascii(",\"session_id\":\"");
    private static final byte[] ORDINAL = Bytes.ascii("\",\"ordinal\":");
    private static final byte[] GROUP = Bytes.ascii("\",\"group_id\":");
    private static final byte[] GROUP_NAME = Bytes.ascii(",\"group_name\":\"");
    private static final byte[] PRODUCT = Bytes.ascii("\",\"product_id\":");
    private static final byte[] URL_AFTER_NUMBER = Bytes.ascii(",\"url\":\"");
    private static final byte[] URL_AFTER_TEXT = Bytes.ascii("\",\"url\":\"");
    private static final byte[] END = Bytes.ascii("\"}");

    private final UrlText url;
    private final GroupNames groupNames;
    private final byte[][] types;
    private final int maxBytes;

    JsonEncoder(UrlText url, List<String> groupNames) {
        this.url = url;
        this.groupNames = new GroupNames(groupNames, JsonEncoder::escape);
        types = new byte[ClickType.values().length][];
        int longestType = 0;
        for (ClickType type : ClickType.values()) {
            types[type.ordinal()] = Bytes.ascii(",\"type\":\"" + type.wireName());
            longestType = Math.max(longestType, types[type.ordinal()].length);
        }
        maxBytes = TIMESTAMP.length
                + Bytes.TIMESTAMP_LENGTH
                + USER.length
                + SESSION.length
                + Bytes.SESSION_LENGTH
                + ORDINAL.length
                + longestType
                + GROUP.length
                + GROUP_NAME.length
                + this.groupNames.maxBytes()
                + PRODUCT.length
                + 4 * Bytes.MAX_INT_DIGITS
                + URL_AFTER_TEXT.length
                + url.maxBytes()
                + END.length;
    }

    @Override
    public int maxBytes() {
        return maxBytes;
    }

    @Override
    public int encode(Click click, byte[] target, int offset) {
        int at = Bytes.put(TIMESTAMP, target, offset);
        at = Bytes.putTimestamp(click.timestampMillis(), target, at);
        at = Bytes.put(USER, target, at);
        at = Bytes.putInt(click.userId(), target, at);
        at = Bytes.put(SESSION, target, at);
        at = Bytes.putHex(click.sessionId(), target, at);
        at = Bytes.put(ORDINAL, target, at);
        at = Bytes.putInt(click.ordinal(), target, at);
        at = Bytes.put(types[click.type().ordinal()], target, at);
        at = Bytes.put(GROUP, target, at);
        at = Bytes.putInt(click.groupId(), target, at);
        at = Bytes.put(GROUP_NAME, target, at);
        at = groupNames.put(click, target, at);
        if (click.productId() == Click.NO_PRODUCT) {
            at = Bytes.put(URL_AFTER_TEXT, target, at);
        } else {
            at = Bytes.put(PRODUCT, target, at);
            at = Bytes.putInt(click.productId(), target, at);
            at = Bytes.put(URL_AFTER_NUMBER, target, at);
        }
        at = url.put(click, target, at);
        return Bytes.put(END, target, at);
    }

    /** Escapes what RFC 8259 section 7 demands, and surrogates without a partner, which UTF-8 cannot hold. */
    private static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                escaped.append('\\').appendCodePoint(c);
            } else if (c < 0x20 || Character.getType(c) == Character.SURROGATE) {
                escaped.append(String.format(Locale.ROOT, "\\u%04x", c));
            } else {
                escaped.appendCodePoint(c);
            }
        });
        return escaped.toString();
    }
}
