package io.csgen.model;

import io.csgen.config.Key;
import io.csgen.config.Problems;
import io.csgen.config.Settings;
import io.csgen.config.ValueSource;
import io.csgen.model.Catalog.ProductGroup;
import io.csgen.model.Navigation.Journeys;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** Where the values of keys stand in a model: writes a model, and changes one value of it. */
final class ModelValues {
    private static final List<Place<ShopModel, ?>> BEFORE_GROUPS = List.of(
            new Place<>(Catalog.STORE_URL, model -> model.storeUrl().text()),
            new Place<>(Users.ID_MIN, model -> model.users().idMin()),
            new Place<>(Users.ID_MAX, model -> model.users().idMax()),
            new Place<>(Catalog.GROUP_COUNT, model -> model.catalog().groups().size()));

    private static final List<Place<ProductGroup, ?>> OF_GROUP = List.of(
            new Place<>(ProductGroup.NAME, ProductGroup::name),
            new Place<>(ProductGroup.PRODUCT_ID_MIN, ProductGroup::productIdMin),
            new Place<>(ProductGroup.PRODUCT_ID_MAX, ProductGroup::productIdMax),
            new Place<>(ProductGroup.GROUP_PAGE_SHARE, ProductGroup::groupPageShare),
            new Place<>(ProductGroup.PRODUCT_PAGE_SHARE, ProductGroup::productPageShare));

    private static final List<Place<ShopModel, ?>> AFTER_GROUPS = List.of(
            new Place<>(Navigation.GROUP_PAGE_SHARE, model -> model.navigation().groupPageShare()),
            new Place<>(Navigation.SAME_PRODUCT, model -> model.navigation().sameProduct()),
            new Place<>(Navigation.EARLIER_PRODUCT, model -> model.navigation().earlierProduct()),
            new Place<>(Navigation.FOCUSED_SESSIONS, model -> model.navigation().focusedSessions()),
            new Place<>(Navigation.FOCUSED_RETURN, model -> model.navigation().focusedReturn()),
            new Place<>(Navigation.EXPLORING_RETURN, model -> model.navigation().exploringReturn()),
            new Place<>(Navigation.FAVOURITE_GROUP, model -> model.navigation().favouriteGroup()),
            new Place<>(Navigation.CLICK_MODEL, model -> model.navigation().clickModel()),
            new Place<>(Traffic.CLICKS_PER_SECOND, model -> model.traffic().clicksPerSecond()),
            new Place<>(Traffic.HOURLY_RATES, model -> model.traffic().hourlyRates()),
            new Place<>(Traffic.WEEKDAY_RATES, model -> model.traffic().weekdayRates()),
            new Place<>(Traffic.STAGES, model -> model.traffic().stages()),
            new Place<>(Traffic.RESPONSE, model -> model.traffic().response()),
            new Place<>(Sessions.LENGTH, model -> model.sessions().length()),
            new Place<>(Sessions.THINK_TIME, model -> model.sessions().thinkTime()),
            new Place<>(Sessions.PACE, model -> model.sessions().pace()),
            new Place<>(Sessions.TIMEOUT, model -> model.sessions().timeout()),
            new Place<>(Catalog.POPULARITY, model -> model.catalog().popularity()),
            new Place<>(Catalog.DRIFT, model -> model.catalog().drift()),
            new Place<>(Users.ACTIVITY, model -> model.users().activity()),
            new Place<>(Users.OVERLAPPING, model -> model.users().overlapping()),
            new Place<>(Journeys.ON, model -> model.journeys().isOn()),
            new Place<>(Journeys.SEARCH, model -> model.journeys().orUsual().search()),
            new Place<>(Journeys.CART, model -> model.journeys().orUsual().cart()),
            new Place<>(Journeys.PURCHASE, model -> model.journeys().orUsual().purchase()));

    private static final List<Place<ShopModel, ?>> OF_MODEL =
            Stream.concat(BEFORE_GROUPS.stream(), AFTER_GROUPS.stream()).toList();
    private static final List<Key<?>> OF_CATALOG = List.of(Catalog.STORE_URL, Catalog.POPULARITY, Catalog.DRIFT);

    /** Where a value stands in something. */
    private record Place<P, T>(Key<T> key, Function<P, T> value) {
        void write(Key<?> name, P whole, StringBuilder text) {
            text.append(name)
                    .append('=')
                    .append(escape(key.textOf(value.apply(whole))))
                    .append('\n');
        }
    }

    /** The values of something, one of which is to change. */
    private record Change<P>(P before, List<Place<P, ?>> places, Key<?> key, Object value) implements ValueSource {
        @Override
        @SuppressWarnings("unchecked") // keys of one declaration have values of one type
        public <T> Optional<T> find(Key<T> wanted) {
            if (isSame(wanted, key)) {
                return Optional.of((T) value);
            }
            return places.stream()
                    .filter(place -> isSame(wanted, place.key))
                    .map(place -> (T) place.value.apply(before))
                    .findFirst();
        }
    }

    private ModelValues() {}

    private static boolean isSame(Key<?> one, Key<?> other) {
        return one.declaredName().equals(other.declaredName());
    }

    /** Returns a model with one value changed; it shares with the old one all that has not. */
    static <T> ShopModel with(ShopModel model, Key<T> key, T value) {
        Objects.requireNonNull(value, key.name());
        Problems problems = new Problems();
        boolean change = problems.require(
                !key.equals(ModelKeys.PRESET), key.name(), "be chosen first, with ShopModel.preset", value);
        boolean ofGroup = key.number() > 0 && OF_GROUP.stream().anyMatch(place -> isSame(place.key, key));
        boolean known = ofGroup
                || key.equals(ModelKeys.POLL_SERVER_STATUS_CHANGE)
                || OF_MODEL.stream().anyMatch(place -> place.key == key);
        if (change && problems.require(known, key.name(), "be a key of the model", value)) {
            problems.check(key, value);
        }
        problems.throwIfAny();
        if (ofGroup) {
            return withGroup(model, key, value);
        } else if (key.equals(ModelKeys.POLL_SERVER_STATUS_CHANGE)) {
            return model;
        } else if (key.equals(Catalog.GROUP_COUNT)) {
            return ShopModel.of(given(model, key.name(), key.textOf(value))); // needs the settings of the others
        }
        ValueSource values = new Change<>(model, OF_MODEL, key, value);
        return new ShopModel(
                OF_CATALOG.contains(key) ? Catalog.of(values, model.catalog().groups()) : model.catalog(),
                Navigation.of(values),
                Sessions.of(values),
                Users.of(values),
                Traffic.of(values),
                Journeys.of(values));
    }

    private static ShopModel withGroup(ShopModel model, Key<?> key, Object value) {
        List<ProductGroup> groups = model.catalog().groups();
        Problems problems = new Problems();
        problems.require(
                key.number() <= groups.size(),
                key.name(),
                "have a number from 1 to " + Catalog.GROUP_COUNT + " (" + groups.size() + ")",
                value);
        problems.throwIfAny();
        ProductGroup group = groups.get(key.number() - 1);
        ProductGroup changed = ProductGroup.of(group.id(), new Change<>(group, OF_GROUP, key, value));
        return new ShopModel(
                model.catalog().with(changed),
                model.navigation(),
                model.sessions(),
                model.users(),
                model.traffic(),
                model.journeys());
    }

    /** Returns the settings of a model, with one over them: they know where each of its values is from. */
    static Settings given(ShopModel model, String name, String text) {
        return Settings.of(Map.of(name, text), "with").over(Settings.parse(write(model), "model"));
    }

    /** Returns the text of a properties file. */
    static String write(ShopModel model) {
        StringBuilder text = new StringBuilder();
        BEFORE_GROUPS.forEach(place -> place.write(place.key, model, text));
        for (ProductGroup group : model.catalog().groups()) {
            OF_GROUP.forEach(place -> place.write(place.key.at(group.id()), group, text));
        }
        AFTER_GROUPS.forEach(place -> place.write(place.key, model, text));
        return text.toString();
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
