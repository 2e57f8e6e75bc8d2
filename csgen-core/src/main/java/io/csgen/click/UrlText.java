package io.csgen.click;

/** Writes the URL of a click; {@link ClickParser} reads it back. */
final class UrlText {
    private static final Bytes.Text PRODUCT = Bytes.text("/product/");
    private static final Bytes.Text USER = Bytes.text("?userid=");

    private final Bytes.Text prefix;
    private final boolean comma;

    UrlText(StoreUrl storeUrl) {
        prefix = Bytes.text(storeUrl.text() + "/api/group/");
        comma = storeUrl.text().indexOf(',') >= 0;
    }

    int maxBytes() {
        return prefix.length() + PRODUCT.length() + USER.length() + 3 * Bytes.MAX_INT_DIGITS;
    }

    boolean hasComma() {
        return comma;
    }

    int put(ClickView click, byte[] target, int offset) {
        int at = prefix.put(target, offset);
        at = Bytes.putInt(click.groupId(), target, at);
        if (click.productId() != Click.NO_PRODUCT) {
            at = PRODUCT.put(target, at);
            at = Bytes.putInt(click.productId(), target, at);
        }
        at = USER.put(target, at);
        return Bytes.putInt(click.userId(), target, at);
    }
}
