package io.csgen.click;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** All fields of a click as comma-separated values (RFC 4180, lines without their line feed). */
final class CsvEncoder implements LineEncoder {
    private static final int COMMAS = 5; // besides those around the group
    private static final int QUOTES = 2;

    private final TimestampText timestamp = new TimestampText();
    private final UrlText url;
    private final boolean quotedUrl;
    private final GroupTexts groups;
    private final Bytes.Text[] types;
    private final MoreFields more;
    private final byte[] header;
    private final int maxBytes;

    /**
     * Creates an encoder.
     *
     * @param fields all of them; those that are not in its straight line follow behind
     */
    CsvEncoder(Store store, List<ClickField> fields) {
        url = new UrlText(store.url().text(), store.groupNames());
        quotedUrl = url.hasComma();
        more = MoreFields.csv(fields, store, CsvEncoder::quote);
        header = fields.stream()
                .map(ClickField::wireName)
                .collect(Collectors.joining(","))
                .getBytes(StandardCharsets.US_ASCII);
        groups = new GroupTexts(store.groupNames(), (id, name) -> "," + id + "," + quote(name) + ",");
        types = new Bytes.Text[ClickType.values().length];
        int longestType = 0;
        for (ClickType type : ClickType.values()) {
            types[type.ordinal()] = Bytes.text(type.wireName());
            longestType = Math.max(longestType, types[type.ordinal()].length());
        }
        maxBytes = TimestampText.LENGTH
                + Bytes.SESSION_LENGTH
                + 3 * Bytes.MAX_INT_DIGITS
                + longestType
                + groups.maxBytes()
                + url.maxBytes()
                + more.maxBytes()
                + COMMAS
                + QUOTES
                + Bytes.SLACK;
    }

    @Override
    public byte[] header() {
        return header.clone();
    }

    @Override
    public int maxBytes() {
        return maxBytes;
    }

    @Override
    public int encode(ClickView click, byte[] target, int offset) {
        int at = timestamp.put(click.timestampMillis(), target, offset);
        target[at++] = ',';
        at = Bytes.putInt(click.userId(), target, at);
        target[at++] = ',';
        at = Bytes.putHex(click.sessionId(), target, at);
        target[at++] = ',';
        at = Bytes.putInt(click.ordinal(), target, at);
        target[at++] = ',';
        at = types[click.type().ordinal()].put(target, at);
        at = groups.put(click, target, at);
        if (click.productId() != Click.NO_PRODUCT) {
            at = Bytes.putInt(click.productId(), target, at);
        }
        target[at++] = ',';
        if (quotedUrl) {
            target[at++] = '"';
        }
        at = url.put(click, target, at);
        if (quotedUrl) {
            target[at++] = '"';
        }
        return more.put(click, target, at);
    }

    @Override
    public boolean read(ClickCursor cursor) {
        cursor.readTimestamp();
        cursor.skip(1);
        cursor.readUserId();
        cursor.skip(1);
        cursor.readSessionId();
        cursor.skip(1);
        cursor.readOrdinal();
        cursor.skip(1);
        cursor.readType();
        int groupAt = cursor.at();
        cursor.skip(1);
        cursor.readGroupId();
        return groups.readProductAfter(cursor, groupAt, 0);
    }

    private static String quote(String text) {
        boolean plain = text.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
