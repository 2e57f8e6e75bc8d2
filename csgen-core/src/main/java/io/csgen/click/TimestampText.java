package io.csgen.click;

import io.csgen.config.ConfigException;
import io.csgen.config.Problems;
import java.util.List;

/**
 * Writes times as ISO 8601 in UTC with milliseconds. Safe for concurrent use: it remembers the latest day,
 * which threads may find out again without harm.
 */
final class TimestampText {
    /** Length of {@code 2026-11-23T09:30:00.000Z}. */
    static final int LENGTH = 24;

    private static final long MILLIS_PER_DAY = 86_400_000;

    /** The first eleven bytes of the times of a day, in the order of memory. */
    private record Day(long number, long yearAndMonth, int dayAndT) {
        static Day of(long number) {
            // Howard Hinnant, "chrono-compatible low-level date algorithms", civil_from_days.
            long days = number + 719_468;
            int era = (int) Math.floorDiv(days, 146_097L);
            int ofEra = (int) (days - era * 146_097L);
            int yearOfEra = (ofEra - ofEra / 1_460 + ofEra / 36_524 - ofEra / 146_096) / 365;
            int ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
            int shiftedMonth = (5 * ofYear + 2) / 153;
            int day = ofYear - (153 * shiftedMonth + 2) / 5 + 1;
            int month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
            int year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
            long yearAndMonth = Bytes.twoDigits(year / 100)
                    | (long) Bytes.twoDigits(year % 100) << 16
                    | (long) '-' << 32
                    | (long) Bytes.twoDigits(month) << 40
                    | (long) '-' << 56;
            return new Day(number, yearAndMonth, Bytes.twoDigits(day) | 'T' << 16);
        }
    }

    private Day latest = Day.of(0);

    private static void requireFourDigits(long epochMillis) {
        if (epochMillis < Click.MIN_TIMESTAMP_MILLIS || epochMillis > Click.MAX_TIMESTAMP_MILLIS) {
            throw new ConfigException(
                    List.of(Problems.describe("timestampMillis", "lie in the years 1 to 9999", epochMillis)));
        }
    }

    /**
     * Writes a time in the years 1 to 9999.
     *
     * @throws ConfigException if it is another
     */
    int put(long epochMillis, byte[] target, int at) {
        long number = Math.floorDiv(epochMillis, MILLIS_PER_DAY);
        Day day = latest;
        if (day.number != number) {
            requireFourDigits(epochMillis);
            day = Day.of(number);
            latest = day;
        }
        int ofDay = (int) (epochMillis - number * MILLIS_PER_DAY);
        int seconds = ofDay / 1_000;
        Bytes.putEight(day.yearAndMonth, target, at);
        Bytes.putFour(day.dayAndT, target, at + 8);
        Bytes.putEight(Bytes.clock(seconds), target, at + 11);
        Bytes.putEight(
                '.' | (long) Bytes.threeDigits(ofDay - 1_000 * seconds) << 8 | (long) 'Z' << 32, target, at + 19);
        return at + LENGTH;
    }
}
