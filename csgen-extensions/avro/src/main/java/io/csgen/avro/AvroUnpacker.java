package io.csgen.avro;

import io.csgen.click.ClickFormat;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileConstants;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;

/** Reads object container files, of any schema with fields that csgen knows. Immutable. */
final class AvroUnpacker implements ClickFormat.Unpacker {
    @Override
    public boolean recognizes(byte[] beginning) {
        int length = DataFileConstants.MAGIC.length;
        return beginning.length >= length && Arrays.equals(DataFileConstants.MAGIC, Arrays.copyOf(beginning, length));
    }

    @Override
    public InputStream unpack(InputStream stream) throws IOException {
        WholeBlocks file = new WholeBlocks(stream);
        DataFileStream<GenericRecord> records;
        try {
            records = new DataFileStream<>(file, new GenericDatumReader<>());
        } catch (IOException | RuntimeException | StackOverflowError | NoClassDefFoundError e) {
            throw RecordLines.broken(file, e);
        }
        Schema schema = records.getSchema();
        if (schema.getType() != Schema.Type.RECORD || isEmpty(schema)) {
            throw new IOException("Avro file must hold records with fields: " + schema.getFullName());
        }
        if (hasTooLongValues(schema, new HashSet<>())) {
            throw new IOException("Avro file must hold values of at most " + WholeBlocks.LONGEST_BLOCK + " bytes: "
                    + schema.getFullName());
        }
        return new RecordLines(file, records);
    }

    /** Of records without bytes a block could have any number. */
    private static boolean isEmpty(Schema schema) {
        return schema.getFields().stream().allMatch(field -> field.schema().getType() == Schema.Type.NULL);
    }

    /** Room for values of a fixed size is made before they are read. */
    private static boolean hasTooLongValues(Schema schema, Set<String> seen) {
        return switch (schema.getType()) {
            case FIXED -> schema.getFixedSize() > WholeBlocks.LONGEST_BLOCK;
            case ARRAY -> hasTooLongValues(schema.getElementType(), seen);
            case MAP -> hasTooLongValues(schema.getValueType(), seen);
            case UNION -> schema.getTypes().stream().anyMatch(type -> hasTooLongValues(type, seen));
            case RECORD ->
                seen.add(schema.getFullName())
                        && schema.getFields().stream().anyMatch(field -> hasTooLongValues(field.schema(), seen));
            default -> false;
        };
    }
}
