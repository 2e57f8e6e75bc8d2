package io.csgen.truth;

import io.csgen.config.ConfigException;
import io.csgen.config.Problems;
import io.csgen.config.Settings;
import io.csgen.model.ShopModel;
import io.csgen.simulate.ClickGenerator;
import io.csgen.simulate.Position;
import io.csgen.simulate.RateChange;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the clicks of a manifest come from, complete enough to generate them again. Immutable.
 *
 * @param model the model as the text of a properties file
 * @param seed the seed
 * @param start the start, in whole milliseconds
 * @param beginning whether sessions were under way at the start
 * @param rateChanges changes of the rate, in order of time
 * @param parts which clicks of the endless stream these are: those of all parts; at least one
 */
public record Origin(
        String model, long seed, Instant start, Beginning beginning, List<RateChange> rateChanges, List<Part> parts) {
    /** How a stream begins. */
    public enum Beginning {
        /** The store opens at the start: every session is complete from its first click. */
        COLD,
        /** Sessions are under way at the start. */
        WARM;

        /** Returns the name in data: the constant in lower case. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Clicks of some users between two places. Immutable.
     *
     * @param slices which of the 64 slices of the users: a bit for each, the lowest for the first
     * @param begin from which time on there are clicks, inclusive: the start, or that of a window
     * @param end before which time the clicks end, exclusive
     * @param maxClicks after how many clicks they end; {@link Long#MAX_VALUE} where not bounded so
     * @param maxSessions after how many sessions they end; {@link Long#MAX_VALUE} where not bounded so
     * @param from the position after which they begin; empty where they begin at the start
     * @param lastClick the last click, where the number of clicks or sessions bounds them and there are any
     * @param lastSession the first click of the last session, where the number of sessions bounds them and there
     *     are any
     */
    public record Part(
            long slices,
            Instant begin,
            Instant end,
            long maxClicks,
            long maxSessions,
            Optional<Position> from,
            Optional<Mark> lastClick,
            Optional<Mark> lastSession) {

        /** Returns where this part begins and ends, for people. */
        private String bounds() {
            String begins = from.map(Object::toString).orElse(begin.toString());
            return begins + " to "
                    + (maxClicks != Long.MAX_VALUE
                            ? maxClicks + " clicks"
                            : maxSessions != Long.MAX_VALUE ? maxSessions + " sessions" : end);
        }

        /** Returns whether nothing but time bounds this part. */
        boolean isBoundedByTimeOnly() {
            return maxClicks == Long.MAX_VALUE && maxSessions == Long.MAX_VALUE && from.isEmpty();
        }

        /** Returns this part with that of other users in the same window, or of the same users in the next. */
        Optional<Part> join(Part other) {
            if (!isBoundedByTimeOnly() || !other.isBoundedByTimeOnly()) {
                return Optional.empty();
            } else if (begin.equals(other.begin) && end.equals(other.end)) {
                return Optional.of(boundedByTime(slices | other.slices, begin, end));
            } else if (slices == other.slices && end.equals(other.begin)) {
                return Optional.of(boundedByTime(slices, begin, other.end));
            }
            return Optional.empty();
        }

        private static Part boundedByTime(long slices, Instant begin, Instant end) {
            return new Part(
                    slices,
                    begin,
                    end,
                    Long.MAX_VALUE,
                    Long.MAX_VALUE,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }
    }

    /**
     * Creates an origin.
     *
     * @throws io.csgen.config.ConfigException if there is no part
     */
    public Origin {
        Problems problems = new Problems();
        problems.require(!parts.isEmpty(), "parts", "not be empty", parts);
        problems.throwIfAny();
        rateChanges = List.copyOf(rateChanges);
        parts = List.copyOf(parts);
    }

    /** Returns the SHA-256 of the model's text in hexadecimal digits. */
    public String modelDigest() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(model.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform must have SHA-256", e);
        }
    }

    /** Returns the model. */
    public ShopModel shopModel() {
        return ShopModel.of(Settings.parse(model, "model of the manifest"));
    }

    /** Returns the generator of the endless stream, without the bounds of the parts. */
    public ClickGenerator generator() {
        ClickGenerator all = ClickGenerator.of(shopModel(), seed, start).rateChanges(rateChanges);
        return beginning == Beginning.WARM ? all.startingWarm() : all;
    }

    /** Returns generators of the clicks of each part, with all their bounds. */
    public List<ClickGenerator> generators() {
        ClickGenerator all = generator();
        List<ClickGenerator> generators = new ArrayList<>();
        for (Part part : parts) {
            ClickGenerator whole = all.from(part.begin).until(part.end).clicks(part.maxClicks);
            if (part.from.isPresent()) {
                whole = whole.from(part.from.get());
            } else if (part.maxSessions != Long.MAX_VALUE) {
                whole = whole.sessions(part.maxSessions);
            }
            generators.add(whole.ofSlices(part.slices));
        }
        return generators;
    }

    /**
     * Returns why the clicks of both are not those of one run without a gap: of each user, either clicks of one of them
     * only, or of two windows that adjoin. Empty where they are.
     */
    Optional<String> separation(Origin other) {
        long both = slices() & other.slices();
        if (both == 0) {
            return Optional.empty();
        }
        List<Part> all = new ArrayList<>(parts);
        all.addAll(other.parts);
        all.sort(Comparator.comparing(Part::begin));
        for (long left = both; left != 0; left &= left - 1) {
            long slice = Long.lowestOneBit(left);
            @Nullable Part before = null;
            for (Part part : all) {
                if ((part.slices & slice) == 0) {
                    continue;
                }
                if (before != null && !(before.isBoundedByTimeOnly() && part.isBoundedByTimeOnly())) {
                    return Optional.of(Problems.describe(
                            "manifests",
                            "be of different shards, or of windows that nothing but time bounds",
                            before.bounds() + " and " + part.bounds()));
                } else if (before != null && !before.end.equals(part.begin)) {
                    return Optional.of(Problems.describe(
                            "manifests",
                            "be of different shards, or of windows one of which begins where the other ends",
                            before.end + " and " + part.begin));
                }
                before = part;
            }
        }
        return Optional.empty();
    }

    /** Returns whether both are of one stream. */
    boolean isSameStream(Origin other) {
        return model.equals(other.model)
                && seed == other.seed
                && start.equals(other.start)
                && beginning == other.beginning
                && rateChanges.equals(other.rateChanges);
    }

    /** Returns the origin of the clicks of both. */
    Origin plus(Origin other) {
        List<Part> all = new ArrayList<>(parts);
        all.addAll(other.parts);
        return new Origin(model, seed, start, beginning, rateChanges, joined(all));
    }

    /** Joins what it can, and leaves the parts in order of time. */
    private static List<Part> joined(List<Part> parts) {
        List<Part> joined = new ArrayList<>(parts);
        joined.sort(Comparator.comparing(Part::begin));
        for (int i = 0; i < joined.size(); i++) {
            for (int j = 0; j < joined.size(); j++) {
                Optional<Part> both = i == j ? Optional.empty() : joined.get(i).join(joined.get(j));
                if (both.isPresent()) {
                    joined.set(i, both.get());
                    joined.remove(j);
                    return joined(joined);
                }
            }
        }
        return joined;
    }

    long slices() {
        return parts.stream().mapToLong(Part::slices).reduce(0, (a, b) -> a | b);
    }

    /** Returns whether no click lies after the start and before those of these parts. */
    boolean isFromStart() {
        return parts.stream().allMatch(part -> part.from.isEmpty() && part.begin.equals(start));
    }

    /**
     * The place of a click in the order of all clicks: by time, then session id, then ordinal. Immutable.
     *
     * @param timestampMillis time of the click, in milliseconds since 1970
     * @param sessionId its session
     * @param ordinal its position in the session; from 1
     */
    public record Mark(long timestampMillis, long sessionId, int ordinal) {
        private static final Pattern FORM = Pattern.compile("(-?\\d{1,15})-([0-9a-f]{16})-([1-9]\\d{0,8})");

        /**
         * Reads a mark from its text.
         *
         * @throws ConfigException if the text is none
         */
        public static Mark parse(String text) {
            Matcher m = FORM.matcher(text);
            if (!m.matches()) {
                throw new ConfigException(List.of(Problems.describe("mark", "be MILLIS-SESSION-ORDINAL", text)));
            }
            return new Mark(
                    Long.parseLong(m.group(1)),
                    HexFormat.fromHexDigitsToLong(m.group(2)),
                    Integer.parseInt(m.group(3)));
        }

        /** Returns the text that {@link #parse} reads. */
        @Override
        public String toString() {
            return timestampMillis + "-" + HexFormat.of().toHexDigits(sessionId) + "-" + ordinal;
        }
    }
}
