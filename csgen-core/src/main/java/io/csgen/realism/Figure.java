package io.csgen.realism;

/**
 * One number that describes a click stream, with the band in which real shops have it. Immutable.
 *
 * <p>All figures but the last two look at product views alone. A <em>pair</em> is two product views
 * that follow each other in one session; a <em>gap</em> is the time between them, where it is at most
 * 30 minutes. Percentiles interpolate linearly.
 *
 * <p>A band reaches from the lowest to the highest value among the data sets that have the figure. A
 * figure that only one data set has gets a tolerance instead, as said there.
 */
public enum Figure {
    /** Mean product views of a session. Lowest YOOCHOOSE (published), highest e-shop clothing (measured). */
    S1(3.568, 6.887, "product views per session, mean"),
    /** Share of sessions with at least 2 product views. REES46 (measured) to YOOCHOOSE (derived from published counts). */
    S2(0.660, 0.863, "sessions of 2 views or more"),
    /** Share of at least 5 among the sessions of at least 2. RetailRocket to e-shop clothing (measured). */
    S3(0.163, 0.580, "of these, 5 or more"),
    /** Share of at least 10 among the sessions of at least 2. RetailRocket to e-shop clothing (measured). */
    S4(0.038, 0.2745, "of these, 10 or more"),
    /** Share of at least 20 among the sessions of at least 2. RetailRocket to e-shop clothing (measured). */
    S5(0.0064, 0.0855, "of these, 20 or more"),

    /** 10th percentile of gaps, in seconds. OTTO to RetailRocket (measured). */
    G1(6.8, 12, "gap in seconds, percentile 10"),
    /** Median gap, in seconds. OTTO to RetailRocket (measured). */
    G2(30.1, 70, "gap in seconds, median"),
    /** 90th percentile of gaps, in seconds. REES46 to RetailRocket (measured). */
    G3(116, 487, "gap in seconds, percentile 90"),
    /** 99th percentile of gaps, in seconds. REES46 to RetailRocket (measured). */
    G4(377, 1510, "gap in seconds, percentile 99"),
    /**
     * How alike the gaps of one session are: the intraclass correlation (one-way random effects) of the
     * logarithm of gaps, those under half a second counting as that, over sessions with at least 2 gaps.
     * REES46 to RetailRocket (measured).
     */
    G5(0.198, 0.286, "likeness of gaps in a session"),

    /** Share of views that go to the top 1 % of the viewed products. Diginetica to YOOCHOOSE (measured). */
    P1(0.130, 0.421, "views of the top 1 % of products"),
    /** Share of views that go to the top 10 % of the viewed products. Diginetica to YOOCHOOSE (measured). */
    P2(0.459, 0.783, "views of the top 10 % of products"),
    /**
     * How much of the daily top 100 is left after three days, compared with after one: the ratio of the
     * two mean overlaps. Days with fewer than 1,500 views, or than a fifth of the median day, do not
     * count. YOOCHOOSE (0.715, measured), 12 % either way.
     */
    P3(0.63, 0.80, "daily top 100, kept 3 days / 1 day"),

    /** Views of a product already seen in the session, per pair. Diginetica to RetailRocket (measured). */
    R1(0.200, 0.410, "repeat views in a session, per pair"),
    /** Share of pairs of one and the same product. Diginetica to REES46 (measured). */
    R2(0.092, 0.318, "pairs of the same product"),

    /** Share of pairs with different groups among those with different products. REES46 (0.176, measured), factor 1.25 either way. */
    C1(0.141, 0.220, "group changes when product changes"),
    /** Share of sessions with more than one group among those of at least 2 views. REES46 (0.248, measured), factor 1.25 either way. */
    C2(0.198, 0.310, "sessions of 2 or more with 2 groups"),
    /** Share of views that go to the top 10 % of the viewed groups. REES46 (0.714, measured), 10 % either way. */
    C3(0.640, 0.790, "views of the top 10 % of groups"),

    /** Share of views in the busiest 6 consecutive hours of the clock. REES46 to YOOCHOOSE (measured). */
    T1(0.3725, 0.403, "views in the busiest 6 hours"),
    /** Share of views in the quietest 6 consecutive hours of the clock. YOOCHOOSE to REES46 (measured). */
    T2(0.0339, 0.060, "views in the quietest 6 hours"),
    /**
     * Coefficient of variation of the mean views of the weekdays. Days below a fifth of the median day do
     * not count, nor, of more than 8 days, the first and last. REES46 to YOOCHOOSE (measured).
     */
    T3(0.034, 0.215, "variation between weekdays"),

    /** Views per user, 90th percentile by median. RetailRocket to Synerise (published). */
    V1(3.0, 9.0, "views per user, percentile 90 / 50"),
    /** Views per user, 99th percentile by median. RetailRocket to Synerise (published). */
    V2(13, 59.5, "views per user, percentile 99 / 50"),
    /**
     * How much likelier than by chance a user's next session begins in the same group: share of such
     * pairs of sessions, divided by the sum of the squared shares of first groups. REES46 (4.2 over two
     * months, up to 8 for sessions that follow soon; measured).
     */
    V3(2.9, 8.3, "next session in the same group, odds"),

    /** Carts per product view. RetailRocket to OTTO (published). Not part of the score. */
    F1(0.026, 0.087, "carts per view"),
    /** Purchases per cart. OTTO to REES46 (published). Not part of the score. */
    F2(0.30, 0.42, "purchases per cart");

    private final double low;
    private final double high;
    private final String meaning;

    Figure(double low, double high, String meaning) {
        this.low = low;
        this.high = high;
        this.meaning = meaning;
    }

    /** Returns the lower end of the band, inclusive. */
    public double low() {
        return low;
    }

    /** Returns the upper end of the band, inclusive. */
    public double high() {
        return high;
    }

    /** Returns what the figure says, in a few words. */
    public String meaning() {
        return meaning;
    }

    /** Returns whether the figure counts in the score; {@link #F1} and {@link #F2} do not. */
    public boolean isCore() {
        return compareTo(F1) < 0;
    }
}
