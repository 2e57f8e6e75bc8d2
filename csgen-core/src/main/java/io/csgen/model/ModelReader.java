package io.csgen.model;

import io.csgen.click.StoreUrl;
import io.csgen.config.Key;
import io.csgen.config.SettingsReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Turns settings into a model and back. */
final class ModelReader {
    private static final List<ProductGroup> CLASSIC_GROUPS = List.of(
            new ProductGroup(1, "Books", 2001, 2100, 0.3, 0.15), new ProductGroup(2, "Movies", 1, 1000, 0.7, 0.85));

    private final SettingsReader reader;

    ModelReader(SettingsReader reader) {
        this.reader = reader;
    }

    Optional<ShopModel> read() {
        long problemsBefore = reader.count();
        addPreset();
        Optional<StoreUrl> storeUrl = reader.collect(() -> new StoreUrl(reader.get(ModelKeys.STORE_URL)));
        Optional<List<ProductGroup>> groups = groups();
        Distribution popularity = reader.get(ModelKeys.PRODUCT_POPULARITY);
        double drift = reader.get(ModelKeys.POPULARITY_DRIFT);
        Optional<Navigation> navigation = reader.collect(() -> new Navigation(
                reader.get(ModelKeys.BROWSING_GROUP),
                reader.get(ModelKeys.SAME_PRODUCT),
                reader.get(ModelKeys.EARLIER_PRODUCT),
                reader.get(ModelKeys.FOCUSED_SESSIONS),
                reader.get(ModelKeys.FOCUSED_RETURN),
                reader.get(ModelKeys.EXPLORING_RETURN),
                reader.get(ModelKeys.FAVOURITE_GROUP),
                reader.get(ModelKeys.CLICK_MODEL)));
        Optional<Sessions> sessions = reader.collect(() -> new Sessions(
                reader.get(ModelKeys.SESSION_LENGTH),
                reader.get(ModelKeys.THINK_TIME),
                reader.get(ModelKeys.SESSION_PACE),
                reader.get(ModelKeys.SESSION_TIMEOUT)));
        Optional<Users> users = reader.collect(() -> new Users(
                reader.get(ModelKeys.USER_ID_MIN),
                reader.get(ModelKeys.USER_ID_MAX),
                reader.get(ModelKeys.USER_ACTIVITY),
                reader.get(ModelKeys.OVERLAPPING_SESSIONS)));
        Optional<Traffic> traffic = reader.collect(() -> new Traffic(
                reader.get(ModelKeys.CLICKS_PER_SECOND),
                reader.get(ModelKeys.HOURLY_RATES),
                reader.get(ModelKeys.WEEKDAY_RATES),
                reader.get(ModelKeys.STAGES),
                reader.get(ModelKeys.RATE_RESPONSE)));
        Optional<Journeys> journeys = reader.collect(() -> {
            Journeys given = new Journeys(
                    reader.get(ModelKeys.SEARCH), reader.get(ModelKeys.CART), reader.get(ModelKeys.PURCHASE));
            return reader.get(ModelKeys.SHOP_JOURNEYS).equals("on") ? given : Journeys.none();
        });
        reader.find(ModelKeys.POLL_SERVER_STATUS_CHANGE);
        Optional<Catalog> catalog = groups.flatMap(list -> reader.collect(() -> new Catalog(
                // A wrong address is reported already; the sums are still worth checking.
                storeUrl.orElseGet(
                        () -> new StoreUrl(ModelKeys.STORE_URL.defaultText().orElseThrow())),
                list,
                popularity,
                drift)));
        if (reader.count() > problemsBefore) {
            return Optional.empty();
        }
        return reader.collect(() -> new ShopModel(
                catalog.orElseThrow(),
                navigation.orElseThrow(),
                sessions.orElseThrow(),
                users.orElseThrow(),
                traffic.orElseThrow(),
                journeys.orElseThrow()));
    }

    /** Who counts their own groups gets none of the preset's. */
    private void addPreset() {
        Preset preset = reader.get(ModelKeys.PRESET);
        reader.addDefaults(preset.behaviour());
        if (!reader.has(ModelKeys.GROUP_COUNT)) {
            reader.addDefaults(preset.catalog());
        }
    }

    /** The classic groups stand in only where the user says nothing about how many groups there are. */
    private Optional<List<ProductGroup>> groups() {
        boolean counted = reader.has(ModelKeys.GROUP_COUNT);
        long problemsBefore = reader.count();
        int count = reader.get(ModelKeys.GROUP_COUNT);
        if (reader.count() > problemsBefore) {
            return Optional.empty();
        }
        reader.requireNumbersUpTo(count, ModelKeys.GROUP_COUNT, ModelKeys.GROUP_FAMILIES);
        List<ProductGroup> groups = new ArrayList<>();
        for (int id = 1; id <= count; id++) {
            group(id, counted).ifPresent(groups::add);
        }
        return groups.size() == count ? Optional.of(groups) : Optional.empty();
    }

    private Optional<ProductGroup> group(int id, boolean counted) {
        Optional<ProductGroup> classic = counted ? Optional.empty() : Optional.of(CLASSIC_GROUPS.get(id - 1));
        Optional<String> name = value(ModelKeys.GROUP_NAME.at(id), classic.map(ProductGroup::name));
        Optional<Integer> min = value(ModelKeys.PRODUCT_ID_MIN.at(id), classic.map(ProductGroup::productIdMin));
        Optional<Integer> max = value(ModelKeys.PRODUCT_ID_MAX.at(id), classic.map(ProductGroup::productIdMax));
        Optional<Double> groupPages =
                value(ModelKeys.GROUP_PAGE_SHARE.at(id), classic.map(ProductGroup::groupPageShare));
        Optional<Double> productPages =
                value(ModelKeys.PRODUCT_PAGE_SHARE.at(id), classic.map(ProductGroup::productPageShare));
        boolean complete = name.isPresent()
                && min.isPresent()
                && max.isPresent()
                && groupPages.isPresent()
                && productPages.isPresent();
        return complete
                ? reader.collect(() ->
                        new ProductGroup(id, name.get(), min.get(), max.get(), groupPages.get(), productPages.get()))
                : Optional.empty();
    }

    private <T> Optional<T> value(Key<T> key, Optional<T> classic) {
        return classic.isPresent() && !reader.has(key) ? classic : reader.require(key);
    }

    static String write(ShopModel model) {
        StringBuilder text = new StringBuilder();
        put(text, ModelKeys.STORE_URL, model.catalog().storeUrl());
        put(text, ModelKeys.USER_ID_MIN, model.users().idMin());
        put(text, ModelKeys.USER_ID_MAX, model.users().idMax());
        put(text, ModelKeys.GROUP_COUNT, model.catalog().groups().size());
        for (ProductGroup group : model.catalog().groups()) {
            put(text, ModelKeys.GROUP_NAME.at(group.id()), group.name());
            put(text, ModelKeys.PRODUCT_ID_MIN.at(group.id()), group.productIdMin());
            put(text, ModelKeys.PRODUCT_ID_MAX.at(group.id()), group.productIdMax());
            put(text, ModelKeys.GROUP_PAGE_SHARE.at(group.id()), group.groupPageShare());
            put(text, ModelKeys.PRODUCT_PAGE_SHARE.at(group.id()), group.productPageShare());
        }
        Navigation navigation = model.navigation();
        put(text, ModelKeys.BROWSING_GROUP, navigation.groupPageShare());
        put(text, ModelKeys.SAME_PRODUCT, navigation.sameProduct());
        put(text, ModelKeys.EARLIER_PRODUCT, navigation.earlierProduct());
        put(text, ModelKeys.FOCUSED_SESSIONS, navigation.focusedSessions());
        put(text, ModelKeys.FOCUSED_RETURN, navigation.focusedReturn());
        put(text, ModelKeys.EXPLORING_RETURN, navigation.exploringReturn());
        put(text, ModelKeys.FAVOURITE_GROUP, navigation.favouriteGroup());
        put(text, ModelKeys.CLICK_MODEL, navigation.clickModel());
        put(text, ModelKeys.CLICKS_PER_SECOND, model.traffic().clicksPerSecond());
        put(text, ModelKeys.HOURLY_RATES, Traffic.write(model.traffic().hourlyRates()));
        put(text, ModelKeys.WEEKDAY_RATES, Traffic.write(model.traffic().weekdayRates()));
        put(text, ModelKeys.STAGES, Traffic.Stage.write(model.traffic().stages()));
        put(text, ModelKeys.RATE_RESPONSE, model.traffic().response());
        put(text, ModelKeys.SESSION_LENGTH, model.sessions().length());
        put(text, ModelKeys.THINK_TIME, model.sessions().thinkTime());
        put(text, ModelKeys.SESSION_PACE, model.sessions().pace());
        put(text, ModelKeys.SESSION_TIMEOUT, Key.write(model.sessions().timeout()));
        put(text, ModelKeys.PRODUCT_POPULARITY, model.catalog().popularity());
        put(text, ModelKeys.POPULARITY_DRIFT, model.catalog().drift());
        put(text, ModelKeys.USER_ACTIVITY, model.users().activity());
        put(text, ModelKeys.OVERLAPPING_SESSIONS, model.users().overlapping());
        Journeys journeys = model.journeys();
        boolean on = !journeys.equals(Journeys.none());
        put(text, ModelKeys.SHOP_JOURNEYS, on ? "on" : "off");
        put(text, ModelKeys.SEARCH, on ? journeys.search() : ModelKeys.SEARCH.parse(defaultOf(ModelKeys.SEARCH)));
        put(text, ModelKeys.CART, on ? journeys.cart() : ModelKeys.CART.parse(defaultOf(ModelKeys.CART)));
        put(
                text,
                ModelKeys.PURCHASE,
                on ? journeys.purchase() : ModelKeys.PURCHASE.parse(defaultOf(ModelKeys.PURCHASE)));
        return text.toString();
    }

    private static String defaultOf(Key<?> key) {
        return key.defaultText().orElseThrow();
    }

    private static void put(StringBuilder text, Key<?> key, Object value) {
        String plain = value instanceof Double number ? Key.plain(number) : value.toString();
        text.append(key.name()).append('=').append(escape(plain)).append('\n');
    }

    /** Escapes backslashes, and surrogates without a partner, which a file in UTF-8 cannot hold. */
    private static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c == '\\') {
                escaped.append("\\\\");
            } else if (Character.getType(c) == Character.SURROGATE) {
                escaped.append(String.format(Locale.ROOT, "\\u%04x", c));
            } else {
                escaped.appendCodePoint(c);
            }
        });
        return escaped.toString();
    }
}
