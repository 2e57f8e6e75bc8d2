package io.csgen.examples.http;

import io.netty.handler.codec.http.FullHttpRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What csgen reads of an HTTP request. Immutable.
 *
 * @param client where it comes from
 * @param path without the query
 * @param query as it stands in the URL, without the question mark; may be empty
 * @param host the server it is meant for, with its port
 * @param body as text in UTF-8; may be empty
 */
public record Request(
        InetAddress client,
        String method,
        String path,
        String query,
        Optional<String> host,
        Optional<String> origin,
        Optional<String> authorization,
        String body) {
    private static final String BEARER = "bearer ";

    /**
     * Reads a request.
     *
     * @throws IllegalArgumentException if its address is none, or names a server without a scheme
     */
    static Request of(FullHttpRequest http, SocketAddress client) {
        URI uri = URI.create(http.uri());
        if (uri.getRawAuthority() != null && !uri.isAbsolute()) {
            throw new IllegalArgumentException("address must be a path or a whole URL: " + http.uri());
        }
        return new Request(
                ((InetSocketAddress) client).getAddress(),
                http.method().name(),
                Optional.ofNullable(uri.getRawPath()).orElse(""),
                Optional.ofNullable(uri.getRawQuery()).orElse(""),
                // A whole URL goes before the header.
                Optional.ofNullable(uri.getRawAuthority())
                        .or(() -> Optional.ofNullable(http.headers().get("Host"))),
                Optional.ofNullable(http.headers().get("Origin")),
                Optional.ofNullable(http.headers().get("Authorization")),
                http.content().toString(StandardCharsets.UTF_8));
    }

    /** Returns the token: that of the header, or else that of the query; empty if there is none. */
    public String token() {
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

    /** Returns whether the method is one that browsers send for pages of other sites, too, and that asks only. */
    boolean isHarmless() {
        return method.equals("GET") || method.equals("HEAD");
    }

    /** Returns whether it was sent to a name of the machine itself. */
    boolean isForLoopback() {
        String name = host.orElse("").replaceFirst(":\\d*$", "");
        return name.equalsIgnoreCase("localhost") || name.equals("[::1]") || name.matches("127(\\.\\d{1,3}){3}");
    }

    /** Returns whether a page of this very server sent the request, or a program that is no browser. */
    boolean isOfSameOrigin() {
        return origin.isEmpty()
                || host.isPresent()
                        && (origin.get().equalsIgnoreCase("http://" + host.get())
                                || origin.get().equalsIgnoreCase("https://" + host.get()));
    }
}
