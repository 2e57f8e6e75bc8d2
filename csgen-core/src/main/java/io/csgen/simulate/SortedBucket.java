package io.csgen.simulate;

import io.csgen.click.ClickType;
import io.csgen.click.ClickView;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The clicks of one bucket of time in order of time and session, one of them in view. Confined to one thread. */
final class SortedBucket implements ClickView {
    // Where type, ordinal and time within the bucket begin in the third word.
    static final int GROUP_BITS = 17;
    static final int ORDINAL_SHIFT = GROUP_BITS + 3;
    static final int OFFSET_SHIFT = ORDINAL_SHIFT + 20;

    private static final int MAX_ORDINAL = (1 << 20) - 1;

    /** Words of a click. */
    static final int WORDS = 3; // session; user and product; offset, ordinal, type and group

    private static final int MIN_SLOT_BITS = 6;
    private static final int MAX_SLOT_BITS = 17;

    private static final ClickType[] TYPES = ClickType.values();
    private static final int FIRST_CLICKS = 1024;

    /** Some clicks of one bucket. */
    static final class Chunk {
        static final int CLICKS = 64;

        final long[] words = new long[WORDS * CLICKS];

        @Nullable
        Chunk next;
    }

    private long[] out = new long[WORDS * FIRST_CLICKS];
    private int[] slots = new int[2 * FIRST_CLICKS + 1];
    private int outWords;
    private int cursor = -WORDS; // first word of the click in view
    private long outMillis;
    private int widthBits;

    /**
     * Takes the clicks of a bucket, with none in view yet.
     *
     * @param millis when the bucket begins
     * @param bits how many hold a time within it
     * @param chunks the open one first; null for none
     * @param size how many clicks
     */
    void sort(long millis, int bits, @Nullable Chunk chunks, int size) {
        outMillis = millis;
        widthBits = bits;
        outWords = WORDS * size;
        cursor = -WORDS;
        if (chunks != null && size > 0) {
            if (out.length < outWords) {
                out = new long[Math.max(outWords, 2 * out.length)];
            }
            sort(chunks, size);
        }
    }

    /** Sorts by counting into about two slots a click, then by insertion what shares a slot. */
    private void sort(Chunk first, int size) {
        int slotBits = Math.max(MIN_SLOT_BITS, Math.min(MAX_SLOT_BITS, 33 - Integer.numberOfLeadingZeros(size)));
        int slotCount = 1 << slotBits;
        if (slots.length <= slotCount) {
            slots = new int[slotCount + 1];
        }
        Arrays.fill(slots, 0, slotCount + 1, 0);
        int open = (size - 1 & Chunk.CLICKS - 1) + 1;
        for (Chunk chunk = first; chunk != null; chunk = chunk.next) {
            for (int w = 0; w < WORDS * open; w += WORDS) {
                slots[slot(chunk.words, w, slotBits) + 1]++;
            }
            open = Chunk.CLICKS;
        }
        for (int i = 0; i < slotCount; i++) {
            slots[i + 1] += slots[i];
        }
        open = (size - 1 & Chunk.CLICKS - 1) + 1;
        for (Chunk chunk = first; chunk != null; chunk = chunk.next) {
            for (int w = 0; w < WORDS * open; w += WORDS) {
                int to = WORDS * slots[slot(chunk.words, w, slotBits)]++;
                out[to] = chunk.words[w];
                out[to + 1] = chunk.words[w + 1];
                out[to + 2] = chunk.words[w + 2];
            }
            open = Chunk.CLICKS;
        }
        insertionSort();
    }

    /** The leading bits of time and session id, in which the slots are in order. */
    private int slot(long[] words, int w, int slotBits) {
        long offset = words[w + 2] >>> OFFSET_SHIFT;
        int bitsOfSession = slotBits - widthBits;
        return (int)
                (bitsOfSession <= 0
                        ? offset >>> -bitsOfSession
                        : offset << bitsOfSession | words[w] >>> 64 - bitsOfSession);
    }

    private void insertionSort() {
        for (int i = WORDS; i < outWords; i += WORDS) {
            long session = out[i];
            long who = out[i + 1];
            long what = out[i + 2];
            int to = i;
            while (to > 0 && isBefore(session, what, to - WORDS)) {
                out[to] = out[to - 3];
                out[to + 1] = out[to - 2];
                out[to + 2] = out[to - 1];
                to -= WORDS;
            }
            if (to < i) {
                out[to] = session;
                out[to + 1] = who;
                out[to + 2] = what;
            }
        }
    }

    /** A session has at most one click in a millisecond, so time and session decide. */
    private boolean isBefore(long session, long what, int other) {
        long offset = what >>> OFFSET_SHIFT;
        long otherOffset = out[other + 2] >>> OFFSET_SHIFT;
        return offset < otherOffset || offset == otherOffset && Long.compareUnsigned(session, out[other]) < 0;
    }

    /** Returns whether there is a click after the one in view. */
    boolean hasNext() {
        return cursor + WORDS < outWords;
    }

    /** Brings the next click into view. */
    void next() {
        cursor += WORDS;
    }

    @Override
    public long timestampMillis() {
        return outMillis + (out[cursor + 2] >>> OFFSET_SHIFT);
    }

    @Override
    public int userId() {
        return (int) (out[cursor + 1] >>> 32);
    }

    @Override
    public long sessionId() {
        return out[cursor];
    }

    @Override
    public int ordinal() {
        return (int) (out[cursor + 2] >>> ORDINAL_SHIFT) & MAX_ORDINAL;
    }

    @Override
    public ClickType type() {
        return TYPES[(int) (out[cursor + 2] >>> GROUP_BITS) & 7];
    }

    @Override
    public int groupId() {
        return (int) out[cursor + 2] & (1 << GROUP_BITS) - 1;
    }

    @Override
    public int productId() {
        return (int) out[cursor + 1];
    }
}
