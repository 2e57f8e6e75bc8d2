package io.csgen.click;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** All fields of a click as one flat JSON object. */
final class JsonFormat extends TableFormat {
    private static final byte[] COLON = {':'};

    JsonFormat() {
        super("json", JsonEncoder::new);
    }

    @Override
    LineParser parser(Store store, List<ClickField> fields) {
        LineEncoder exact = encoder(store, fields);
        return new LineParser() {
            @Override
            public Map<String, String> parse(String line) {
                return FlatJson.parse(line);
            }

            @Override
            public LineEncoder exact() {
                return exact;
            }
        };
    }

    @Override
    public int remove(ClickField field, byte[] text, int from, int to) {
        byte[] name = ('"' + field.wireName() + "\":").getBytes(StandardCharsets.US_ASCII);
        int at = Bytes.find(name, text, from, to);
        int end = at + name.length;
        boolean quoted = false;
        while (quoted || text[end] != ',' && text[end] != '}') {
            if (text[end] == '\\') {
                end++;
            } else if (text[end] == '"') {
                quoted = !quoted;
            }
            end++;
        }
        // One of the commas beside it goes, too.
        if (text[end] == ',') {
            return Bytes.cut(text, at, end + 1, to);
        }
        return Bytes.cut(text, text[at - 1] == ',' ? at - 1 : at, end, to);
    }

    @Override
    public int longestCut(byte[] text, int from, int to) {
        return to - from - 1;
    }

    /** Writes an equals sign for a colon, or leaves the last quote out. */
    @Override
    public int breakUp(long random, byte[] text, int from, int to) {
        if (random < 0) {
            text[Bytes.find(COLON, text, from, to)] = '=';
            return to;
        }
        text[to - 2] = '}';
        return to - 1;
    }
}
