package io.csgen.click;

import java.util.List;
import java.util.function.BiFunction;

/** A format of lines that have all fields of a click. Immutable. */
abstract class TableFormat extends LineFormat {
    private final BiFunction<Store, List<ClickField>, LineEncoder> encoders;

    TableFormat(String name, BiFunction<Store, List<ClickField>, LineEncoder> encoders) {
        super(name);
        this.encoders = encoders;
    }

    /** Returns an encoder of some fields of the table. */
    final LineEncoder encoder(Store store, List<ClickField> fields) {
        return encoders.apply(store, fields);
    }

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
