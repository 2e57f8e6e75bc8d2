package io.csgen.model;

import io.csgen.click.StoreUrl;
import io.csgen.config.Key;
import io.csgen.config.Problems;
import java.util.List;
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
public record Catalog(StoreUrl storeUrl, List<ProductGroup> groups, Distribution popularity, double drift) {
    /** How far from 1 a sum of shares may be, so that three groups of 0.333 are accepted. */
    public static final double SUM_TOLERANCE = 0.001;

    /** Greatest number of product groups. */
    public static final int MAX_GROUPS = 100_000;

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
        problems.require(
                !groups.isEmpty() && groups.size() <= MAX_GROUPS,
                ModelKeys.GROUP_COUNT.name(),
                ModelKeys.GROUP_COUNT.rule(),
                groups.size());
        for (int i = 0; i < groups.size(); i++) {
            problems.require(
                    groups.get(i).id() == i + 1,
                    "id of group " + (i + 1),
                    "be " + (i + 1),
                    groups.get(i).id());
        }
        requireSumOfOne(problems, groups, ModelKeys.GROUP_PAGE_SHARE, ProductGroup::groupPageShare);
        requireSumOfOne(problems, groups, ModelKeys.PRODUCT_PAGE_SHARE, ProductGroup::productPageShare);
        problems.collect(() -> ModelKeys.PRODUCT_POPULARITY.parse(popularity.toString()));
        double share = drift;
        drift = problems.collect(() -> ModelKeys.POPULARITY_DRIFT.parse(Double.toString(share)))
                .orElse(share);
        problems.require(
                drift == 0 || popularity instanceof Distribution.LogNormal,
                ModelKeys.POPULARITY_DRIFT.name(),
                "be 0 where " + ModelKeys.PRODUCT_POPULARITY + " is not lognormal",
                drift);
        problems.throwIfAny();
        double groupPages = scale(sum(groups, ProductGroup::groupPageShare));
        double productPages = scale(sum(groups, ProductGroup::productPageShare));
        groups = groupPages == 1 && productPages == 1
                ? List.copyOf(groups)
                : groups.stream()
                        .map(g -> g.withShares(
                                Math.min(1, g.groupPageShare() / groupPages),
                                Math.min(1, g.productPageShare() / productPages)))
                        .toList();
    }

    /** Leaves shares alone that sum to 1 but for rounding, so that scaling twice changes nothing. */
    private static double scale(double sum) {
        return Math.abs(sum - 1) <= ROUNDING ? 1 : sum;
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
}
