package io.csgen.click;

/** What page a click opened. Immutable. */
public enum ClickType {
    /** The page of a product group, which lists its products. */
    GROUP_VIEW("view_item_list"),
    /** The page of one product. */
    PRODUCT_VIEW("view_item"),
    /** The results of a search, which lead to a product group. */
    SEARCH("search"),
    /** A product put into the cart, after its page was viewed. */
    ADD_TO_CART("add_to_cart"),
    /** A product bought, after it was put into the cart. */
    PURCHASE("purchase");

    private final String wireName;

    ClickType(String wireName) {
        this.wireName = wireName;
    }

    /** Returns whether a click of this type is about one product. */
    public boolean hasProduct() {
        return this != GROUP_VIEW && this != SEARCH;
    }

    /**
     * Returns the name used in data, as the events of common web analytics are called, such as {@code
     * view_item_list} or {@code view_item}.
     */
    public String wireName() {
        return wireName;
    }
}
