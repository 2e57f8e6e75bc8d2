package io.csgen.realism;

import io.csgen.config.ConfigException;
import io.csgen.config.Key;
import io.csgen.config.Settings;
import io.csgen.config.SettingsReader;
import io.csgen.internal.Resource;
import io.csgen.realism.RealismScore.Figure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was measured on real shops. Immutable.
 *
 * @param all in the order in which they are shown
 * @param hours views in the hours of the clock, an average of shops, times 24
 */
record Shops(List<Shop> all, List<Double> hours) {
    private static final String FILE = "shops.properties";
    private static final int LENGTHS = 10;
    private static final int HOURS = 24;

    /** The shops of {@code shops.properties}. */
    static final Shops KNOWN = parse(Resource.text(Shops.class, FILE), FILE);

    /**
     * Reads shops from text in the form of a properties file.
     *
     * @throws ConfigException if anything is missing, unknown, given twice, or no good value; it names all
     */
    static Shops parse(String text, String origin) {
        SettingsReader reader = Settings.parse(text, origin).reader();
        List<Key<?>> declared = new ArrayList<>();
        Key<List<String>> ids = declare(
                declared, Key.of("shops", "be different words, separated by commas", "ids of shops", Shops::words));
        Key<List<Double>> hours = declare(declared, numbers("hours", HOURS, HOURS, "views in the hours of the clock"));
        List<Shop> shops = reader.require(ids).orElse(List.of()).stream()
                .map(id -> shop(id, reader, declared))
                .toList();
        List<Double> ofHours = reader.require(hours).orElse(List.of());
        reader.requireDeclared(declared);
        reader.throwIfAny();
        return new Shops(shops, ofHours);
    }

    private static Shop shop(String id, SettingsReader reader, List<Key<?>> declared) {
        Key<String> name = declare(declared, Key.text(id + "-name", "name under which the data set was published"));
        Key<List<Double>> lengths =
                declare(declared, numbers(id + "-lengths", LENGTHS, 1, "shares of sessions of 1 to 10 views"));
        Map<Figure, Double> figures = new LinkedHashMap<>();
        for (Figure figure : Figure.all()) {
            Key<Double> key = declare(
                    declared,
                    Key.of(
                            id + "-" + figure,
                            "be a number above 0",
                            figure.meaning(),
                            text -> Key.number(text).filter(x -> x > 0)));
            reader.find(key).ifPresent(value -> figures.put(figure, value));
        }
        reader.require(!figures.isEmpty(), name, "have a figure", id);
        return new Shop(
                id,
                reader.require(name).orElse(id),
                Collections.unmodifiableMap(figures),
                reader.find(lengths).orElse(List.of()));
    }

    private static <T> Key<T> declare(List<Key<?>> declared, Key<T> key) {
        declared.add(key);
        return key;
    }

    private static Key<List<Double>> numbers(String name, int count, int max, String help) {
        return Key.of(name, "be " + count + " numbers from 0 to " + max + ", separated by blanks", help, text -> {
            List<Double> numbers = Arrays.stream(text.split(" +"))
                    .flatMap(number -> Key.number(number).stream())
                    .filter(x -> x >= 0 && x <= max)
                    .toList();
            return Optional.of(numbers).filter(n -> n.size() == count && text.split(" +").length == count);
        });
    }

    private static Optional<List<String>> words(String text) {
        List<String> words = List.of(text.split(", *", -1));
        return Optional.of(words)
                .filter(all -> all.stream().allMatch(word -> word.matches("[a-z][a-z0-9]*")))
                .filter(all -> all.stream().distinct().count() == all.size());
    }
}
