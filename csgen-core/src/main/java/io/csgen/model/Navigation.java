package io.csgen.model;

import io.csgen.config.Key;
import io.csgen.config.Problems;

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

    /** How clicks hang together. */
    public enum ClickModel {
        /** Clicks come in sessions. */
        SESSIONS("sessions"),
        /**
         * Every click is a session of its own, with the shares of the model: what the classic program meant
         * to do, and a load whose rate can be changed in an instant.
         */
        INDEPENDENT("independent");

        private final String text;

        ClickModel(String text) {
            this.text = text;
        }

        /** Returns the name used in settings. */
        @Override
        public String toString() {
            return text;
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
        groupPageShare = probability(problems, ModelKeys.BROWSING_GROUP, groupPageShare);
        sameProduct = probability(problems, ModelKeys.SAME_PRODUCT, sameProduct);
        earlierProduct = probability(problems, ModelKeys.EARLIER_PRODUCT, earlierProduct);
        focusedSessions = probability(problems, ModelKeys.FOCUSED_SESSIONS, focusedSessions);
        focusedReturn = probability(problems, ModelKeys.FOCUSED_RETURN, focusedReturn);
        exploringReturn = probability(problems, ModelKeys.EXPLORING_RETURN, exploringReturn);
        favouriteGroup = probability(problems, ModelKeys.FAVOURITE_GROUP, favouriteGroup);
        problems.throwIfAny();
    }

    private static double probability(Problems problems, Key<Double> key, double value) {
        // Reading the value back through its key applies the key's own rule.
        return problems.collect(() -> key.parse(Double.toString(value))).orElse(value);
    }
}
