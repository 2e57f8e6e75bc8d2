package io.csgen.click;

import java.time.LocalDate;
import java.time.LocalTime;

/** Reads times in csgen's own form, several times as fast as a general parser. */
final class Timestamps {
    private static final String FORM = "0000-00-00T00:00:00.000Z";
    private static final long MILLIS_PER_DAY = 86_400_000;

    private Timestamps() {}

    /** Returns whether a text has the form of {@code 2026-11-23T09:30:00.000Z}. */
    static boolean isOwn(String text) {
        if (text.length() != FORM.length()) {
            return false;
        }
        for (int i = 0; i < FORM.length(); i++) {
            char c = text.charAt(i);
            char expected = FORM.charAt(i);
            if (expected == '0' ? c < '0' || c > '9' : c != expected) {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns milliseconds since 1970.
     *
     * @throws java.time.DateTimeException if there is no such day or time of day
     */
    static long parse(String text) {
        long day = LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, 10))
                .toEpochDay();
        LocalTime time = LocalTime.of(number(text, 11, 13), number(text, 14, 16), number(text, 17, 19));
        return day * MILLIS_PER_DAY + time.toSecondOfDay() * 1000L + number(text, 20, 23);
    }

    private static int number(String text, int from, int to) {
        return Integer.parseInt(text, from, to, 10);
    }
}
