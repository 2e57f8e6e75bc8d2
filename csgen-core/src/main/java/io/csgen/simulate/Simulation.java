package io.csgen.simulate;

import io.csgen.config.ConfigException;
import io.csgen.config.ConfigException.Problem;
import io.csgen.config.Key;
import io.csgen.model.Distribution;
import io.csgen.model.Navigation;
import io.csgen.model.ShopModel;
import io.csgen.model.Traffic;
import io.csgen.model.Users;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A model and a start as tables, ready to draw from; shared by all that simulates them. Immutable. */
final class Simulation {
    /** Number of slices: fixed, for the clicks of a slice depend on it. */
    static final int SLICES = 64;

    /** How many times as many users as are busy at the peak a slice has, or its sessions would wait for them in line. */
    private static final double SLICE_MARGIN = 1.25;

    private static final int MOST_USERS_TRIED = 1 << 20;

    private static final double DENSER_AT_PEAK = 64;

    private final Simulation base; // without rate changes
    private final Lengths lengths;
    private final Lengths lengthsUnderWay;
    private final double meanPauses; // of a session
    private final double meanWaitMillis;
    private final Pauses pauses;
    private final Walk walk;
    private final Shelves shelves;
    private final RateCurve rates;
    private final boolean warm;
    private final boolean sharp;
    private final Rates arrivals;
    private final Population population;
    private final double sessionsPerMilli;
    private final long timeoutMillis;
    private final Optional<Problem> warning;
    private final boolean hasSessions;
    private final long keepsApart; // a bit for each slice
    private final double clicksPerSession;
    private final double clicksPerMilli;
    private final double usersPerClickPerSecond; // needed at the hours and weekdays of most traffic
    private final long users;
    private final Distribution activity;
    private final long[] keepsApartAfter; // by rate change: a bit for each slice
    private final Users.OverlappingSessions overlapping;
    private @Nullable SessionAges ages; // of the base, and guarded by it

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
        clicksPerSession = lengths.mean() * walk.meanClicksPerStep() + walk.meanClicksPerSession();
        meanPauses = clicksPerSession - 1;
        meanWaitMillis = meanWaitMillis();
        lengthsUnderWay = meanPauses > 0 ? lengths.weightedBy(this::meanPauses) : lengths;
        sessionsPerMilli = model.traffic().clicksPerSecond() / clicksPerSession / 1000;
        // Twice the users who are busy at the peak, so that a free one is near also in a small slice.
        double busyMillis = meanPauses * pauses.meanMillis() + timeoutMillis;
        long usersNeeded = (long) StrictMath.ceil(2 * sessionsPerMilli * rates.peak() * busyMillis);
        usersPerClickPerSecond = 2 * busyMillis * rates.peakOfWeek() / clicksPerSession / 1000;
        users = model.users().count();
        hasSessions = !independent;
        activity = model.users().activity();
        overlapping = model.users().overlapping();
        double peakRate = model.traffic().clicksPerSecond() * rates.peak() / rates.peakOfWeek();
        keepsApart = users >= usersNeeded ? slicesWithRoom(peakRate) : 0;
        warning = users >= usersNeeded || independent
                ? tooFewInSomeSlice(keepsApart, peakRate)
                : Optional.of(tooFewUsers(usersNeeded, model.traffic().clicksPerSecond()));
        // Where there are stages of dense clicks, a bucket is not to have more than some ten thousands of them.
        clicksPerMilli = model.traffic().clicksPerSecond() / 1000 * Math.max(1, rates.peak() / DENSER_AT_PEAK);
        keepsApartAfter = new long[0];
        warm = false;
        sharp = hasSessions && model.traffic().response() == Traffic.Response.SHARP;
        arrivals = sharp ? new SharpRates(rates, ages(), false) : rates;
        requireUsers();
    }

    private Simulation(Simulation from, List<RateChange> changes, boolean warm) {
        base = from.base;
        lengths = base.lengths;
        lengthsUnderWay = base.lengthsUnderWay;
        meanPauses = base.meanPauses;
        meanWaitMillis = base.meanWaitMillis;
        pauses = base.pauses;
        walk = base.walk;
        shelves = base.shelves;
        rates = base.rates.with(changes);
        population = base.population;
        sessionsPerMilli = base.sessionsPerMilli;
        clicksPerSession = base.clicksPerSession;
        timeoutMillis = base.timeoutMillis;
        hasSessions = base.hasSessions;
        keepsApart = base.keepsApart;
        usersPerClickPerSecond = base.usersPerClickPerSecond;
        users = base.users;
        activity = base.activity;
        overlapping = base.overlapping;
        keepsApartAfter = new long[changes.size()];
        double peak = 0;
        long always = -1;
        for (int i = 0; i < keepsApartAfter.length; i++) {
            double rate = changes.get(i).clicksPerSecond();
            peak = Math.max(peak, rate);
            keepsApartAfter[i] = users >= usersNeeded(rate) ? slicesWithRoom(rate) : 0;
            always &= keepsApartAfter[i];
        }
        clicksPerMilli = Math.max(base.clicksPerMilli, peak / 1000);
        warning = hasSessions && users < usersNeeded(peak)
                ? Optional.of(tooFewUsers(usersNeeded(peak), peak))
                : tooFewInSomeSlice(always, peak).or(base::warning);
        this.warm = warm;
        sharp = base.sharp;
        if (sharp) {
            SharpRates before =
                    warm == from.warm ? (SharpRates) from.arrivals : new SharpRates(base.rates, base.ages(), warm);
            arrivals = before.with(rates);
        } else {
            arrivals = rates;
        }
        requireUsers();
    }

    /**
     * Returns this simulation with other rate changes, which lie after its start, in order.
     *
     * @throws ConfigException if sessions would overlap and the model forbids that
     */
    Simulation with(List<RateChange> changes) {
        return new Simulation(this, List.copyOf(changes), warm);
    }

    /** Returns this simulation with sessions under way at the start. */
    Simulation startingWarm() {
        return new Simulation(this, rates.changes(), true);
    }

    private void requireUsers() {
        if (warning.isPresent() && overlapping == Users.OverlappingSessions.FORBID) {
            throw new ConfigException(warning.get());
        }
    }

    private long usersNeeded(double clicksPerSecond) {
        return (long) StrictMath.ceil(usersPerClickPerSecond * clicksPerSecond);
    }

    /**
     * Returns the slices whose users are enough for a rate, with some to spare: where few users have most of the
     * sessions, those of their slice may be too few, although all together are enough.
     */
    private long slicesWithRoom(double clicksPerSecond) {
        return hasSessions ? slicesWithRoom(population, clicksPerSecond) : 0;
    }

    private long slicesWithRoom(Population any, double clicksPerSecond) {
        double busy = usersPerClickPerSecond / 2 * clicksPerSecond;
        long slices = 0;
        for (int slice = 0; slice < SLICES; slice++) {
            if (SLICE_MARGIN * busy * any.share(slice) <= any.size(slice)) {
                slices |= 1L << slice;
            }
        }
        return slices;
    }

    private Optional<Problem> tooFewInSomeSlice(long slices, double clicksPerSecond) {
        if (!hasSessions || slices == -1) {
            return Optional.empty();
        }
        int enough = (int) users;
        while (enough < MOST_USERS_TRIED && !isRoomFor(enough, clicksPerSecond)) {
            enough = Math.min(MOST_USERS_TRIED, 2 * enough);
        }
        int tooFew = enough / 2;
        while (enough - tooFew > enough / 32) {
            int middle = tooFew + enough >>> 1;
            if (isRoomFor(middle, clicksPerSecond)) {
                enough = middle;
            } else {
                tooFew = middle;
            }
        }
        return Optional.of(Problem.of(
                "customer-id-max",
                "leave room for " + (enough == MOST_USERS_TRIED ? "more than " : "about ") + enough + " users at "
                        + Key.plain(clicksPerSecond) + " clicks per second with user-activity " + activity
                        + ", or sessions of the most active overlap",
                users + " users"));
    }

    private boolean isRoomFor(int count, double clicksPerSecond) {
        return slicesWithRoom(new Population(new Users(0, count - 1, activity, overlapping), SLICES), clicksPerSecond)
                == -1;
    }

    private Problem tooFewUsers(long needed, double clicksPerSecond) {
        return Problem.of(
                "customer-id-max",
                "leave room for " + needed + " users at " + Key.plain(clicksPerSecond)
                        + " clicks per second, or sessions of one user overlap",
                users + " users");
    }

    /** Returns what is odd about the model: too few users for sessions not to overlap. */
    Optional<Problem> warning() {
        return warning;
    }

    /** Returns whether clicks hang together: otherwise no user is ever busy. */
    boolean hasSessions() {
        return hasSessions;
    }

    /**
     * Returns whether users of a slice who come at a time have one session: there are enough of them, and sessions
     * count.
     */
    boolean keepsSessionsApart(int slice, long millis) {
        int change = keepsApartAfter.length == 0 ? -1 : rates.changeAt(millis);
        return ((change < 0 ? keepsApart : keepsApartAfter[change]) >>> slice & 1) == 1;
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

    /** Of a session of n clicks, those after the first come n (n - 1) / 2 pauses after it, in sum. */
    private double meanWaitMillis() {
        double perStep = walk.meanClicksPerStep();
        double spread = lengths.mean() * perStep * (perStep - 1); // group pages of a step: geometric at most
        double squares = perStep * perStep * lengths.meanSquare()
                + 2 * perStep * lengths.mean() * walk.meanClicksPerSession()
                + walk.meanClicksPerSession()
                + spread;
        return meanPauses > 0 ? (squares - meanPauses - 1) / 2 * pauses.meanMillis() / meanPauses : 0;
    }

    /** Returns the mean number of clicks of a session. */
    double meanClicks() {
        return meanPauses + 1;
    }

    /** Returns how long after the first click of their session the others come, in the mean. */
    double meanClickWaitMillis() {
        return meanWaitMillis;
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

    /** Returns the rate that is asked for, as a factor on its mean. */
    RateCurve rates() {
        return rates;
    }

    /** Returns whether sessions are under way at the start. */
    boolean isWarm() {
        return warm;
    }

    /** Returns the rate at which sessions begin, as a factor on its mean. */
    Rates arrivals() {
        return arrivals;
    }

    /** Returns how clicks spread over the age of sessions. */
    SessionAges ages() {
        synchronized (base) {
            SessionAges known = base.ages;
            if (known == null) {
                known = new SessionAges(lengths, walk, pauses, clicksPerSession);
                base.ages = known;
            }
            return known;
        }
    }

    /** Returns the mean number of clicks in a millisecond, at the highest rate there is a change to. */
    double clicksPerMilli() {
        return clicksPerMilli;
    }

    /** Returns the part of all sessions that a scope has the users of. */
    double share(Scope scope) {
        double share = 0;
        for (int slice = 0; slice < SLICES; slice++) {
            share += scope.hasSlice(slice) ? population.share(slice) : 0;
        }
        return share;
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
