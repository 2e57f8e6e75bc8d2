package io.csgen.truth;

import io.csgen.click.ClickField;
import io.csgen.click.ClickView;
import java.util.Map;
import java.util.function.Supplier;

/** Compares captured clicks with the expected ones. Confined to one thread. */
interface Checker {
    /**
     * Takes a captured click.
     *
     * @param wrong what came with it and does not follow from it as it should; see {@link
     *     io.csgen.click.ClickDecoder#wrong}
     * @param place tells where it was captured
     */
    void accept(ClickView click, Map<ClickField, String> wrong, Supplier<String> place);

    /**
     * Takes a captured line that cannot be read.
     *
     * @return whether it was put in on purpose, and stands for a click
     */
    default boolean acceptText(String text, Supplier<String> place) {
        return false;
    }

    /** Returns what was found; further clicks may follow. */
    CheckReport report(Findings malformed, boolean ordered);
}
