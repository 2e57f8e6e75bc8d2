package io.csgen.click;

import io.csgen.config.Problems;
import io.csgen.internal.json.JsonWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads single records of one store, in whatever format they are, as the events they stand for. Immutable. */
final class EventReader {
    /** What a record is called in messages. */
    static final String RECORD = "record";

    private static final String EVENT_ID = "event_id";
    private static final String URL = ClickField.URL.wireName();
    private static final TimestampText TIMESTAMP = new TimestampText();

    /** The fields of a page, by which its URL is proved. */
    private static final Set<String> OF_PAGE = Set.of(
            ClickField.TIMESTAMP.wireName(),
            ClickField.USER_ID.wireName(),
            ClickField.TYPE.wireName(),
            ClickField.GROUP_ID.wireName(),
            ClickField.GROUP_NAME.wireName(),
            ClickField.PRODUCT_ID.wireName(),
            URL);

    /**
     * What is known of a record besides its bytes; each text may be empty. Immutable.
     *
     * @param timestamp when it arrived, as it stands in data
     */
    record Arrival(String timestamp, String eventId) {
        static final Arrival UNKNOWN = new Arrival("", "");

        JsonWriter putEventId(JsonWriter json) {
            return eventId.isEmpty() ? json : json.put(EVENT_ID, eventId);
        }
    }

    /** A field that follows from the others, and what makes its text for the clicks of the store. */
    private record Derived(ClickField field, Function<ClickView, String> text) {}

    private final Store store;
    private final String host; // of the store, to which paths are appended
    private final ClickUrl.Parser urls;
    private final ClickEncoder json;
    private final CsvRecord columns;
    private final Set<String> ofClick;
    private final List<Derived> derived;

    EventReader(Store store) {
        this.store = store;
        String address = store.url().text();
        String path = String.valueOf(URI.create(address).getRawPath());
        host = address.substring(0, address.length() - path.length());
        urls = ClickUrl.Parser.of(store.url(), store.groupNames());
        json = ClickFormat.JSON.encoder(store);
        List<ClickField> fields = ClickField.of(store);
        List<String> names = fields.stream().map(ClickField::wireName).toList();
        columns = CsvRecord.ofHeader(String.join(",", names));
        ofClick = new HashSet<>(names);
        derived = fields.stream()
                .filter(ClickField::isDerived)
                .map(field -> new Derived(field, field.text(store)))
                .toList();
    }

    /** Returns a time as it stands in data. */
    static String text(long epochMillis) {
        byte[] text = new byte[TimestampText.LENGTH + Bytes.SLACK];
        int length = TIMESTAMP.put(epochMillis, text, 0);
        return new String(text, 0, length, StandardCharsets.US_ASCII);
    }

    static JsonWriter putTimestamp(JsonWriter json, String timestamp) {
        return timestamp.isEmpty() ? json : json.put(ClickField.TIMESTAMP.wireName(), timestamp);
    }

    /**
     * Returns the fields of a record, which are its URL alone where it has no others.
     *
     * @throws MalformedLine if it is of no format
     */
    Map<String, String> fields(String text) {
        if (text.startsWith(store.url().text())) {
            return Map.of(URL, text);
        }
        if (isJson(text)) {
            return FlatJson.parse(text);
        }
        if (Timestamps.isOwn(text.substring(0, Math.max(0, text.indexOf(','))))) {
            return columns.parse(text);
        }
        if (AccessLogLine.isOne(text)) {
            AccessLogLine line = AccessLogLine.parse(text);
            return Map.of(ClickField.TIMESTAMP.wireName(), line.time().toString(), URL, host + line.target());
        }
        return Map.of(URL, text);
    }

    private static boolean isJson(String text) {
        return text.stripLeading().startsWith("{");
    }

    /** Returns what a record with the given fields is called in messages. */
    static String what(Map<String, String> fields) {
        return isUrlAlone(fields) ? ClickUrl.Parser.WHAT : RECORD;
    }

    private static boolean isUrlAlone(Map<String, String> fields) {
        return fields.size() == 1 && FlatJson.find(fields, URL) != null;
    }

    /**
     * Returns the event that a record stands for.
     *
     * @throws MalformedLine if it stands for none
     */
    ClickTransformer.Event event(String text, Map<String, String> fields, Arrival arrival) {
        return fields.containsKey(ClickField.SESSION_ID.wireName()) || fields.containsKey(ClickField.ORDINAL.wireName())
                ? ofClick(text, fields)
                : ofPage(text, fields, arrival);
    }

    private ClickTransformer.Event ofClick(String text, Map<String, String> fields) {
        Click click = ClickReader.ownClick(fields);
        requireGroup(click.groupId());
        for (Derived each : derived) {
            requireEqual(fields, each.field, each.text.apply(click), "other fields say");
        }
        String written = new String(json.encode(click), StandardCharsets.UTF_8);
        String others = others(text, fields, ofClick);
        return new ClickTransformer.Event(
                new ClickUrl(click.type(), click.userId(), click.groupId(), click.productId()),
                others.isEmpty() ? written : written.substring(0, written.length() - 1) + others + "}");
    }

    private ClickTransformer.Event ofPage(String text, Map<String, String> fields, Arrival arrival) {
        String url = FlatJson.find(fields, URL);
        if (url == null) {
            throw new MalformedLine("have url, or all fields of a click");
        }
        boolean alone = fields.size() == 1;
        ClickUrl page = alone ? urls.read(url) : page(url, fields);
        if (page.groupId() != ClickUrl.NO_GROUP) {
            requireGroup(page.groupId());
        }
        if (!alone) {
            requireAgreement(fields, page);
        }
        JsonWriter event = putTimestamp(new JsonWriter(), alone ? arrival.timestamp() : timestamp(fields, arrival));
        if (alone || !fields.containsKey(EVENT_ID)) {
            arrival.putEventId(event);
        }
        event.put(ClickField.USER_ID.wireName(), page.userId())
                .put(ClickField.TYPE.wireName(), page.type().wireName());
        if (page.groupId() != ClickUrl.NO_GROUP) {
            event.put(ClickField.GROUP_ID.wireName(), page.groupId())
                    .put(ClickField.GROUP_NAME.wireName(), groupName(page));
        }
        if (page.productId() != Click.NO_PRODUCT) {
            event.put(ClickField.PRODUCT_ID.wireName(), page.productId());
        }
        event.put(URL, url);
        return new ClickTransformer.Event(
                page, (alone ? event : event.putAll(others(text, fields, OF_PAGE))).toString());
    }

    /** Returns the page of a URL, with its group where only another field tells it. */
    private ClickUrl page(String url, Map<String, String> fields) {
        ClickUrl page;
        try {
            page = urls.read(url);
        } catch (MalformedLine e) {
            throw new MalformedLine("have the URL of a click (it must " + e.getMessage() + ")");
        }
        String group = given(fields, ClickField.GROUP_ID);
        if (page.groupId() != ClickUrl.NO_GROUP || group == null) {
            return page;
        }
        int groupId = ForeignIds.number(group);
        requireGroup(groupId);
        return new ClickUrl(page.type(), page.userId(), groupId, page.productId());
    }

    private void requireAgreement(Map<String, String> fields, ClickUrl page) {
        String says = "url says";
        requireEqual(fields, ClickField.USER_ID, Integer.toString(page.userId()), says);
        requireEqual(fields, ClickField.TYPE, page.type().wireName(), says);
        if (page.groupId() != ClickUrl.NO_GROUP) {
            requireEqual(fields, ClickField.GROUP_ID, Integer.toString(page.groupId()), says);
            requireEqual(fields, ClickField.GROUP_NAME, groupName(page), "group_id says");
        } else if (given(fields, ClickField.GROUP_NAME) != null) {
            throw new MalformedLine("have group_id where it has group_name and its url tells no group");
        }
        boolean hasProduct = page.productId() != Click.NO_PRODUCT;
        requireEqual(fields, ClickField.PRODUCT_ID, hasProduct ? Integer.toString(page.productId()) : "", says);
    }

    private void requireGroup(int groupId) {
        int groups = store.groupNames().size();
        if (groupId < 1 || groupId > groups) {
            throw new MalformedLine("have a group id from 1 to " + groups);
        }
    }

    private String groupName(ClickUrl page) {
        return store.groupNames().get(page.groupId() - 1);
    }

    private static void requireEqual(Map<String, String> fields, ClickField field, String expected, String whoSays) {
        String given = given(fields, field);
        if (given != null && !(field.isNumber() ? ForeignIds.whole(given) : given).equals(expected)) {
            throw new MalformedLine("have " + (expected.isEmpty() ? "nothing" : Problems.shown(expected)) + " as "
                    + field + ", as its " + whoSays + ", not " + Problems.shown(given));
        }
    }

    /** Returns a value; an empty one is left out, as it is in comma-separated values. */
    private static @Nullable String given(Map<String, String> fields, ClickField field) {
        String value = FlatJson.find(fields, field.wireName());
        return value == null || value.isEmpty() ? null : value;
    }

    private static String timestamp(Map<String, String> fields, Arrival arrival) {
        String given = given(fields, ClickField.TIMESTAMP);
        if (given == null) {
            return arrival.timestamp();
        }
        long millis = ForeignTimes.millis(given);
        if (millis < Click.MIN_TIMESTAMP_MILLIS || millis > Click.MAX_TIMESTAMP_MILLIS) {
            throw new MalformedLine("have a timestamp in the years 1 to 9999, not " + Problems.shown(given));
        }
        return text(millis);
    }

    private static String others(String text, Map<String, String> fields, Set<String> known) {
        return isJson(text) && !known.containsAll(fields.keySet()) ? FlatJson.others(text, known) : "";
    }
}
