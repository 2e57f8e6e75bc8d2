package io.csgen.simulate;

import io.csgen.click.Click;
import io.csgen.config.ConfigException;
import io.csgen.config.ConfigException.Problem;
import io.csgen.config.Key;
import io.csgen.model.ShopModel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The clicks that a model, a seed and a start give: the same clicks whenever and wherever they are asked for. Without a
 * bound they go on for 68 years. Immutable, so safe for concurrent use; iterators are confined to one thread.
 *
 * <pre>{@code
 * ClickGenerator generator = ClickGenerator.of(ShopModel.classic(), 7, Instant.parse("2026-01-05T00:00:00Z"));
 * for (Click click : generator.sessions(1000)) {
 *     System.out.println(click);
 * }
 * }</pre>
 *
 * <p>The model says which users are active and which products are popular; the seed, what users like. All else that is
 * drawn, session ids and the moments at which sessions begin included, follows from seed and start together: the same
 * seed with another start, be it by a millisecond, gives other clicks of the same people. No two runs that differ in
 * seed or start share a session id, but for an accident that has a chance of less than 1 in 10⁹ for runs of up to 10⁹
 * sessions.
 *
 * <p>Clicks come in order of time, then session id (as an unsigned number, so as it is written), then ordinal. A user
 * has one session at a time, and the next begins more than the session timeout after the last click of the previous,
 * provided that the model has users enough for its rate (see {@link #warning}).
 */
public final class ClickGenerator implements Iterable<Click> {
    private static final ShopModel CLASSIC = ShopModel.classic();

    private final ShopModel model;
    private final long seed;
    private final Simulation simulation;
    private final List<RateChange> rateChanges;
    private final Scope scope;

    private ClickGenerator(
            ShopModel model, long seed, Simulation simulation, List<RateChange> rateChanges, Scope scope) {
        this.model = model;
        this.seed = seed;
        this.simulation = simulation;
        this.rateChanges = rateChanges;
        this.scope = scope;
    }

    private ClickGenerator with(Scope changed) {
        return new ClickGenerator(model, seed, simulation, rateChanges, changed);
    }

    /**
     * Returns a generator without bounds. It builds the tables of the model, which the generators
     * derived from it share.
     *
     * @param seed any number
     * @param start when the first sessions begin; fractions of a millisecond are cut off
     * @throws ConfigException if the model forbids overlapping sessions and has too few users, if its tables do
     *     not fit into memory, or if the start lies outside the years 1 to 9899
     */
    public static ClickGenerator of(ShopModel model, long seed, Instant start) {
        Scope all = Scope.startingAt(start);
        MemoryNeed.ofTables(model, 0, 1).requireWithin(Runtime.getRuntime().maxMemory());
        return new ClickGenerator(model, seed, new Simulation(model, all.startMillis()), List.of(), all);
    }

    /**
     * Returns this generator with sessions under way at the start, as if the store had been open for
     * ever; their clicks before the start are left out, and their ordinals count from there. Without
     * this the store opens at the start: every session is complete, and the rate takes a while to rise.
     */
    public ClickGenerator startingWarm() {
        return new ClickGenerator(model, seed, simulation.startingWarm(), rateChanges, scope.withWarm());
    }

    /**
     * Returns this generator with changes of the rate, such as those of an earlier run: with the same seed, start
     * and model, it then gives the clicks of that run. They take the place of any changes this generator has.
     *
     * @param changes in order of time, no two at the same
     * @throws ConfigException if one does not lie after the start or the one before it, or if the model forbids
     *     overlapping sessions and has too few users for one of the rates
     */
    public ClickGenerator rateChanges(List<RateChange> changes) {
        RateChange.requireInOrder(changes, start());
        return new ClickGenerator(model, seed, simulation.with(changes), List.copyOf(changes), scope);
    }

    /**
     * Returns the part of this generator that belongs to one of several workers. The shards have
     * different users, and their clicks merged in order are those of the whole; bounds by clicks or
     * sessions hold for each shard. A shard has shards in turn, as long as there are users to share.
     *
     * @param index from 0 to {@code count} - 1
     * @param count from 1 to 64
     * @throws ConfigException if a number is out of bounds
     */
    public ClickGenerator shard(int index, int count) {
        return with(scope.withShard(index, count));
    }

    /**
     * Returns the part of this generator that has some of the 64 fixed slices of its users. Shards are made of
     * slices; this gives any part again, from what {@link #slices} said of it.
     *
     * @param slices a bit for each slice, the lowest for the first; those that this generator lacks are left out
     */
    public ClickGenerator ofSlices(long slices) {
        return with(scope.withSlices(slices));
    }

    /**
     * Returns this generator, ended after so many clicks; sessions may be cut.
     *
     * @throws ConfigException if the number is negative
     */
    public ClickGenerator clicks(long count) {
        return with(scope.withMaxClicks(count));
    }

    /**
     * Returns this generator, ended after the first so many sessions to begin, all of them complete.
     *
     * @throws ConfigException if the number is negative, or if this generator begins at a position or later than the
     *     start
     */
    public ClickGenerator sessions(long count) {
        return with(scope.withMaxSessions(count));
    }

    /**
     * Returns this generator, ended before the first click at or after a time; sessions may be cut.
     *
     * @param end exclusive
     * @throws ConfigException if the end lies before the start or the begin
     */
    public ClickGenerator until(Instant end) {
        return with(scope.withEnd(end));
    }

    /**
     * Returns a window of this generator: its clicks from a time on, such as those of one day of a store that opened
     * long before. Windows that adjoin have all its clicks together, each once, with the same users and ids; a session
     * that goes on past their border has clicks in both, and belongs to the one in which it begins. Getting there costs
     * a fraction of generating what lies before, for it leaves out products, order and format.
     *
     * <p>A bound by clicks counts from there, and so do positions.
     *
     * @param begin inclusive
     * @throws ConfigException if the begin lies before the start or after the end, or if this generator is bounded by
     *     sessions or begins at a position
     */
    public ClickGenerator from(Instant begin) {
        return with(scope.withBegin(begin));
    }

    /**
     * Returns the rest of this generator after a position that one of its iterators gave: the same clicks,
     * as if none had been left out. Getting there costs a fraction of generating what lies before, for it
     * leaves out products, order and format. Bounds still count from where this generator begins.
     *
     * <p>Shards of the rest begin at the same place, and count from what there was before it.
     *
     * @throws ConfigException if this generator is bounded by sessions, or if the position is one of
     *     another shard; whether there is such a position at all turns out in {@link #iterator}
     */
    public ClickGenerator from(Position position) {
        return with(scope.withFrom(position, runKey()));
    }

    private long runKey() {
        return Slice.runKey(seed, scope.startMillis());
    }

    /**
     * Returns an iterator at the first click.
     *
     * @throws ConfigException if this generator begins at a position that it does not have
     */
    @Override
    public ClickIterator iterator() {
        return new ClickIterator(this, simulation, until -> rateChanges, Long.MAX_VALUE);
    }

    /**
     * Returns an iterator at the first click that follows changes of the rate which come up while it goes.
     *
     * @param schedule is asked before any sessions are drawn, and begins with the {@link #rateChanges()} of this
     *     generator
     * @param stride how far the iterator draws ahead of the click that is asked for, if not shorter than about a
     *     second; above 0
     * @throws ConfigException if this generator begins at a position that it does not have
     */
    public ClickIterator iterator(RateChange.Schedule schedule, Duration stride) {
        return new ClickIterator(this, simulation, schedule, stride.toMillis());
    }

    /**
     * Does nothing if memory has room for a run of this generator, as far as that can be told: for users, products and
     * the clicks of sessions under way, at the highest rate there is before the end. An iterator does not look.
     *
     * @param threads how many generate it
     * @throws ConfigException if the heap ({@link Runtime#maxMemory}) is too small, with both sizes and the way out
     */
    public void requireMemory(int threads) {
        MemoryNeed.of(this, simulation, threads)
                .requireWithin(Runtime.getRuntime().maxMemory());
    }

    /** Returns the clicks as a sequential, ordered stream. */
    public Stream<Click> stream() {
        return StreamSupport.stream(
                Spliterators.spliteratorUnknownSize(
                        iterator(), Spliterator.ORDERED | Spliterator.NONNULL | Spliterator.IMMUTABLE),
                false);
    }

    /** Returns the model. */
    public ShopModel model() {
        return model;
    }

    /** Returns the seed. */
    public long seed() {
        return seed;
    }

    /** Returns the start, in whole milliseconds. */
    public Instant start() {
        return scope.start();
    }

    /** Returns whether sessions are under way at the start. */
    public boolean isWarm() {
        return scope.warm();
    }

    /** Returns which of the 64 slices of the users this generator has: a bit for each, the lowest for the first. */
    public long slices() {
        return scope.slices();
    }

    /**
     * Returns which session has an id, without a table of them: ids are made of these numbers. Sessions of a slice
     * are numbered from 0 in the order in which they arrive; those under way at the start have numbers of their own.
     * For an id that no session has, the number says nothing.
     *
     * @return the number in the lowest 57 bits, above it a bit for sessions under way at the start, and the slice in
     *     the highest 6 bits
     */
    public long sessionNumber(long sessionId) {
        return Slice.numberOf(sessionId, runKey());
    }

    /** Returns from which time on this generator gives clicks, inclusive: the start, or that of a window. */
    public Instant begin() {
        return scope.begin();
    }

    /** Returns whether no time bounds this generator but the 68 years. */
    public boolean isEndless() {
        return scope.isEndless();
    }

    /** Returns before which time this generator ends, exclusive; 68 years after the start where it is not bounded so. */
    public Instant end() {
        return scope.end();
    }

    /** Returns the changes of the rate, in order of time. */
    public List<RateChange> rateChanges() {
        return rateChanges;
    }

    /**
     * Returns at which mean rate sessions begin at a time, given in clicks per second: with hours, weekdays,
     * stages and changes. Sessions that began before keep their clicks, so the rate of clicks follows it smoothly.
     */
    public double clicksPerSecond(Instant at) {
        return model.traffic().clicksPerSecond() * simulation.rates().factor(at.toEpochMilli());
    }

    /**
     * Returns the rate that is asked for at a time, in clicks per second: {@code clicks-per-second}, or that of a stage
     * or of a change, without hours and weekdays.
     */
    public double askedClicksPerSecond(Instant at) {
        return model.traffic().clicksPerSecond() * simulation.rates().level(at.toEpochMilli());
    }

    /**
     * Returns how many clicks this generator gives on average in a stretch of time, whatever its bounds, and why not
     * as many as are asked for. Takes some tenths of a second the first time, and then next to nothing.
     *
     * @param from not before the start; what is before it counts as the start
     * @param until exclusive; what is before {@code from} counts as that
     */
    public ClickForecast forecast(Instant from, Instant until) {
        long begin = Math.max(scope.startMillis(), from.toEpochMilli());
        long end = Math.max(begin, until.toEpochMilli());
        return ClickForecast.of(
                simulation, begin, end, model.traffic().clicksPerSecond() * simulation.share(scope) / 1000);
    }

    /** Returns after how many clicks this generator ends; {@link Long#MAX_VALUE} where it is not bounded so. */
    public long maxClicks() {
        return scope.maxClicks();
    }

    /** Returns after how many sessions this generator ends; {@link Long#MAX_VALUE} where it is not bounded so. */
    public long maxSessions() {
        return scope.maxSessions();
    }

    /** Returns the position after which this generator begins; empty where it begins at the start. */
    public Optional<Position> position() {
        return scope.from();
    }

    /**
     * Returns one line about too few users for the rate of the model, or the greatest it changes to, so that
     * sessions of one user overlap; empty where there are enough, and where users and traffic are as in the classic
     * preset, whose sessions overlap by design.
     */
    public Optional<String> warning() {
        boolean asDesigned = model.users().equals(CLASSIC.users())
                && model.traffic().equals(CLASSIC.traffic())
                && rateChanges().isEmpty();
        return asDesigned ? Optional.empty() : simulation.warning().map(Problem::toString);
    }

    /** Returns seed, start, rate and how many of the 64 slices of the users there are, for people. */
    @Override
    public String toString() {
        return "ClickGenerator[seed=" + seed + ", start=" + start() + ", clicksPerSecond="
                + Key.plain(model.traffic().clicksPerSecond()) + ", slices=" + Long.bitCount(scope.slices()) + "]";
    }

    Scope scope() {
        return scope;
    }
}
