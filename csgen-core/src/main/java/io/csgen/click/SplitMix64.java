package io.csgen.click;

/** The mixing of SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014). */
final class SplitMix64 {
    /** What the states of its streams lie apart. */
    static final long GAMMA = 0x9e3779b97f4a7c15L;

    private SplitMix64() {}

    /** Spreads every bit of a number over all of another one. */
    static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
