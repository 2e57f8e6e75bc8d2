package io.csgen.click;

import java.net.URI;
import java.util.List;
import java.util.Map;

/** The combined log format of the Apache HTTP server. */
final class AccessLogFormat extends LineFormat {
    private static final byte[] BRACKET = {'['};

    AccessLogFormat() {
        super("access-log");
    }

    @Override
    public ClickEncoder encoder(Store store) {
        return new AccessLogEncoder(path(store.url()), store.groupNames());
    }

    /** Returns what comes before the path of a page; empty for most stores. */
    private static String path(Store.Url url) {
        return String.valueOf(URI.create(url.text()).getRawPath());
    }

    @Override
    public List<ClickField> fields() {
        return List.of(ClickField.TIMESTAMP, ClickField.URL);
    }

    /** A log does not tell whose it is: paths are taken for those of the store. */
    @Override
    LineParser parser(Store store, List<ClickField> fields) {
        String text = store.url().text();
        String host = text.substring(0, text.length() - path(store.url()).length());
        return line -> Map.of(
                ClickField.URL.wireName(), host + AccessLogLine.parse(line).target());
    }

    @Override
    public int longestCut(byte[] text, int from, int to) {
        return to - from - 1;
    }

    /** Leaves the bracket before the time out. */
    @Override
    public int breakUp(long random, byte[] text, int from, int to) {
        int bracket = Bytes.find(BRACKET, text, from, to);
        return Bytes.cut(text, bracket, bracket + 1, to);
    }
}
