package io.csgen.model;

import io.csgen.config.Key;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The keys of the model. Defaults are those of the classic store; numbers from outside are measured
 * on real shops.
 */
final class ModelKeys {
    /** Greatest user or product id; the ids from 0 on can then be counted with an {@code int}. */
    static final int MAX_ID = Integer.MAX_VALUE - 1;

    static final Key<Preset> PRESET = Key.choice(
                    "preset", Preset.class, "the model that the other keys change; all defaults below are of classic")
            .withDefault("classic");
    static final Key<String> STORE_URL =
            Key.text("web-store-url", "address of the web store").withDefault("https://webstore.demo.com");
    static final Key<Integer> USER_ID_MIN =
            Key.integer("customer-id-min", 0, MAX_ID, "smallest user id").withDefault("1");
    static final Key<Integer> USER_ID_MAX =
            Key.integer("customer-id-max", 0, MAX_ID, "greatest user id").withDefault("100");
    static final Key<Integer> GROUP_COUNT = Key.integer(
                    "group-count", 1, Catalog.MAX_GROUPS, "number of product groups; each needs its five keys below")
            .withDefault("2");
    static final Key<String> GROUP_NAME = Key.text("group-name-N", "name of product group N");
    static final Key<Integer> PRODUCT_ID_MIN =
            Key.integer("group-product-id-min-N", 0, MAX_ID, "smallest product id in group N");
    static final Key<Integer> PRODUCT_ID_MAX =
            Key.integer("group-product-id-max-N", 0, MAX_ID, "greatest product id in group N");
    // Between 0.99 and 1, sessions would have group pages without end on the way to a product.
    static final Key<Double> BROWSING_GROUP = Key.of(
                    "probability-browsing-group",
                    "be a number from 0 to 0.99, or 1",
                    "share of group pages among all clicks",
                    text -> Key.number(text).filter(p -> p >= 0 && p <= 0.99 || p == 1))
            .withDefault("0.1");
    static final Key<Double> GROUP_PAGE_SHARE =
            Key.probability("probability-browsing-group-N", "share of group N among group pages; all groups sum to 1");
    static final Key<Double> PRODUCT_PAGE_SHARE = Key.probability(
            "probability-browsing-products-in-group-N", "share of group N among product pages; all groups sum to 1");
    static final Key<Double> CLICKS_PER_SECOND = Key.decimal(
                    "clicks-per-second",
                    Traffic.MIN_CLICKS_PER_SECOND,
                    Traffic.MAX_CLICKS_PER_SECOND,
                    "mean rate of clicks; fractions are allowed")
            .withDefault("3");
    static final Key<Integer> POLL_SERVER_STATUS_CHANGE =
            Key.integer("poll-server-status-change", 0, Integer.MAX_VALUE, "accepted and no longer needed");

    // Session length and think time: fitted to YOOCHOOSE, Diginetica, RetailRocket, REES46 and others.
    static final Key<Distribution> SESSION_LENGTH = Key.of(
                    "session-length",
                    "be one of weibull(SHAPE, SCALE[, SINGLES]), constant(N) with N a whole number from 1 to "
                            + Sessions.MAX_LENGTH,
                    "product views per session, 1 to " + Sessions.MAX_LENGTH
                            + "; SINGLES is the share of sessions of one view",
                    text -> Optional.of(Distribution.parse(text)).filter(ModelKeys::isLength))
            .withDefault("weibull(0.75, 2.8)");
    static final Key<Distribution> THINK_TIME = distribution(
                    "think-time",
                    "loglogistic(MEDIAN, SHAPE), constant(SPAN)",
                    Set.of(Distribution.LogLogistic.class, Distribution.ConstantSpan.class),
                    "pause between two clicks of a session")
            .withDefault("loglogistic(46s, 1.55)");
    static final Key<Distribution> SESSION_PACE = distribution(
                    "session-pace",
                    "lognormal(SIGMA), constant(VALUE)",
                    Set.of(Distribution.LogNormal.class, Distribution.Constant.class),
                    "factor on all pauses of a session; constant(1) switches it off")
            .withDefault("lognormal(0.68)");
    static final Key<Duration> SESSION_TIMEOUT = Key.duration(
                    "session-timeout",
                    Duration.ofSeconds(1),
                    Duration.ofDays(1),
                    "pauses within a session are shorter, pauses between sessions of a user longer")
            .withDefault("30m");
    static final Key<Distribution> PRODUCT_POPULARITY = spread(
                    "product-popularity", "how views spread over the products of a group")
            .withDefault("lognormal(1.6)");
    static final Key<Double> POPULARITY_DRIFT = Key.decimal(
                    "popularity-drift",
                    0,
                    0.95,
                    "part of the spread of lognormal popularity that moves from day to day; 0 switches it off")
            .withDefault("0");
    static final Key<Distribution> USER_ACTIVITY =
            spread("user-activity", "how sessions spread over users").withDefault("uniform");
    static final Key<Users.OverlappingSessions> OVERLAPPING_SESSIONS = Key.choice(
                    "overlapping-sessions",
                    Users.OverlappingSessions.class,
                    "whether users have several sessions at a time where there are too few for the rate")
            .withDefault("allow");
    static final Key<Double> SAME_PRODUCT = Key.probability(
                    "probability-same-product", "that a product page is opened again, staying in the group")
            .withDefault("0.17");
    static final Key<Double> EARLIER_PRODUCT = Key.probability(
                    "probability-earlier-product", "that otherwise a product seen earlier in this stay is opened")
            .withDefault("0.12");
    static final Key<Double> FOCUSED_SESSIONS = Key.probability(
                    "probability-focused-session", "share of focused sessions; the others explore")
            .withDefault("0.7");
    // Below 1: who always returns to the same page would never see another.
    static final Key<Double> FOCUSED_RETURN = Key.decimal(
                    "probability-focused-return", 0, 0.99, "that a focused user opens the same group's page again")
            .withDefault("0.8");
    static final Key<Double> EXPLORING_RETURN = Key.decimal(
                    "probability-exploring-return", 0, 0.99, "that an exploring user opens the same group's page again")
            .withDefault("0");

    static final Key<Double> FAVOURITE_GROUP = Key.probability(
                    "probability-favourite-group",
                    "that a user who comes, or leaves a group, goes to their favourite one; above 0, the shares of"
                            + " groups are exact only where those of group pages and product pages are equal")
            .withDefault("0");
    static final Key<Navigation.ClickModel> CLICK_MODEL = Key.choice(
                    "click-model",
                    Navigation.ClickModel.class,
                    "sessions, or clicks independent of each other, each a session of its own")
            .withDefault("sessions");
    static final Key<List<Double>> HOURLY_RATES = factors(
                    "hourly-rates", Traffic.HOURS, "factors on the rate for the hours of a day (UTC), scaled to mean 1")
            .withDefault("flat");
    static final Key<List<Double>> WEEKDAY_RATES = factors(
                    "weekday-rates", Traffic.WEEKDAYS, "factors on the rate from Monday on, scaled to mean 1")
            .withDefault("flat");
    static final Key<List<Traffic.Stage>> STAGES = Key.of(
                    "stages",
                    "be none, or stages such as ramp(0..500, 5m) hold(10m) spike(2000, 30s) gap(1m)",
                    "rates in clicks per second, one after another from the start; clicks-per-second follows",
                    text -> Optional.of(Traffic.Stage.parse(text)))
            .withDefault("none");

    static final Key<Traffic.Response> RATE_RESPONSE = Key.choice(
                    "rate-response",
                    Traffic.Response.class,
                    "how clicks follow a changing rate: smooth, as sessions begin at the rate and take minutes, or sharp,"
                            + " as sessions begin so that clicks have it at once")
            .withDefault("smooth");

    static final Key<String> SHOP_JOURNEYS = Key.choice(
                    "shop-journeys", List.of("on", "off"), "whether users search, fill the cart and buy as well")
            .withDefault("off");
    static final Key<Double> SEARCH = Key.probability(
                    "probability-search", "that a session begins with a search, with shop-journeys=on")
            .withDefault("0.15");
    // Carts per view and purchases per cart: between those of REES46, OTTO, RetailRocket and Taobao.
    static final Key<Double> CART = Key.probability(
                    "probability-cart", "that a product viewed is put into the cart, with shop-journeys=on")
            .withDefault("0.045");
    static final Key<Double> PURCHASE = Key.probability(
                    "probability-purchase", "that a product in the cart is bought, with shop-journeys=on")
            .withDefault("0.345");

    static final List<Key<?>> GROUP_FAMILIES =
            List.of(GROUP_NAME, PRODUCT_ID_MIN, PRODUCT_ID_MAX, GROUP_PAGE_SHARE, PRODUCT_PAGE_SHARE);

    /** All keys of the model, in the order in which they are documented. */
    static final List<Key<?>> ALL = List.of(
            PRESET,
            STORE_URL,
            USER_ID_MIN,
            USER_ID_MAX,
            GROUP_COUNT,
            GROUP_NAME,
            PRODUCT_ID_MIN,
            PRODUCT_ID_MAX,
            BROWSING_GROUP,
            GROUP_PAGE_SHARE,
            PRODUCT_PAGE_SHARE,
            CLICKS_PER_SECOND,
            POLL_SERVER_STATUS_CHANGE,
            HOURLY_RATES,
            WEEKDAY_RATES,
            STAGES,
            RATE_RESPONSE,
            CLICK_MODEL,
            SESSION_LENGTH,
            THINK_TIME,
            SESSION_PACE,
            SESSION_TIMEOUT,
            PRODUCT_POPULARITY,
            POPULARITY_DRIFT,
            USER_ACTIVITY,
            OVERLAPPING_SESSIONS,
            SAME_PRODUCT,
            EARLIER_PRODUCT,
            FOCUSED_SESSIONS,
            FOCUSED_RETURN,
            EXPLORING_RETURN,
            FAVOURITE_GROUP,
            SHOP_JOURNEYS,
            SEARCH,
            CART,
            PURCHASE);

    /** Keys that a classic file has for other parts of the program. */
    static final List<Key<?>> OF_OTHER_PARTS = List.of(
            ofOtherPart("token-as-hash", "see the server"),
            ofOtherPart("url-kinesis-stream-name", "see the Kinesis sink"));

    private ModelKeys() {}

    private static Key<String> ofOtherPart(String name, String help) {
        return Key.of(name, "be a text", help, Optional::of);
    }

    private static boolean isLength(Distribution length) {
        return length instanceof Distribution.Weibull
                || length instanceof Distribution.Constant constant
                        && constant.value() == Math.rint(constant.value())
                        && constant.value() <= Sessions.MAX_LENGTH;
    }

    private static Key<List<Double>> factors(String name, int count, String help) {
        return Key.of(
                name,
                "be flat, or " + count + " numbers, each 0 or from 0.000001 to 1000, not all 0, separated by blanks",
                help,
                text -> text.equals("flat") ? Optional.of(Traffic.flat(count)) : factors(text, count));
    }

    private static Optional<List<Double>> factors(String text, int count) {
        List<Double> factors = Stream.of(text.split("\\s+"))
                .flatMap(f -> Key.number(f).stream())
                .toList();
        boolean valid = factors.size() == count
                && text.split("\\s+").length == count
                && factors.stream().allMatch(f -> f == 0 || f >= 0.000001 && f <= 1000)
                && factors.stream().anyMatch(f -> f > 0);
        return valid ? Optional.of(factors) : Optional.empty();
    }

    private static Key<Distribution> spread(String name, String help) {
        return distribution(
                name,
                "lognormal(SIGMA), zipf(EXPONENT), uniform, gaussian",
                Set.of(
                        Distribution.LogNormal.class,
                        Distribution.Zipf.class,
                        Distribution.Uniform.class,
                        Distribution.Gaussian.class),
                help);
    }

    private static Key<Distribution> distribution(
            String name, String forms, Set<Class<? extends Distribution>> types, String help) {
        return Key.of(
                name,
                "be one of " + forms,
                help,
                text -> Optional.of(Distribution.parse(text)).filter(d -> types.contains(d.getClass())));
    }
}
