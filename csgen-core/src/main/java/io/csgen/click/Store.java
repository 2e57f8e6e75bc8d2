package io.csgen.click;

import java.util.List;
import java.util.Objects;

/**
 * What is written of a store: all that a field of a click can depend on besides the click itself. Immutable.
 *
 * @param url address of the store
 * @param groupNames names of the product groups; the first is that of group 1
 */
public record Store(StoreUrl url, List<String> groupNames) {
    /** Creates the store. */
    public Store {
        Objects.requireNonNull(url, "url");
        groupNames = List.copyOf(groupNames);
    }
}
