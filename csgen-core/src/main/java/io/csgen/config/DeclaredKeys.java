package io.csgen.config;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/** Keys, found by the names they cover; files may have very many names. Immutable. */
final class DeclaredKeys {
    /** Declares nothing. */
    static final DeclaredKeys NONE = new DeclaredKeys(List.of());

    private final List<Key<?>> all;
    private final NameMap<Key<?>> single = new NameMap<>();
    private final Map<String, Key<?>> families; // by what the names of their members begin with

    DeclaredKeys(Collection<Key<?>> keys) {
        all = List.copyOf(keys);
        all.stream().filter(key -> !key.isFamily()).forEach(key -> single.putIfAbsent(key, key));
        families = all.stream()
                .filter(Key::isFamily)
                .collect(Collectors.toMap(Key::stem, Function.identity(), (first, alike) -> first));
    }

    List<Key<?>> all() {
        return all;
    }

    /** Returns the key that covers a name. */
    Optional<Key<?>> covering(String name) {
        Key<?> found = single.get(name);
        if (found != null) {
            return Optional.of(found);
        }
        Key<?> family = families.get(name.substring(0, endOfStem(name)));
        return family != null && family.covers(name) ? Optional.of(family) : Optional.empty();
    }

    /** Returns what tells whether a key covers the name that is made of a stem and a number. */
    IntPredicate coveredOf(String stem) {
        return families.containsKey(stem) ? number -> true : number -> single.get(stem, number) != null;
    }

    /** Returns the rule that a name breaks which no key covers, with the nearest name that one does. */
    String ruleFor(String name) {
        List<String> known = all.stream()
                .map(key -> key.isFamily() ? memberLike(name, key) : key.name())
                .toList();
        return "be a known key"
                + Problems.nearest(name, known)
                        .map(near -> " (did you mean " + near + "?)")
                        .orElse("");
    }

    /** Returns the member of a family that has the number of the given name, or else the family's name. */
    private static String memberLike(String name, Key<?> family) {
        String member = family.stem() + name.substring(endOfStem(name));
        return family.covers(member) ? member : family.name();
    }

    /** Returns where the digits at the end of a name begin. */
    private static int endOfStem(String name) {
        int digits = name.length();
        while (digits > 0 && Character.isDigit(name.charAt(digits - 1))) {
            digits--;
        }
        return digits;
    }
}
