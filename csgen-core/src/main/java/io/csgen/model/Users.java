package io.csgen.model;

import io.csgen.config.Problems;

/**
 * Who visits the store. Immutable.
 *
 * @param idMin smallest user id, inclusive; from 0
 * @param idMax greatest user id, inclusive; at least {@code idMin}
 * @param activity how sessions spread over users: {@code lognormal}, {@code zipf}, {@code uniform} or
 *     {@code gaussian}; except for the last, who is active does not follow from the id
 * @param overlapping what happens where there are too few users for the rate
 */
public record Users(int idMin, int idMax, Distribution activity, OverlappingSessions overlapping) {
    /** No heap can hold a weight for each of more. */
    private static final int MAX_WITH_ZIPF = 1_000_000_000;

    /** What happens where the rate asks for more sessions at a time than there are users. */
    public enum OverlappingSessions {
        /** Users have several sessions at a time. */
        ALLOW("allow"),
        /** That is an error of the model. */
        FORBID("forbid");

        private final String text;

        OverlappingSessions(String text) {
            this.text = text;
        }

        /** Returns the name used in settings. */
        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * Creates a description of users.
     *
     * @throws io.csgen.config.ConfigException if a value is out of bounds
     */
    public Users {
        Problems problems = new Problems();
        problems.collect(() -> ModelKeys.USER_ID_MIN.parse(Integer.toString(idMin)));
        problems.collect(() -> ModelKeys.USER_ID_MAX.parse(Integer.toString(idMax)));
        problems.require(
                idMin <= idMax,
                ModelKeys.USER_ID_MIN.name(),
                "be at most " + ModelKeys.USER_ID_MAX + " (" + idMax + ")",
                idMin);
        problems.collect(() -> ModelKeys.USER_ACTIVITY.parse(activity.toString()));
        problems.require(
                !(activity instanceof Distribution.Zipf) || (long) idMax - idMin < MAX_WITH_ZIPF,
                ModelKeys.USER_ACTIVITY.name(),
                "be no zipf where there are more than " + MAX_WITH_ZIPF + " users",
                activity);
        problems.throwIfAny();
    }

    /** Returns how many users there are; at least 1. */
    public int count() {
        return idMax - idMin + 1;
    }
}
