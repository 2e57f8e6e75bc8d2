package io.csgen.click;

import java.util.List;

/** The forms in which csgen writes clicks, all of them UTF-8. Immutable. */
public enum ClickFormat {
    /** The bare URL: {@code https://webstore.demo.com/api/group/2?userid=77}. */
    URL("url"),
    /** An object that holds nothing but the URL: {@code {"url":"…"}}. */
    JSON_URL("json-url"),
    /**
     * A flat object with the fields {@code timestamp} (ISO 8601, UTC, milliseconds), {@code user_id},
     * {@code session_id} (a string of 16 hexadecimal digits), {@code ordinal}, {@code type}, {@code
     * group_id}, {@code group_name}, {@code product_id} (only where there is one) and {@code url}, in
     * this order.
     */
    JSON("json"),
    /** The same fields as comma-separated values (RFC 4180), after a header line of their names. */
    CSV("csv");

    private final String text;

    ClickFormat(String text) {
        this.text = text;
    }

    /**
     * Returns an encoder of this format for one store.
     *
     * @param groupNames names of the product groups; the first is that of group 1
     */
    public ClickEncoder encoder(StoreUrl storeUrl, List<String> groupNames) {
        UrlText url = new UrlText(storeUrl, groupNames);
        return switch (this) {
            case URL -> new UrlEncoder("", url, "");
            case JSON_URL -> new UrlEncoder("{\"url\":\"", url, "\"}");
            case JSON -> new JsonEncoder(url, groupNames);
            case CSV -> new CsvEncoder(url, groupNames);
        };
    }

    /** Returns the name used in settings: {@code url}, {@code json-url}, {@code json} or {@code csv}. */
    @Override
    public String toString() {
        return text;
    }
}
