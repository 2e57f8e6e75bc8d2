package io.csgen.click;

/** The URL of a click, between two fixed texts. */
final class UrlEncoder implements ClickEncoder {
    private final Bytes.Text before;
    private final UrlText url;
    private final Bytes.Text after;

    UrlEncoder(String before, Store store, String after) {
        this.before = Bytes.text(before);
        url = new UrlText(store.url().text(), store.groupNames());
        this.after = Bytes.text(after);
    }

    @Override
    public int maxBytes() {
        return before.length() + url.maxBytes() + after.length() + Bytes.SLACK;
    }

    @Override
    public int encode(ClickView click, byte[] target, int offset) {
        int at = before.put(target, offset);
        at = url.put(click, target, at);
        return after.put(target, at);
    }
}
