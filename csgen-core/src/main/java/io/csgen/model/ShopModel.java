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
import java.nio.file.Path;
import java.util.List;
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

    /** Returns a transformer of URLs of this store into events. */
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
