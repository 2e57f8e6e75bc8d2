package io.csgen.click;

import io.csgen.config.ConfigException;
import io.csgen.config.Problems;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the URL of a click says: everything but time, session and ordinal. Immutable.
 *
 * @param type what page was opened
 * @param userId who clicked; from 0
 * @param groupId product group of the page, from 1; {@link #NO_GROUP} where the URL does not tell: carts
 *     and orders name their product only
 * @param productId product of the page, from 0, or {@link Click#NO_PRODUCT}
 */
public record ClickUrl(ClickType type, int userId, int groupId, int productId) {
    /** The {@link #groupId} of a URL that does not tell it. */
    public static final int NO_GROUP = 0;

    /**
     * Creates what a URL tells.
     *
     * @throws io.csgen.config.ConfigException if no click can have these values; it names them all
     */
    public ClickUrl {
        boolean mayHideGroup = type != ClickType.GROUP_VIEW && type != ClickType.PRODUCT_VIEW;
        boolean hidesGroup = mayHideGroup && groupId == NO_GROUP;
        Problems problems = new Problems();
        // The other rules are those of a click.
        problems.collect(() -> new Click(0, userId, 0, 1, type, hidesGroup ? 1 : groupId, productId));
        problems.throwIfAny();
    }

    /** Returns what the URL of the given click tells. */
    public static ClickUrl of(Click click) {
        boolean ofCart = click.type() == ClickType.ADD_TO_CART || click.type() == ClickType.PURCHASE;
        return new ClickUrl(click.type(), click.userId(), ofCart ? NO_GROUP : click.groupId(), click.productId());
    }

    /**
     * Reads the URL of a click back into its fields; the inverse of the {@code url} format. Use it in
     * consumers, and in tests of pipelines that carry URLs. Immutable.
     *
     * <p>It accepts exactly the URLs that csgen writes: ids without sign or leading zeros, one query
     * parameter {@code userid}, no fragment. Anything else is an error that says what is wrong.
     */
    public static final class Parser {
        /** What the texts are called in messages. */
        static final String WHAT = "click URL";

        private static final String GROUP = UrlText.GROUP;
        private static final String PRODUCT = UrlText.PRODUCT;
        private static final String USER = UrlText.USER;
        private static final String AND_USER = UrlText.AND_USER;

        private final String prefix; // the address of the store
        private final Map<String, Integer> groupsByQuery;

        private Parser(String prefix, Map<String, Integer> groupsByQuery) {
            this.prefix = prefix;
            this.groupsByQuery = groupsByQuery;
        }

        /** Returns a parser of the URLs of one store; it cannot tell the groups of searches. */
        public static Parser of(Store.Url storeUrl) {
            return of(storeUrl, List.of());
        }

        /**
         * Returns a parser of the URLs of one store.
         *
         * @param groupNames names of the product groups, by which searches are understood; the first is that
         *     of group 1. Of groups with the same name the first is found
         */
        public static Parser of(Store.Url storeUrl, List<String> groupNames) {
            Map<String, Integer> groups = new LinkedHashMap<>();
            for (int i = 0; i < groupNames.size(); i++) {
                groups.putIfAbsent(UrlText.query(groupNames.get(i)), i + 1);
            }
            return new Parser(storeUrl.text(), groups);
        }

        /** Returns a parser of the paths of pages, whatever the store; it cannot tell the groups of searches. */
        static Parser ofPaths() {
            return new Parser("", Map.of());
        }

        /**
         * Reads a URL.
         *
         * @throws ConfigException if the text is no click URL of this store; the message says what a part
         *     of it must do, and ends in the whole text
         */
        public ClickUrl parse(String url) {
            try {
                return read(url);
            } catch (MalformedLine e) {
                throw new ConfigException(List.of(Problems.describe(WHAT, String.valueOf(e.getMessage()), url)));
            }
        }

        /**
         * Reads a URL.
         *
         * @throws MalformedLine if the text is no click URL of this store
         */
        ClickUrl read(String url) {
            Cursor cursor = new Cursor(url);
            cursor.expect(prefix, "begin with the store URL " + prefix);
            if (cursor.skip(UrlText.SEARCH)) {
                int group = groupsByQuery.getOrDefault(cursor.until('&'), ClickUrl.NO_GROUP);
                cursor.expect(AND_USER, "continue with " + AND_USER + " after the query");
                return new ClickUrl(ClickType.SEARCH, cursor.last("user id"), group, Click.NO_PRODUCT);
            }
            if (cursor.skip(UrlText.CART)) {
                int product = cursor.number("product id", 0);
                cursor.expect(AND_USER, "continue with " + AND_USER + " after the product id");
                return new ClickUrl(ClickType.ADD_TO_CART, cursor.last("user id"), ClickUrl.NO_GROUP, product);
            }
            if (cursor.skip(UrlText.ORDER)) {
                int product = cursor.number("product id", 0);
                cursor.expect(USER, "continue with " + USER + " after the product id");
                return new ClickUrl(ClickType.PURCHASE, cursor.last("user id"), ClickUrl.NO_GROUP, product);
            }
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
            int user = cursor.last("user id");
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
                    throw new MalformedLine(rule);
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
                    throw new MalformedLine("have a " + name + " from " + min + " to " + Integer.MAX_VALUE
                            + " without leading zeros at position " + start);
                }
                return (int) value;
            }

            /** Reads up to a character, which is not empty. */
            String until(char end) {
                int to = text.indexOf(end, position);
                if (to <= position) {
                    throw new MalformedLine("have a query before " + AND_USER + " at position " + position);
                }
                String part = text.substring(position, to);
                position = to;
                return part;
            }

            /** Reads the number that the text ends in. */
            int last(String name) {
                int value = number(name, 0);
                if (position < text.length()) {
                    throw new MalformedLine("end after the " + name + ", at position " + position);
                }
                return value;
            }

            private static boolean isDigit(char c) {
                return c >= '0' && c <= '9';
            }
        }
    }
}
