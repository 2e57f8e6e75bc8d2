package io.csgen.click;

import io.csgen.config.ConfigException;
import io.csgen.config.Problems;
import java.util.List;

/**
 * Reads the URL of a click back into its fields; the inverse of the {@code url} format. Use it in
 * consumers, and in tests of pipelines that carry URLs. Immutable.
 *
 * <p>It accepts exactly the URLs that csgen writes: ids without sign or leading zeros, one query
 * parameter {@code userid}, no fragment. Anything else is an error that says what is wrong.
 */
public final class ClickParser {
    private static final String GROUP = "/api/group/";
    private static final String PRODUCT = "/product/";
    private static final String USER = "?userid=";

    private final StoreUrl storeUrl;

    private ClickParser(StoreUrl storeUrl) {
        this.storeUrl = storeUrl;
    }

    /** Returns a parser of the URLs of one store. */
    public static ClickParser of(StoreUrl storeUrl) {
        return new ClickParser(storeUrl);
    }

    /**
     * Reads a URL.
     *
     * @throws ConfigException if the text is no click URL of this store; the message says what a part
     *     of it must do, and ends in the whole text
     */
    public ClickUrl parse(String url) {
        Cursor cursor = new Cursor(url);
        cursor.expect(storeUrl.text(), "begin with the store URL " + storeUrl);
        cursor.expect(GROUP, "continue with " + GROUP + " after the store URL");
        int group = cursor.number("group id", 1);
        int product = Click.NO_PRODUCT;
        if (cursor.skip(PRODUCT)) {
            product = cursor.number("product id", 0);
        }
        cursor.expect(
                USER,
                product == Click.NO_PRODUCT
                        ? "continue with " + PRODUCT + " or " + USER + " after the group id"
                        : "continue with " + USER + " after the product id");
        int user = cursor.number("user id", 0);
        cursor.expectEnd();
        ClickType type = product == Click.NO_PRODUCT ? ClickType.GROUP_VIEW : ClickType.PRODUCT_VIEW;
        return new ClickUrl(type, user, group, product);
    }

    private static final class Cursor {
        private final String text;
        private int position;

        Cursor(String text) {
            this.text = text;
        }

        boolean skip(String literal) {
            boolean found = text.startsWith(literal, position);
            position += found ? literal.length() : 0;
            return found;
        }

        void expect(String literal, String rule) {
            if (!skip(literal)) {
                throw problem(rule);
            }
        }

        int number(String name, int min) {
            int start = position;
            long value = 0;
            while (position < text.length() && isDigit(text.charAt(position)) && value <= Integer.MAX_VALUE) {
                value = 10 * value + text.charAt(position++) - '0';
            }
            boolean leadingZero = position - start > 1 && text.charAt(start) == '0';
            if (position == start || leadingZero || value < min || value > Integer.MAX_VALUE) {
                throw problem("have a " + name + " from " + min + " to " + Integer.MAX_VALUE
                        + " without leading zeros at position " + start);
            }
            return (int) value;
        }

        void expectEnd() {
            if (position < text.length()) {
                throw problem("end after the user id, at position " + position);
            }
        }

        private ConfigException problem(String rule) {
            return new ConfigException(List.of(Problems.describe("click URL", rule, text)));
        }

        private static boolean isDigit(char c) {
            return c >= '0' && c <= '9';
        }
    }
}
