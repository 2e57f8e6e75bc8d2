package io.csgen.lake.deliver;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.csgen.click.ClickField;
import io.csgen.config.Problems;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells when an event happened, and that it is one: a JSON object on which no reader of the lake stumbles. Immutable.
 */
final class EventReader {
    private static final String TIMESTAMP = ClickField.TIMESTAMP.wireName();
    private static final int SECONDS_PER_HOUR = 3_600;

    /** What Trino, Athena and DuckDB all read. */
    private static final Pattern TIME =
            Pattern.compile("(?!0000)\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d(\\.\\d{1,9})?)?(Z|[+-]\\d\\d:\\d\\d)");

    private final JsonFactory json = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION) // Athena gives up on the file otherwise
            .build();

    /**
     * Returns the hour of an event, in hours since 1970, UTC.
     *
     * @throws NoEventException if the record is no event
     */
    long hour(byte[] record) throws NoEventException {
        requireText(record);
        try (JsonParser parser = json.createParser(record)) {
            String time = time(parser, record);
            if (time == null) {
                throw noEvent("have a " + TIMESTAMP, record);
            }
            if (!TIME.matcher(time).matches()) {
                throw noEvent(
                        "have a " + TIMESTAMP + " in ISO 8601 with a zone, such as 2026-01-05T13:00:00.000Z", record);
            }
            return Math.floorDiv(OffsetDateTime.parse(time).toEpochSecond(), SECONDS_PER_HOUR);
        } catch (JsonProcessingException e) {
            throw noEvent("be JSON (" + e.getOriginalMessage() + ")", record);
        } catch (DateTimeException e) {
            throw noEvent("have a " + TIMESTAMP + " that calendars have", record);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // nothing is read but memory
        }
    }

    private static @Nullable String time(JsonParser parser, byte[] record) throws IOException, NoEventException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw noEvent("be a JSON object", record);
        }
        String time = null;
        for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
            JsonToken value = parser.nextToken();
            if (field.equals(TIMESTAMP) && value.isScalarValue() && value != JsonToken.VALUE_NULL) {
                time = parser.getText();
            }
            parser.skipChildren();
        }
        if (parser.nextToken() != null) {
            throw noEvent("end after the JSON object", record);
        }
        return time;
    }

    /** Other encodings are no good beside lines in UTF-8, even if the parser knows them. */
    private static void requireText(byte[] record) throws NoEventException {
        boolean ascii = true;
        for (byte b : record) {
            ascii &= b > 0;
            if (b == 0) {
                throw noEvent("have no NUL", record);
            }
        }
        if (!ascii) {
            try {
                StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(record));
            } catch (CharacterCodingException e) {
                throw noEvent("be UTF-8", record);
            }
        }
    }

    /** Returns an event as one line: JSON may have line ends between its words, and nowhere else. */
    static byte[] oneLine(byte[] event) {
        byte[] line = event;
        for (int i = 0; i < event.length; i++) {
            if (event[i] == '\n' || event[i] == '\r') {
                line = line == event ? event.clone() : line;
                line[i] = ' ';
            }
        }
        return line;
    }

    static NoEventException noEvent(String rule, byte[] record) {
        return new NoEventException(Problems.describe("record", rule, new String(record, StandardCharsets.UTF_8)));
    }
}
