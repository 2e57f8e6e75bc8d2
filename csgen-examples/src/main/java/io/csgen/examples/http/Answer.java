package io.csgen.examples.http;

import io.csgen.internal.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What an HTTP request is answered with. Immutable.
 *
 * @param headers beyond those that every answer has
 */
public record Answer(int status, String contentType, byte[] body, Map<String, String> headers) {
    private static final String EVENT_STREAM = "text/event-stream";

    /** Returns an answer in JSON. */
    public static Answer json(int status, String json) {
        return new Answer(status, "application/json", json.getBytes(StandardCharsets.UTF_8), Map.of());
    }

    /** Returns an answer that says what is wrong. */
    public static Answer error(int status, String message) {
        return json(status, JsonWriter.of("error", message));
    }

    /** Returns an answer that does not end: the events of the site's feed. */
    public static Answer events() {
        return new Answer(200, EVENT_STREAM, new byte[0], Map.of());
    }

    /** Returns whether this is {@link #events}. */
    boolean isEventStream() {
        return contentType.equals(EVENT_STREAM);
    }

    /** Returns this answer with one more header. */
    public Answer with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Answer(status, contentType, body, more);
    }
}
