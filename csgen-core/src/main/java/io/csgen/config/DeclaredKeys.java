package io.csgen.config;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Keys, found by the names they cover; files may have very many names. Immutable. */
final class DeclaredKeys {
    /** Declares nothing. */
    static final DeclaredKeys NONE = new DeclaredKeys(List.of());

    private final List<Key<?>> all;
    private final Map<String, Key<?>> single;
    private final List<Key<?>> families;

    DeclaredKeys(Collection<Key<?>> keys) {
        all = List.copyOf(keys);
        single = all.stream()
                .filter(key -> !key.isFamily())
                .collect(Collectors.toMap(Key::name, Function.identity(), (first, alike) -> first));
        families = all.stream().filter(Key::isFamily).toList();
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
        for (Key<?> family : families) {
            if (family.covers(name)) {
                return Optional.of(family);
            }
        }
        return Optional.empty();
    }
}
