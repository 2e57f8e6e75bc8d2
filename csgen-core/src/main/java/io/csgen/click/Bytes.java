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

    /** Length of a session id in hexadecimal digits. */
    static final int SESSION_LENGTH = 16;

    /** How far a method may write beyond the text. */
    static final int SLACK = 24;

    private static final VarHandle SHORT = handle(short[].class);
    private static final VarHandle INT = handle(int[].class);
    private static final VarHandle LONG = handle(long[].class);

    /**
     * The decimal digits of each number below 1,000, once without and once with leading zeros, and last
     * no digits at all: in the order of memory, and how many they are in the fourth byte. Small, because
     * what is written must stay in the cache beside it.
     */
    private static final int[] DIGITS = new int[2_001];

    private static final int WITH_ZEROS = 1_000;
    private static final int NONE = 2_000;

    /** Two hexadecimal digits of each byte, in the order of memory. */
    private static final short[] HEX = new short[256];

    static {
        for (int n = 0; n < WITH_ZEROS; n++) {
            int count = n < 10 ? 1 : n < 100 ? 2 : 3;
            int three = '0' + n / 100 | '0' + n / 10 % 10 << 8 | '0' + n % 10 << 16;
            DIGITS[n] = three >>> 8 * (3 - count) | count << 24;
            DIGITS[WITH_ZEROS + n] = three | 3 << 24;
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

    /**
     * A text in bytes, eight of them in each word. Immutable. Most texts have few words, for which a loop
     * costs more than its work.
     */
    static final class Text {
        private static final int SHORT_LENGTH = 16;
        private static final int MEDIUM_LENGTH = 40;

        private final int length;
        private final long first;
        private final long second;
        private final long third;
        private final long fourth;
        private final long fifth;
        private final long[] more;

        private Text(byte[] bytes) {
            length = bytes.length;
            byte[] padded = Arrays.copyOf(bytes, Math.max(MEDIUM_LENGTH, (length + 7) / 8 * 8));
            first = (long) LONG.get(padded, 0);
            second = (long) LONG.get(padded, 8);
            third = (long) LONG.get(padded, 16);
            fourth = (long) LONG.get(padded, 24);
            fifth = (long) LONG.get(padded, 32);
            more = new long[(padded.length - MEDIUM_LENGTH) / 8];
            Arrays.setAll(more, i -> (long) LONG.get(padded, MEDIUM_LENGTH + 8 * i));
        }

        /** Returns how many bytes the text has. */
        int length() {
            return length;
        }

        int put(byte[] target, int at) {
            LONG.set(target, at, first);
            LONG.set(target, at + 8, second);
            if (length > SHORT_LENGTH) {
                LONG.set(target, at + 16, third);
                LONG.set(target, at + 24, fourth);
                LONG.set(target, at + 32, fifth);
                for (int i = 0; i < more.length; i++) {
                    LONG.set(target, at + MEDIUM_LENGTH + 8 * i, more[i]);
                }
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
        int thousands = value / 1_000;
        int start = at;
        if (thousands >= 1_000) {
            start = putInt(thousands / 1_000, target, at);
            thousands = thousands % 1_000 + WITH_ZEROS;
        }
        // Numbers of all lengths take one way here, for no processor guesses lengths well.
        int upper = DIGITS[thousands > 0 ? thousands : NONE];
        INT.set(target, start, upper);
        int end = start + (upper >>> 24);
        int lower = DIGITS[value % 1_000 + (thousands > 0 ? WITH_ZEROS : 0)];
        INT.set(target, end, lower);
        return end + (lower >>> 24);
    }

    static int putHex(long value, byte[] target, int at) {
        for (int i = 0; i < 8; i++) {
            SHORT.set(target, at + 2 * i, HEX[(int) (value >>> 56 - 8 * i) & 255]);
        }
        return at + SESSION_LENGTH;
    }

    /** Returns the two digits of a number below 100 in the lowest bytes, in the order of memory. */
    static int twoDigits(int value) {
        return DIGITS[WITH_ZEROS + value] >>> 8 & 0xffff;
    }

    /** Returns a second of the day as its time, such as {@code 09:30:00}, in the order of memory. */
    static long clock(int seconds) {
        int minutes = seconds / 60;
        int hours = minutes / 60;
        return twoDigits(hours)
                | (long) ':' << 16
                | (long) twoDigits(minutes - 60 * hours) << 24
                | (long) ':' << 40
                | (long) twoDigits(seconds - 60 * minutes) << 48;
    }

    /** Returns the three digits of a number below 1,000 in the lowest bytes, in the order of memory. */
    static int threeDigits(int value) {
        return DIGITS[WITH_ZEROS + value] & 0xff_ffff;
    }

    /**
     * Returns where bytes stand in a text of a click.
     *
     * @throws IllegalStateException if they do not
     */
    static int find(byte[] wanted, byte[] text, int from, int to) {
        for (int at = from; at <= to - wanted.length; at++) {
            if (Arrays.equals(wanted, 0, wanted.length, text, at, at + wanted.length)) {
                return at;
            }
        }
        throw new IllegalStateException("text of a click must have " + new String(wanted, StandardCharsets.US_ASCII));
    }

    /** Takes bytes out of a text, and returns its new end. */
    static int cut(byte[] text, int from, int to, int end) {
        System.arraycopy(text, to, text, from, end - to);
        return end - (to - from);
    }

    static void putFour(int bytes, byte[] target, int at) {
        INT.set(target, at, bytes);
    }

    static void putEight(long bytes, byte[] target, int at) {
        LONG.set(target, at, bytes);
    }
}
