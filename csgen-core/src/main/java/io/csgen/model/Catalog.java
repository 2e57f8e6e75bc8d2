package io.csgen.model;

import io.csgen.click.Store;
import io.csgen.config.Key;
import io.csgen.config.Problems;
import io.csgen.config.Settings;
import io.csgen.config.ValueSource;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.RandomAccess;
import java.util.function.ToDoubleFunction;

/**
 * What the store offers. Immutable.
 *
 * @param storeUrl address of the store
 * @param groups all product groups, numbered from 1 without gaps; their two kinds of shares each sum
 *     to 1 within {@link #SUM_TOLERANCE}, and are scaled to do so exactly
 * @param popularity how the views of a group spread over its products: {@code lognormal}, {@code
 *     zipf}, {@code uniform} or {@code gaussian}; except for the last, which product is popular does
 *     not follow from its id
 * @param drift part of the variance of {@code lognormal} popularity that moves from day to day, from 0
 *     to 0.95; 0 for any other popularity
 */
public record Catalog(Store.Url storeUrl, List<ProductGroup> groups, Distribution popularity, double drift) {
    /** How far from 1 a sum of shares may be, so that three groups of 0.333 are accepted. */
    public static final double SUM_TOLERANCE = 0.001;

    /** Greatest number of product groups. */
    public static final int MAX_GROUPS = 100_000;

    /** The address of the store. */
    public static final Key<String> STORE_URL =
            Key.text("web-store-url", "address of the web store").withDefault("https://webstore.demo.com");

    /** How many product groups there are. */
    public static final Key<Integer> GROUP_COUNT = Key.integer(
                    "group-count", 1, MAX_GROUPS, "number of product groups; each needs its five keys below")
            .withDefault(2);

    /** How views spread over the products of a group. */
    public static final Key<Distribution> POPULARITY = DistributionKeys.spread(
                    "product-popularity", "how views spread over the products of a group")
            .withDefault(new Distribution.LogNormal(1.6));

    /** The part of the spread of popularity that moves. */
    public static final Key<Double> DRIFT = Key.decimal(
                    "popularity-drift",
                    0,
                    0.95,
                    "part of the spread of lognormal popularity that moves from day to day; 0 switches it off")
            .withDefault(0.0);

    // A sum such as 0.333 + 0.333 + 0.333 is off by the tolerance and a rounding error.
    private static final double ROUNDING = 1e-9;

    /**
     * Creates a catalog.
     *
     * @throws io.csgen.config.ConfigException if there is no group, or too many, if they are not
     *     numbered from 1, if shares do not sum to 1, or if the distribution has no meaning here
     */
    public Catalog {
        Problems problems = new Problems();
        if (!(groups instanceof ValidGroups)) {
            requireValid(problems, groups);
        }
        problems.check(POPULARITY, popularity);
        drift = problems.checked(DRIFT, drift);
        problems.require(
                drift == 0 || popularity instanceof Distribution.LogNormal,
                DRIFT.name(),
                "be 0 where " + POPULARITY + " is not lognormal",
                drift);
        problems.throwIfAny();
        groups = groups instanceof ValidGroups ? groups : ValidGroups.scaled(groups);
    }

    private static void requireValid(Problems problems, List<ProductGroup> groups) {
        problems.require(
                !groups.isEmpty() && groups.size() <= MAX_GROUPS,
                GROUP_COUNT.name(),
                GROUP_COUNT.rule(),
                groups.size());
        for (int i = 0; i < groups.size(); i++) {
            int id = groups.get(i).id();
            if (id != i + 1) { // names are made only where something is wrong
                problems.require(false, "id of group " + (i + 1), "be " + (i + 1), id);
            }
        }
        requireSumOfOne(problems, groups, ProductGroup.GROUP_PAGE_SHARE, ProductGroup::groupPageShare);
        requireSumOfOne(problems, groups, ProductGroup.PRODUCT_PAGE_SHARE, ProductGroup::productPageShare);
    }

    static Catalog of(ValueSource values, List<ProductGroup> groups) {
        return new Catalog(new Store.Url(values.get(STORE_URL)), groups, values.get(POPULARITY), values.get(DRIFT));
    }

    /** Returns this catalog with another group in the place of the one of the same number. */
    Catalog with(ProductGroup group) {
        List<ProductGroup> changed = new ArrayList<>(groups);
        changed.set(group.id() - 1, group);
        return new Catalog(storeUrl, changed, popularity, drift);
    }

    /** Returns the names of the groups; the first is that of group 1. */
    public List<String> groupNames() {
        return groups.stream().map(ProductGroup::name).toList();
    }

    /** Returns how many products all groups have together. */
    public long productCount() {
        return groups.stream().mapToLong(ProductGroup::productCount).sum();
    }

    private static void requireSumOfOne(
            Problems problems, List<ProductGroup> groups, Key<Double> key, ToDoubleFunction<ProductGroup> share) {
        double sum = sum(groups, share);
        problems.require(
                groups.isEmpty() || Math.abs(sum - 1) <= SUM_TOLERANCE + ROUNDING,
                key.name(),
                "sum to 1 (within " + SUM_TOLERANCE + ") over all groups",
                Key.plain(Math.round(sum * 1e9) / 1e9));
    }

    private static double sum(List<ProductGroup> groups, ToDoubleFunction<ProductGroup> share) {
        double sum = 0;
        for (ProductGroup group : groups) {
            sum += share.applyAsDouble(group);
        }
        return sum;
    }

    /** Groups that obey all rules: a change of something else need not look at them again, of which there may be very many. */
    private static final class ValidGroups extends AbstractList<ProductGroup> implements RandomAccess {
        private final ProductGroup[] groups;

        private ValidGroups(ProductGroup[] groups) {
            this.groups = groups;
        }

        static ValidGroups scaled(List<ProductGroup> groups) {
            double groupPages = scale(sum(groups, ProductGroup::groupPageShare));
            double productPages = scale(sum(groups, ProductGroup::productPageShare));
            return new ValidGroups(groups.stream()
                    .map(group -> groupPages == 1 && productPages == 1
                            ? group
                            : group.withShares(
                                    Math.min(1, group.groupPageShare() / groupPages),
                                    Math.min(1, group.productPageShare() / productPages)))
                    .toArray(ProductGroup[]::new));
        }

        /** Leaves shares alone that sum to 1 but for rounding, so that scaling twice changes nothing. */
        private static double scale(double sum) {
            return Math.abs(sum - 1) <= ROUNDING ? 1 : sum;
        }

        @Override
        public ProductGroup get(int index) {
            return groups[index];
        }

        @Override
        public int size() {
            return groups.length;
        }
    }

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
        public static final Key<Double> GROUP_PAGE_SHARE = Key.probability(
                "probability-browsing-group-N", "share of group N among group pages; all groups sum to 1");

        /** The shares of groups among product pages. */
        public static final Key<Double> PRODUCT_PAGE_SHARE = Key.probability(
                "probability-browsing-products-in-group-N",
                "share of group N among product pages; all groups sum to 1");

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
                    || hasControlCharacter(name)
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

        private static boolean hasControlCharacter(String name) {
            return name.chars().anyMatch(Character::isISOControl);
        }

        private static boolean isShare(double share) {
            return share >= 0 && share <= 1;
        }

        private static void requireAll(
                int id,
                String name,
                int productIdMin,
                int productIdMax,
                double groupPageShare,
                double productPageShare) {
            Problems problems = new Problems();
            problems.require(id >= 1, "group id", "be at least 1", id);
            problems.require(!name.isBlank(), NAME.at(id).name(), "not be blank", name);
            problems.require(!Settings.isPlaceholder(name), NAME.at(id).name(), "be no placeholder", name);
            problems.require(!hasControlCharacter(name), NAME.at(id).name(), "have no control characters", name);
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
}
