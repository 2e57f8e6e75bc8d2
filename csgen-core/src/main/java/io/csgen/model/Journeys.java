package io.csgen.model;

import io.csgen.config.Key;
import io.csgen.config.Problems;

/**
 * What users do besides browsing: search, fill the cart, buy. Off in the classic store. Immutable; all
 * values are probabilities.
 *
 * @param search that a session begins with a search, which leads to the group it starts in
 * @param cart that a product is put into the cart after its page was viewed
 * @param purchase that a product in the cart is bought at the end of the session
 */
public record Journeys(double search, double cart, double purchase) {
    private static final Journeys NONE = new Journeys(0, 0, 0);

    /**
     * Creates a description of journeys.
     *
     * @throws io.csgen.config.ConfigException if a value is no probability
     */
    public Journeys {
        Problems problems = new Problems();
        search = probability(problems, ModelKeys.SEARCH, search);
        cart = probability(problems, ModelKeys.CART, cart);
        purchase = probability(problems, ModelKeys.PURCHASE, purchase);
        problems.throwIfAny();
    }

    /** Returns journeys of nothing but browsing. */
    public static Journeys none() {
        return NONE;
    }

    private static double probability(Problems problems, Key<Double> key, double value) {
        return problems.collect(() -> key.parse(Double.toString(value))).orElse(value);
    }
}
