package io.csgen.truth;

import io.csgen.click.Click;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One thing that is wrong with a captured stream. Immutable.
 *
 * @param deviation what kind of thing
 * @param place where it was found, such as {@code clicks.json:17}; empty where a click is missing
 * @param text the click id or the URL of the click in question, or what is wrong with a malformed line
 * @param expected the click that should be there; empty where none should, or where that is not known
 * @param captured the click that is there; empty where none is, or where it was captured as its URL only
 * @param differences between them, field by field; empty but for an altered click
 */
public record Finding(
        Deviation deviation,
        String place,
        String text,
        Optional<Click> expected,
        Optional<Click> captured,
        List<Difference> differences) {
    /**
     * A field with another value than expected. Immutable.
     *
     * @param field its name in the format {@code json}
     * @param expected the value it should have; empty for none
     * @param captured the value it has; empty for none
     */
    public record Difference(String field, String expected, String captured) {
        /** Returns what is wrong, for people. */
        @Override
        public String toString() {
            return field + " must be " + shown(expected) + ": " + shown(captured);
        }

        private static String shown(String value) {
            return value.isEmpty() ? "\"\"" : value;
        }
    }

    /** Creates a finding. */
    public Finding {
        differences = List.copyOf(differences);
    }

    /** Returns the finding in one line, without its kind. */
    @Override
    public String toString() {
        String at = place.isEmpty() ? "" : " at " + place;
        return switch (deviation) {
            case MALFORMED -> text;
            case ALTERED ->
                text + at + differences.stream().map(Difference::toString).collect(Collectors.joining("; ", ": ", ""));
            case MISSING, DUPLICATED, FOREIGN, OUT_OF_ORDER ->
                text
                        + at
                        + expected.or(() -> captured)
                                .map(Finding::describe)
                                .map(words -> " (" + words + ")")
                                .orElse("");
        };
    }

    private static String describe(Click click) {
        return click.timestamp() + ", user " + click.userId() + ", "
                + click.type().wireName() + " of group " + click.groupId()
                + (click.productId() == Click.NO_PRODUCT ? "" : ", product " + click.productId());
    }
}
