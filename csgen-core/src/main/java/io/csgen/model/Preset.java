package io.csgen.model;

import io.csgen.config.Key;
import io.csgen.config.Settings;
import java.util.Locale;

/**
 * Models that come with csgen. Each is a set of settings under those the user gives. Immutable.
 *
 * <p>All but {@link #CLASSIC} share one catalog of 400 groups and about 20,000 products, sized like
 * the catalogs of real shops: a few groups have most of the views. The four named after shops are
 * fitted to published or measured figures of these shops; they hold no data of theirs.
 */
public enum Preset {
    /** The original's two groups and 100 users, at an even rate. */
    CLASSIC(""),

    /** A shop whose figures all lie where those of real shops do. */
    REFERENCE("""
            clicks-per-second=0.72
            probability-browsing-group=0.42
            probability-focused-session=0.62
            probability-focused-return=0.97
            probability-exploring-return=0
            probability-favourite-group=0.42
            think-time=loglogistic(31s, 1.45)
            """),

    /** Like YOOCHOOSE, the data set of the RecSys Challenge 2015: short sessions, a very skewed catalog. */
    YOOCHOOSE("""
            probability-browsing-group=0.15
            session-length=weibull(0.364, 0.0887, 0.137)
            think-time=loglogistic(45s, 1.5)
            session-pace=lognormal(0.7)
            product-popularity=lognormal(2.7)
            popularity-drift=0.45
            probability-same-product=0.09
            probability-earlier-product=0.1
            hourly-rates=0.12 0.08 0.05 0.08 0.2 0.5 0.85 1.2 1.35 1.4 1.5 1.45 \\
              1.4 1.35 1.3 1.3 1.45 1.7 2 1.85 1.5 0.9 0.45 0.2
            weekday-rates=1.1 1 0.95 0.85 0.75 0.85 1.4
            """),

    /** Like Diginetica, the data set of the CIKM Cup 2016: an even catalog, few repeated views. */
    DIGINETICA("""
            probability-browsing-group=0.15
            session-length=weibull(0.862, 2.72, 0.312)
            think-time=loglogistic(44s, 1.85)
            product-popularity=lognormal(1.25)
            probability-same-product=0.08
            probability-earlier-product=0.2
            """),

    /** Like RetailRocket: most users come once and view one product; those who stay view slowly. */
    RETAILROCKET("""
            customer-id-max=3000000
            probability-browsing-group=0.15
            session-length=weibull(0.242, 0.001, 0.75)
            think-time=loglogistic(60s, 1.45)
            session-pace=lognormal(0.9)
            product-popularity=lognormal(1.9)
            probability-same-product=0.24
            probability-earlier-product=0.4
            """),

    /** Like the REES46 multi-category store: quick pauses, many repeated views, an even week. */
    REES46("""
            clicks-per-second=0.72
            probability-browsing-group=0.42
            session-length=weibull(0.654, 2.06)
            think-time=loglogistic(21s, 2.1)
            session-pace=lognormal(0.52)
            probability-same-product=0.42
            probability-earlier-product=0.22
            probability-focused-session=0.68
            probability-focused-return=0.97
            probability-favourite-group=0.42
            weekday-rates=1 1 1 1.05 1.05 0.95 0.95
            """);

    private static final int GROUPS = 400;
    private static final int PRODUCTS = 20_000;

    /** Makes the tenth of groups that is viewed most have 73 % of views; REES46 has 71 %. */
    private static final double GROUP_SKEW = 0.9;

    /**
     * What the presets share, unless they say otherwise. Hours: mean of YOOCHOOSE and REES46 in local
     * time; weekdays: mean of these and RetailRocket.
     */
    private static final String COMMON = """
            customer-id-max=1500000
            clicks-per-second=0.6
            user-activity=lognormal(2.1)
            product-popularity=lognormal(1.6)
            popularity-drift=0.55
            probability-favourite-group=0.35
            hourly-rates=0.185 0.125 0.075 0.145 0.325 0.63 0.945 1.235 1.285 1.335 1.43 1.405 \\
              1.35 1.315 1.255 1.255 1.345 1.54 1.865 1.68 1.495 0.97 0.55 0.275
            weekday-rates=1.125 1.035 1.038 0.981 0.876 0.853 1.092
            """;

    private final String own;

    Preset(String own) {
        this.own = own;
    }

    /** Returns the name used in settings: the constant in lower case. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Returns what is different from the classic store, apart from the catalog. */
    Settings behaviour() {
        Settings common = Settings.parse(this == CLASSIC ? "" : COMMON, "preset " + this);
        return Settings.parse(own, "preset " + this).over(common);
    }

    /** Returns the groups and products; empty for the classic ones. */
    Settings catalog() {
        if (this == CLASSIC) {
            return Settings.empty();
        }
        double[] weights = new double[GROUPS];
        double sum = 0;
        for (int g = 0; g < GROUPS; g++) {
            // Quantiles of a log-logistic distribution, in an order that numbers do not reveal.
            double u = ((g * 163 + 57) % GROUPS + 0.5) / GROUPS;
            weights[g] = StrictMath.pow(u / (1 - u), GROUP_SKEW);
            sum += weights[g];
        }
        StringBuilder text = new StringBuilder();
        put(text, Catalog.GROUP_COUNT, GROUPS);
        int firstProduct = 1;
        for (int g = 0; g < GROUPS; g++) {
            int id = g + 1;
            double share = weights[g] / sum;
            // Half of the products by the views of the group, half evenly.
            int products = (int) (PRODUCTS * (0.5 * share + 0.5 / GROUPS) + 0.5);
            put(text, ProductGroup.NAME.at(id), "Group " + id);
            put(text, ProductGroup.PRODUCT_ID_MIN.at(id), firstProduct);
            put(text, ProductGroup.PRODUCT_ID_MAX.at(id), firstProduct + products - 1);
            put(text, ProductGroup.GROUP_PAGE_SHARE.at(id), Key.plain(share));
            put(text, ProductGroup.PRODUCT_PAGE_SHARE.at(id), Key.plain(share));
            firstProduct += products;
        }
        return Settings.parse(text.toString(), "preset " + this);
    }

    private static void put(StringBuilder text, Key<?> key, Object value) {
        text.append(key.name()).append('=').append(value).append('\n');
    }
}
