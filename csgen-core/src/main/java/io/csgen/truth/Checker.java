package io.csgen.truth;

import io.csgen.click.ClickView;
import java.util.function.Supplier;

/** Compares captured clicks with the expected ones. Confined to one thread. */
interface Checker {
    /**
     * Takes a captured click.
     *
     * @param url the URL that came with it and is not that of these fields; empty for the right one
     * @param groupName likewise
     * @param place tells where it was captured
     */
    void accept(ClickView click, String url, String groupName, Supplier<String> place);

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
