package io.csgen.click;

import io.csgen.config.Problems;
import io.csgen.internal.json.JsonWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Turns records that hold clicks, in any format of lines that csgen writes, into events that say what the clicks mean.
 * Use it where a pipeline goes on with meaning instead of pages: in a stream processor, an AWS Lambda or a loop over
 * lines. Immutable, so safe for concurrent use.
 *
 * <pre>{@code
 * ClickTransformer transformer = ShopModel.classic().transformer();
 * ClickTransformer.Output output = transformer.transform("https://webstore.demo.com/api/group/2?userid=77");
 * }</pre>
 *
 * <p>No record is lost or thrown back: each gives exactly one output, an {@link Event} or a {@link DeadLetter}. Each
 * record is judged by itself, and may be
 *
 * <ul>
 *   <li>a URL, which must be one that csgen writes for this store
 *   <li>a JSON object with such a {@code url}; what other fields it has of those of a click must agree with it
 *   <li>a JSON object with a {@code session_id} or an {@code ordinal}, which must have all stored fields of a click;
 *       {@code group_name} and {@code url} must agree with them, and may be left out
 *   <li>comma-separated values as csgen writes them, without a header; they have the same to keep to
 *   <li>a line of an access log of a store like this one
 * </ul>
 *
 * <p>Fields of a JSON object that are none of a click are kept as they are. One line end after the record is allowed.
 */
public final class ClickTransformer {
    /**
     * Most characters of a record that can become an event. Of a bad record, the dead letter repeats as many, or as many
     * bytes where it is no text.
     */
    public static final int MAX_LENGTH = 100_000;

    private static final Instant MIN = Instant.ofEpochMilli(Click.MIN_TIMESTAMP_MILLIS);
    private static final Instant MAX = Instant.ofEpochMilli(Click.MAX_TIMESTAMP_MILLIS);

    /** What becomes of a record. Immutable. */
    public sealed interface Output permits Event, DeadLetter {
        /** Returns the output as one flat JSON object in one line, without a line end. */
        String json();
    }

    /**
     * A record that was understood. Immutable.
     *
     * @param click the page, and who opened it; with the group of a cart or an order where the record tells it
     * @param json an object with those fields of the format {@code json} that are known, in the same order: {@code
     *     timestamp}, that of the record or else the one that was given; {@code user_id}; {@code session_id} and {@code
     *     ordinal} where the record has them; {@code type}; {@code group_id} and {@code group_name} where they are known;
     *     {@code product_id} where there is one; {@code url}; last, what other fields the record has. {@code event_id}
     *     follows the timestamp where one was given, and the record has neither its own nor session and ordinal, by
     *     which it is known already
     */
    public record Event(ClickUrl click, String json) implements Output {}

    /**
     * A record that was not understood. Immutable.
     *
     * @param reason why, in one line: {@code <what> must <rule>: <beginning of the record>}
     * @param json an object with {@code timestamp} and {@code event_id} where they were given, {@code reason}, and {@code
     *     record}, or {@code record_base64} where the record is no UTF-8; where it is longer than {@link #MAX_LENGTH},
     *     only its beginning and its length in {@code record_bytes}
     */
    public record DeadLetter(String reason, String json) implements Output {}

    private final EventReader reader;

    private ClickTransformer(EventReader reader) {
        this.reader = reader;
    }

    /**
     * Returns a transformer of the clicks of one store.
     *
     * @param groupNames names of the product groups; the first is that of group 1. Clicks of other groups become dead
     *     letters
     */
    public static ClickTransformer of(Store.Url storeUrl, List<String> groupNames) {
        return new ClickTransformer(new EventReader(new Store(storeUrl, groupNames)));
    }

    /** Transforms a line of text; the event has a timestamp where the record has one. */
    public Output transform(String line) {
        return transform(line, EventReader.Arrival.UNKNOWN);
    }

    /** Transforms a record in UTF-8; the event has a timestamp where the record has one. */
    public Output transform(byte[] record) {
        return transform(record, EventReader.Arrival.UNKNOWN);
    }

    /**
     * Transforms a record in UTF-8.
     *
     * @param timestamp when the record arrived, or another time that stands for that of the click where the record has
     *     none; fractions of a millisecond are cut off
     * @throws io.csgen.config.ConfigException if the timestamp lies outside the years 1 to 9999
     */
    public Output transform(byte[] record, Instant timestamp) {
        return transform(record, new EventReader.Arrival(text(timestamp), ""));
    }

    /**
     * Transforms a record in UTF-8 that may come again, as records do from a source that gives them at least once.
     *
     * @param timestamp when the record arrived, or another time that stands for that of the click where the record has
     *     none; fractions of a millisecond are cut off
     * @param eventId what the record is known by whenever it comes, such as its place in a stream; not empty
     * @throws io.csgen.config.ConfigException if the timestamp lies outside the years 1 to 9999, or the id is empty
     */
    public Output transform(byte[] record, Instant timestamp, String eventId) {
        Problems problems = new Problems();
        problems.require(!eventId.isEmpty(), "eventId", "not be empty", eventId);
        problems.throwIfAny();
        return transform(record, new EventReader.Arrival(text(timestamp), eventId));
    }

    private static String text(Instant timestamp) {
        Problems problems = new Problems();
        problems.require(
                !timestamp.isBefore(MIN) && !timestamp.isAfter(MAX),
                "timestamp",
                "lie in the years 1 to 9999",
                timestamp);
        problems.throwIfAny();
        return EventReader.text(timestamp.toEpochMilli());
    }

    private Output transform(byte[] record, EventReader.Arrival arrival) {
        try {
            return transform(
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(record))
                            .toString(),
                    arrival);
        } catch (CharacterCodingException e) {
            boolean cut = record.length > MAX_LENGTH;
            byte[] repeated = cut ? Arrays.copyOf(record, MAX_LENGTH) : record;
            String reason = Problems.describe("record", "be UTF-8", new String(repeated, StandardCharsets.UTF_8));
            JsonWriter json = letter(arrival, reason)
                    .put("record_base64", Base64.getEncoder().encodeToString(repeated));
            return deadLetter(reason, json, cut ? record.length : 0);
        }
    }

    /**
     * Returns the dead letter of a record that is too long to be looked at as a whole.
     *
     * @param beginning its first bytes
     * @param bytes how many it has
     * @param most how many it may have
     */
    public DeadLetter tooLong(byte[] beginning, long bytes, int most) {
        String text = new String(beginning, StandardCharsets.UTF_8);
        String reason = Problems.describe("record", "be shorter than " + most + " bytes", text);
        JsonWriter json = letter(EventReader.Arrival.UNKNOWN, reason)
                .put("record", text.length() > MAX_LENGTH ? beginning(text) : text);
        return deadLetter(reason, json, bytes);
    }

    private Output transform(String record, EventReader.Arrival arrival) {
        String text = withoutLineEnd(record);
        String what = EventReader.RECORD;
        try {
            if (text.length() > MAX_LENGTH) {
                throw new MalformedLine("have at most " + MAX_LENGTH + " characters");
            }
            Map<String, String> fields = reader.fields(text);
            what = EventReader.what(fields);
            return reader.event(text, fields, arrival);
        } catch (MalformedLine e) {
            boolean cut = record.length() > MAX_LENGTH;
            String reason = Problems.describe(what, Objects.requireNonNull(e.getMessage()), text);
            JsonWriter json = letter(arrival, reason).put("record", cut ? beginning(record) : record);
            return deadLetter(reason, json, cut ? record.getBytes(StandardCharsets.UTF_8).length : 0);
        }
    }

    private static JsonWriter letter(EventReader.Arrival arrival, String reason) {
        return arrival.putEventId(EventReader.putTimestamp(new JsonWriter(), arrival.timestamp()))
                .put("reason", reason);
    }

    private static DeadLetter deadLetter(String reason, JsonWriter json, long bytes) {
        return new DeadLetter(reason, (bytes == 0 ? json : json.put("record_bytes", bytes)).toString());
    }

    private static String withoutLineEnd(String text) {
        int end = text.length();
        if (text.endsWith("\n")) {
            end -= text.endsWith("\r\n") ? 2 : 1;
        }
        return text.substring(0, end);
    }

    private static String beginning(String text) {
        boolean splits = Character.isHighSurrogate(text.charAt(MAX_LENGTH - 1));
        return text.substring(0, splits ? MAX_LENGTH - 1 : MAX_LENGTH);
    }
}
