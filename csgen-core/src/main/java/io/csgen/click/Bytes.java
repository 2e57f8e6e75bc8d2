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

    /**
     * The decimal digits of each number below 1,000 in the order of memory, and how many they are in the
     * fourth byte. Small, because what a session or a sort needs must stay in the cache beside it.
     */
    private static final int[] LEADING = new int[1_000];

    /** The same with leading zeros. */
    private static final int[] THREE = new int[1_000];

    /** Two hexadecimal digits of each byte, in the order of memory. */
    private static final short[] HEX = new short[256];

    static {
        for (int n = 0; n < THREE.length; n++) {
            int count = n < 10 ? 1 : n < 100 ? 2 : 3;
            THREE[n] = '0' + n / 100 | '0' + n / 10 % 10 << 8 | '0' + n % 10 << 16;
            LEADING[n] = THREE[n] >>> 8 * (3 - count) | count << 24;
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

    /** A text in bytes, eight of them in each word. Immutable. */
    static final class Text {
        private final long[] words;
        private final int length;

        private Text(byte[] bytes) {
            length = bytes.length;
            byte[] padded = Arrays.copyOf(bytes, (length + 7) / 8 * 8);
            words = new long[padded.length / 8];
            Arrays.setAll(words, i -> (long) LONG.get(padded, 8 * i));
        }

        /** Returns how many bytes the text has. */
        int length() {
            return length;
        }

        int put(byte[] target, int at) {
            for (int i = 0; i < words.length; i++) {
                LONG.set(target, at + 8 * i, words[i]);
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
        if (value < 1_000) {
            return putLeading(value, target, at);
        }
        int thousands = value / 1_000;
        int end = thousands < 1_000 ? putLeading(thousands, target, at) : putInt(thousands, target, at);
        INT.set(target, end, THREE[value - 1_000 * thousands]);
        return end + 3;
    }

    /** Writes a number below 1,000 without leading zeros. */
    private static int putLeading(int value, byte[] target, int at) {
        int digits = LEADING[value];
        INT.set(target, at, digits);
        return at + (digits >>> 24);
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
        INT.set(target, at, two(year / 100));
        INT.set(target, at + 2, two(year % 100));
        putTwo('-', month, target, at + 4);
        putTwo('-', day, target, at + 7);
        putTwo('T', ofDay / 3_600_000, target, at + 10);
        putTwo(':', ofDay / 60_000 % 60, target, at + 13);
        putTwo(':', ofDay / 1_000 % 60, target, at + 16);
        INT.set(target, at + 19, '.' | THREE[ofDay % 1_000] << 8);
        target[at + 23] = 'Z';
        return at + TIMESTAMP_LENGTH;
    }

    /** Writes a character and two digits, and one byte more. */
    private static void putTwo(char before, int value, byte[] target, int at) {
        INT.set(target, at, before | two(value) << 8);
    }

    /** Returns the digits of a number below 100, in the order of memory. */
    private static int two(int value) {
        return THREE[value] >>> 8;
    }
}
