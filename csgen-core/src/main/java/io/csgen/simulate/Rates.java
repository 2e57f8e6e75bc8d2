package io.csgen.simulate;

/** A rate over time, as a factor on its mean that is constant in pieces. Safe for concurrent use. */
interface Rates {
    /** Tells a cursor of the piece at a time, in milliseconds since 1970. */
    void enter(RateCursor cursor, long millis);
}
