package io.csgen.avro;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericEnumSymbol;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** The records of a container file as lines of JSON, made as they are read. Confined to one thread. */
final class RecordLines extends Pieces {
    private static final JsonFactory JSON = new JsonFactory();

    private final WholeBlocks file;
    private final DataFileStream<GenericRecord> records;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    RecordLines(WholeBlocks file, DataFileStream<GenericRecord> records) {
        this.file = file;
        this.records = records;
    }

    /** Returns what tells a user that a file cannot be read on. */
    static IOException broken(String why, @Nullable Throwable cause) {
        return new IOException("Avro file must be whole: " + why, cause);
    }

    /** Returns what tells a user why the reader of Avro cannot read on: the stream failed, or what is in it is damaged. */
    static IOException broken(WholeBlocks file, Throwable failure) {
        IOException ofStream = file.failure();
        if (ofStream != null) {
            return ofStream;
        }
        if (failure instanceof NoClassDefFoundError) {
            return new IOException(
                    "Avro file must be compressed by what is on the class path: no " + failure.getMessage(), failure);
        } else if (failure instanceof StackOverflowError) {
            return broken("its records are nested without end", failure);
        }
        Throwable inner = failure instanceof AvroRuntimeException ? failure.getCause() : null;
        Throwable cause = inner == null ? failure : inner;
        return broken(
                cause instanceof EOFException ? "a record goes beyond its block" : String.valueOf(cause.getMessage()),
                failure);
    }

    @Override
    byte @Nullable [] next() throws IOException {
        try {
            if (!records.hasNext()) {
                return null;
            }
            write(records.next());
        } catch (IOException | RuntimeException | StackOverflowError | NoClassDefFoundError e) {
            throw broken(file, e);
        }
        return line.toByteArray();
    }

    private void write(GenericRecord record) throws IOException {
        line.reset();
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.writeStartObject();
            for (Schema.Field field : record.getSchema().getFields()) {
                json.writeFieldName(field.name());
                write(json, field.schema(), record.get(field.pos()));
            }
            json.writeEndObject();
        }
        line.write('\n');
    }

    private static void write(JsonGenerator json, Schema schema, @Nullable Object value) throws IOException {
        if (value == null) {
            json.writeNull();
        } else if (value instanceof Long number && unit(schema) != null) {
            json.writeString(Instant.EPOCH.plus(number, unit(schema)).toString());
        } else if (value instanceof Number number) {
            json.writeNumber(number.toString());
        } else if (value instanceof Boolean bool) {
            json.writeBoolean(bool);
        } else if (value instanceof CharSequence || value instanceof GenericEnumSymbol<?>) {
            json.writeString(value.toString());
        } else {
            json.writeStartObject(); // records, lists and bytes are no fields of clicks
            json.writeEndObject();
        }
    }

    /** Returns the unit of a time; null where it is none. */
    private static @Nullable ChronoUnit unit(Schema schema) {
        if (schema.getType() == Schema.Type.UNION) {
            return schema.getTypes().stream()
                    .map(RecordLines::unit)
                    .filter(unit -> unit != null)
                    .findFirst()
                    .orElse(null);
        }
        LogicalType type = schema.getLogicalType();
        if (type instanceof LogicalTypes.TimestampMillis) {
            return ChronoUnit.MILLIS;
        }
        return type instanceof LogicalTypes.TimestampMicros ? ChronoUnit.MICROS : null;
    }

    @Override
    public void close() throws IOException {
        records.close();
    }
}
