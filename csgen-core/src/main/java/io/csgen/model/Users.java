package io.csgen.model;

import io.csgen.config.Key;
import io.csgen.config.Problems;
import io.csgen.config.ValueSource;
import java.util.Locale;

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
    /** The smallest user id. */
    public static final Key<Integer> ID_MIN = Key.integer("customer-id-min", 0, ModelKeys.MAX_ID, "smallest user id")
            .withDefault(1);

    /** The greatest user id. */
    public static final Key<Integer> ID_MAX = Key.integer("customer-id-max", 0, ModelKeys.MAX_ID, "greatest user id")
            .withDefault(100);

    /** How sessions spread over users. */
    public static final Key<Distribution> ACTIVITY = DistributionKeys.spread(
                    "user-activity", "how sessions spread over users")
            .withDefault(new Distribution.Uniform());

    /** What happens where there are too few users for the rate. */
    public static final Key<OverlappingSessions> OVERLAPPING = Key.choice(
                    "overlapping-sessions",
                    OverlappingSessions.class,
                    "whether users have several sessions at a time where there are too few for the rate")
            .withDefault(OverlappingSessions.ALLOW);

    /** No heap can hold a weight for each of more. */
    private static final int MAX_WITH_ZIPF = 1_000_000_000;

    /** What happens where the rate asks for more sessions at a time than there are users. */
    public enum OverlappingSessions {
        /** Users have several sessions at a time. */
        ALLOW,
        /** That is an error of the model. */
        FORBID;

        /** Returns the name used in settings. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Creates a description of users.
     *
     * @throws io.csgen.config.ConfigException if a value is out of bounds
     */
    public Users {
        Problems problems = new Problems();
        problems.check(ID_MIN, idMin);
        problems.check(ID_MAX, idMax);
        problems.require(idMin <= idMax, ID_MIN.name(), "be at most " + ID_MAX + " (" + idMax + ")", idMin);
        problems.check(ACTIVITY, activity);
        problems.require(
                !(activity instanceof Distribution.Zipf) || (long) idMax - idMin < MAX_WITH_ZIPF,
                ACTIVITY.name(),
                "be no zipf where there are more than " + MAX_WITH_ZIPF + " users",
                activity);
        problems.throwIfAny();
    }

    static Users of(ValueSource values) {
        return new Users(values.get(ID_MIN), values.get(ID_MAX), values.get(ACTIVITY), values.get(OVERLAPPING));
    }

    /** Returns how many users there are; at least 1. */
    public int count() {
        return idMax - idMin + 1;
    }
}
