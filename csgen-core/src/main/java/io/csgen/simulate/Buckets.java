package io.csgen.simulate;

import static io.csgen.simulate.SortedBucket.GROUP_BITS;
import static io.csgen.simulate.SortedBucket.OFFSET_SHIFT;
import static io.csgen.simulate.SortedBucket.ORDINAL_SHIFT;
import static io.csgen.simulate.SortedBucket.WORDS;

import io.csgen.simulate.SortedBucket.Chunk;
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
final class Buckets {
    private static final int RING = 1 << 12;
    private static final int CLICKS_PER_BUCKET = 1024;
    private static final int MIN_WIDTH_BITS = 10; // the ring then reaches 70 minutes ahead
    private static final int MAX_WIDTH_BITS = 22; // what the offset has room for, and well below a day

    private final long startMillis;
    private int widthBits;
    private final @Nullable Chunk[] chunks = new Chunk[RING]; // of each bucket, the open one first
    private final int[] sizes = new int[RING];
    private @Nullable Chunk spare;
    private long pending; // clicks that have not come out
    private long current; // the bucket that comes out next, counted from the start

    // Clicks beyond the ring: bucket, and the three words.
    private long[] later = new long[(WORDS + 1) * Chunk.CLICKS];
    private int laterSize;

    private final SortedBucket out = new SortedBucket();

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
            int open = sizes[ring] == 0 ? 0 : (sizes[ring] - 1 & Chunk.CLICKS - 1) + 1;
            for (Chunk chunk = chunks[ring]; chunk != null; chunk = chunk.next) {
                for (int w = 0; w < WORDS * open; w += WORDS) {
                    all[size] = bucket;
                    System.arraycopy(chunk.words, w, all, size + 1, WORDS);
                    size += WORDS + 1;
                }
                open = Chunk.CLICKS;
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
        int at = size & Chunk.CLICKS - 1;
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
        out.sort(startMillis + (current << widthBits), widthBits, chunks[ring], size);
        recycle(ring);
        sizes[ring] = 0;
        pending -= size;
        current++;
        // Twice a turn of the ring, so that nothing arrives after its bucket is out.
        if (current % (RING / 2) == 0) {
            putLater();
        }
    }

    private void recycle(int ring) {
        Chunk chunk = chunks[ring];
        while (chunk != null) {
            Chunk next = chunk.next;
            chunk.next = spare;
            spare = chunk;
            chunk = next;
        }
        chunks[ring] = null;
    }

    /** Returns the bucket that is out: always the same object. */
    SortedBucket out() {
        return out;
    }

    /** Returns whether there is no click in any bucket to come. */
    boolean isEmpty() {
        return pending == 0;
    }
}
