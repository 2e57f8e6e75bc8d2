package io.csgen.click;

import java.nio.charset.StandardCharsets;

/** Writes numbers and texts into byte arrays, without allocating. Each method returns the next index. */
final class Bytes {
    /** Digits of the greatest {@code int}. */
    static final int MAX_INT_DIGITS = 10;

    /** Length of {@code 2026-11-23T09:30:00.000Z}. */
    static final int TIMESTAMP_LENGTH = 24;

    /** Length of a session id in hexadecimal digits. */
    static final int SESSION_LENGTH = 16;

    private static final byte[] HEX = ascii("0123456789abcdef");
    private static final long MILLIS_PER_DAY = 86_400_000;

    private Bytes() {}

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static int put(byte[] source, byte[] target, int at) {
        System.arraycopy(source, 0, target, at, source.length);
        return at + source.length;
    }

    /** Writes a number that is not negative. */
    static int putInt(int value, byte[] target, int at) {
        int end = at + 1;
        for (int rest = value / 10; rest > 0; rest /= 10) {
            end++;
        }
        int rest = value;
        for (int i = end - 1; i >= at; i--) {
            target[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return end;
    }

    static int putHex(long value, byte[] target, int at) {
        for (int i = 0; i < SESSION_LENGTH; i++) {
            target[at + i] = HEX[(int) (value >>> (60 - 4 * i)) & 15];
        }
        return at + SESSION_LENGTH;
    }

    /** Writes a time in the years 1 to 9999 as ISO 8601 in UTC with milliseconds. */
    static int putTimestamp(long epochMillis, byte[] target, int at) {
        // Days to date: Howard Hinnant, "chrono-compatible low-level date algorithms", civil_from_days.
        long days = Math.floorDiv(epochMillis, MILLIS_PER_DAY) + 719_468;
        int ofDay = (int) Math.floorMod(epochMillis, MILLIS_PER_DAY);
        int era = (int) Math.floorDiv(days, 146_097L);
        int ofEra = (int) (days - era * 146_097L);
        int yearOfEra = (ofEra - ofEra / 1_460 + ofEra / 36_524 - ofEra / 146_096) / 365;
        int ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int shiftedMonth = (5 * ofYear + 2) / 153;
        int day = ofYear - (153 * shiftedMonth + 2) / 5 + 1;
        int month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
        int year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
        putDigits(year, 4, target, at);
        target[at + 4] = '-';
        putDigits(month, 2, target, at + 5);
        target[at + 7] = '-';
        putDigits(day, 2, target, at + 8);
        target[at + 10] = 'T';
        putDigits(ofDay / 3_600_000, 2, target, at + 11);
        target[at + 13] = ':';
        putDigits(ofDay / 60_000 % 60, 2, target, at + 14);
        target[at + 16] = ':';
        putDigits(ofDay / 1_000 % 60, 2, target, at + 17);
        target[at + 19] = '.';
        putDigits(ofDay % 1_000, 3, target, at + 20);
        target[at + 23] = 'Z';
        return at + TIMESTAMP_LENGTH;
    }

    private static void putDigits(int value, int digits, byte[] target, int at) {
        int rest = value;
        for (int i = at + digits - 1; i >= at; i--) {
            target[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }
}
