package io.csgen.click;

import java.util.List;

/** A format of lines that have all fields of a click. Immutable. */
abstract class TableFormat extends LineFormat {
    TableFormat(String name) {
        super(name);
    }

    /** Returns an encoder of some fields of the table. */
    abstract LineEncoder encoder(Store store, List<ClickField> fields);

    @Override
    public final ClickEncoder encoder(Store store) {
        return encoder(store, ClickField.of(store));
    }

    @Override
    public final List<ClickField> fields() {
        return ClickField.ALL;
    }

    @Override
    public final List<ClickField> removable() {
        return ClickField.ALL;
    }
}
