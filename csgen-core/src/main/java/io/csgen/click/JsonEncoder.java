package io.csgen.click;

import java.util.List;

/** All fields of a click as one flat JSON object (RFC 8259). */
final class JsonEncoder implements LineEncoder {
    private static final Bytes.Text TIMESTAMP = Bytes.text("{\"timestamp\":\"");
    private static final Bytes.Text USER = Bytes.text("\",\"user_id\":");
    private static final Bytes.Text SESSION = Bytes.text(",\"session_id\":\"");
    private static final Bytes.Text ORDINAL = Bytes.text("\",\"ordinal\":");
    private static final Bytes.Text TYPE = Bytes.text(",\"type\":\"");
    private static final Bytes.Text GROUP = Bytes.text("\",\"group_id\":");
    private static final Bytes.Text PRODUCT = Bytes.text("\",\"product_id\":");
    private static final Bytes.Text URL_AFTER_NUMBER = Bytes.text(",\"url\":\"");
    private static final Bytes.Text URL_AFTER_TEXT = Bytes.text("\",\"url\":\"");
    private static final Bytes.Text END = Bytes.text("\"}");

    private final TimestampText timestamp = new TimestampText();
    private final UrlText url;
    private final GroupTexts groups;
    private final Bytes.Text[] types;
    private final int maxBytes;

    JsonEncoder(UrlText url, List<String> groupNames) {
        this.url = url;
        groups = new GroupTexts(
                groupNames, (id, name) -> "\",\"group_id\":" + id + ",\"group_name\":\"" + JsonText.escape(name));
        types = new Bytes.Text[ClickType.values().length];
        int longestType = 0;
        for (ClickType type : ClickType.values()) {
            types[type.ordinal()] = Bytes.text(",\"type\":\"" + type.wireName());
            longestType = Math.max(longestType, types[type.ordinal()].length());
        }
        maxBytes = TIMESTAMP.length()
                + TimestampText.LENGTH
                + USER.length()
                + SESSION.length()
                + Bytes.SESSION_LENGTH
                + ORDINAL.length()
                + longestType
                + groups.maxBytes()
                + PRODUCT.length()
                + 3 * Bytes.MAX_INT_DIGITS
                + URL_AFTER_TEXT.length()
                + url.maxBytes()
                + END.length()
                + Bytes.SLACK;
    }

    @Override
    public int maxBytes() {
        return maxBytes;
    }

    @Override
    public int encode(ClickView click, byte[] target, int offset) {
        int at = TIMESTAMP.put(target, offset);
        at = timestamp.put(click.timestampMillis(), target, at);
        at = USER.put(target, at);
        at = Bytes.putInt(click.userId(), target, at);
        at = SESSION.put(target, at);
        at = Bytes.putHex(click.sessionId(), target, at);
        at = ORDINAL.put(target, at);
        at = Bytes.putInt(click.ordinal(), target, at);
        at = types[click.type().ordinal()].put(target, at);
        at = groups.put(click, target, at);
        if (click.productId() == Click.NO_PRODUCT) {
            at = URL_AFTER_TEXT.put(target, at);
        } else {
            at = PRODUCT.put(target, at);
            at = Bytes.putInt(click.productId(), target, at);
            at = URL_AFTER_NUMBER.put(target, at);
        }
        at = url.put(click, target, at);
        return END.put(target, at);
    }

    @Override
    public boolean read(ClickCursor cursor) {
        cursor.skip(TIMESTAMP.length());
        cursor.readTimestamp();
        cursor.skip(USER.length());
        cursor.readUserId();
        cursor.skip(SESSION.length());
        cursor.readSessionId();
        cursor.skip(ORDINAL.length());
        cursor.readOrdinal();
        cursor.skip(TYPE.length());
        cursor.readType();
        int groupAt = cursor.at();
        cursor.skip(GROUP.length());
        cursor.readGroupId();
        return groups.readProductAfter(cursor, groupAt, PRODUCT.length());
    }
}
