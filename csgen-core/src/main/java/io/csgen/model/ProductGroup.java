package io.csgen.model;

import io.csgen.config.Problems;
import io.csgen.config.Settings;

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
        problems.require(!name.isBlank(), ModelKeys.GROUP_NAME.at(id).name(), "not be blank", name);
        problems.require(
                !Settings.isPlaceholder(name), ModelKeys.GROUP_NAME.at(id).name(), "be no placeholder", name);
        problems.require(
                name.chars().noneMatch(Character::isISOControl),
                ModelKeys.GROUP_NAME.at(id).name(),
                "have no control characters",
                name);
        problems.collect(() -> ModelKeys.PRODUCT_ID_MIN.at(id).parse(Integer.toString(productIdMin)));
        problems.collect(() -> ModelKeys.PRODUCT_ID_MAX.at(id).parse(Integer.toString(productIdMax)));
        problems.require(
                productIdMin <= productIdMax,
                ModelKeys.PRODUCT_ID_MIN.at(id).name(),
                "be at most " + ModelKeys.PRODUCT_ID_MAX.at(id) + " (" + productIdMax + ")",
                productIdMin);
        problems.require(
                isShare(groupPageShare),
                ModelKeys.GROUP_PAGE_SHARE.at(id).name(),
                "be a number from 0 to 1",
                groupPageShare);
        problems.require(
                isShare(productPageShare),
                ModelKeys.PRODUCT_PAGE_SHARE.at(id).name(),
                "be a number from 0 to 1",
                productPageShare);
        problems.throwIfAny();
    }

    /** Returns how many products there are; at least 1. */
    public int productCount() {
        return productIdMax - productIdMin + 1;
    }

    ProductGroup withShares(double groupPages, double productPages) {
        return new ProductGroup(id, name, productIdMin, productIdMax, groupPages, productPages);
    }
}
