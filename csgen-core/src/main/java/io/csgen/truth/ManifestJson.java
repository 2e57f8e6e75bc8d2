package io.csgen.truth;

import io.csgen.click.ClickFormat;
import io.csgen.config.Problems;
import io.csgen.config.Settings;
import io.csgen.fault.Fault;
import io.csgen.fault.FaultInjection;
import io.csgen.fault.Faults;
import io.csgen.internal.json.JsonFields;
import io.csgen.internal.json.JsonWriter;
import io.csgen.simulate.Position;
import io.csgen.simulate.RateChange;
import io.csgen.truth.Counts.Dimension;
import io.csgen.truth.Manifest.Shortfall;
import io.csgen.truth.Origin.Mark;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A {@link Manifest} as JSON and back. Numbers of 64 bits that are no counts are texts, for JavaScript has none. */
final class ManifestJson {
    private static final long VERSION = 1;
    private static final Set<String> FIELDS = Set.of(
            "manifest_version",
            "model",
            "model_digest",
            "seed",
            "start",
            "beginning",
            "parts",
            "rate_changes",
            "clicks",
            "sessions",
            "users",
            "first",
            "last",
            "digest",
            "sessions_by_length",
            "faults",
            "state",
            "shortfalls");
    private static final Set<String> PART_FIELDS =
            Set.of("slices", "begin", "end", "max_clicks", "max_sessions", "from", "last_click", "last_session");

    private static final Set<String> SHORTFALL_FIELDS = Set.of("problem", "max_clicks", "max_sessions", "end", "made");

    private static final Set<String> FAULT_FIELDS = Set.of("settings", "format", "counts");

    private ManifestJson() {}

    static String write(Manifest manifest) {
        Origin origin = manifest.origin();
        JsonWriter fields = JsonWriter.ofLines();
        fields.put("manifest_version", VERSION);
        fields.put("model", origin.model());
        fields.put("model_digest", origin.modelDigest());
        fields.put("seed", Long.toString(origin.seed()));
        fields.put("start", origin.start().toString());
        fields.put("beginning", origin.beginning().toString());
        fields.put("parts", origin.parts().stream().map(ManifestJson::fields).toList());
        fields.put(
                "rate_changes",
                origin.rateChanges().stream().map(ManifestJson::fields).toList());
        fields.put("state", manifest.state());
        fields.put(
                "shortfalls",
                manifest.shortfalls().stream().map(ManifestJson::fields).toList());
        fields.put("clicks", manifest.clicks());
        fields.put("sessions", manifest.sessions());
        fields.put("users", manifest.users().isPresent() ? manifest.users().getAsLong() : null);
        fields.put("first", manifest.first().map(Instant::toString));
        fields.put("last", manifest.last().map(Instant::toString));
        fields.put("digest", manifest.digest().toString());
        JsonWriter lengths = new JsonWriter();
        manifest.sessionsByLength().forEach((length, count) -> lengths.put("" + length, count));
        fields.put("sessions_by_length", lengths);
        fields.put("faults", manifest.faults().map(ManifestJson::fields));
        for (Dimension dimension : Dimension.values()) {
            JsonWriter listed = new JsonWriter();
            manifest.counts(dimension).listed().forEach((key, count) -> listed.put(dimension.text(key), count));
            JsonWriter counts = new JsonWriter();
            counts.put("listed", listed);
            counts.put("other", manifest.counts(dimension).other());
            fields.put(dimension.jsonName(), counts);
        }
        return fields.toString() + '\n';
    }

    private static JsonWriter fields(Origin.Part part) {
        JsonWriter fields = new JsonWriter();
        fields.put("slices", HexFormat.of().toHexDigits(part.slices()));
        fields.put("begin", part.begin().toString());
        fields.put("end", part.end().toString());
        fields.put("max_clicks", part.maxClicks() == Long.MAX_VALUE ? null : part.maxClicks());
        fields.put("max_sessions", part.maxSessions() == Long.MAX_VALUE ? null : part.maxSessions());
        fields.put("from", part.from().map(Position::toString));
        fields.put("last_click", part.lastClick().map(Mark::toString));
        fields.put("last_session", part.lastSession().map(Mark::toString));
        return fields;
    }

    private static JsonWriter fields(Shortfall shortfall) {
        JsonWriter fields = new JsonWriter();
        fields.put("problem", shortfall.problem());
        fields.put("max_clicks", bound(shortfall.maxClicks()));
        fields.put("max_sessions", bound(shortfall.maxSessions()));
        fields.put("end", shortfall.end().map(Instant::toString));
        fields.put("made", shortfall.made());
        return fields;
    }

    private static @Nullable Long bound(long max) {
        return max == Long.MAX_VALUE ? null : max;
    }

    private static JsonWriter fields(RateChange change) {
        JsonWriter fields = new JsonWriter();
        fields.put("at", change.at().toString());
        fields.put("clicks_per_second", change.clicksPerSecond());
        return fields;
    }

    static Manifest read(String json) {
        JsonFields fields = JsonFields.parse("manifest", json);
        JsonFields.require(
                fields.number("manifest_version") == VERSION,
                "manifest_version",
                "be " + VERSION,
                fields.number("manifest_version"));
        Set<String> known = new HashSet<>(FIELDS);
        Arrays.stream(Dimension.values()).map(Dimension::jsonName).forEach(known::add);
        fields.requireExactly(known);
        List<Origin.Part> parts = new ArrayList<>();
        for (Object part : fields.list("parts")) {
            parts.add(part(new JsonFields("parts", part)));
        }
        List<RateChange> rateChanges = new ArrayList<>();
        for (Object change : fields.list("rate_changes")) {
            rateChanges.add(rateChange(new JsonFields("rate_changes", change)));
        }
        Origin origin = new Origin(
                fields.text("model"),
                fields.parse("seed", "be a whole number", Long::valueOf),
                fields.parse("start", "be a time", Instant::parse),
                fields.parse("beginning", "be cold or warm", ManifestJson::beginning),
                rateChanges,
                parts);
        String modelDigest = fields.text("model_digest");
        JsonFields.require(
                origin.modelDigest().equals(modelDigest),
                "model_digest",
                "be the SHA-256 of the model (" + origin.modelDigest() + ")",
                modelDigest);
        Map<Dimension, Counts> counts = new EnumMap<>(Dimension.class);
        for (Dimension dimension : Dimension.values()) {
            counts.put(
                    dimension,
                    counts(new JsonFields(dimension.jsonName(), fields.object(dimension.jsonName())), dimension));
        }
        List<Shortfall> shortfalls = new ArrayList<>();
        for (Object shortfall : fields.list("shortfalls")) {
            shortfalls.add(shortfall(new JsonFields("shortfalls", shortfall)));
        }
        Manifest manifest = new Manifest(
                origin,
                fields.number("sessions"),
                fields.has("users") ? OptionalLong.of(fields.number("users")) : OptionalLong.empty(),
                Digest.parse(fields.text("digest")),
                fields.find("first", "be a time", Instant::parse),
                fields.find("last", "be a time", Instant::parse),
                counts,
                fields.has("faults")
                        ? Optional.of(faults(new JsonFields("faults", fields.object("faults"))))
                        : Optional.empty(),
                shortfalls);
        JsonFields.require(
                manifest.state().equals(fields.text("state")),
                "state",
                "follow from shortfalls (" + manifest.state() + ")",
                Problems.shown(fields.text("state")));
        JsonFields.require(
                manifest.clicks() == fields.number("clicks"),
                "clicks",
                "be the sum of clicks_by_type (" + manifest.clicks() + ")",
                fields.number("clicks"));
        JsonFields lengths = new JsonFields("sessions_by_length", fields.object("sessions_by_length"));
        Map<String, Long> given = lengths.names().stream().collect(Collectors.toMap(n -> n, lengths::number));
        Map<String, Long> derived = manifest.sessionsByLength().entrySet().stream()
                .collect(Collectors.toMap(e -> "" + e.getKey(), Map.Entry::getValue));
        JsonFields.require(given.equals(derived), "sessions_by_length", "follow from clicks_by_ordinal", given);
        return manifest;
    }

    private static Origin.Part part(JsonFields fields) {
        fields.requireExactly(PART_FIELDS);
        return new Origin.Part(
                fields.parse("slices", "be 16 hexadecimal digits", ManifestJson::slices),
                fields.parse("begin", "be a time", Instant::parse),
                fields.parse("end", "be a time", Instant::parse),
                fields.has("max_clicks") ? fields.number("max_clicks") : Long.MAX_VALUE,
                fields.has("max_sessions") ? fields.number("max_sessions") : Long.MAX_VALUE,
                fields.find("from", "be a position", Position::parse),
                fields.find("last_click", "be MILLIS-SESSION-ORDINAL", Mark::parse),
                fields.find("last_session", "be MILLIS-SESSION-ORDINAL", Mark::parse));
    }

    private static Shortfall shortfall(JsonFields fields) {
        fields.requireExactly(SHORTFALL_FIELDS);
        return new Shortfall(
                fields.has("problem") ? Optional.of(fields.text("problem")) : Optional.empty(),
                fields.has("max_clicks") ? fields.number("max_clicks") : Long.MAX_VALUE,
                fields.has("max_sessions") ? fields.number("max_sessions") : Long.MAX_VALUE,
                fields.find("end", "be a time", Instant::parse),
                fields.number("made"));
    }

    private static RateChange rateChange(JsonFields fields) {
        fields.requireExactly(Set.of("at", "clicks_per_second"));
        return new RateChange(
                fields.parse("at", "be a time", Instant::parse),
                fields.get("clicks_per_second", Number.class, "be a number").doubleValue());
    }

    private static Counts counts(JsonFields fields, Dimension dimension) {
        fields.requireExactly(Set.of("listed", "other"));
        JsonFields listed = new JsonFields(dimension.jsonName(), fields.object("listed"));
        SortedMap<Long, Long> counts = new TreeMap<>();
        listed.names().forEach(name -> counts.put(dimension.key(name), listed.number(name)));
        return new Counts(counts, fields.number("other"));
    }

    private static JsonWriter fields(FaultInjection.Totals totals) {
        JsonWriter counts = new JsonWriter();
        totals.counts().forEach((fault, count) -> counts.put(fault.toString(), count));
        JsonWriter fields = new JsonWriter();
        fields.put("settings", totals.faults().toProperties());
        fields.put("format", totals.format().map(ClickFormat::name));
        fields.put("counts", counts);
        return fields;
    }

    private static FaultInjection.Totals faults(JsonFields fields) {
        fields.requireExactly(FAULT_FIELDS);
        JsonFields given = new JsonFields("faults.counts", fields.object("counts"));
        given.requireOnly(Fault.ALL.stream().map(Fault::toString).collect(Collectors.toSet()));
        Map<Fault, Long> counts = new HashMap<>();
        for (Fault fault : Fault.ALL) {
            if (given.has(fault.toString())) {
                counts.put(fault, given.number(fault.toString()));
            }
        }
        return new FaultInjection.Totals(
                Faults.of(Settings.parse(fields.text("settings"), "faults of the manifest")),
                fields.find("format", "be the name of a format there is", ClickFormat::named),
                counts);
    }

    private static Origin.Beginning beginning(String text) {
        return Arrays.stream(Origin.Beginning.values())
                .filter(value -> value.toString().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(text));
    }

    private static long slices(String text) {
        if (text.length() != 16) {
            throw new IllegalArgumentException(text);
        }
        return HexFormat.fromHexDigitsToLong(text);
    }
}
