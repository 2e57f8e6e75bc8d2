package io.csgen.simulate;

/**
 * Until when the users of a slice are busy with a session, the timeout after it included; 4 bytes for each. Users are
 * known by their rank. Confined to one thread.
 */
final class BusyUsers {
    private static final int BLOCK_BITS = 6;

    private final long startMillis;
    private final int[] freeFrom; // seconds since the start, rounded up

    // Of each block of ranks: no user of them is free before; it may be too early, as users only become busier.
    private final int[] blockFreeFrom;

    /** Creates it with nobody busy; without users, nobody is ever asked for. */
    BusyUsers(int users, long startMillis) {
        this.startMillis = startMillis;
        freeFrom = new int[users];
        blockFreeFrom = new int[(users >> BLOCK_BITS) + 1];
    }

    /** Brings a user's line of memory into the cache; what is returned means nothing, but is to be used. */
    int touch(int rank) {
        return freeFrom.length == 0 ? 0 : freeFrom[rank];
    }

    /** Returns the second since the start that a time falls into. */
    int second(long millis) {
        return (int) ((millis - startMillis) / 1000);
    }

    boolean isFree(int rank, int second) {
        return freeFrom[rank] <= second;
    }

    /** Returns from when on a user is free, in milliseconds since 1970. */
    long untilMillis(int rank) {
        return startMillis + 1000L * freeFrom[rank];
    }

    /** Makes a user busy until after a time: whether a sessionizer cuts at the timeout or above it, it cuts there. */
    void occupy(int rank, long millis) {
        int until = (int) Math.min(Integer.MAX_VALUE, (millis - startMillis) / 1000 + 1);
        freeFrom[rank] = Math.max(freeFrom[rank], until);
    }

    /** Returns the first user after a rank who is free in a second, or else the one who is free soonest. */
    int soonest(int rank, int second) {
        int free = free(rank + 1, freeFrom.length, second);
        if (free < 0) {
            free = free(0, rank, second);
        }
        if (free >= 0) {
            return free;
        }
        int soonest = rank;
        for (int i = 1; i < freeFrom.length; i++) {
            int candidate = (int) (((long) rank + i) % freeFrom.length);
            if (freeFrom[candidate] < freeFrom[soonest]) {
                soonest = candidate;
            }
        }
        return soonest;
    }

    /**
     * Returns the first user of some ranks who is free in a second, or -1. The most active are side by side
     * and hardly ever free, so blocks in which nobody is are passed by.
     */
    private int free(int from, int to, int second) {
        int rank = from;
        while (rank < to) {
            int block = rank >> BLOCK_BITS;
            int begin = block << BLOCK_BITS;
            int end = Math.min(begin + (1 << BLOCK_BITS), freeFrom.length);
            if (blockFreeFrom[block] <= second) {
                int earliest = Integer.MAX_VALUE;
                for (int i = rank; i < Math.min(end, to); i++) {
                    if (freeFrom[i] <= second) {
                        return i;
                    }
                    earliest = Math.min(earliest, freeFrom[i]);
                }
                if (rank == begin && end <= to) {
                    blockFreeFrom[block] = earliest;
                }
            }
            rank = end;
        }
        return -1;
    }
}
