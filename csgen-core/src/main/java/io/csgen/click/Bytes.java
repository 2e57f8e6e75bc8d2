package io.csgen.click;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes numbers and texts into byte arrays, several bytes at a time and without allocating. Each
 * method returns the next index; up to {@link #SLACK} bytes from there on may be overwritten, so an
 * array needs so much room beyond the last text.
 */
final class Bytes {
    /** Digits of the greatest {@code int}. */
    static final int MAX_INT_DIGITS = 10;

    /** Length of {@code 2026-11-23T09:30:00.000Z}. */
    static final int TIMESTAMP_LENGTH = 24;

    /** Length of a session id in hexadecimal digits. */
    static final int SESSION_LENGTH = 16;

    /** How far a method may write beyond the text. */
    static final int SLACK = 8;

    private static final VarHandle SHORT = handle(short[].class);
    private static final VarHandle INT = handle(int[].class);
    private static final VarHandle LONG = handle(long[].class);

    private static final long MILLIS_PER_DAY = 86_400_000;

    /** Four decimal digits of each number below 10,000, in the order of memory. */
    private static final int[] DIGITS = new int[10_000];

    /** Two hexadecimal digits of each byte, in the order of memory. */
    private static final short[] HEX = new short[256];

    static {
        for (int n = 0; n < DIGITS.length; n++) {
            DIGITS[n] = '0' + n / 1000 | '0' + n / 100 % 10 << 8 | '0' + n / 10 % 10 << 16 | '0' + n % 10 << 24;
        }
        String hex = "0123456789abcdef";
        for (int n = 0; n < HEX.length; n++) {
            HEX[n] = (short) (hex.charAt(n >> 4) | hex.charAt(n & 15) << 8);
        }
    }

    private Bytes() {}

    private static VarHandle handle(Class<?> array) {
        return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.LITTLE_ENDIAN);
    }

    /** A text in bytes, padded so that it can be copied eight bytes at a time. Immutable. */
    static final class Text {
        private final byte[] padded;
        private final int length;

        private Text(byte[] bytes) {
            length = bytes.length;
            padded = Arrays.copyOf(bytes, (length + 7) / 8 * 8);
        }

        /** Returns how many bytes the text has. */
        int length() {
            return length;
        }

        int put(byte[] target, int at) {
            for (int i = 0; i < padded.length; i += 8) {
                LONG.set(target, at + i, (long) LONG.get(padded, i));
            }
            return at + length;
        }
    }

    /** Returns a text of ASCII or other characters, as UTF-8. */
    static Text text(String text) {
        return new Text(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes a number that is not negative. */
    static int putInt(int value, byte[] target, int at) {
        if (value < 10_000) {
            return putLeading(value, target, at);
        }
        if (value < 100_000_000) {
            int end = putLeading(value / 10_000, target, at);
            INT.set(target, end, DIGITS[value % 10_000]);
            return end + 4;
        }
        int upper = value / 10_000;
        int end = putLeading(upper / 10_000, target, at);
        INT.set(target, end, DIGITS[upper % 10_000]);
        INT.set(target, end + 4, DIGITS[value % 10_000]);
        return end + 8;
    }

    /** Writes a number below 10,000 without leading zeros. */
    private static int putLeading(int value, byte[] target, int at) {
        // Each difference is negative, and so has the sign bit, if there is that digit.
        int digits = 1 + (9 - value >>> 31) + (99 - value >>> 31) + (999 - value >>> 31);
        INT.set(target, at, DIGITS[value] >>> 32 - 8 * digits);
        return at + digits;
    }

    static int putHex(long value, byte[] target, int at) {
        for (int i = 0; i < 8; i++) {
            SHORT.set(target, at + 2 * i, HEX[(int) (value >>> 56 - 8 * i) & 255]);
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
        INT.set(target, at, DIGITS[year]);
        putTwo('-', month, target, at + 4);
        putTwo('-', day, target, at + 7);
        putTwo('T', ofDay / 3_600_000, target, at + 10);
        putTwo(':', ofDay / 60_000 % 60, target, at + 13);
        putTwo(':', ofDay / 1_000 % 60, target, at + 16);
        INT.set(target, at + 19, DIGITS[ofDay % 1_000] & ~255 | '.');
        target[at + 23] = 'Z';
        return at + TIMESTAMP_LENGTH;
    }

    /** Writes a character and two digits, and one byte more. */
    private static void putTwo(char before, int value, byte[] target, int at) {
        INT.set(target, at, DIGITS[value] >>> 8 & ~255 | before);
    }
}
