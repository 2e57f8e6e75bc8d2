package io.csgen.click;

import io.csgen.internal.json.JsonWriter;
import java.util.List;

/** All fields of a click as one flat JSON object (RFC 8259). */
final class JsonEncoder implements LineEncoder {
    private static final Bytes.Text TIMESTAMP = Bytes.text("{" + name(ClickField.TIMESTAMP) + "\"");
    private static final Bytes.Text USER = Bytes.text("\"," + name(ClickField.USER_ID));
    private static final Bytes.Text SESSION = Bytes.text("," + name(ClickField.SESSION_ID) + "\"");
    private static final Bytes.Text ORDINAL = Bytes.text("\"," + name(ClickField.ORDINAL));
    private static final String TYPE = "," + name(ClickField.TYPE) + "\"";
    private static final String GROUP = "\"," + name(ClickField.GROUP_ID);
    private static final String GROUP_NAME = "," + name(ClickField.GROUP_NAME) + "\"";
    private static final Bytes.Text PRODUCT = Bytes.text("\"," + name(ClickField.PRODUCT_ID));
    private static final Bytes.Text URL_AFTER_NUMBER = Bytes.text("," + name(ClickField.URL) + "\"");
    private static final Bytes.Text URL_AFTER_TEXT = Bytes.text("\"," + name(ClickField.URL) + "\"");
    private static final int END = 2; // a quote and a brace

    private final TimestampText timestamp = new TimestampText();
    private final UrlText url;
    private final GroupTexts groups;
    private final Bytes.Text[] types;
    private final MoreFields more;
    private final int maxBytes;

    /**
     * Creates an encoder.
     *
     * @param fields all of them; those that are not in its straight line follow behind
     */
    JsonEncoder(Store store, List<ClickField> fields) {
        url = new UrlText(store.url().text(), store.groupNames());
        more = MoreFields.json(fields, store);
        groups = new GroupTexts(store.groupNames(), (id, name) -> GROUP + id + GROUP_NAME + JsonWriter.escape(name));
        types = new Bytes.Text[ClickType.values().length];
        int longestType = 0;
        for (ClickType type : ClickType.values()) {
            types[type.ordinal()] = Bytes.text(TYPE + type.wireName());
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
                + more.maxBytes()
                + END
                + Bytes.SLACK;
    }

    private static String name(ClickField field) {
        return '"' + field.wireName() + "\":";
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
        target[at++] = '"';
        at = more.put(click, target, at);
        target[at++] = '}';
        return at;
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
