package io.csgen.click;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes the URL of a click; {@link ClickUrl.Parser} reads it back. */
final class UrlText {
    static final String GROUP = "/api/group/";
    static final String PRODUCT = "/product/";
    static final String USER = "?userid=";
    static final String SEARCH = "/api/search?q=";
    static final String CART = "/api/cart?productid=";
    static final String ORDER = "/api/order/";
    static final String AND_USER = "&userid=";

    private static final byte[] USER_IN_QUERY = "userid=".getBytes(StandardCharsets.US_ASCII);
    private static final Bytes.Text PRODUCT_TEXT = Bytes.text(PRODUCT);
    private static final Bytes.Text USER_TEXT = Bytes.text(USER);
    private static final Bytes.Text AND_USER_TEXT = Bytes.text(AND_USER);

    private final Bytes.Text group;
    private final Bytes.Text search;
    private final Bytes.Text cart;
    private final Bytes.Text order;
    private final GroupTexts queries;
    private final boolean comma;

    /**
     * Creates it.
     *
     * @param prefix what comes before the path of a page
     */
    UrlText(String prefix, List<String> groupNames) {
        group = Bytes.text(prefix + GROUP);
        search = Bytes.text(prefix + SEARCH);
        cart = Bytes.text(prefix + CART);
        order = Bytes.text(prefix + ORDER);
        queries = new GroupTexts(groupNames, (id, name) -> query(name));
        comma = prefix.indexOf(',') >= 0;
    }

    /** Returns what a user types to search for a group: its name, as a form sends it. */
    static String query(String groupName) {
        return URLEncoder.encode(groupName, StandardCharsets.UTF_8);
    }

    /** Takes the user out of a text that has a URL, with the character before, which joins it to the rest. */
    static int removeUser(byte[] text, int from, int to) {
        int at = Bytes.find(USER_IN_QUERY, text, from, to);
        int end = at + USER_IN_QUERY.length;
        while (end < to && text[end] >= '0' && text[end] <= '9') {
            end++;
        }
        return Bytes.cut(text, at - 1, end, to);
    }

    int maxBytes() {
        int page = group.length() + PRODUCT_TEXT.length() + USER_TEXT.length() + 3 * Bytes.MAX_INT_DIGITS;
        int found = search.length() + queries.maxBytes() + AND_USER_TEXT.length() + Bytes.MAX_INT_DIGITS;
        int bought = cart.length() + AND_USER_TEXT.length() + 2 * Bytes.MAX_INT_DIGITS;
        return Math.max(page, Math.max(found, bought));
    }

    boolean hasComma() {
        return comma;
    }

    int put(ClickView click, byte[] target, int offset) {
        ClickType type = click.type();
        int at;
        if (type == ClickType.PRODUCT_VIEW || type == ClickType.GROUP_VIEW) {
            at = group.put(target, offset);
            at = Bytes.putInt(click.groupId(), target, at);
            if (type == ClickType.PRODUCT_VIEW) {
                at = PRODUCT_TEXT.put(target, at);
                at = Bytes.putInt(click.productId(), target, at);
            }
            at = USER_TEXT.put(target, at);
        } else if (type == ClickType.SEARCH) {
            at = search.put(target, offset);
            at = queries.put(click, target, at);
            at = AND_USER_TEXT.put(target, at);
        } else {
            boolean toCart = type == ClickType.ADD_TO_CART;
            at = (toCart ? cart : order).put(target, offset);
            at = Bytes.putInt(click.productId(), target, at);
            at = (toCart ? AND_USER_TEXT : USER_TEXT).put(target, at);
        }
        return Bytes.putInt(click.userId(), target, at);
    }
}
