package io.csgen.fault;

import io.csgen.click.ClickField;
import io.csgen.click.ClickFormat;
import io.csgen.click.ClickView;
import io.csgen.internal.RandomStream;
import java.util.List;
import java.util.Optional;

/** Chooses the field that a line lacks. Immutable. */
final class MissingField {
    private final List<ClickField> fields;

    /**
     * Creates it.
     *
     * @param wanted names of fields; empty for any
     */
    MissingField(List<String> wanted, Optional<ClickFormat> format) {
        fields = format.flatMap(ClickFormat::damage).map(ClickFormat.Damage::removable).orElse(List.of()).stream()
                .filter(field -> wanted.isEmpty() || wanted.contains(field.wireName()))
                .toList();
    }

    boolean isPossible() {
        return !fields.isEmpty();
    }

    boolean isPossible(ClickView click) {
        return fields.stream().anyMatch(field -> field.isIn(click));
    }

    ClickField of(ClickView click, long random) {
        List<ClickField> all =
                fields.stream().filter(field -> field.isIn(click)).toList();
        return all.get(RandomStream.below(random, all.size()));
    }
}
