package io.csgen.simulate;

import io.csgen.config.ConfigException;
import io.csgen.config.Key;
import io.csgen.config.Problems;
import io.csgen.model.Distribution;
import io.csgen.model.Navigation;
import io.csgen.model.ShopModel;
import io.csgen.model.Users;
import java.util.List;
import java.util.Optional;

/** A model and a start as tables, ready to draw from; shared by all that simulates them. Immutable. */
final class Simulation {
    /** Number of slices: fixed, for the clicks of a slice depend on it. */
    static final int SLICES = 64;

    private final Lengths lengths;
    private final Pauses pauses;
    private final Walk walk;
    private final Shelves shelves;
    private final RateCurve rates;
    private final Population population;
    private final double sessionsPerMilli;
    private final long timeoutMillis;
    private final long usersNeeded;
    private final Optional<String> warning;
    private final boolean hasSessions;
    private final boolean keepsSessionsApart;
    private final double clicksPerMilli;

    /**
     * Builds the tables.
     *
     * @throws ConfigException if sessions would overlap and the model forbids that
     */
    Simulation(ShopModel model, long startMillis) {
        boolean independent = model.navigation().clickModel() == Navigation.ClickModel.INDEPENDENT;
        lengths = new Lengths(
                independent ? new Distribution.Constant(1) : model.sessions().length());
        pauses = new Pauses(model.sessions());
        walk = new Walk(model);
        shelves = new Shelves(model.catalog());
        rates = new RateCurve(model.traffic(), startMillis);
        population = new Population(model.users(), SLICES);
        timeoutMillis = model.sessions().timeout().toMillis();
        double clicksPerSession = lengths.mean() * walk.meanClicksPerStep() + walk.meanClicksPerSession();
        sessionsPerMilli = model.traffic().clicksPerSecond() / clicksPerSession / 1000;
        // Twice the users who are busy at the peak, so that a free one is near also in a small slice.
        double busyMillis = (clicksPerSession - 1) * pauses.meanMillis() + timeoutMillis;
        usersNeeded = (long) StrictMath.ceil(2 * sessionsPerMilli * rates.peak() * busyMillis);
        warning = independent || model.users().count() >= usersNeeded
                ? Optional.empty()
                : Optional.of(Problems.describe(
                        "customer-id-max",
                        "leave room for " + usersNeeded + " users at "
                                + Key.plain(model.traffic().clicksPerSecond())
                                + " clicks per second, or sessions of one user overlap",
                        model.users().count() + " users"));
        hasSessions = !independent;
        keepsSessionsApart = hasSessions && warning.isEmpty();
        clicksPerMilli = model.traffic().clicksPerSecond() / 1000;
        if (warning.isPresent() && model.users().overlapping() == Users.OverlappingSessions.FORBID) {
            throw new ConfigException(List.of(warning.get()));
        }
    }

    /** Returns what is odd about the model: too few users for sessions not to overlap. */
    Optional<String> warning() {
        return warning;
    }

    /** Returns whether clicks hang together: otherwise no user is ever busy. */
    boolean hasSessions() {
        return hasSessions;
    }

    /** Returns whether users have one session at a time: there are enough of them, and sessions count. */
    boolean keepsSessionsApart() {
        return keepsSessionsApart;
    }

    Lengths lengths() {
        return lengths;
    }

    Pauses pauses() {
        return pauses;
    }

    Walk walk() {
        return walk;
    }

    Shelves shelves() {
        return shelves;
    }

    RateCurve rates() {
        return rates;
    }

    /** Returns the mean number of clicks in a millisecond. */
    double clicksPerMilli() {
        return clicksPerMilli;
    }

    Population population() {
        return population;
    }

    /** Returns the mean number of sessions that begin in a millisecond among the users of a slice. */
    double sessionsPerMilli(int slice) {
        return sessionsPerMilli * population.share(slice);
    }

    long timeoutMillis() {
        return timeoutMillis;
    }
}
