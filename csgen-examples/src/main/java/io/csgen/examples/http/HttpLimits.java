package io.csgen.examples.http;

import java.time.Duration;

/**
 * What an HTTP server grants its clients. Immutable.
 *
 * @param connections most connections at a time; one more takes the place of the one that has longest
 *     been about to send a request
 * @param eventStreams most connections that get events at a time
 * @param eventInterval from one event to the next
 * @param bodyBytes longest body of a request
 * @param headerBytes longest header of a request, all its lines together; a quarter of it for the first line
 * @param requestTime how long a request may take to arrive, and how long its answer may lie unread
 * @param idleTime how long a connection may stay open between two requests
 */
record HttpLimits(
        int connections,
        int eventStreams,
        Duration eventInterval,
        int bodyBytes,
        int headerBytes,
        Duration requestTime,
        Duration idleTime) {
    /** Returns what suits a server that a few people and programs use. */
    static HttpLimits defaults() {
        return new HttpLimits(
                1024, 32, Duration.ofMillis(500), 64 * 1024, 16 * 1024, Duration.ofSeconds(10), Duration.ofSeconds(60));
    }

    HttpLimits withConnections(int value) {
        return new HttpLimits(value, eventStreams, eventInterval, bodyBytes, headerBytes, requestTime, idleTime);
    }

    HttpLimits withEventStreams(int value) {
        return new HttpLimits(connections, value, eventInterval, bodyBytes, headerBytes, requestTime, idleTime);
    }

    HttpLimits withEventInterval(Duration value) {
        return new HttpLimits(connections, eventStreams, value, bodyBytes, headerBytes, requestTime, idleTime);
    }

    HttpLimits withRequestTime(Duration value) {
        return new HttpLimits(connections, eventStreams, eventInterval, bodyBytes, headerBytes, value, idleTime);
    }

    HttpLimits withIdleTime(Duration value) {
        return new HttpLimits(connections, eventStreams, eventInterval, bodyBytes, headerBytes, requestTime, value);
    }
}
