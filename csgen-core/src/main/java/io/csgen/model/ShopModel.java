package io.csgen.model;

import io.csgen.click.ClickDecoder;
import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickFormat;
import io.csgen.click.ClickTransformer;
import io.csgen.click.Store;
import io.csgen.config.ConfigException;
import io.csgen.config.Key;
import io.csgen.config.Problems;
import io.csgen.config.Settings;
import io.csgen.config.SettingsReader;
import io.csgen.model.Catalog.ProductGroup;
import io.csgen.model.Navigation.Journeys;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that shapes a click stream, apart from seed and start: what the store offers and how its
 * users behave. Start with {@link #classic()} or {@link #load}, and change single values with {@link
 * #with(Key, Object)}. Immutable, and valid once built.
 *
 * <pre>{@code
 * ShopModel model = ShopModel.classic()
 *         .with(Users.ID_MAX, 1_000_000)
 *         .with(Traffic.CLICKS_PER_SECOND, 500.0);
 * }</pre>
 *
 * @param catalog what the store offers
 * @param navigation how users move through it
 * @param sessions how long sessions are
 * @param users who visits
 * @param traffic how many clicks there are
 * @param journeys what users do besides browsing
 */
public record ShopModel(
        Catalog catalog, Navigation navigation, Sessions sessions, Users users, Traffic traffic, Journeys journeys) {
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

    /**
     * Creates a model.
     *
     * @throws ConfigException if the parts contradict each other
     */
    public ShopModel {
        double share = navigation.groupPageShare();
        Problems problems = new Problems();
        // Users enter a group's products through its page. Where no group has both kinds of pages, no
        // walk through the store can have the given shares.
        problems.require(
                share == 0
                        || share == 1
                        || catalog.groups().stream().anyMatch(g -> g.groupPageShare() > 0 && g.productPageShare() > 0),
                Navigation.GROUP_PAGE_SHARE.name(),
                "be 0 or 1 where no group has both a group page and a product page probability above 0",
                share);
        problems.throwIfAny();
    }

    /**
     * Returns the classic store: books and movies, 100 users, 3 clicks per second. It is also what the
     * missing keys of a settings file mean.
     */
    public static ShopModel classic() {
        return of(Settings.empty());
    }

    /** Returns a model that comes with csgen; see the presets for what they are. */
    public static ShopModel preset(Preset preset) {
        return of(Settings.of(Map.of(ModelKeys.PRESET.name(), preset.toString()), "preset"));
    }

    /**
     * Reads a properties file.
     *
     * @throws ConfigException if the file cannot be read, has keys that csgen does not know, or values
     *     that break their rules; it holds all problems
     */
    public static ShopModel load(Path file) {
        return of(Settings.ofFile(file));
    }

    /**
     * Reads a model from settings that hold nothing else, apart from the keys a classic file has for
     * other parts of the program.
     *
     * @throws ConfigException if there are unknown keys or values that break their rules; it holds all
     *     problems
     */
    public static ShopModel of(Settings settings) {
        SettingsReader reader = settings.reader();
        reader.requireDeclared(ModelKeys.OF_CLASSIC_FILES);
        Optional<ShopModel> model = read(reader);
        reader.throwIfAny();
        return model.orElseThrow();
    }

    /**
     * Reads a model from settings that hold more than that. Problems stay with the reader.
     *
     * @return empty only where there were problems
     */
    public static Optional<ShopModel> read(SettingsReader reader) {
        return new ModelReader(reader).read();
    }

    /** Returns the keys of the model, in the order in which they are documented. */
    public static List<Key<?>> keys() {
        return ModelKeys.ALL;
    }

    /**
     * Returns this model with one value changed. What the change does not touch is shared with this model, so that it
     * costs microseconds, also where there are very many groups; the key of one group has to add up all groups again.
     *
     * @param key one of {@link #keys}, such as {@link Traffic#CLICKS_PER_SECOND}; that of one group is made like
     *     {@code ProductGroup.NAME.at(2)}
     * @throws ConfigException if the key is none of a model, or the value breaks its rule
     */
    public <T> ShopModel with(Key<T> key, T value) {
        return ModelValues.with(this, key, value);
    }

    /**
     * Returns this model with one setting changed, as in a file. Programs that know the key set its value with {@link
     * #with(Key, Object)}.
     *
     * @param key name of the setting as in a file, such as {@code clicks-per-second}
     * @param value text of its value
     * @throws ConfigException if the key is unknown or the value breaks its rule
     */
    public ShopModel with(String key, String value) {
        Problems problems = new Problems();
        problems.require(!key.equals(ModelKeys.PRESET.name()), key, "be chosen first, with ShopModel.preset", value);
        problems.throwIfAny();
        SettingsReader given = Settings.of(Map.of(key, value), "with").reader();
        given.requireDeclared(ModelKeys.OF_CLASSIC_FILES);
        given.throwIfAny();
        try {
            return ModelKeys.ALL.stream()
                    .<Key<?>>flatMap(declared -> declared.named(key).stream())
                    .findFirst()
                    .filter(given::has)
                    .map(named -> withGiven(named, given))
                    .orElse(this);
        } catch (ConfigException e) {
            SettingsReader all = ModelValues.given(this, key, value).reader();
            all.collect(() -> {
                throw e;
            });
            all.throwIfAny();
            throw e;
        }
    }

    private <T> ShopModel withGiven(Key<T> key, SettingsReader given) {
        return with(key, given.get(key));
    }

    /** Returns an encoder of clicks of this store. */
    public ClickEncoder encoder(ClickFormat format) {
        return format.encoder(store());
    }

    /** Returns a decoder of clicks of this store, in any format. */
    public ClickDecoder decoder() {
        return ClickDecoder.of(store());
    }

    /** Returns a decoder of clicks of this store in one format. */
    public ClickDecoder decoder(ClickFormat format) {
        return ClickDecoder.of(format, store());
    }

    /** Returns a transformer of clicks of this store into events. */
    public ClickTransformer transformer() {
        return ClickTransformer.of(catalog.storeUrl(), catalog.groupNames());
    }

    /** Returns what is written of the store. */
    public Store store() {
        return new Store(catalog.storeUrl(), catalog.groupNames());
    }

    /** Returns the address of the store. */
    public Store.Url storeUrl() {
        return catalog.storeUrl();
    }

    /**
     * Returns the model as the text of a properties file with every key given, always in the same
     * order; {@link #of(Settings)} reads it back to an equal model.
     */
    public String toProperties() {
        return ModelValues.write(this);
    }
}
