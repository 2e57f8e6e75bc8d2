package io.csgen.model;

import io.csgen.config.Codec;
import io.csgen.config.Key;
import io.csgen.config.Problems;
import io.csgen.config.ValueSource;
import io.csgen.config.ValueSource.Values;
import java.util.List;
import java.util.Locale;

/**
 * How users move through the store. A session is a sequence of steps; in each step the user opens
 * zero or more group pages and then one product page. Immutable; all numbers are probabilities.
 *
 * @param groupPageShare share of group pages among all clicks
 * @param sameProduct that a product page is opened again, where the user stays in the group
 * @param earlierProduct that, otherwise, a product seen earlier in this stay in the group is opened
 * @param focusedSessions share of sessions whose user is focused; the others explore
 * @param focusedReturn that a focused user, leaving a group, opens the page of the same group again; at most
 *     0.99
 * @param exploringReturn the same for an exploring user; at most 0.99
 * @param favouriteGroup that a user who comes, or leaves a group without returning, goes to their
 *     favourite group; every user has one, for ever
 * @param clickModel whether clicks come in sessions at all
 */
public record Navigation(
        double groupPageShare,
        double sameProduct,
        double earlierProduct,
        double focusedSessions,
        double focusedReturn,
        double exploringReturn,
        double favouriteGroup,
        ClickModel clickModel) {
    /**
     * What users do besides browsing: search, fill the cart, buy. Off in the classic store. Immutable; all
     * values are probabilities.
     *
     * @param search probability that a session begins with a search, which leads to the group it starts in
     * @param cart that a product is put into the cart after its page was viewed
     * @param purchase probability that a product in the cart is bought at the end of the session
     */
    public record Journeys(double search, double cart, double purchase) {
        /** Whether there are any. */
        public static final Key<Boolean> ON = Key.onOff(
                        "shop-journeys", "whether users search, fill the cart and buy as well")
                .withDefault(false);

        /** That a session begins with a search. */
        public static final Key<Double> SEARCH = Key.probability(
                        "probability-search", "probability that a session begins with a search, with shop-journeys=on")
                .withDefault(0.15);

        // Carts per view and purchases per cart: between those of REES46, OTTO, RetailRocket and Taobao.

        /** That a product viewed is put into the cart. */
        public static final Key<Double> CART = Key.probability(
                        "probability-cart",
                        "probability that a product viewed is put into the cart, with shop-journeys=on")
                .withDefault(0.045);

        /** That a product in the cart is bought. */
        public static final Key<Double> PURCHASE = Key.probability(
                        "probability-purchase",
                        "probability that a product in the cart is bought, with shop-journeys=on")
                .withDefault(0.345);

        private static final Journeys NONE = new Journeys(0, 0, 0);
        private static final Journeys USUAL = given(Values.of(List.of(SEARCH, CART, PURCHASE)));

        /**
         * Creates a description of journeys.
         *
         * @throws io.csgen.config.ConfigException if a value is no probability
         */
        public Journeys {
            Problems problems = new Problems();
            search = problems.checked(SEARCH, search);
            cart = problems.checked(CART, cart);
            purchase = problems.checked(PURCHASE, purchase);
            problems.throwIfAny();
        }

        /** Returns journeys of nothing but browsing. */
        public static Journeys none() {
            return NONE;
        }

        static Journeys of(ValueSource values) {
            Journeys given = given(values); // even where it is off, its values must be good
            return values.get(ON) ? given : NONE;
        }

        private static Journeys given(ValueSource values) {
            return new Journeys(values.get(SEARCH), values.get(CART), values.get(PURCHASE));
        }

        boolean isOn() {
            return !equals(NONE);
        }

        /** Returns what settings say of these journeys: where there are none, what is usual. */
        Journeys orUsual() {
            return isOn() ? this : USUAL;
        }
    }

    // Between 0.99 and 1, sessions would have group pages without end on the way to a product.

    /** The share of group pages among all clicks. */
    public static final Key<Double> GROUP_PAGE_SHARE = Key.of(
                    "probability-browsing-group",
                    new Key.Rule<>("be a number from 0 to 0.99, or 1", p -> p >= 0 && p <= 0.99 || p == 1),
                    "share of group pages among all clicks",
                    Codec.DECIMAL)
            .withDefault(0.1);

    /** That a product page is opened again. */
    public static final Key<Double> SAME_PRODUCT = Key.probability(
                    "probability-same-product", "probability of opening the same product again")
            .withDefault(0.17);

    /** That otherwise a product seen earlier is opened. */
    public static final Key<Double> EARLIER_PRODUCT = Key.probability(
                    "probability-earlier-product", "if not, probability of opening a product seen earlier in this stay")
            .withDefault(0.12);

    /** The share of focused sessions. */
    public static final Key<Double> FOCUSED_SESSIONS = Key.probability(
                    "probability-focused-session", "share of focused sessions; the others explore")
            .withDefault(0.7);

    // Below 1: who always returns to the same page would never see another.

    /** That a focused user opens the same group's page again. */
    public static final Key<Double> FOCUSED_RETURN = Key.decimal(
                    "probability-focused-return",
                    0,
                    0.99,
                    "probability that a focused user opens the same group's page again")
            .withDefault(0.8);

    /** That an exploring user opens the same group's page again. */
    public static final Key<Double> EXPLORING_RETURN = Key.decimal(
                    "probability-exploring-return",
                    0,
                    0.99,
                    "probability that an exploring user opens the same group's page again")
            .withDefault(0.0);

    /** That a user goes to their favourite group. */
    public static final Key<Double> FAVOURITE_GROUP = Key.probability(
                    "probability-favourite-group",
                    "probability that a user goes to their favourite group, at the start or after leaving a group; above 0,"
                            + " the shares of groups are exact only where those of group pages and product pages are equal")
            .withDefault(0.0);

    /** Whether clicks come in sessions. */
    public static final Key<ClickModel> CLICK_MODEL = Key.choice(
                    "click-model",
                    ClickModel.class,
                    "sessions, or clicks independent of each other, each a session of its own")
            .withDefault(ClickModel.SESSIONS);

    /** How clicks hang together. */
    public enum ClickModel {
        /** Clicks come in sessions. */
        SESSIONS,
        /**
         * Every click is a session of its own, with the shares of the model: what the classic program meant
         * to do, and a load whose rate can be changed in an instant.
         */
        INDEPENDENT;

        /** Returns the name used in settings. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Creates a description of navigation.
     *
     * @throws io.csgen.config.ConfigException if a value is no probability, or if a user could return
     *     to the same group for ever
     */
    public Navigation {
        Problems problems = new Problems();
        groupPageShare = problems.checked(GROUP_PAGE_SHARE, groupPageShare);
        sameProduct = problems.checked(SAME_PRODUCT, sameProduct);
        earlierProduct = problems.checked(EARLIER_PRODUCT, earlierProduct);
        focusedSessions = problems.checked(FOCUSED_SESSIONS, focusedSessions);
        focusedReturn = problems.checked(FOCUSED_RETURN, focusedReturn);
        exploringReturn = problems.checked(EXPLORING_RETURN, exploringReturn);
        favouriteGroup = problems.checked(FAVOURITE_GROUP, favouriteGroup);
        problems.throwIfAny();
    }

    static Navigation of(ValueSource values) {
        return new Navigation(
                values.get(GROUP_PAGE_SHARE),
                values.get(SAME_PRODUCT),
                values.get(EARLIER_PRODUCT),
                values.get(FOCUSED_SESSIONS),
                values.get(FOCUSED_RETURN),
                values.get(EXPLORING_RETURN),
                values.get(FAVOURITE_GROUP),
                values.get(CLICK_MODEL));
    }
}
