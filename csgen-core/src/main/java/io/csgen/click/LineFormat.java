package io.csgen.click;

import java.util.List;
import java.util.Optional;

/** A format of lines that csgen reads itself, and knows how to damage. Immutable. */
abstract class LineFormat implements ClickFormat, ClickFormat.Damage {
    private final String name;

    LineFormat(String name) {
        this.name = name;
    }

    @Override
    public final String name() {
        return name;
    }

    /**
     * Returns what takes the lines of one stream apart.
     *
     * @param fields the whole table
     */
    abstract LineParser parser(Store store, List<ClickField> fields);

    @Override
    public final Optional<Damage> damage() {
        return Optional.of(this);
    }

    /** The user alone: all that can be taken out of the URL of a click. */
    @Override
    public List<ClickField> removable() {
        return List.of(ClickField.USER_ID);
    }

    @Override
    public int remove(ClickField field, byte[] text, int from, int to) {
        return UrlText.removeUser(text, from, to);
    }

    /** Returns the name. */
    @Override
    public final String toString() {
        return name;
    }
}
