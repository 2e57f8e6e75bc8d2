package io.csgen.truth.check;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The expected clicks of one slice, each with a slot: what it must be, as a fingerprint of 24 bits, and whether it
 * was found. The slots of a session lie side by side, those of the sessions in the order of their numbers. So an
 * index of sessions is all that leads to them: a byte for each, and four for every sixteenth.
 *
 * <p>First {@link #count} all clicks, then {@link #seal}, then {@link #expect} them.
 */
final class SliceLedger {
    /** What stands for a click that is not expected. */
    static final int NONE = -1;

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int PRINT_BYTES = 3;
    private static final int PRINT = (1 << 24) - 1;
    private static final int BLOCK_BITS = 4;
    private static final int LONG_SESSION = 255;

    private long firstNumber;
    private int sessions;
    private byte[] lengths = new byte[16]; // LONG_SESSION for those that are that long or longer
    private final Map<Integer, Integer> longer = new HashMap<>();

    private int[] blockStarts = new int[0];
    private byte[] prints = new byte[0];
    private long[] found = new long[0];
    private long[] altered = new long[0];

    /** Makes room for the click of an ordinal in a session. */
    void count(long number, int ordinal) {
        if (sessions == 0) {
            firstNumber = number;
        } else if (number < firstNumber) {
            prepend((int) (firstNumber - number));
        }
        int index = (int) (number - firstNumber);
        if (index >= lengths.length) {
            lengths = Arrays.copyOf(lengths, Math.max(index + 1, lengths.length + (lengths.length >> 1)));
        }
        sessions = Math.max(sessions, index + 1);
        if (ordinal < LONG_SESSION) {
            lengths[index] = (byte) Math.max(Byte.toUnsignedInt(lengths[index]), ordinal);
        } else {
            lengths[index] = (byte) LONG_SESSION;
            longer.merge(index, ordinal, Math::max);
        }
    }

    /** Sessions begin nearly in the order of their numbers, so this is rare. */
    private void prepend(int count) {
        byte[] moved = new byte[sessions + count];
        System.arraycopy(lengths, 0, moved, count, sessions);
        lengths = moved;
        Map<Integer, Integer> shifted = new HashMap<>();
        longer.forEach((index, length) -> shifted.put(index + count, length));
        longer.clear();
        longer.putAll(shifted);
        firstNumber -= count;
        sessions += count;
    }

    /** Ends the counting. */
    void seal() {
        lengths = Arrays.copyOf(lengths, sessions + (1 << BLOCK_BITS)); // so that whole blocks can be read
        blockStarts = new int[(sessions >> BLOCK_BITS) + 1];
        int slots = 0;
        for (int i = 0; i < sessions; i++) {
            if ((i & (1 << BLOCK_BITS) - 1) == 0) {
                blockStarts[i >> BLOCK_BITS] = slots;
            }
            slots = Math.addExact(slots, length(i));
        }
        prints = new byte[slots == 0 ? 0 : Math.addExact(Math.multiplyExact(slots, PRINT_BYTES), 1)];
        found = new long[(slots >> 6) + 1];
        altered = new long[(slots >> 6) + 1];
    }

    private int length(int index) {
        int length = Byte.toUnsignedInt(lengths[index]);
        return length == LONG_SESSION ? Objects.requireNonNull(longer.get(index)) : length;
    }

    private int start(int index) {
        int begin = index >> BLOCK_BITS << BLOCK_BITS;
        int start = blockStarts[index >> BLOCK_BITS];
        if (longer.isEmpty()) {
            int count = index - begin;
            return start + sum(begin, Math.min(count, Long.BYTES)) + sum(begin + Long.BYTES, count - Long.BYTES);
        }
        for (int i = begin; i < index; i++) {
            start += length(i);
        }
        return start;
    }

    /** Returns the sum of up to eight lengths, of which none is long: it is what a lookup does most. */
    private int sum(int from, int count) {
        if (count <= 0) {
            return 0;
        }
        long bytes = (long) LONG.get(lengths, from) << Byte.SIZE * (Long.BYTES - count);
        long pairs = (bytes & 0x00ff_00ff_00ff_00ffL) + (bytes >>> Byte.SIZE & 0x00ff_00ff_00ff_00ffL);
        return (int) (pairs * 0x0001_0001_0001_0001L >>> 48);
    }

    /** Returns the slot of a click, or {@link #NONE}. */
    int slot(long number, int ordinal) {
        long index = number - firstNumber;
        if (index < 0 || index >= sessions || ordinal < 1 || ordinal > length((int) index)) {
            return NONE;
        }
        return start((int) index) + ordinal - 1;
    }

    /**
     * Expects a click.
     *
     * @return whether it is the first in its session that is expected
     */
    boolean expect(int slot, int ordinal, long hash) {
        put(slot, print(hash));
        for (int i = 1; i < ordinal; i++) {
            if (print(slot - i) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether anything is expected in a slot. */
    boolean isExpected(int slot) {
        return print(slot) != 0;
    }

    /** Returns whether a click is the one that is expected in a slot; it may be another once in 16 million times. */
    boolean isAsExpected(int slot, long hash) {
        return print(slot) == print(hash);
    }

    private void put(int slot, int print) {
        int at = PRINT_BYTES * slot;
        int other = (int) INT.get(prints, at) & ~PRINT;
        INT.set(prints, at, other | print);
    }

    private int print(int slot) {
        return (int) INT.get(prints, PRINT_BYTES * slot) & PRINT;
    }

    /** The number 0 stands for nothing expected. */
    private static int print(long hash) {
        return Math.max(1, (int) (hash >>> 40));
    }

    boolean isFound(int slot) {
        return (found[slot >> 6] >>> slot & 1) == 1;
    }

    void setFound(int slot) {
        found[slot >> 6] |= 1L << slot;
    }

    boolean isAltered(int slot) {
        return (altered[slot >> 6] >>> slot & 1) == 1;
    }

    void setAltered(int slot) {
        altered[slot >> 6] |= 1L << slot;
    }

    /** Returns whether a later click of the same session was found. */
    boolean isLaterFound(int slot, long number, int ordinal) {
        int left = length((int) (number - firstNumber)) - ordinal;
        int from = slot + 1;
        while (left > 0) {
            int inWord = Math.min(left, Long.SIZE - (from & 63));
            if (found[from >> 6] >>> from << Long.SIZE - inWord != 0) {
                return true;
            }
            from += inWord;
            left -= inWord;
        }
        return false;
    }

    /** Returns whether an earlier click of the same session is there, altered or not. */
    boolean isEarlierThere(int slot, int ordinal) {
        for (int i = 1; i < ordinal; i++) {
            if (isFound(slot - i) || isAltered(slot - i)) {
                return true;
            }
        }
        return false;
    }
}
