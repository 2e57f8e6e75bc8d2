package io.csgen.click;

import io.csgen.config.Problems;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;
import java.util.regex.Pattern;

/** Reads times as csgen and other programs write them: whole milliseconds, or ISO 8601 with a zone. */
final class ForeignTimes {
    private static final long SECONDS_FROM = 100_000_000; // 1973 in seconds
    private static final long MILLIS_FROM = 100_000_000_000L; // 1973 in milliseconds
    private static final int DIGITS_OF_MICROS = 15;
    private static final Pattern DATE = Pattern.compile("\\d{4}-\\d\\d-\\d\\d\\D.*");
    private static final Pattern ZONE = Pattern.compile(".{11}.*([Zz]|[+-]\\d\\d(:?\\d\\d)?)");
    private static final DateTimeFormatter ISO = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
            .parseLenient()
            .appendOffset("+HH:mm", "Z")
            .toFormatter(Locale.ROOT);

    private ForeignTimes() {}

    /**
     * Returns milliseconds since 1970.
     *
     * @throws MalformedLine if the text is no time, or one in another unit
     */
    static long millis(String text) {
        String whole = ForeignIds.whole(text);
        if (ForeignIds.isWhole(whole, Integer.MAX_VALUE)) {
            return ofNumber(whole);
        }
        try {
            return Timestamps.isOwn(text)
                    ? Timestamps.parse(text)
                    : ISO.parse(text, Instant::from).toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            throw new MalformedLine("have a timestamp " + timeRule(text) + ", not " + Problems.shown(text));
        }
    }

    private static long ofNumber(String whole) {
        if (whole.length() >= DIGITS_OF_MICROS) {
            throw wrongUnit(whole, "microseconds or nanoseconds");
        }
        long millis = Long.parseLong(whole);
        if (millis >= SECONDS_FROM && millis < MILLIS_FROM) {
            throw wrongUnit(whole, "seconds");
        }
        return millis;
    }

    private static MalformedLine wrongUnit(String whole, String unit) {
        return new MalformedLine(
                "have a timestamp in milliseconds, not in " + unit + " as " + Problems.shown(whole) + " seems to be");
    }

    /** Returns what is missing in a time that is nearly ISO 8601. */
    private static String timeRule(String text) {
        boolean separated = text.length() > 10 && (text.charAt(10) == 'T' || text.charAt(10) == 't');
        boolean zoned = ZONE.matcher(text).matches();
        if (!DATE.matcher(text).matches() || separated && zoned) {
            return "in milliseconds or ISO 8601";
        }
        String zone = "a zone such as Z at its end";
        return separated ? "with " + zone : "with T between date and time" + (zoned ? "" : ", and " + zone);
    }
}
