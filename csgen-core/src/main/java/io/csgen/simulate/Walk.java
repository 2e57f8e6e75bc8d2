package io.csgen.simulate;

import io.csgen.click.Click;
import io.csgen.click.ClickType;
import io.csgen.internal.RandomStream;
import io.csgen.model.Catalog.ProductGroup;
import io.csgen.model.Navigation;
import io.csgen.model.Navigation.Journeys;
import io.csgen.model.ShopModel;
import java.util.Arrays;
import java.util.List;

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
    /** So many clicks end a session, in whatever model; only an absurd one gets there. */
    private static final int MAX_CLICKS = 100_000;

    private static final byte GROUP_VIEW = (byte) ClickType.GROUP_VIEW.ordinal();
    private static final byte PRODUCT_VIEW = (byte) ClickType.PRODUCT_VIEW.ordinal();
    private static final byte SEARCH = (byte) ClickType.SEARCH.ordinal();
    private static final byte ADD_TO_CART = (byte) ClickType.ADD_TO_CART.ordinal();
    private static final byte PURCHASE = (byte) ClickType.PURCHASE.ordinal();

    private final AliasTable groupPages;
    private final AliasTable productPages;
    private final long[] stay;
    private final long groupPage;
    private final long sameProduct;
    private final long sameOrEarlierProduct;
    private final long focused;
    private final long focusedReturn;
    private final long exploringReturn;
    private final long favourite;
    private final long search;
    private final long cart;
    private final long purchase;
    private final boolean journeys;
    private final boolean groupPagesOnly;
    private final boolean independent;
    private final double meanClicksPerStep;
    private final double meanClicksPerSession;

    Walk(ShopModel model) {
        Navigation navigation = model.navigation();
        List<ProductGroup> groups = model.catalog().groups();
        double p = navigation.groupPageShare();
        groupPages = AliasTable.of(
                groups.stream().mapToDouble(ProductGroup::groupPageShare).toArray());
        productPages = AliasTable.of(
                groups.stream().mapToDouble(ProductGroup::productPageShare).toArray());
        stay = new long[groups.size()];
        for (int g = 0; g < stay.length; g++) {
            double products = (1 - p) * groups.get(g).productPageShare();
            double pages = p * groups.get(g).groupPageShare();
            stay[g] = RandomStream.threshold(products == 0 ? 0 : products / (products + pages));
        }
        groupPage = RandomStream.threshold(p);
        double same = navigation.sameProduct();
        sameProduct = RandomStream.threshold(same);
        sameOrEarlierProduct = RandomStream.threshold(same + (1 - same) * navigation.earlierProduct());
        focused = RandomStream.threshold(navigation.focusedSessions());
        focusedReturn = RandomStream.threshold(navigation.focusedReturn());
        exploringReturn = RandomStream.threshold(navigation.exploringReturn());
        favourite = RandomStream.threshold(navigation.favouriteGroup());
        search = RandomStream.threshold(model.journeys().search());
        cart = RandomStream.threshold(model.journeys().cart());
        purchase = RandomStream.threshold(model.journeys().purchase());
        groupPagesOnly = p == 1;
        independent = navigation.clickModel() == Navigation.ClickModel.INDEPENDENT;
        journeys = !model.journeys().equals(Journeys.none()) && !independent;
        double bought = journeys && !groupPagesOnly
                ? model.journeys().cart() * (1 + model.journeys().purchase())
                : 0;
        meanClicksPerStep = groupPagesOnly || independent ? 1 : 1 / (1 - p) + bought;
        meanClicksPerSession = journeys ? model.journeys().search() : 0;
    }

    /** Returns whether users search, fill carts and buy. */
    boolean hasJourneys() {
        return journeys;
    }

    /** Returns the mean number of clicks of a session that belong to no step. */
    double meanClicksPerSession() {
        return meanClicksPerSession;
    }

    /** Returns whether users have favourite groups at all. */
    boolean hasFavourites() {
        return favourite > 0;
    }

    /** Returns the mean number of clicks of a step. */
    double meanClicksPerStep() {
        return meanClicksPerStep;
    }

    /**
     * Draws the pages of a session.
     *
     * @param navigation random numbers that decide which way to go
     * @param favouriteOfUser random number that decides where this user likes to go
     * @param journey random numbers that decide what to do besides browsing
     * @param pages takes the pages without their products; it is emptied first
     */
    void draw(int steps, RandomStream navigation, long favouriteOfUser, RandomStream journey, Pages pages) {
        pages.clear();
        if (independent) {
            boolean ofGroup = navigation.happens(groupPage);
            pages.add(
                    (ofGroup ? groupPages : productPages).index(navigation.next()),
                    ofGroup ? GROUP_VIEW : PRODUCT_VIEW);
            return;
        }
        int favouriteGroup = favourite > 0 ? productPages.index(favouriteOfUser) : 0;
        long returning = navigation.happens(focused) ? focusedReturn : exploringReturn;
        int group = favourite > 0 && navigation.happens(favourite)
                ? favouriteGroup
                : (groupPagesOnly ? groupPages : productPages).index(navigation.next());
        if (journeys && journey.happens(search)) {
            pages.add(group, SEARCH);
        }
        for (int step = 0; step < steps && pages.count < MAX_CLICKS; step++) {
            while (!navigation.happens(stay[group]) && pages.count < MAX_CLICKS) {
                if (!navigation.happens(returning)) {
                    group = favourite > 0 && navigation.happens(favourite)
                            ? favouriteGroup
                            : groupPages.index(navigation.next());
                }
                pages.add(group, GROUP_VIEW);
                if (groupPagesOnly) {
                    break;
                }
            }
            if (!groupPagesOnly) {
                pages.add(group, PRODUCT_VIEW);
                if (journeys && journey.happens(cart)) {
                    pages.add(group, ADD_TO_CART);
                }
            }
        }
        if (journeys) {
            buy(journey, pages);
        }
    }

    /** What was put into the cart is bought at the end, or not. */
    private void buy(RandomStream journey, Pages pages) {
        int browsed = pages.count;
        for (int i = 0; i < browsed; i++) {
            if (pages.type[i] == ADD_TO_CART && journey.happens(purchase)) {
                pages.add(pages.group[i], PURCHASE);
                pages.origin[pages.count - 1] = i;
            }
        }
    }

    /**
     * Draws the products of pages whose groups are drawn. Where the user stays in a group, the same
     * product or one seen earlier in this stay may be viewed again; the first of a stay never is.
     */
    void drawProducts(RandomStream random, Trends trends, Pages pages) {
        int[] products = pages.product;
        int seen = 0; // product pages of the present stay
        for (int i = 0; i < pages.count; i++) {
            byte type = pages.type[i];
            if (type == PRODUCT_VIEW) {
                long choice = seen > 0 ? random.next() >>> 2 : Long.MAX_VALUE;
                if (choice < sameProduct) {
                    products[i] = pages.seen[seen - 1];
                } else if (seen > 1 && choice < sameOrEarlierProduct) {
                    products[i] = pages.seen[RandomStream.below(random.next(), seen - 1)];
                } else {
                    products[i] = trends.product(pages.group[i], random.next());
                }
                pages.seen[seen++] = products[i];
            } else if (type == ADD_TO_CART) {
                products[i] = products[i - 1];
            } else if (type == PURCHASE) {
                products[i] = products[pages.origin[i]];
            } else {
                products[i] = Click.NO_PRODUCT;
                seen = 0;
            }
        }
    }

    /** The pages of a session, in order. Confined to one thread. */
    static final class Pages {
        private int[] group = new int[64];
        private int[] product = new int[64];
        private int[] origin = new int[64]; // of a purchase: the page that put its product into the cart
        private int[] seen = new int[64]; // room for the products of a stay
        private byte[] type = new byte[64]; // ordinals: to store references costs more than to draw them
        private int count;

        private void clear() {
            count = 0;
        }

        private void add(int number, byte ofType) {
            if (count == group.length) {
                group = Arrays.copyOf(group, 2 * count);
                product = Arrays.copyOf(product, 2 * count);
                origin = Arrays.copyOf(origin, 2 * count);
                seen = Arrays.copyOf(seen, 2 * count);
                type = Arrays.copyOf(type, 2 * count);
            }
            group[count] = number;
            type[count++] = ofType;
        }

        int count() {
            return count;
        }

        /** Returns the group of a page, from 0. */
        int group(int index) {
            return group[index];
        }

        /** Returns the ordinal of the type of a page. */
        int type(int index) {
            return type[index];
        }

        /** Returns the product of a page, or {@link Click#NO_PRODUCT}. */
        int product(int index) {
            return product[index];
        }
    }
}
