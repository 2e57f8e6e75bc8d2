package io.csgen.model;

import io.csgen.config.Key;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Declares the keys whose values are distributions. */
final class DistributionKeys {
    private DistributionKeys() {}

    /**
     * Declares a key.
     *
     * @param forms of the distributions that have a meaning in its place, as the rule names them
     */
    static Key<Distribution> of(String name, String forms, Set<Class<? extends Distribution>> types, String help) {
        return of(name, forms, distribution -> types.contains(distribution.getClass()), help);
    }

    static Key<Distribution> of(String name, String forms, Predicate<Distribution> hasMeaning, String help) {
        return Key.of(
                name,
                new Key.Rule<>("be one of " + forms, hasMeaning),
                help,
                text -> Optional.of(Distribution.parse(text)));
    }

    /** Declares a key for how something spreads over a number of others. */
    static Key<Distribution> spread(String name, String help) {
        return of(
                name,
                "lognormal(SIGMA), zipf(EXPONENT), uniform, gaussian",
                Set.of(
                        Distribution.LogNormal.class,
                        Distribution.Zipf.class,
                        Distribution.Uniform.class,
                        Distribution.Gaussian.class),
                help);
    }
}
