package io.csgen.avro;

import io.csgen.click.ClickEncoder;
import io.csgen.click.ClickField;
import io.csgen.click.ClickFormat;
import io.csgen.click.Store;
import java.util.List;
import java.util.Optional;

/**
 * The format {@code avro}: Apache Avro object container files, whose schema ({@link #schema}) has the fields of the
 * format {@code json}. With this module and Avro on the class path, {@code format=avro} chooses it, and files are read
 * back wherever csgen reads clicks. It is for files and streams, not for single records.
 *
 * <p>Blocks are not compressed, so that a pipe can be read as it is written. Nothing in a file depends on a clock or on
 * chance: the same clicks give the same blocks, and files of csgen can be appended to by csgen. Immutable.
 */
public final class AvroFormat implements ClickFormat {
    /** Creates the format; called by {@link java.util.ServiceLoader}. */
    public AvroFormat() {}

    /** Returns {@code avro}. */
    @Override
    public String name() {
        return "avro";
    }

    @Override
    public ClickEncoder encoder(Store store) {
        return new AvroEncoder(store);
    }

    @Override
    public List<ClickField> fields() {
        return ClickField.ALL;
    }

    @Override
    public Optional<Unpacker> unpacker() {
        return Optional.of(new AvroUnpacker());
    }

    /** Returns the schema of the clicks of a store, in JSON. */
    public static String schema(Store store) {
        return ClickSchema.of(ClickField.of(store)).toString();
    }

    /** Returns whether the other is this format, too. */
    @Override
    public boolean equals(Object other) {
        return other instanceof AvroFormat;
    }

    @Override
    public int hashCode() {
        return AvroFormat.class.hashCode();
    }

    /** Returns the name. */
    @Override
    public String toString() {
        return name();
    }
}
