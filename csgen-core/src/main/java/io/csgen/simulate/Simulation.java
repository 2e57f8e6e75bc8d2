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

    /** What follows from a model and a start alone, without rate changes. Immutable. */
    private static final class Tables {
        final Lengths lengths;
        final Lengths lengthsUnderWay;
        final double meanPauses; // of a session
        final double meanWaitMillis;
        final Pauses pauses;
        final Walk walk;
        final Shelves shelves;
        final RateCurve rates;
        final boolean sharp;
        final Population population;
        final double sessionsPerMilli;
        final long timeoutMillis;
        final Optional<Problem> warning;
        final boolean hasSessions;
        final long keepsApart; // a bit for each slice
        final double clicksPerSession;
        final double clicksPerMilli;
        final double usersPerClickPerSecond; // needed at the hours and weekdays of most traffic
        final long users;
        final Distribution activity;
        final Users.OverlappingSessions overlapping;
        private @Nullable SessionAges ages; // guarded by this

        Tables(ShopModel model, long startMillis) {
            boolean independent = model.navigation().clickModel() == Navigation.ClickModel.INDEPENDENT;
            lengths = Lengths.of(
                    independent
                            ? new Distribution.Constant(1)
                            : model.sessions().length());
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
            sharp = hasSessions && model.traffic().response() == Traffic.Response.SHARP;
        }

        long usersNeeded(double clicksPerSecond) {
            return (long) StrictMath.ceil(usersPerClickPerSecond * clicksPerSecond);
        }

        /**
         * Returns the slices whose users are enough for a rate, with some to spare: where few users have most of the
         * sessions, those of their slice may be too few, although all together are enough.
         */
        long slicesWithRoom(double clicksPerSecond) {
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

        Optional<Problem> tooFewInSomeSlice(long slices, double clicksPerSecond) {
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
            return slicesWithRoom(
                            new Population(new Users(0, count - 1, activity, overlapping), SLICES), clicksPerSecond)
                    == -1;
        }

        Problem tooFewUsers(long needed, double clicksPerSecond) {
            return Problem.of(
                    "customer-id-max",
                    "leave room for " + needed + " users at " + Key.plain(clicksPerSecond)
                            + " clicks per second, or sessions of one user overlap",
                    users + " users");
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

        synchronized SessionAges ages() {
            SessionAges known = ages;
            if (known == null) {
                known = new SessionAges(lengths, walk, pauses, clicksPerSession);
                ages = known;
            }
            return known;
        }
    }

    private final Tables tables;
    private final RateCurve rates;
    private final boolean warm;
    private final Rates arrivals;
    private final Optional<Problem> warning;
    private final double clicksPerMilli;
    private final long[] keepsApartAfter; // by rate change: a bit for each slice

    /**
     * Builds the tables.
     *
     * @throws ConfigException if sessions would overlap and the model forbids that
     */
    Simulation(ShopModel model, long startMillis) {
        this(new Tables(model, startMillis), List.of(), false, Optional.empty());
    }

    /** Sets the rate changes, knowing perhaps with what rates sessions begin under earlier ones. */
    private Simulation(Tables tables, List<RateChange> changes, boolean warm, Optional<SharpRates> before) {
        this.tables = tables;
        this.warm = warm;
        rates = tables.rates.with(changes);
        keepsApartAfter = new long[changes.size()];
        double peak = 0;
        long always = -1;
        for (int i = 0; i < keepsApartAfter.length; i++) {
            double rate = changes.get(i).clicksPerSecond();
            peak = Math.max(peak, rate);
            keepsApartAfter[i] = tables.users >= tables.usersNeeded(rate) ? tables.slicesWithRoom(rate) : 0;
            always &= keepsApartAfter[i];
        }
        clicksPerMilli = Math.max(tables.clicksPerMilli, peak / 1000);
        long needed = tables.usersNeeded(peak);
        warning = tables.hasSessions && tables.users < needed
                ? Optional.of(tables.tooFewUsers(needed, peak))
                : tables.tooFewInSomeSlice(always, peak).or(() -> tables.warning);
        arrivals = tables.sharp
                ? before.orElseGet(() -> new SharpRates(tables.rates, tables.ages(), warm))
                        .with(rates)
                : rates;
        if (warning.isPresent() && tables.overlapping == Users.OverlappingSessions.FORBID) {
            throw new ConfigException(warning.get());
        }
    }

    /**
     * Returns this simulation with other rate changes, which lie after its start, in order.
     *
     * @throws ConfigException if sessions would overlap and the model forbids that
     */
    Simulation with(List<RateChange> changes) {
        return new Simulation(
                tables,
                List.copyOf(changes),
                warm,
                tables.sharp ? Optional.of((SharpRates) arrivals) : Optional.empty());
    }

    /** Returns this simulation with sessions under way at the start. */
    Simulation startingWarm() {
        return warm ? this : new Simulation(tables, rates.changes(), true, Optional.empty());
    }

    /** Returns what is odd about the model: too few users for sessions not to overlap. */
    Optional<Problem> warning() {
        return warning;
    }

    /** Returns whether clicks hang together: otherwise no user is ever busy. */
    boolean hasSessions() {
        return tables.hasSessions;
    }

    /**
     * Returns whether users of a slice who come at a time have one session: there are enough of them, and sessions
     * count.
     */
    boolean keepsSessionsApart(int slice, long millis) {
        int change = keepsApartAfter.length == 0 ? -1 : rates.changeAt(millis);
        return ((change < 0 ? tables.keepsApart : keepsApartAfter[change]) >>> slice & 1) == 1;
    }

    Lengths lengths() {
        return tables.lengths;
    }

    /** Returns the number of steps of sessions that are met in a pause at some moment, but for {@link #meanPauses(int)}. */
    Lengths lengthsUnderWay() {
        return tables.lengthsUnderWay;
    }

    /** Returns the mean number of clicks of a session. */
    double meanClicks() {
        return tables.meanPauses + 1;
    }

    /** Returns how long after the first click of their session the others come, in the mean. */
    double meanClickWaitMillis() {
        return tables.meanWaitMillis;
    }

    /** Returns the mean time from the first click of a session to its last. */
    double meanSessionMillis() {
        return tables.meanPauses * tables.pauses.meanMillis();
    }

    Pauses pauses() {
        return tables.pauses;
    }

    Walk walk() {
        return tables.walk;
    }

    Shelves shelves() {
        return tables.shelves;
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

    /** Returns the mean number of pauses of a session with so many steps. */
    double meanPauses(int steps) {
        return tables.meanPauses(steps);
    }

    /** Returns how clicks spread over the age of sessions. */
    SessionAges ages() {
        return tables.ages();
    }

    /** Returns the mean number of clicks in a millisecond, at the highest rate there is a change to. */
    double clicksPerMilli() {
        return clicksPerMilli;
    }

    /** Returns the part of all sessions that a scope has the users of. */
    double share(Scope scope) {
        double share = 0;
        for (int slice = 0; slice < SLICES; slice++) {
            share += scope.hasSlice(slice) ? tables.population.share(slice) : 0;
        }
        return share;
    }

    Population population() {
        return tables.population;
    }

    /** Returns the mean number of sessions that begin in a millisecond among the users of a slice. */
    double sessionsPerMilli(int slice) {
        return tables.sessionsPerMilli * tables.population.share(slice);
    }

    long timeoutMillis() {
        return tables.timeoutMillis;
    }
}
