package io.csgen.internal;

/**
 * A stream of random 64-bit numbers: SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom
 * number generators", 2014). Every concern of every session has a stream of its own, found by hashing
 * and never shared, so that a new draw in one place changes nothing in another. Use it for what must be the same
 * on every platform and for ever. Confined to one thread.
 */
public final class RandomStream {
    /** What the states of a stream lie apart. */
    public static final long GAMMA = 0x9e3779b97f4a7c15L;

    private static final int LOG_BITS = 8;
    private static final int LOG_CELLS = 1 << LOG_BITS;
    private static final long MANTISSA = (1L << 52) - 1;
    private static final long ONE = Double.doubleToRawLongBits(1);
    private static final int EXPONENT_OF_ONE = 1023;
    private static final double LOG_OF_TWO = StrictMath.log(2);

    // Of the middle of each cell of the range 1 to 2: one over it, and its logarithm.
    private static final double[] INVERSE = new double[LOG_CELLS];
    private static final double[] LOG = new double[LOG_CELLS];

    static {
        for (int i = 0; i < LOG_CELLS; i++) {
            double middle = 1 + (i + 0.5) / LOG_CELLS;
            INVERSE[i] = 1 / middle;
            LOG[i] = -StrictMath.log(INVERSE[i]);
        }
    }

    private long state;

    /** Starts at the given state. */
    public RandomStream(long state) {
        this.state = state;
    }

    /** Returns the stream of one concern under a key. */
    public static RandomStream of(long key, Concern concern) {
        return new RandomStream(0).restart(key, concern);
    }

    /** Goes to the beginning of the stream of one concern under a key, which is a hash already. */
    public RandomStream restart(long key, Concern concern) {
        state = mix(key + (concern.ordinal() + 1) * GAMMA);
        return this;
    }

    /** Returns the next number, uniform over all 64-bit numbers. */
    public long next() {
        state += GAMMA;
        return mix(state);
    }

    /** Returns whether an event happens, given its {@link #threshold}. */
    public boolean happens(long threshold) {
        return (next() >>> 2) < threshold;
    }

    /** Returns the next number in the range 0 (inclusive) to 1 (exclusive), with 53 bits. */
    public double nextFraction() {
        return (next() >>> 11) * 0x1.0p-53;
    }

    /** Returns the next number of an exponential distribution with mean 1. */
    public double nextExponential() {
        // By inversion. The logarithm: exponent and leading bits by table, the rest by its series.
        double x = 1 - nextFraction();
        long bits = Double.doubleToRawLongBits(x);
        int cell = (int) (bits >>> 52 - LOG_BITS) & LOG_CELLS - 1;
        double mantissa = Double.longBitsToDouble(bits & MANTISSA | ONE);
        double r = mantissa * INVERSE[cell] - 1;
        double logarithm = LOG[cell] + r * (1 - r * (0.5 - r * (1.0 / 3 - r * 0.25)));
        return Math.max(0, -(((bits >>> 52) - EXPONENT_OF_ONE) * LOG_OF_TWO + logarithm));
    }

    /** Returns what {@link #happens} takes for a probability from 0 (never) to 1 (always), both exact. */
    public static long threshold(double probability) {
        return (long) (probability * 0x1.0p62);
    }

    /** Hashes a number under a key: for one key, different numbers have different hashes. */
    public static long key(long key, long number) {
        return mix(mix(key) + number * GAMMA);
    }

    /** The finalizer of SplitMix64, a bijection that spreads every input bit. */
    public static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /** Returns the number that {@link #mix} made into the given one. */
    public static long unmix(long value) {
        long z = (value ^ (value >>> 31) ^ (value >>> 62)) * 0x319642b2d24d8ec3L;
        z = (z ^ (z >>> 27) ^ (z >>> 54)) * 0x96de1b173f119089L;
        return z ^ (z >>> 30) ^ (z >>> 60);
    }

    /** Scales a random 64-bit number to the range 0 (inclusive) to {@code bound} (exclusive). */
    public static int below(long random, int bound) {
        return (int) Math.multiplyHigh(random >>> 1, (long) bound << 1);
    }
}
