package io.csgen.simulate;

import io.csgen.config.ConfigException;
import io.csgen.config.Key;
import io.csgen.config.Problems;
import io.csgen.model.ShopModel;
import io.csgen.model.Users;
import java.util.List;
import java.util.Optional;

/** A model as tables, ready to draw from; shared by everything that simulates it. Immutable. */
final class Simulation {
    /** Number of slices: fixed, for the clicks of a slice depend on it. */
    static final int SLICES = 64;

    private final Lengths lengths;
    private final Pauses pauses;
    private final Walk walk;
    private final Population population;
    private final double sessionsPerMilli;
    private final long timeoutMillis;
    private final long usersNeeded;
    private final Optional<String> warning;

    /**
     * Builds the tables.
     *
     * @throws ConfigException if sessions would overlap and the model forbids that
     */
    Simulation(ShopModel model) {
        lengths = new Lengths(model.sessions().length());
        pauses = new Pauses(model.sessions());
        walk = new Walk(model);
        population = new Population(model.users(), SLICES);
        timeoutMillis = model.sessions().timeout().toMillis();
        double clicksPerSession = lengths.mean() * walk.meanClicksPerStep();
        sessionsPerMilli = model.traffic().clicksPerSecond() / clicksPerSession / 1000;
        // Twice the users who are busy on average, so that a free one is near also in a small slice.
        double busyMillis = (clicksPerSession - 1) * pauses.meanMillis() + timeoutMillis;
        usersNeeded = (long) StrictMath.ceil(2 * sessionsPerMilli * busyMillis);
        warning = model.users().count() >= usersNeeded
                ? Optional.empty()
                : Optional.of(Problems.describe(
                        "customer-id-max",
                        "leave room for " + usersNeeded + " users at "
                                + Key.plain(model.traffic().clicksPerSecond())
                                + " clicks per second, or sessions of one user overlap",
                        model.users().count() + " users"));
        if (warning.isPresent() && model.users().overlapping() == Users.OverlappingSessions.FORBID) {
            throw new ConfigException(List.of(warning.get()));
        }
    }

    /** Returns what is odd about the model: too few users for sessions not to overlap. */
    Optional<String> warning() {
        return warning;
    }

    /** Returns whether there are enough users for each to have one session at a time. */
    boolean keepsSessionsApart() {
        return warning.isEmpty();
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
