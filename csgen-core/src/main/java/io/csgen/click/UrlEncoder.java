package io.csgen.click;

/** The URL of a click, between two fixed texts. */
final class UrlEncoder implements ClickEncoder {
    private final byte[] before;
    private final UrlText url;
    private final byte[] after;

    UrlEncoder(String before, UrlText url, String after) {
        this.before = Bytes.ascii(before);
        this.url = url;
        this.after = Bytes.ascii(after);
    }

    @Override
    public int maxBytes() {
        return before.length + url.maxBytes() + after.length;
    }

    @Override
    public int encode(Click click, byte[] target, int offset) {
        int at = Bytes.put(before, target, offset);
        at = url.put(click, target, at);
        return Bytes.put(after, target, at);
    }
}
