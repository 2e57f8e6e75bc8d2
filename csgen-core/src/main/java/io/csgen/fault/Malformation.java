package io.csgen.fault;

import java.util.Locale;

/** How a line can be no click. Immutable. */
enum Malformation {
    /** It ends too early. */
    CUT,
    /** A character that holds it together is wrong or missing. */
    BROKEN,
    /** It is not UTF-8. */
    ENCODING,
    /** Nothing is left. */
    EMPTY,
    /** Something else stands in its place: the error page of a proxy. */
    FOREIGN;

    /** Returns the name in data: the constant in lower case. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
