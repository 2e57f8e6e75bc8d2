package io.csgen.avro;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.apache.avro.LogicalType;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericEnumSymbol;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** The records of a container file as lines of JSON, made as they are read. Confined to one thread. */
final class RecordLines extends InputStream {
    private static final JsonFactory JSON = new JsonFactory();

    private final WholeFile file;
    private final DataFileStream<GenericRecord> records;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private byte[] bytes = {};
    private int at;

    RecordLines(WholeFile file, DataFileStream<GenericRecord> records) {
        this.file = file;
        this.records = records;
    }

    /** Returns what tells a user that a file cannot be read on. */
    static IOException broken(String why, @Nullable Exception cause) {
        return new IOException("Avro file must be whole: " + why, cause);
    }

    @Override
    public int read() throws IOException {
        return at < bytes.length || next() ? bytes[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (at == bytes.length && !next()) {
            return -1;
        }
        int count = Math.min(length, bytes.length - at);
        System.arraycopy(bytes, at, target, from, count);
        at += count;
        return count;
    }

    /** Makes the next line; returns whether there is one. */
    private boolean next() throws IOException {
        try {
            if (!records.hasNext()) {
                if (!file.isWhole()) {
                    throw broken("it ends within a block", null);
                }
                return false;
            }
            write(records.next());
        } catch (RuntimeException e) { // of a block that is damaged
            throw broken(String.valueOf(e.getMessage()), e);
        }
        bytes = line.toByteArray();
        at = 0;
        return true;
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
