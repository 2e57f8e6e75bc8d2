package io.csgen.model;

import io.csgen.config.Key;
import io.csgen.config.Problems;
import io.csgen.config.ValueSource;
import io.csgen.config.Values;
import java.util.List;

/**
 * What users do besides browsing: search, fill the cart, buy. Off in the classic store. Immutable; all
 * values are probabilities.
 *
 * @param search that a session begins with a search, which leads to the group it starts in
 * @param cart that a product is put into the cart after its page was viewed
 * @param purchase that a product in the cart is bought at the end of the session
 */
public record Journeys(double search, double cart, double purchase) {
    /** Whether there are any. */
    public static final Key<Boolean> ON = Key.onOff(
                    "shop-journeys", "whether users search, fill the cart and buy as well")
            .withDefault(false);

    /** That a session begins with a search. */
    public static final Key<Double> SEARCH = Key.probability(
                    "probability-search", "that a session begins with a search, with shop-journeys=on")
            .withDefault(0.15);

    // Carts per view and purchases per cart: between those of REES46, OTTO, RetailRocket and Taobao.

    /** That a product viewed is put into the cart. */
    public static final Key<Double> CART = Key.probability(
                    "probability-cart", "that a product viewed is put into the cart, with shop-journeys=on")
            .withDefault(0.045);

    /** That a product in the cart is bought. */
    public static final Key<Double> PURCHASE = Key.probability(
                    "probability-purchase", "that a product in the cart is bought, with shop-journeys=on")
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
        problems.check(SEARCH, search);
        problems.check(CART, cart);
        problems.check(PURCHASE, purchase);
        problems.throwIfAny();
        // Settings know no -0.
        search += 0.0;
        cart += 0.0;
        purchase += 0.0;
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
