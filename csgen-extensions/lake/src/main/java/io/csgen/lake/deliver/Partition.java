package io.csgen.lake.deliver;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.Locale;

/**
 * Where the objects of one hour lie. Immutable.
 *
 * @param kind what they hold
 * @param hour in hours since 1970, UTC
 */
record Partition(Kind kind, long hour) implements Comparable<Partition> {
    private static final Comparator<Partition> ORDER =
            Comparator.comparing(Partition::kind).thenComparingLong(Partition::hour);

    /** What the lines of an object are. */
    enum Kind {
        EVENTS("events"),
        DEAD_LETTERS("dead-letters");

        private final String prefix;

        Kind(String prefix) {
            this.prefix = prefix;
        }
    }

    private static final int SECONDS_PER_HOUR = 3_600;
    private static final DateTimeFormatter PATH = DateTimeFormatter.ofPattern(
                    "'/dt='uuuu-MM-dd'/hour='HH'/'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    @Override
    public int compareTo(Partition other) {
        return ORDER.compare(this, other);
    }

    /** Returns what the names of its objects begin with. */
    String prefix() {
        return kind.prefix + PATH.format(Instant.ofEpochSecond(hour * SECONDS_PER_HOUR));
    }
}
