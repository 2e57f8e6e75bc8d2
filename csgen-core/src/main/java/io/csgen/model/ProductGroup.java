package io.csgen.model;

import io.csgen.config.Key;
import io.csgen.config.Problems;
import io.csgen.config.Settings;
import io.csgen.config.ValueSource;
import java.util.List;

/**
 * A group of products, such as Books. Products belong to their group: two groups may use the same
 * product ids. Immutable.
 *
 * @param id from 1; the groups of a catalog are numbered without gaps
 * @param name not blank, without control characters
 * @param productIdMin smallest product id, inclusive; from 0
 * @param productIdMax greatest product id, inclusive; at least {@code productIdMin}
 * @param groupPageShare share of this group among the group pages that users open; from 0 to 1
 * @param productPageShare share of this group among the product pages that users open; from 0 to 1
 */
public record ProductGroup(
        int id, String name, int productIdMin, int productIdMax, double groupPageShare, double productPageShare) {

    /** The names of groups. */
    public static final Key<String> NAME = Key.text("group-name-N", "name of product group N");

    /** The smallest product ids of groups. */
    public static final Key<Integer> PRODUCT_ID_MIN =
            Key.integer("group-product-id-min-N", 0, ModelKeys.MAX_ID, "smallest product id in group N");

    /** The greatest product ids of groups. */
    public static final Key<Integer> PRODUCT_ID_MAX =
            Key.integer("group-product-id-max-N", 0, ModelKeys.MAX_ID, "greatest product id in group N");

    /** The shares of groups among group pages. */
    public static final Key<Double> GROUP_PAGE_SHARE =
            Key.probability("probability-browsing-group-N", "share of group N among group pages; all groups sum to 1");

    /** The shares of groups among product pages. */
    public static final Key<Double> PRODUCT_PAGE_SHARE = Key.probability(
            "probability-browsing-products-in-group-N", "share of group N among product pages; all groups sum to 1");

    static final List<Key<?>> KEYS =
            List.of(NAME, PRODUCT_ID_MIN, PRODUCT_ID_MAX, GROUP_PAGE_SHARE, PRODUCT_PAGE_SHARE);

    /**
     * Creates a group; blanks around the name are cut off.
     *
     * @throws io.csgen.config.ConfigException if values are out of bounds; it names them by their
     *     settings, such as {@code group-name-1}
     */
    public ProductGroup {
        name = name.strip(); // as settings do
        // Names of settings are made only where something is wrong: there may be a hundred thousand groups.
        if (id < 1
                || name.isBlank()
                || Settings.isPlaceholder(name)
                || name.chars().anyMatch(Character::isISOControl)
                || productIdMin < 0
                || productIdMin > productIdMax
                || productIdMax > ModelKeys.MAX_ID
                || !isShare(groupPageShare)
                || !isShare(productPageShare)) {
            requireAll(id, name, productIdMin, productIdMax, groupPageShare, productPageShare);
        }
        // Settings know no -0.
        groupPageShare += 0.0;
        productPageShare += 0.0;
    }

    private static boolean isShare(double share) {
        return share >= 0 && share <= 1;
    }

    private static void requireAll(
            int id, String name, int productIdMin, int productIdMax, double groupPageShare, double productPageShare) {
        Problems problems = new Problems();
        problems.require(id >= 1, "group id", "be at least 1", id);
        problems.require(!name.isBlank(), NAME.at(id).name(), "not be blank", name);
        problems.require(!Settings.isPlaceholder(name), NAME.at(id).name(), "be no placeholder", name);
        problems.require(
                name.chars().noneMatch(Character::isISOControl),
                NAME.at(id).name(),
                "have no control characters",
                name);
        problems.check(PRODUCT_ID_MIN.at(id), productIdMin);
        problems.check(PRODUCT_ID_MAX.at(id), productIdMax);
        problems.require(
                productIdMin <= productIdMax,
                PRODUCT_ID_MIN.at(id).name(),
                "be at most " + PRODUCT_ID_MAX.at(id) + " (" + productIdMax + ")",
                productIdMin);
        problems.check(GROUP_PAGE_SHARE.at(id), groupPageShare);
        problems.check(PRODUCT_PAGE_SHARE.at(id), productPageShare);
        problems.throwIfAny();
    }

    /** Returns how many products there are; at least 1. */
    public int productCount() {
        return productIdMax - productIdMin + 1;
    }

    static ProductGroup of(int id, ValueSource values) {
        return new ProductGroup(
                id,
                values.get(NAME),
                values.get(PRODUCT_ID_MIN),
                values.get(PRODUCT_ID_MAX),
                values.get(GROUP_PAGE_SHARE),
                values.get(PRODUCT_PAGE_SHARE));
    }

    ProductGroup withShares(double groupPages, double productPages) {
        return new ProductGroup(id, name, productIdMin, productIdMax, groupPages, productPages);
    }
}
