package io.csgen.simulate;

import io.csgen.click.ClickType;
import io.csgen.click.ClickView;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Puts clicks in order. They are added in any order, each at its time, and come out by time and
 * session, a bucket of time at a time. Confined to one thread.
 *
 * <p>A session is added whole when it begins, so a bucket is complete once every session is added
 * that begins before its end. Appending touches one open chunk, and sorting runs through one bucket;
 * no click is ever compared with those of other times, which is why this is faster than a heap. The
 * price is memory: 24 bytes for each click of the sessions under way.
 */
final class Buckets implements ClickView {
    /** Greatest ordinal, group and type that fit into a click. */
    static final int MAX_ORDINAL = (1 << 20) - 1;

    private static final int GROUP_BITS = 17;
    private static final int ORDINAL_SHIFT = GROUP_BITS + 3;
    private static final int OFFSET_SHIFT = ORDINAL_SHIFT + 20;

    private static final int RING = 1 << 12;
    private static final int CLICKS_PER_BUCKET = 1024;
    private static final int MIN_WIDTH_BITS = 10; // the ring then reaches 70 minutes ahead
    private static final int MAX_WIDTH_BITS = 22; // what the offset has room for, and well below a day
    private static final int MIN_SLOT_BITS = 6;
    private static final int MAX_SLOT_BITS = 17;

    private static final int WORDS = 3; // session; user and product; offset, ordinal, type and group
    private static final int CHUNK_CLICKS = 64;
    private static final ClickType[] TYPES = ClickType.values();

    /** Some clicks of one bucket. */
    private static final class Chunk {
        private final long[] words = new long[WORDS * CHUNK_CLICKS];
        private @Nullable Chunk next;
    }

    private final long startMillis;
    private int widthBits;
    private final @Nullable Chunk[] chunks = new Chunk[RING]; // of each bucket, the open one first
    private final int[] sizes = new int[RING];
    private @Nullable Chunk spare;
    private long pending; // clicks that have not come out
    private long current; // the bucket that comes out next, counted from the start

    // Clicks beyond the ring: bucket, and the three words.
    private long[] later = new long[(WORDS + 1) * CHUNK_CLICKS];
    private int laterSize;

    // The bucket that is out, sorted.
    private long[] out = new long[WORDS * CLICKS_PER_BUCKET];
    private int[] slots = new int[2 * CLICKS_PER_BUCKET + 1];
    private int outWords;
    private int cursor = -WORDS; // first word of the click in view
    private long outMillis;

    /**
     * Creates an empty store of clicks from a start on.
     *
     * @param clicksPerMilli about how many there are in a millisecond
     * @param strideMillis how long buckets are at most, if not shorter than about a second
     */
    Buckets(long startMillis, double clicksPerMilli, long strideMillis) {
        this.startMillis = startMillis;
        widthBits = widthBits(clicksPerMilli, strideMillis);
    }

    /** Returns how long buckets are where nothing asks for shorter ones. */
    static long widthMillis(double clicksPerMilli) {
        return 1L << widthBits(clicksPerMilli, Long.MAX_VALUE);
    }

    private static int widthBits(double clicksPerMilli, long strideMillis) {
        int bits = MIN_WIDTH_BITS;
        while (bits < MAX_WIDTH_BITS
                && clicksPerMilli * (1L << bits) < CLICKS_PER_BUCKET
                && 1L << bits + 1 <= strideMillis) {
            bits++;
        }
        return bits;
    }

    /** Makes buckets shorter where there are to be more clicks; what the bucket that is out holds stays. */
    void makeRoomFor(double clicksPerMilli) {
        int bits = widthBits(clicksPerMilli, 1L << widthBits);
        if (bits == widthBits) {
            return;
        }
        long[] all = takeAll();
        int oldBits = widthBits;
        current <<= oldBits - bits;
        widthBits = bits;
        long mask = (1L << OFFSET_SHIFT) - 1;
        for (int i = 0; i < all.length; i += WORDS + 1) {
            long offset = (all[i] << oldBits) + (all[i + 3] >>> OFFSET_SHIFT);
            long bucket = offset >> bits;
            long what = (offset & (1L << bits) - 1) << OFFSET_SHIFT | all[i + 3] & mask;
            if (bucket - current < RING) {
                put((int) bucket & RING - 1, all[i + 1], all[i + 2], what);
            } else {
                addLater(bucket, all[i + 1], all[i + 2], what);
            }
        }
    }

    /** Takes out the clicks that have not come out: bucket, and the three words of each. */
    private long[] takeAll() {
        long[] all = new long[Math.toIntExact((WORDS + 1) * pending)];
        System.arraycopy(later, 0, all, 0, laterSize);
        int size = laterSize;
        laterSize = 0;
        for (long bucket = current; bucket < current + RING; bucket++) {
            int ring = (int) bucket & RING - 1;
            int open = sizes[ring] == 0 ? 0 : (sizes[ring] - 1 & CHUNK_CLICKS - 1) + 1;
            for (Chunk chunk = chunks[ring]; chunk != null; chunk = chunk.next) {
                for (int w = 0; w < WORDS * open; w += WORDS) {
                    all[size] = bucket;
                    System.arraycopy(chunk.words, w, all, size + 1, WORDS);
                    size += WORDS + 1;
                }
                open = CHUNK_CLICKS;
            }
            chunks[ring] = null;
            sizes[ring] = 0;
        }
        return all;
    }

    /** Lets the bucket of a time come out next, as if those before it had; only while there are no clicks. */
    void startAt(long millis) {
        current = millis - startMillis >> widthBits;
    }

    /** Returns the start of the bucket of a time. */
    long beginMillis(long millis) {
        return startMillis + (millis - startMillis >> widthBits << widthBits);
    }

    /** Returns the end of the bucket of a time, exclusive. */
    long endMillis(long millis) {
        return beginMillis(millis) + (1L << widthBits);
    }

    /** Returns the start of the bucket that comes out next. */
    long beginMillis() {
        return startMillis + (current << widthBits);
    }

    /** Returns the end of the bucket that comes out next, exclusive. */
    long endMillis() {
        return startMillis + (current + 1 << widthBits);
    }

    /**
     * Adds a click, which does not lie before the bucket that comes out next.
     *
     * @param type its ordinal
     */
    void add(long millis, long sessionId, int userId, int ordinal, int type, int groupId, int productId) {
        long offset = millis - startMillis;
        long bucket = offset >> widthBits;
        long who = (long) userId << 32 | productId & 0xffff_ffffL;
        long what = (offset & (1L << widthBits) - 1) << OFFSET_SHIFT
                | (long) ordinal << ORDINAL_SHIFT
                | (long) type << GROUP_BITS
                | groupId;
        pending++;
        if (bucket - current < RING) {
            put((int) bucket & RING - 1, sessionId, who, what);
        } else {
            addLater(bucket, sessionId, who, what);
        }
    }

    private void put(int ring, long sessionId, long who, long what) {
        int size = sizes[ring]++;
        int at = size & CHUNK_CLICKS - 1;
        Chunk chunk = chunks[ring];
        if (at == 0 || chunk == null) {
            Chunk fresh = spare == null ? new Chunk() : spare;
            spare = fresh.next;
            fresh.next = chunk;
            chunks[ring] = fresh;
            chunk = fresh;
        }
        long[] words = chunk.words;
        words[WORDS * at] = sessionId;
        words[WORDS * at + 1] = who;
        words[WORDS * at + 2] = what;
    }

    private void addLater(long bucket, long sessionId, long who, long what) {
        if (laterSize == later.length) {
            later = Arrays.copyOf(later, 2 * laterSize);
        }
        later[laterSize] = bucket;
        later[laterSize + 1] = sessionId;
        later[laterSize + 2] = who;
        later[laterSize + 3] = what;
        laterSize += WORDS + 1;
    }

    /** Brings into the ring what it reaches by now. */
    private void putLater() {
        int kept = 0;
        for (int i = 0; i < laterSize; i += WORDS + 1) {
            if (later[i] - current < RING) {
                put((int) later[i] & RING - 1, later[i + 1], later[i + 2], later[i + 3]);
            } else {
                System.arraycopy(later, i, later, kept, WORDS + 1);
                kept += WORDS + 1;
            }
        }
        laterSize = kept;
    }

    /** Brings out the next bucket, with nothing in view yet. */
    void nextBucket() {
        int ring = (int) current & RING - 1;
        int size = sizes[ring];
        outMillis = startMillis + (current << widthBits);
        outWords = WORDS * size;
        cursor = -WORDS;
        if (size > 0) {
            if (out.length < outWords) {
                out = new long[Math.max(outWords, 2 * out.length)];
            }
            sort(ring, size);
        }
        sizes[ring] = 0;
        pending -= size;
        current++;
        // Twice a turn of the ring, so that nothing arrives after its bucket is out.
        if (current % (RING / 2) == 0) {
            putLater();
        }
    }

    /** Sorts by counting into about two slots a click, then by insertion what shares a slot. */
    private void sort(int ring, int size) {
        int slotBits = Math.max(MIN_SLOT_BITS, Math.min(MAX_SLOT_BITS, 33 - Integer.numberOfLeadingZeros(size)));
        int slotCount = 1 << slotBits;
        if (slots.length <= slotCount) {
            slots = new int[slotCount + 1];
        }
        Arrays.fill(slots, 0, slotCount + 1, 0);
        int open = (size - 1 & CHUNK_CLICKS - 1) + 1;
        for (Chunk chunk = chunks[ring]; chunk != null; chunk = chunk.next) {
            for (int w = 0; w < WORDS * open; w += WORDS) {
                slots[slot(chunk.words, w, slotBits) + 1]++;
            }
            open = CHUNK_CLICKS;
        }
        for (int i = 0; i < slotCount; i++) {
            slots[i + 1] += slots[i];
        }
        open = (size - 1 & CHUNK_CLICKS - 1) + 1;
        Chunk chunk = chunks[ring];
        while (chunk != null) {
            for (int w = 0; w < WORDS * open; w += WORDS) {
                int to = WORDS * slots[slot(chunk.words, w, slotBits)]++;
                out[to] = chunk.words[w];
                out[to + 1] = chunk.words[w + 1];
                out[to + 2] = chunk.words[w + 2];
            }
            open = CHUNK_CLICKS;
            Chunk next = chunk.next;
            chunk.next = spare;
            spare = chunk;
            chunk = next;
        }
        chunks[ring] = null;
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

    /** Returns whether there is no click in any bucket to come. */
    boolean isEmpty() {
        return pending == 0;
    }

    /** Returns whether the bucket that is out has a click after the one in view. */
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
