package io.csgen.truth;

import io.csgen.click.Click;
import io.csgen.click.ClickType;
import io.csgen.config.ConfigException;
import io.csgen.config.Problems;
import io.csgen.fault.FaultInjection;
import io.csgen.internal.OutputFile;
import io.csgen.simulate.ClickGenerator;
import io.csgen.simulate.ClickIterator;
import io.csgen.simulate.Position;
import io.csgen.truth.Counts.Dimension;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The expected totals of a run, to be shipped with its clicks: what they come from, how many there are of
 * each kind, and a digest of all. A consumer's own totals must be the same. Since the origin generates the
 * clicks again, it is also the ledger that a captured stream can be compared with. Immutable.
 *
 * <pre>{@code
 * Manifest manifest = Manifest.load(Path.of("clicks.manifest.json"));
 * assertThat(myCountOfProductViews).isEqualTo(manifest.clicksOf(ClickType.PRODUCT_VIEW));
 * }</pre>
 *
 * <p>Manifests of shards add up to that of the whole, and so do those of adjoining windows such as days: {@link
 * #plus}. To make one, give the clicks of a
 * generator to a {@link ManifestCollector}, or let {@link #of} generate them. Its JSON is described by the JSON
 * Schema in the resource {@code io/csgen/truth/manifest.schema.json}.
 *
 * @param origin what the clicks come from
 * @param sessions sessions begun: clicks with ordinal 1
 * @param users users with clicks; empty where the model has too many users to count them, see {@link
 *     ManifestCollector}, and in the sum of windows where not all of them are listed
 * @param digest of all clicks
 * @param first time of the first click; empty where there is none
 * @param last time of the last click; empty where there is none
 * @param counts clicks by each dimension
 * @param faults what was put into the stream on purpose; all else here is of the clicks without it
 * @param shortfalls what runs were meant to make that failed or were stopped before; all else here is of the clicks
 *     that they did make, and a {@link io.csgen.truth.check.StreamCheck} of them is never complete. Empty where every run came to its end
 */
public record Manifest(
        Origin origin,
        long sessions,
        OptionalLong users,
        Digest digest,
        Optional<Instant> first,
        Optional<Instant> last,
        Map<Dimension, Counts> counts,
        Optional<FaultInjection.Totals> faults,
        List<Shortfall> shortfalls) {
    /**
     * What a run that failed, or was stopped before its end, was meant to make. Immutable.
     *
     * @param problem why it failed, in one line; empty if it was stopped
     * @param maxClicks how many clicks it was meant to make at most; {@link Long#MAX_VALUE} where not bounded so
     * @param maxSessions how many sessions at most; {@link Long#MAX_VALUE} where not bounded so
     * @param end before which time it was meant to end, exclusive; empty where not bounded so
     * @param made how many clicks it did make
     */
    public record Shortfall(
            Optional<String> problem, long maxClicks, long maxSessions, Optional<Instant> end, long made) {

        /**
         * Returns what is short of a run; empty where it has none, as it was meant to go on until it is stopped, and was.
         *
         * @param problem why it failed; empty if it was stopped
         */
        static Optional<Shortfall> of(ClickGenerator generator, Optional<String> problem, long made) {
            long before = generator.position().map(Position::clickCount).orElse(0L);
            long maxClicks = generator.maxClicks();
            Shortfall all = new Shortfall(
                    problem,
                    maxClicks == Long.MAX_VALUE ? maxClicks : maxClicks - before,
                    generator.maxSessions(),
                    generator.isEndless() ? Optional.empty() : Optional.of(generator.end()),
                    made);
            return problem.isPresent() || all.isBounded() ? Optional.of(all) : Optional.empty();
        }

        private boolean isBounded() {
            return maxClicks != Long.MAX_VALUE || maxSessions != Long.MAX_VALUE || end.isPresent();
        }

        /** Returns how the run ended, in one word: {@code failed} or {@code stopped}. */
        public String state() {
            return problem.isPresent() ? "failed" : "stopped";
        }

        /** Returns all of it in one line for people. */
        @Override
        public String toString() {
            String goal;
            if (maxClicks != Long.MAX_VALUE) {
                goal = String.format(Locale.ROOT, "make %,d clicks", maxClicks);
            } else if (maxSessions != Long.MAX_VALUE) {
                goal = String.format(Locale.ROOT, "make %,d sessions", maxSessions);
            } else {
                goal = "go on until " + end.map(Instant::toString).orElse("it is stopped");
            }
            return problem.map(text -> "the run failed (" + text + ")").orElse("the run was stopped")
                    + ": it was meant to " + goal + String.format(Locale.ROOT, ", and made %,d clicks", made);
        }
    }

    /**
     * Creates a manifest.
     *
     * @throws ConfigException if counts contradict each other
     */
    public Manifest {
        Problems problems = new Problems();
        for (Dimension dimension : Dimension.values()) {
            problems.require(counts.containsKey(dimension), dimension.jsonName(), "be given", "nothing");
        }
        problems.throwIfAny();
        long clicks = Objects.requireNonNull(counts.get(Dimension.TYPE)).total();
        for (Dimension dimension : Dimension.values()) {
            long total = Objects.requireNonNull(counts.get(dimension)).total();
            boolean part = dimension == Dimension.PRODUCT; // not all clicks are about a product
            problems.require(
                    part ? total <= clicks : total == clicks,
                    dimension.jsonName(),
                    (part ? "sum to at most " : "sum to ") + clicks,
                    total);
        }
        long firstClicks = Objects.requireNonNull(counts.get(Dimension.ORDINAL)).get(1);
        problems.require(
                sessions == firstClicks,
                "sessions",
                "be the number of clicks with ordinal 1 (" + firstClicks + ")",
                sessions);
        problems.require(
                first.isPresent() == clicks > 0 && last.isPresent() == clicks > 0,
                "first and last",
                "be there if and only if there are clicks",
                clicks);
        problems.throwIfAny();
        counts = Map.copyOf(new EnumMap<>(counts));
        shortfalls = List.copyOf(shortfalls);
    }

    /** Returns the manifest of a generator, by generating all its clicks. */
    public static Manifest of(ClickGenerator generator) {
        ManifestCollector collector = ManifestCollector.of(generator);
        ClickIterator clicks = generator.iterator();
        while (clicks.advance()) {
            collector.accept(clicks.view());
        }
        return collector.manifest();
    }

    /**
     * Reads a manifest from its JSON.
     *
     * @throws ConfigException if the text is no manifest, or was changed so that it contradicts itself
     */
    public static Manifest parse(String json) {
        return ManifestJson.read(json);
    }

    /**
     * Reads a manifest from a file with its JSON.
     *
     * @throws ConfigException if the file cannot be read or is no manifest
     */
    public static Manifest load(Path file) {
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            throw new ConfigException(
                    List.of(Problems.describe("manifest", "be a file of UTF-8 text that can be read", file)));
        }
        try {
            return parse(text);
        } catch (ConfigException e) {
            throw new ConfigException(e.problems().stream()
                    .map(problem -> problem + " (" + file + ")")
                    .toList());
        }
    }

    /**
     * Writes the JSON to a file, over one that exists, which stays as it is if that fails.
     *
     * @throws IOException if that fails
     */
    public void save(Path file) throws IOException {
        try (OutputFile whole = OutputFile.open(file)) {
            whole.out().write(toJson().getBytes(StandardCharsets.UTF_8));
            whole.complete();
        }
    }

    /** Returns the manifest as JSON text. */
    public String toJson() {
        return ManifestJson.write(this);
    }

    /** Returns how the runs ended, in one word: {@code completed}, {@code stopped} before, or {@code failed}. */
    public String state() {
        return shortfalls.stream()
                .map(Shortfall::state)
                .min(Comparator.naturalOrder())
                .orElse("completed");
    }

    /** Returns the clicks by one dimension. */
    public Counts counts(Dimension dimension) {
        return Objects.requireNonNull(counts.get(dimension));
    }

    /** Returns how many clicks there are. */
    public long clicks() {
        return counts(Dimension.TYPE).total();
    }

    /** Returns how many clicks are of a type. */
    public long clicksOf(ClickType type) {
        return counts(Dimension.TYPE).get(type.ordinal());
    }

    /**
     * Returns how many sessions have so many clicks, by their number of clicks. Sessions may be cut at the end,
     * if that is a time or a number of clicks. Empty where the clicks begin at a position or later than the start,
     * since sessions are then cut there as well; the sum of windows from the start on has them.
     */
    public SortedMap<Integer, Long> sessionsByLength() {
        SortedMap<Integer, Long> lengths = new TreeMap<>();
        if (!origin.isFromStart()) {
            return lengths;
        }
        // A session of n clicks has one click of each ordinal up to n.
        Counts byOrdinal = counts(Dimension.ORDINAL);
        for (long ordinal : byOrdinal.listed().keySet()) {
            long ended = byOrdinal.get(ordinal) - byOrdinal.get(ordinal + 1);
            if (ended > 0) {
                lengths.put((int) ordinal, ended);
            }
        }
        return lengths;
    }

    /**
     * Returns the manifest of the clicks of both.
     *
     * @param other of the same model, seed and start, and of other users, or of a window that begins where this
     *     ends, or ends where this begins
     * @throws ConfigException if the other is of another stream, or shares users with this and lies apart from it or
     *     overlaps it
     */
    public Manifest plus(Manifest other) {
        Problems problems = new Problems();
        boolean same = problems.require(
                origin.isSameStream(other.origin),
                "manifests",
                "be of the same model, seed, start, beginning and rate changes",
                origin.seed() + " and " + other.origin.seed());
        problems.require(
                faults.isPresent() == other.faults.isPresent()
                        && (faults.isEmpty() || faults.get().isSamePlan(other.faults.orElseThrow())),
                "manifests",
                "have the same rates and seed of faults, and the same format",
                faults.map(FaultInjection.Totals::faults) + " and " + other.faults.map(FaultInjection.Totals::faults));
        if (same) {
            origin.separation(other.origin).ifPresent(problems::add);
        }
        problems.throwIfAny();
        boolean sameUsers = (origin.slices() & other.origin.slices()) != 0;
        Map<Dimension, Counts> sums = new HashMap<>();
        for (Dimension dimension : Dimension.values()) {
            sums.put(dimension, counts(dimension).plus(other.counts(dimension), sameUsers || dimension.isShared()));
        }
        return new Manifest(
                origin.plus(other.origin),
                sessions + other.sessions,
                sameUsers ? users(sums) : users(other),
                digest.plus(other.digest),
                Stream.of(first, other.first).flatMap(Optional::stream).min(Instant::compareTo),
                Stream.of(last, other.last).flatMap(Optional::stream).max(Instant::compareTo),
                sums,
                faults.map(totals -> totals.plus(other.faults.orElseThrow())),
                Stream.concat(shortfalls.stream(), other.shortfalls.stream()).toList());
    }

    private OptionalLong users(Manifest ofOthers) {
        return users.isPresent() && ofOthers.users.isPresent()
                ? OptionalLong.of(users.getAsLong() + ofOthers.users.getAsLong())
                : OptionalLong.empty();
    }

    /** Users who have clicks in both count once, which only their list can tell. */
    private static OptionalLong users(Map<Dimension, Counts> sums) {
        Counts byUser = Objects.requireNonNull(sums.get(Dimension.USER));
        return byUser.isExact() ? OptionalLong.of(byUser.listed().size()) : OptionalLong.empty();
    }

    /** Returns this manifest with what was put into the stream on purpose. */
    public Manifest withFaults(FaultInjection.Totals totals) {
        return new Manifest(origin, sessions, users, digest, first, last, counts, Optional.of(totals), shortfalls);
    }

    /**
     * Returns how many clicks a user has, where that is listed.
     *
     * @see Click#userId
     */
    public long clicksOfUser(int userId) {
        return counts(Dimension.USER).get(userId);
    }
}
