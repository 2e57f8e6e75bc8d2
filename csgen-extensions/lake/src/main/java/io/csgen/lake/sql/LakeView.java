package io.csgen.lake.sql;

import io.csgen.internal.Resource;
import java.util.Locale;

/**
 * A view of the events of a lake. Its statement is one that Amazon Athena, Trino and DuckDB all take as it is, over the
 * table {@link RawEvents}. Use it to make the views in a database, in the order of the constants: a view sees only those
 * before it. Immutable.
 */
public enum LakeView {
    /** Each line with typed values, and what keeps it from being an event. */
    PARSED_EVENTS,
    /** Each event once. */
    EVENTS,
    /** What became of each line. */
    QUALITY,
    /** Each event with the session of its user that it is in. */
    SESSION_EVENTS,
    /** Sessions: 30 minutes of silence end one. */
    SESSIONS,
    /** How many sessions of each day got how far. */
    FUNNEL,
    /** Users. */
    USERS,
    /** Days. */
    DAILY,
    /** Hours. */
    HOURLY,
    /** How many users of each day or week came again. */
    RETENTION,
    /** Types of events. */
    EVENT_TYPES,
    /** Products. */
    PRODUCTS,
    /** Product groups. */
    PRODUCT_GROUPS;

    private final String sql = Resource.text(LakeView.class, this + ".sql");

    /** Returns the statement that makes the view, or makes it anew. */
    public String sql() {
        return sql;
    }

    /** Returns the name of the view: the constant in lower case. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
