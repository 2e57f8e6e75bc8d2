package io.csgen.model;

import io.csgen.click.ClickDecoder;
import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickFormat;
import io.csgen.click.ClickTransformer;
import io.csgen.click.StoreUrl;
import io.csgen.config.ConfigException;
import io.csgen.config.Key;
import io.csgen.config.Problems;
import io.csgen.config.Settings;
import io.csgen.config.SettingsReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that shapes a click stream, apart from seed and start: what the store offers and how its
 * users behave. Start with {@link #classic()} or {@link #load}, and change single settings with {@link
 * #with}. Immutable, and valid once built.
 *
 * <pre>{@code
 * ShopModel model = ShopModel.classic()
 *         .with("customer-id-max", "1000000")
 *         .with("clicks-per-second", "500");
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
                ModelKeys.BROWSING_GROUP.name(),
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
        List<Key<?>> known = new ArrayList<>(keys());
        known.addAll(ModelKeys.OF_OTHER_PARTS);
        reader.requireDeclared(known);
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
     * Returns this model with one setting changed.
     *
     * @param key name of the setting as in a file, such as {@code clicks-per-second}
     * @param value text of its value
     * @throws ConfigException if the key is unknown or the value breaks its rule
     */
    public ShopModel with(String key, String value) {
        Problems problems = new Problems();
        problems.require(!key.equals(ModelKeys.PRESET.name()), key, "be chosen first, with ShopModel.preset", value);
        problems.throwIfAny();
        return of(Settings.of(Map.of(key, value), "with").over(Settings.parse(toProperties(), "model")));
    }

    /** Returns an encoder of clicks of this store. */
    public ClickEncoder encoder(ClickFormat format) {
        return format.encoder(catalog.storeUrl(), catalog.groupNames());
    }

    /** Returns a decoder of clicks of this store, in any format. */
    public ClickDecoder decoder() {
        return ClickDecoder.of(catalog.storeUrl(), catalog.groupNames());
    }

    /** Returns a decoder of clicks of this store in one format. */
    public ClickDecoder decoder(ClickFormat format) {
        return ClickDecoder.of(format, catalog.storeUrl(), catalog.groupNames());
    }

    /** Returns a transformer of URLs of this store into events. */
    public ClickTransformer transformer() {
        return ClickTransformer.of(catalog.storeUrl(), catalog.groupNames());
    }

    /** Returns the address of the store. */
    public StoreUrl storeUrl() {
        return catalog.storeUrl();
    }

    /**
     * Returns the model as the text of a properties file with every key given, always in the same
     * order; {@link #of(Settings)} reads it back to an equal model.
     */
    public String toProperties() {
        return ModelReader.write(this);
    }
}
