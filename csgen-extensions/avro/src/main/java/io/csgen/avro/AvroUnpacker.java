package io.csgen.avro;

import io.csgen.click.ClickFormat;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
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
        try {
            WholeFile file = new WholeFile(stream);
            return new RecordLines(file, new DataFileStream<GenericRecord>(file, new GenericDatumReader<>()));
        } catch (EOFException e) {
            throw RecordLines.broken("it ends within its header", e);
        } catch (RuntimeException e) { // of a header that is damaged
            throw RecordLines.broken(String.valueOf(e.getMessage()), e);
        }
    }
}
