package io.csgen.click;

/** Writes the URL of a click; {@link ClickParser} reads it back. */
final class UrlText {
    private static final byte[] PRODUCT = Bytes.ascii("/product/");
    private static final byte[] USER = Bytes.ascii("?userid=");

    private final byte[] prefix;

    UrlText(StoreUrl storeUrl) {
        prefix = Bytes.ascii(storeUrl.text() + "/api/group/");
    }

    int maxBytes() {
        return prefix.length + PRODUCT.length + USER.length + 3 * Bytes.MAX_INT_DIGITS;
    }

    boolean contains(char ascii) {
        for (byte b : prefix) {
            if (b == ascii) {
                return true;
            }
        }
        return false;
    }

    int put(Click click, byte[] target, int offset) {
        int at = Bytes.put(prefix, target, offset);
        at = Bytes.putInt(click.groupId(), target, at);
        if (click.productId() != Click.NO_PRODUCT) {
            at = Bytes.put(PRODUCT, target, at);
            at = Bytes.putInt(click.productId(), target, at);
        }
        at = Bytes.put(USER, target, at);
        return Bytes.putInt(click.userId(), target, at);
    }
}
