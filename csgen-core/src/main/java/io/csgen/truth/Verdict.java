package io.csgen.truth;

import java.util.Locale;

/** What a check says of a captured stream. Immutable. */
public enum Verdict {
    /** Every expected click is there once, as it was made, and nothing else. */
    COMPLETE,
    /** The same, but that some clicks are there more than once: who reads the stream must tell them by their ids. */
    AT_LEAST_ONCE,
    /**
     * Clicks are missing or altered, or there is what was never made; or the run failed, or was stopped, before it had made
     * all that was asked of it.
     */
    BROKEN;

    /** Returns the name in data: the constant in lower case, such as {@code at_least_once}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
