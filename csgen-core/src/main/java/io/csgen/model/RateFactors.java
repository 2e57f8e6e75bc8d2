package io.csgen.model;

import io.csgen.config.Codec;
import io.csgen.config.Key;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How factors on the rate are written: {@code flat}, or numbers separated by blanks. Immutable.
 *
 * @param count how many there are
 */
record RateFactors(int count) implements Codec<List<Double>> {
    private static final String FLAT = "flat";

    /** Declares a key for so many factors, all 1 by default. */
    static Key<List<Double>> key(String name, int count, String help) {
        Key.Rule<List<Double>> rule = new Key.Rule<>(
                "be flat, or " + count + " numbers, each 0 or from 0.000001 to 1000, not all 0, separated by blanks",
                factors -> factors.size() == count
                        && factors.stream().allMatch(f -> f == 0 || f >= 0.000001 && f <= 1000)
                        && factors.stream().anyMatch(f -> f > 0));
        return Key.of(name, rule, help, new RateFactors(count)).withDefault(Traffic.flat(count));
    }

    @Override
    public Optional<List<Double>> read(String text) {
        if (text.equals(FLAT)) {
            return Optional.of(Traffic.flat(count));
        }
        List<Optional<Double>> factors =
                Stream.of(text.split("\\s+")).map(Key::number).toList();
        return factors.contains(Optional.<Double>empty())
                ? Optional.empty()
                : Optional.of(factors.stream().flatMap(Optional::stream).toList());
    }

    @Override
    public String write(List<Double> factors) {
        return factors.stream().allMatch(f -> f == 1) ? FLAT : show(factors);
    }

    @Override
    public String show(List<Double> factors) {
        return factors.stream().map(Key::plain).collect(Collectors.joining(" "));
    }
}
