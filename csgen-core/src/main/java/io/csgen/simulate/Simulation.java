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

    private final Simulation base; // without rate changes
    private final Lengths lengths;
    private final Lengths lengthsUnderWay;
    private final double meanPauses; // of a session
    private final Pauses pauses;
    private final Walk walk;
    private final Shelves shelves;
    private final RateCurve rates;
    private final Population population;
    private final double sessionsPerMilli;
    private final long timeoutMillis;
    private final Optional<String> warning;
    private final boolean hasSessions;
    private final boolean keepsSessionsApart;
    private final double clicksPerMilli;
    private final double usersPerClickPerSecond; // needed at the hours and weekdays of most traffic
    private final long users;
    private final boolean forbidsOverlap;
    private final boolean[] keepsApartAfter; // by rate change

    /**
     * Builds the tables.
     *
     * @throws ConfigException if sessions would overlap and the model forbids that
     */
    Simulation(ShopModel model, long startMillis) {
        base = this;
        boolean independent = model.navigation().clickModel() == Navigation.ClickModel.INDEPENDENT;
        lengths = Lengths.of(
                independent ? new Distribution.Constant(1) : model.sessions().length());
        pauses = new Pauses(model.sessions());
        walk = new Walk(model);
        shelves = new Shelves(model.catalog());
        rates = new RateCurve(model.traffic(), startMillis);
        population = new Population(model.users(), SLICES);
        timeoutMillis = model.sessions().timeout().toMillis();
        double clicksPerSession = lengths.mean() * walk.meanClicksPerStep() + walk.meanClicksPerSession();
        meanPauses = clicksPerSession - 1;
        lengthsUnderWay = meanPauses > 0 ? lengths.weightedBy(this::meanPauses) : lengths;
        sessionsPerMilli = model.traffic().clicksPerSecond() / clicksPerSession / 1000;
        // Twice the users who are busy at the peak, so that a free one is near also in a small slice.
        double busyMillis = meanPauses * pauses.meanMillis() + timeoutMillis;
        long usersNeeded = (long) StrictMath.ceil(2 * sessionsPerMilli * rates.peak() * busyMillis);
        usersPerClickPerSecond = 2 * busyMillis * rates.peakOfWeek() / clicksPerSession / 1000;
        users = model.users().count();
        warning = independent || users >= usersNeeded
                ? Optional.empty()
                : Optional.of(tooFewUsers(usersNeeded, model.traffic().clicksPerSecond()));
        hasSessions = !independent;
        keepsSessionsApart = hasSessions && warning.isEmpty();
        clicksPerMilli = model.traffic().clicksPerSecond() / 1000;
        keepsApartAfter = new boolean[0];
        forbidsOverlap = model.users().overlapping() == Users.OverlappingSessions.FORBID;
        requireUsers();
    }

    private Simulation(Simulation base, List<RateChange> changes) {
        this.base = base;
        lengths = base.lengths;
        lengthsUnderWay = base.lengthsUnderWay;
        meanPauses = base.meanPauses;
        pauses = base.pauses;
        walk = base.walk;
        shelves = base.shelves;
        rates = base.rates.with(changes);
        population = base.population;
        sessionsPerMilli = base.sessionsPerMilli;
        timeoutMillis = base.timeoutMillis;
        hasSessions = base.hasSessions;
        keepsSessionsApart = base.keepsSessionsApart;
        usersPerClickPerSecond = base.usersPerClickPerSecond;
        users = base.users;
        forbidsOverlap = base.forbidsOverlap;
        keepsApartAfter = new boolean[changes.size()];
        double peak = 0;
        for (int i = 0; i < keepsApartAfter.length; i++) {
            double rate = changes.get(i).clicksPerSecond();
            peak = Math.max(peak, rate);
            keepsApartAfter[i] = hasSessions && users >= usersNeeded(rate);
        }
        clicksPerMilli = Math.max(base.clicksPerMilli, peak / 1000);
        warning = hasSessions && users < usersNeeded(peak)
                ? Optional.of(tooFewUsers(usersNeeded(peak), peak))
                : base.warning;
        requireUsers();
    }

    /**
     * Returns this simulation with other rate changes, which lie after its start, in order.
     *
     * @throws ConfigException if sessions would overlap and the model forbids that
     */
    Simulation with(List<RateChange> changes) {
        return new Simulation(base, changes);
    }

    private void requireUsers() {
        if (warning.isPresent() && forbidsOverlap) {
            throw new ConfigException(List.of(warning.get()));
        }
    }

    private long usersNeeded(double clicksPerSecond) {
        return (long) StrictMath.ceil(usersPerClickPerSecond * clicksPerSecond);
    }

    private String tooFewUsers(long needed, double clicksPerSecond) {
        return Problems.describe(
                "customer-id-max",
                "leave room for " + needed + " users at " + Key.plain(clicksPerSecond)
                        + " clicks per second, or sessions of one user overlap",
                users + " users");
    }

    /** Returns what is odd about the model: too few users for sessions not to overlap. */
    Optional<String> warning() {
        return warning;
    }

    /** Returns whether clicks hang together: otherwise no user is ever busy. */
    boolean hasSessions() {
        return hasSessions;
    }

    /** Returns whether users who come at a time have one session: there are enough of them, and sessions count. */
    boolean keepsSessionsApart(long millis) {
        int change = keepsApartAfter.length == 0 ? -1 : rates.changeAt(millis);
        return change < 0 ? keepsSessionsApart : keepsApartAfter[change];
    }

    Lengths lengths() {
        return lengths;
    }

    /** Returns the number of steps of sessions that are met in a pause at some moment, but for {@link #meanPauses(int)}. */
    Lengths lengthsUnderWay() {
        return lengthsUnderWay;
    }

    /** Returns the mean number of pauses of a session with so many steps. */
    double meanPauses(int steps) {
        return steps * walk.meanClicksPerStep() + walk.meanClicksPerSession() - 1;
    }

    /** Returns the mean time from the first click of a session to its last. */
    double meanSessionMillis() {
        return meanPauses * pauses.meanMillis();
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

    /** Returns the mean number of clicks in a millisecond, at the highest rate there is a change to. */
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
