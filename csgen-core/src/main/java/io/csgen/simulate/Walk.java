package io.csgen.simulate;

import io.csgen.click.Click;
import io.csgen.model.Catalog;
import io.csgen.model.Navigation;
import io.csgen.model.ProductGroup;
import io.csgen.model.ShopModel;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * The walk of one session through the store, as a stationary chain: every step of every session
 * follows the same law, so that the shares of the model hold at each position, not only on the whole.
 * Immutable.
 *
 * <p>In each step the user stays in the group g with probability q<sub>g</sub> and views a product;
 * otherwise the user leaves: opens a group page and faces the same question there. That page is the
 * one of g again with the probability of returning σ, else that of a group drawn by the shares b of
 * group pages. Let p be the share of group pages among all clicks and c the shares of product pages.
 * With k<sub>g</sub> = (1 − p) c<sub>g</sub> / (p b<sub>g</sub>) and q<sub>g</sub> = k<sub>g</sub> /
 * (1 + k<sub>g</sub>), group pages have share p and groups b, product pages have groups c, whatever σ:
 * if y<sub>g</sub> and x<sub>g</sub> are the stationary shares of the two pages of g, x<sub>g</sub> =
 * k<sub>g</sub> y<sub>g</sub> since stays are geometric, and the flow that leaves g is y<sub>g</sub>,
 * so that y<sub>h</sub> = σ y<sub>h</sub> + (1 − σ) b<sub>h</sub> Σ y is solved by y = p b, x = (1 −
 * p) c. The first step starts from a group drawn from c, in which no product has been seen.
 */
final class Walk {
    /** The products of one group, and how views spread over them. */
    private record Shelf(int firstProduct, IndexSampler ranks, Permutation shuffle) {
        int product(long random) {
            return firstProduct + shuffle.apply(ranks.index(random));
        }
    }

    private final AliasTable groupPages;
    private final AliasTable productPages;
    private final long[] stay;
    private final Shelf[] shelves;
    private final long sameProduct;
    private final long earlierProduct;
    private final long focused;
    private final long focusedReturn;
    private final long exploringReturn;
    private final boolean groupPagesOnly;
    private final double meanClicksPerStep;

    Walk(ShopModel model) {
        Catalog catalog = model.catalog();
        Navigation navigation = model.navigation();
        List<ProductGroup> groups = catalog.groups();
        double p = navigation.groupPageShare();
        groupPages = AliasTable.of(
                groups.stream().mapToDouble(ProductGroup::groupPageShare).toArray());
        productPages = AliasTable.of(
                groups.stream().mapToDouble(ProductGroup::productPageShare).toArray());
        stay = new long[groups.size()];
        shelves = new Shelf[groups.size()];
        TreeMap<Integer, IndexSampler> rankSamplers = new TreeMap<>();
        for (int g = 0; g < groups.size(); g++) {
            ProductGroup group = groups.get(g);
            double products = (1 - p) * group.productPageShare();
            double pages = p * group.groupPageShare();
            stay[g] = RandomStream.threshold(products == 0 ? 0 : products / (products + pages));
            IndexSampler ranks = rankSamplers.computeIfAbsent(
                    group.productCount(), count -> IndexSampler.of(catalog.popularity(), count));
            shelves[g] = new Shelf(
                    group.productIdMin(),
                    ranks,
                    Permutation.of(catalog.popularity(), group.productCount(), group.id()));
        }
        sameProduct = RandomStream.threshold(navigation.sameProduct());
        earlierProduct = RandomStream.threshold(navigation.earlierProduct());
        focused = RandomStream.threshold(navigation.focusedSessions());
        focusedReturn = RandomStream.threshold(navigation.focusedReturn());
        exploringReturn = RandomStream.threshold(navigation.exploringReturn());
        groupPagesOnly = p == 1;
        meanClicksPerStep = groupPagesOnly ? 1 : 1 / (1 - p);
    }

    /** Returns the mean number of clicks of a step. */
    double meanClicksPerStep() {
        return meanClicksPerStep;
    }

    /**
     * Draws the pages of a session.
     *
     * @param navigation random numbers that decide which way to go
     * @param product random numbers that decide which products to view
     * @param pages takes the pages; it is emptied first
     */
    void draw(int steps, RandomStream navigation, RandomStream product, Pages pages) {
        pages.clear();
        long returning = navigation.happens(focused) ? focusedReturn : exploringReturn;
        int group = (groupPagesOnly ? groupPages : productPages).index(navigation.next());
        int stayStart = 0; // index of the first product page of the present stay in the group
        for (int step = 0; step < steps; step++) {
            while (!navigation.happens(stay[group])) {
                if (!navigation.happens(returning)) {
                    group = groupPages.index(navigation.next());
                }
                pages.add(group + 1, Click.NO_PRODUCT);
                stayStart = pages.count;
                if (groupPagesOnly) {
                    break;
                }
            }
            if (!groupPagesOnly) {
                pages.add(group + 1, product(shelves[group], stayStart, product, pages));
            }
        }
    }

    private int product(Shelf shelf, int stayStart, RandomStream random, Pages pages) {
        int seen = pages.count - stayStart;
        if (seen >= 1 && random.happens(sameProduct)) {
            return pages.product[pages.count - 1];
        }
        if (seen >= 2 && random.happens(earlierProduct)) {
            return pages.product[stayStart + RandomStream.below(random.next(), seen - 1)];
        }
        return shelf.product(random.next());
    }

    /** The pages of a session, in order. Confined to one thread. */
    static final class Pages {
        private int[] group = new int[64];
        private int[] product = new int[64];
        private int count;

        private void clear() {
            count = 0;
        }

        private void add(int groupId, int productId) {
            if (count == group.length) {
                group = Arrays.copyOf(group, 2 * count);
                product = Arrays.copyOf(product, 2 * count);
            }
            group[count] = groupId;
            product[count++] = productId;
        }

        int count() {
            return count;
        }

        int group(int index) {
            return group[index];
        }

        int product(int index) {
            return product[index];
        }
    }
}
