package io.csgen.click;

import java.util.List;
import java.util.Map;

/** The bare URL. */
final class UrlFormat extends LineFormat {
    private static final byte[] COLON = {':'};

    UrlFormat() {
        super("url");
    }

    @Override
    public ClickEncoder encoder(Store store) {
        return new UrlEncoder("", store, "");
    }

    @Override
    public List<ClickField> fields() {
        return List.of(ClickField.URL);
    }

    @Override
    LineParser parser(Store store, List<ClickField> fields) {
        return line -> Map.of(ClickField.URL.wireName(), line);
    }

    @Override
    public int longestCut(byte[] text, int from, int to) {
        int last = to;
        while (text[last - 1] != '=') {
            last--;
        }
        return last - from;
    }

    /** Leaves a slash out: {@code http:/}. */
    @Override
    public int breakUp(long random, byte[] text, int from, int to) {
        int colon = Bytes.find(COLON, text, from, to);
        return Bytes.cut(text, colon + 1, colon + 2, to);
    }
}
