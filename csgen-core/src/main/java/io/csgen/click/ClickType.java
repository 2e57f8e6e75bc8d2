package io.csgen.click;

/** What page a click opened. Immutable. */
public enum ClickType {
    /** The page of a product group, which lists its products. */
    GROUP_VIEW("view_item_list"),
    /** The page of one product. */
    PRODUCT_VIEW("view_item");

    private final String wireName;

    ClickType(String wireName) {
        this.wireName = wireName;
    }

    /**
     * Returns the name used in data, as the events of common web analytics are called: {@code
     * view_item_list} or {@code view_item}.
     */
    public String wireName() {
        return wireName;
    }
}
