package io.csgen.realism;

import static io.csgen.realism.RealismScore.Figure.scored;

import io.csgen.realism.RealismScore.Figure;
import java.util.List;
import java.util.function.Function;

/**
 * The figures there are. A band reaches from the lowest to the highest value among the data sets that
 * have the figure; a figure that only one data set has gets a tolerance instead.
 */
final class Figures {
    private static final String NO_VIEW = "no product views";
    private static final String NO_PAIR = "no session has 2 product views";

    /** In the order in which they are shown and summed up. */
    static final List<Figure> ALL = List.of(
            scored(
                    "views-per-session-mean",
                    "product views per session, mean",
                    3.568,
                    6.887,
                    "YOOCHOOSE (published) to e-shop clothing (measured)",
                    m -> Value.ratio(m.views(), m.sessions().count(), NO_VIEW)),
            scored(
                    "sessions-2-plus",
                    "share of sessions with 2 views or more",
                    0.660,
                    0.863,
                    "REES46 (measured) to YOOCHOOSE (from published counts)",
                    m -> Value.ratio(m.sessions().atLeast(2), m.sessions().count(), NO_VIEW)),
            scored(
                    "sessions-5-plus",
                    "share with 5 or more, of sessions with 2 or more",
                    0.163,
                    0.580,
                    "RetailRocket to e-shop clothing (measured)",
                    ofSessionsOfTwo(5)),
            scored(
                    "sessions-10-plus",
                    "share with 10 or more, of sessions with 2 or more",
                    0.038,
                    0.2745,
                    "RetailRocket to e-shop clothing (measured)",
                    ofSessionsOfTwo(10)),
            scored(
                    "sessions-20-plus",
                    "share with 20 or more, of sessions with 2 or more",
                    0.0064,
                    0.0855,
                    "RetailRocket to e-shop clothing (measured)",
                    ofSessionsOfTwo(20)),
            scored(
                    "gap-p10",
                    "gap in seconds, percentile 10",
                    6.8,
                    12,
                    "OTTO to RetailRocket (measured)",
                    m -> m.sessions().gaps().percentile(10)),
            scored(
                    "gap-median",
                    "gap in seconds, median",
                    30.1,
                    70,
                    "OTTO to RetailRocket (measured)",
                    m -> m.sessions().gaps().percentile(50)),
            scored(
                    "gap-p90",
                    "gap in seconds, percentile 90",
                    116,
                    487,
                    "REES46 to RetailRocket (measured)",
                    m -> m.sessions().gaps().percentile(90)),
            scored(
                    "gap-p99",
                    "gap in seconds, percentile 99",
                    377,
                    1510,
                    "REES46 to RetailRocket (measured)",
                    m -> m.sessions().gaps().percentile(99)),
            scored(
                    "gap-likeness",
                    "how alike the gaps of a session are, correlation",
                    0.198,
                    0.286,
                    "REES46 to RetailRocket (measured)",
                    m -> m.sessions().gaps().likeness()),
            scored(
                    "top-1-percent-products",
                    "share of views, top 1 % of viewed products",
                    0.130,
                    0.421,
                    "Diginetica to YOOCHOOSE (measured)",
                    m -> Value.ratio(m.viewsOfTopProducts(0.01), m.views(), NO_VIEW)),
            scored(
                    "top-10-percent-products",
                    "share of views, top 10 % of viewed products",
                    0.459,
                    0.783,
                    "Diginetica to YOOCHOOSE (measured)",
                    m -> Value.ratio(m.viewsOfTopProducts(0.1), m.views(), NO_VIEW)),
            scored(
                    "top-100-persistence",
                    "daily top 100 kept after 3 days / after 1 day",
                    0.63,
                    0.80,
                    "YOOCHOOSE (0.715, measured), 12 % either way",
                    m -> m.days().topPersistence()),
            scored(
                    "repeat-views",
                    "views of products seen before in a session, per pair",
                    0.200,
                    0.410,
                    "Diginetica to RetailRocket (measured)",
                    m -> Value.ratio(m.sessions().repeats(), m.sessions().pairs(), NO_PAIR)),
            scored(
                    "repeat-views-at-once",
                    "share of pairs of one and the same product",
                    0.092,
                    0.318,
                    "Diginetica to REES46 (measured)",
                    m -> Value.ratio(m.sessions().samePairs(), m.sessions().pairs(), NO_PAIR)),
            scored(
                    "group-changes",
                    "share that change group, of pairs of 2 products",
                    0.141,
                    0.220,
                    "REES46 (0.176, measured), factor 1.25 either way",
                    ofGroups(m -> Value.ratio(
                            m.sessions().groupChanges(),
                            m.sessions().pairs() - m.sessions().samePairs(),
                            "no session has 2 different products"))),
            scored(
                    "sessions-2-plus-groups",
                    "share in 2 groups or more, of sessions with 2 views",
                    0.198,
                    0.310,
                    "REES46 (0.248, measured), factor 1.25 either way",
                    ofGroups(m -> Value.ratio(
                            m.sessions().ofSeveralGroups(), m.sessions().atLeast(2), NO_PAIR))),
            scored(
                    "top-10-percent-groups",
                    "share of views, top 10 % of viewed groups",
                    0.640,
                    0.790,
                    "REES46 (0.714, measured), 10 % either way",
                    ofGroups(m -> Value.ratio(m.viewsOfTopGroups(0.1), m.views(), NO_VIEW))),
            scored(
                    "busiest-6-hours",
                    "share of views in the busiest 6 hours of the clock",
                    0.3725,
                    0.403,
                    "REES46 to YOOCHOOSE (measured)",
                    m -> Value.ratio(m.hours().busiestSix(), m.views(), NO_VIEW)),
            scored(
                    "quietest-6-hours",
                    "share of views in the quietest 6 hours of the clock",
                    0.0339,
                    0.060,
                    "YOOCHOOSE to REES46 (measured)",
                    m -> Value.ratio(m.hours().quietestSix(), m.views(), NO_VIEW)),
            scored(
                    "weekday-variation",
                    "variation between weekdays, coefficient",
                    0.034,
                    0.215,
                    "REES46 to YOOCHOOSE (measured)",
                    m -> m.days().weekdayVariation()),
            scored(
                    "user-views-p90-ratio",
                    "views per user, percentile 90 / median",
                    3.0,
                    9.0,
                    "RetailRocket to Synerise (published)",
                    m -> Value.of(m.viewsOfUsers(90) / m.viewsOfUsers(50), NO_VIEW)),
            scored(
                    "user-views-p99-ratio",
                    "views per user, percentile 99 / median",
                    13,
                    59.5,
                    "RetailRocket to Synerise (published)",
                    m -> Value.of(m.viewsOfUsers(99) / m.viewsOfUsers(50), NO_VIEW)),
            scored(
                    "return-to-group",
                    "next session begins in the same group, times chance",
                    2.9,
                    8.3,
                    "REES46 (4.2 over two months, up to 8 for sessions that follow soon; measured)",
                    ofGroups(Measured::returnsToGroup)),
            scored(
                            "carts-per-view",
                            "carts per product view",
                            0.026,
                            0.087,
                            "RetailRocket to OTTO (published)",
                            m -> m.carts() + m.purchases() == 0
                                    ? Value.none("has no carts")
                                    : Value.ratio(m.carts(), m.views(), "has no product views"))
                    .onlyShown(),
            scored(
                            "purchases-per-cart",
                            "purchases per cart",
                            0.30,
                            0.42,
                            "OTTO to REES46 (published)",
                            m -> m.carts() + m.purchases() == 0
                                    ? Value.none("has no carts and purchases")
                                    : Value.ratio(m.purchases(), m.carts(), "has no carts"))
                    .onlyShown());

    private Figures() {}

    private static Function<Measured, Value> ofSessionsOfTwo(int length) {
        return m -> Value.ratio(m.sessions().atLeast(length), m.sessions().atLeast(2), NO_PAIR);
    }

    /** Returns a computation that says nothing of a stream with a single group. */
    private static Function<Measured, Value> ofGroups(Function<Measured, Value> computation) {
        return m -> m.groups() < 2 ? Value.tooFew("product groups", 2, m.groups()) : computation.apply(m);
    }
}
