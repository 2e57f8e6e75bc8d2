package io.csgen.simulate;

import io.csgen.model.Catalog;
import io.csgen.model.Catalog.ProductGroup;
import io.csgen.model.Distribution;
import java.util.List;
import java.util.TreeMap;

/**
 * The products of every group, and how views spread over them. Immutable. Costs 8 bytes a product,
 * and nothing for those of groups with more than {@link IndexSampler#MAX_EXACT}.
 */
final class Shelves {
    private final Distribution popularity;
    private final double drift;
    private final int[] firstProduct;
    private final int[] count;
    private final IndexSampler[] products; // by group: index of a product in its group

    Shelves(Catalog catalog) {
        popularity = catalog.popularity();
        drift = catalog.drift();
        List<ProductGroup> groups = catalog.groups();
        firstProduct = groups.stream().mapToInt(ProductGroup::productIdMin).toArray();
        count = groups.stream().mapToInt(ProductGroup::productCount).toArray();
        products = new IndexSampler[count.length];
        TreeMap<Integer, double[]> weightsByCount = new TreeMap<>();
        for (int g = 0; g < count.length; g++) {
            Permutation shuffle = shuffle(g);
            if (popularity instanceof Distribution.Uniform || count[g] > IndexSampler.MAX_EXACT) {
                IndexSampler ranks = IndexSampler.of(popularity, count[g]);
                products[g] = random -> shuffle.apply(ranks.index(random));
            } else if (!drifts(g)) {
                double[] weights = weightsByCount.computeIfAbsent(count[g], n -> IndexSampler.weights(popularity, n));
                products[g] = AliasTable.of(shuffle.apply(weights));
            }
        }
    }

    /** Returns how many groups there are; they are numbered from 0 here. */
    int groupCount() {
        return count.length;
    }

    /** Returns how many products a group has. */
    int productCount(int group) {
        return count[group];
    }

    /** Returns whether the popularity of a group's products moves from day to day. */
    boolean drifts(int group) {
        return drift > 0 && count[group] <= IndexSampler.MAX_EXACT;
    }

    /** Returns the share of the variance of log-weights that moves. */
    double drift() {
        return drift;
    }

    /** Returns the standard deviation of log-weights; only where popularity drifts. */
    double sigma() {
        return ((Distribution.LogNormal) popularity).sigma();
    }

    /** Returns the shuffle that makes ranks of a group into products. */
    Permutation shuffle(int group) {
        return Permutation.of(popularity, count[group], group + 1L);
    }

    /** Draws a product of a group whose popularity does not drift. */
    int product(int group, long random) {
        return firstProduct[group] + products[group].index(random);
    }

    /** Returns the id of a product by its index in its group. */
    int productId(int group, int index) {
        return firstProduct[group] + index;
    }
}
