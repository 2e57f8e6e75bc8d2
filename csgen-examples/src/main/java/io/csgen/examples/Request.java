package io.csgen.examples;

import com.sun.net.httpserver.HttpExchange;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What csgen reads of an HTTP request. Immutable.
 *
 * @param path without the query
 * @param query as it stands in the URL, without the question mark; may be empty
 */
record Request(
        String method,
        String path,
        String query,
        Optional<String> host,
        Optional<String> origin,
        Optional<String> authorization) {
    private static final String BEARER = "bearer ";

    /** Reads a request, without its body. */
    static Request of(HttpExchange exchange) {
        return new Request(
                exchange.getRequestMethod(),
                Optional.ofNullable(exchange.getRequestURI().getRawPath()).orElse(""),
                Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse(""),
                header(exchange, "Host"),
                header(exchange, "Origin"),
                header(exchange, "Authorization"));
    }

    private static Optional<String> header(HttpExchange exchange, String name) {
        return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name));
    }

    /** Returns the token: that of the header, or else that of the query; empty if there is none. */
    String token() {
        return authorization
                .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                .map(value -> value.substring(BEARER.length()).strip())
                .orElseGet(() -> parameter("token"));
    }

    private String parameter(String name) {
        for (String pair : query.split("&")) {
            if (pair.startsWith(name + "=")) {
                return decode(pair.substring(name.length() + 1));
            }
        }
        return "";
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return ""; // no token has a broken escape
        }
    }

    /** Returns the host this request was sent to, without the port. */
    String hostName() {
        return host.orElse("").replaceFirst(":\\d*$", "");
    }

    /** Returns whether a page of this very server sent the request, or a program that is no browser. */
    boolean isOfSameOrigin() {
        return origin.isEmpty()
                || host.isPresent()
                        && (origin.get().equalsIgnoreCase("http://" + host.get())
                                || origin.get().equalsIgnoreCase("https://" + host.get()));
    }
}
