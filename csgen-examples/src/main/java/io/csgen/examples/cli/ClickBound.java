package io.csgen.examples.cli;

import io.csgen.config.ConfigException;
import io.csgen.config.Key;
import io.csgen.config.Problems;
import io.csgen.config.SettingsReader;
import io.csgen.examples.job.ProgramKeys;
import io.csgen.run.RunReport;
import io.csgen.simulate.ClickGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say where the clicks of a run end. */
final class ClickBound {
    /** 68 years, as long as a run can be. */
    private static final int LONGEST_DAYS = 24_855;

    private static final Key<Long> CLICKS = count("--clicks");
    private static final Key<Long> SESSIONS = count("--sessions");
    private static final Key<Duration> DURATION =
            Key.duration("--duration", Duration.ofMillis(1), Duration.ofDays(LONGEST_DAYS), "");
    private static final Key<Instant> UNTIL = ProgramKeys.instant("--until", "");

    @Option(names = "--clicks", paramLabel = "N", description = "Give N clicks; the last sessions are cut.")
    private @Nullable String clicks;

    @Option(names = "--sessions", paramLabel = "N", description = "Give the first N sessions, complete.")
    private @Nullable String sessions;

    @Option(
            names = "--duration",
            paramLabel = "SPAN",
            description = "Give the clicks of this time from the start, or from --from on: 90s, 30m, 2h, 28d.")
    private @Nullable String duration;

    @Option(names = "--until", paramLabel = "INSTANT", description = "Give the clicks before this time.")
    private @Nullable String until;

    /** Tells which part of a run is done, from 0 to 1. */
    @FunctionalInterface
    interface Done {
        double part(RunReport report, Instant latestClick);
    }

    /** A generator with its bound. Immutable. */
    record Bounded(ClickGenerator generator, Done done) {}

    /** Returns whether a number of sessions is asked for. */
    boolean isOfSessions() {
        return sessions != null;
    }

    /** Reads the bound; empty if it is wrong, of which the reader knows then. */
    Optional<Function<ClickGenerator, Bounded>> read(SettingsReader reader) {
        if (clicks != null) {
            return parse(reader, CLICKS, clicks)
                    .map(n -> all -> new Bounded(all.clicks(n), (report, latest) -> report.generated() / (double) n));
        } else if (sessions != null) {
            return parse(reader, SESSIONS, sessions)
                    .map(n -> all -> new Bounded(all.sessions(n), (report, latest) -> report.sessions() / (double) n));
        } else if (duration != null) {
            return parse(reader, DURATION, duration)
                    .map(span -> all -> until(all, all.begin().plus(span)));
        }
        return parse(reader, UNTIL, String.valueOf(until)).map(end -> all -> until(all, end));
    }

    private static Bounded until(ClickGenerator all, Instant end) {
        Instant begin = all.begin();
        if (end.isAfter(all.end())) {
            throw new ConfigException(
                    List.of(Problems.describe("end", "be at most 68 years after the start (" + all.end() + ")", end)));
        }
        return new Bounded(
                all.until(end),
                (report, latest) -> Duration.between(begin, latest).toMillis()
                        / (double) Duration.between(begin, end).toMillis());
    }

    private static Key<Long> count(String name) {
        return Key.of(
                name,
                "be a whole number from 0 to " + Long.MAX_VALUE,
                "",
                text -> Key.whole(text).filter(n -> n >= 0));
    }

    private static <T> Optional<T> parse(SettingsReader reader, Key<T> key, String text) {
        return reader.collect(() -> key.parse(text));
    }
}
