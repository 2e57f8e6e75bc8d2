package io.csgen.model;

import io.csgen.click.Store;
import io.csgen.config.Key;
import io.csgen.config.SettingsReader;
import io.csgen.model.Catalog.ProductGroup;
import io.csgen.model.Navigation.Journeys;
import io.csgen.model.ShopModel.Preset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Turns settings into a model. */
final class ModelReader {
    private static final List<ProductGroup> CLASSIC_GROUPS = List.of(
            new ProductGroup(1, "Books", 2001, 2100, 0.3, 0.15), new ProductGroup(2, "Movies", 1, 1000, 0.7, 0.85));

    private static final Store.Url DEFAULT_URL =
            new Store.Url(Catalog.STORE_URL.defaultText().orElseThrow());

    private final SettingsReader reader;

    ModelReader(SettingsReader reader) {
        this.reader = reader;
    }

    Optional<ShopModel> read() {
        long problemsBefore = reader.count();
        addPreset();
        Optional<Store.Url> storeUrl = reader.collect(() -> new Store.Url(reader.get(Catalog.STORE_URL)));
        Optional<List<ProductGroup>> groups = groups();
        Distribution popularity = reader.get(Catalog.POPULARITY);
        double drift = reader.get(Catalog.DRIFT);
        Optional<Navigation> navigation = reader.collect(() -> Navigation.of(reader));
        Optional<Sessions> sessions = reader.collect(() -> Sessions.of(reader));
        Optional<Users> users = reader.collect(() -> Users.of(reader));
        Optional<Traffic> traffic = reader.collect(() -> Traffic.of(reader));
        Optional<Journeys> journeys = reader.collect(() -> Journeys.of(reader));
        reader.find(ModelKeys.POLL_SERVER_STATUS_CHANGE);
        Optional<Catalog> catalog = groups.flatMap(list -> reader.collect(() -> new Catalog(
                // A wrong address is reported already; the sums are still worth checking.
                storeUrl.orElse(DEFAULT_URL), list, popularity, drift)));
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
        if (!reader.has(Catalog.GROUP_COUNT)) {
            reader.addDefaults(preset.catalog());
        }
    }

    /** The classic groups stand in only where the user says nothing about how many groups there are. */
    private Optional<List<ProductGroup>> groups() {
        boolean counted = reader.has(Catalog.GROUP_COUNT);
        long problemsBefore = reader.count();
        int count = reader.get(Catalog.GROUP_COUNT);
        if (reader.count() > problemsBefore) {
            return Optional.empty();
        }
        reader.requireNumbersUpTo(count, Catalog.GROUP_COUNT, ProductGroup.KEYS);
        List<ProductGroup> groups = new ArrayList<>();
        for (int id = 1; id <= count; id++) {
            group(id, counted).ifPresent(groups::add);
        }
        return groups.size() == count ? Optional.of(groups) : Optional.empty();
    }

    private Optional<ProductGroup> group(int id, boolean counted) {
        Optional<ProductGroup> classic = counted ? Optional.empty() : Optional.of(CLASSIC_GROUPS.get(id - 1));
        Optional<String> name = value(ProductGroup.NAME.at(id), classic.map(ProductGroup::name));
        Optional<Integer> min = value(ProductGroup.PRODUCT_ID_MIN.at(id), classic.map(ProductGroup::productIdMin));
        Optional<Integer> max = value(ProductGroup.PRODUCT_ID_MAX.at(id), classic.map(ProductGroup::productIdMax));
        Optional<Double> groupPages =
                value(ProductGroup.GROUP_PAGE_SHARE.at(id), classic.map(ProductGroup::groupPageShare));
        Optional<Double> productPages =
                value(ProductGroup.PRODUCT_PAGE_SHARE.at(id), classic.map(ProductGroup::productPageShare));
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
}
