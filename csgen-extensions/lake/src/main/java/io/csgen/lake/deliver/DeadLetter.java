package io.csgen.lake.deliver;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.csgen.click.ClickField;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/** What becomes of a record that is no event. */
final class DeadLetter {
    private static final JsonFactory JSON = new JsonFactory();

    private DeadLetter() {}

    /** Returns it as a JSON object, with the whole record: as text, or in Base64 where it is none. */
    static byte[] json(String reason, String place, byte[] record, Optional<Instant> arrival) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(record.length + 256);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            if (arrival.isPresent()) {
                json.writeStringField(
                        ClickField.TIMESTAMP.wireName(), arrival.get().toString());
            }
            json.writeStringField("reason", reason);
            json.writeStringField("place", place);
            try {
                String text = StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(record))
                        .toString();
                json.writeStringField("record", text);
            } catch (CharacterCodingException e) {
                json.writeFieldName("record_base64");
                json.writeBinary(record);
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // nothing is written but memory
        }
        return bytes.toByteArray();
    }
}
