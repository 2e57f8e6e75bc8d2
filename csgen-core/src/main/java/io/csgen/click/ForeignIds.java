package io.csgen.click;

import java.util.HashMap;
import java.util.Map;

/** Numbers for ids from elsewhere: their own where a click can have it, else one counted down from the top. */
final class ForeignIds {
    private final int min;
    private final Map<String, Integer> others = new HashMap<>();

    /** Creates numbers from a smallest one on. */
    ForeignIds(int min) {
        this.min = min;
    }

    int of(String text) {
        String whole = whole(text);
        if (isWhole(whole, Bytes.MAX_INT_DIGITS)) {
            long value = Long.parseLong(whole);
            if (value >= min && value <= Integer.MAX_VALUE) {
                return (int) value;
            }
        }
        return others.computeIfAbsent(text, unknown -> Integer.MAX_VALUE - others.size());
    }

    /** Returns a session id as csgen writes it, or a whole number, as it is; else a hash. */
    static long session(String text) {
        if (isHex(text)) {
            return Long.parseUnsignedLong(text, 16);
        }
        String whole = whole(text);
        if (isWhole(whole, 18)) {
            return Long.parseLong(whole);
        }
        // FNV-1a, mixed in the end so that all bits depend on all characters.
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ hash >>> 32) * 0x9e3779b97f4a7c15L;
        return hash ^ hash >>> 29;
    }

    /** Returns a text without a fraction of zeros: tools that know no whole numbers write 390.0. */
    static String whole(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == '0') {
            end--;
        }
        boolean exact = end > 1 && end < text.length() && text.charAt(end - 1) == '.';
        return exact ? text.substring(0, end - 1) : text;
    }

    /** Returns the whole number from 0 to 2,147,483,647 that a text is, or -1 where it is none. */
    static int number(String text) {
        String whole = whole(text);
        long value = isWhole(whole, Bytes.MAX_INT_DIGITS) ? Long.parseLong(whole) : -1;
        return value > Integer.MAX_VALUE ? -1 : (int) value;
    }

    /** Returns whether a text is a whole number as csgen writes it, of so many digits at most. */
    static boolean isWhole(String text, int maxDigits) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return length == 1 || length > 1 && length <= maxDigits && text.charAt(0) != '0';
    }

    /** Returns whether a text is a session id as csgen writes it. */
    static boolean isHex(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return text.length() == Bytes.SESSION_LENGTH;
    }
}
