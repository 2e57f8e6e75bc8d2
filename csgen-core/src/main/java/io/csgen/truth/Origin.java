package io.csgen.truth;

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
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

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
            Instant end,
            long maxClicks,
            long maxSessions,
            Optional<Position> from,
            Optional<Mark> lastClick,
            Optional<Mark> lastSession) {

        /** Returns whether nothing but time bounds this part. */
        boolean isBoundedByTimeOnly() {
            return maxClicks == Long.MAX_VALUE && maxSessions == Long.MAX_VALUE && from.isEmpty();
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
            ClickGenerator whole = all.until(part.end).clicks(part.maxClicks);
            ClickGenerator bounded =
                    part.from.isPresent() ? whole.from(part.from.get()) : whole.sessions(part.maxSessions);
            generators.add(bounded.ofSlices(part.slices));
        }
        return generators;
    }

    /** Returns whether no user has clicks in both. */
    boolean isDisjoint(Origin other) {
        return (slices() & other.slices()) == 0;
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

    /** Parts that end at one time are one part. */
    private static List<Part> joined(List<Part> parts) {
        List<Part> joined = new ArrayList<>();
        for (Part part : parts) {
            int same = 0;
            while (same < joined.size() && !canJoin(part, joined.get(same))) {
                same++;
            }
            if (same == joined.size()) {
                joined.add(part);
            } else {
                long slices = part.slices | joined.get(same).slices;
                joined.set(
                        same,
                        new Part(
                                slices,
                                part.end,
                                Long.MAX_VALUE,
                                Long.MAX_VALUE,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()));
            }
        }
        return joined;
    }

    private static boolean canJoin(Part one, Part other) {
        return one.isBoundedByTimeOnly() && other.isBoundedByTimeOnly() && one.end.equals(other.end);
    }

    /** Returns which clicks these are, in words. */
    String describeParts() {
        return parts.stream()
                .map(part -> Long.bitCount(part.slices) + " slices to " + part.end)
                .collect(Collectors.joining(", "));
    }

    private long slices() {
        return parts.stream().mapToLong(Part::slices).reduce(0, (a, b) -> a | b);
    }
}
