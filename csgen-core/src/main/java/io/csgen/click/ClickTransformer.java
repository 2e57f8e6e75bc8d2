package io.csgen.click;

import io.csgen.config.Problems;
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
 * Turns records that hold the URL of a click, as the formats {@code url} and {@code json-url} do, into
 * events that say what the URL means. Use it where a pipeline goes on with meaning instead of pages: in
 * a stream processor, an AWS Lambda or a loop over lines. Immutable, so safe for concurrent use.
 *
 * <pre>{@code
 * ClickTransformer transformer = ShopModel.classic().transformer();
 * ClickTransformer.Output output = transformer.transform("https://webstore.demo.com/api/group/2?userid=77");
 * }</pre>
 *
 * <p>No record is lost or thrown back: each gives exactly one output, an {@link Event} or a {@link
 * DeadLetter}. The URL must be one that csgen writes for this store; a JSON object must hold it as {@code
 * url} and nothing else, for what else there is would be lost. One line end after the record is allowed.
 */
public final class ClickTransformer {
    /** Most characters of a bad record, or bytes where it is no text, that its dead letter repeats. */
    public static final int MAX_REPEATED = 100_000;

    private static final String URL = ClickField.URL.wireName();
    private static final Instant MIN = Instant.ofEpochMilli(Click.MIN_TIMESTAMP_MILLIS);
    private static final Instant MAX = Instant.ofEpochMilli(Click.MAX_TIMESTAMP_MILLIS);
    private static final TimestampText TIMESTAMP = new TimestampText();

    /** What becomes of a record. Immutable. */
    public sealed interface Output permits Event, DeadLetter {
        /** Returns the output as one flat JSON object without a line end. */
        String json();
    }

    /**
     * A record that was understood. Immutable.
     *
     * @param click what the URL tells
     * @param json an object with those fields of the format {@code json} that are known, in the same
     *     order: {@code timestamp} where one was given, {@code user_id}, {@code type}, {@code group_id} and
     *     {@code group_name} where the URL tells the group, {@code product_id} where it has a product, and
     *     {@code url}
     */
    public record Event(ClickUrl click, String json) implements Output {}

    /**
     * A record that was not understood. Immutable.
     *
     * @param reason why, in one line: {@code <what> must <rule>: <beginning of the record>}
     * @param json an object with {@code timestamp} where one was given, {@code reason}, and {@code record}, or
     *     {@code record_base64} where the record is no UTF-8; where it is longer than {@link #MAX_REPEATED},
     *     only its beginning and its length in {@code record_bytes}
     */
    public record DeadLetter(String reason, String json) implements Output {}

    private final ClickUrl.Parser parser;
    private final List<String> groupNames;

    private ClickTransformer(ClickUrl.Parser parser, List<String> groupNames) {
        this.parser = parser;
        this.groupNames = groupNames;
    }

    /**
     * Returns a transformer of the URLs of one store.
     *
     * @param groupNames names of the product groups; the first is that of group 1. URLs of other groups
     *     become dead letters
     */
    public static ClickTransformer of(Store.Url storeUrl, List<String> groupNames) {
        return new ClickTransformer(ClickUrl.Parser.of(storeUrl, groupNames), List.copyOf(groupNames));
    }

    /** Transforms a line of text; without a timestamp, as URLs have none. */
    public Output transform(String line) {
        return transform(line, "");
    }

    /** Transforms a record in UTF-8; without a timestamp, as URLs have none. */
    public Output transform(byte[] record) {
        return transform(record, "");
    }

    /**
     * Transforms a record in UTF-8.
     *
     * @param timestamp when the record arrived, or another time that stands for that of the click; fractions
     *     of a millisecond are cut off
     * @throws io.csgen.config.ConfigException if the timestamp lies outside the years 1 to 9999
     */
    public Output transform(byte[] record, Instant timestamp) {
        Problems problems = new Problems();
        problems.require(
                !timestamp.isBefore(MIN) && !timestamp.isAfter(MAX),
                "timestamp",
                "lie in the years 1 to 9999",
                timestamp);
        problems.throwIfAny();
        byte[] text = new byte[TimestampText.LENGTH + Bytes.SLACK];
        int length = TIMESTAMP.put(timestamp.toEpochMilli(), text, 0);
        return transform(record, new String(text, 0, length, StandardCharsets.US_ASCII));
    }

    private Output transform(byte[] record, String timestamp) {
        try {
            return transform(
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(record))
                            .toString(),
                    timestamp);
        } catch (CharacterCodingException e) {
            boolean cut = record.length > MAX_REPEATED;
            byte[] repeated = cut ? Arrays.copyOf(record, MAX_REPEATED) : record;
            String reason = Problems.describe("record", "be UTF-8", new String(repeated, StandardCharsets.UTF_8));
            JsonText json = letter(timestamp, reason)
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
        JsonText json = letter("", reason).put("record", text.length() > MAX_REPEATED ? beginning(text) : text);
        return deadLetter(reason, json, bytes);
    }

    private Output transform(String record, String timestamp) {
        String text = withoutLineEnd(record);
        String what = "record";
        try {
            String url = text.stripLeading().startsWith("{") ? urlOf(FlatJson.parse(text)) : text;
            what = ClickUrl.Parser.WHAT;
            return event(url, timestamp);
        } catch (MalformedLine e) {
            boolean cut = record.length() > MAX_REPEATED;
            String reason = Problems.describe(what, Objects.requireNonNull(e.getMessage()), text);
            JsonText json = letter(timestamp, reason).put("record", cut ? beginning(record) : record);
            return deadLetter(reason, json, cut ? record.getBytes(StandardCharsets.UTF_8).length : 0);
        }
    }

    private Event event(String url, String timestamp) {
        ClickUrl click = parser.read(url);
        if (click.groupId() > groupNames.size()) {
            throw new MalformedLine("have a group id from 1 to " + groupNames.size());
        }
        JsonText json = start(timestamp)
                .put(ClickField.USER_ID.wireName(), click.userId())
                .put(ClickField.TYPE.wireName(), click.type().wireName());
        if (click.groupId() != ClickUrl.NO_GROUP) {
            json.put(ClickField.GROUP_ID.wireName(), click.groupId())
                    .put(ClickField.GROUP_NAME.wireName(), groupNames.get(click.groupId() - 1));
        }
        if (click.productId() != Click.NO_PRODUCT) {
            json.put(ClickField.PRODUCT_ID.wireName(), click.productId());
        }
        return new Event(click, json.put(URL, url).toString());
    }

    private static String urlOf(Map<String, String> fields) {
        String url = FlatJson.find(fields, URL);
        if (url == null || fields.size() > 1) {
            throw new MalformedLine("have the field url and no other");
        }
        return url;
    }

    private static JsonText start(String timestamp) {
        JsonText json = new JsonText();
        return timestamp.isEmpty() ? json : json.put(ClickField.TIMESTAMP.wireName(), timestamp);
    }

    private static JsonText letter(String timestamp, String reason) {
        return start(timestamp).put("reason", reason);
    }

    private static DeadLetter deadLetter(String reason, JsonText json, long bytes) {
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
        boolean splits = Character.isHighSurrogate(text.charAt(MAX_REPEATED - 1));
        return text.substring(0, splits ? MAX_REPEATED - 1 : MAX_REPEATED);
    }
}
