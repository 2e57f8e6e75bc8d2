package io.csgen.truth;

import java.util.Locale;

/** How a captured stream can differ from what is expected. Immutable. */
public enum Deviation {
    /** An expected click of which there is no copy. */
    MISSING,
    /** A further copy of a click that was found. */
    DUPLICATED,
    /** A click with the id of an expected one and other values, or with the values of one and another id. */
    ALTERED,
    /** A click that was never made. */
    FOREIGN,
    /** A line that is no click. */
    MALFORMED,
    /** The first copy of a click that came after a later click of the same user or session. */
    OUT_OF_ORDER;

    /** Returns the name in data: the constant in lower case, such as {@code out_of_order}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
