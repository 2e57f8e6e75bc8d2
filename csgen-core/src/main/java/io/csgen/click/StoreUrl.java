package io.csgen.click;

import io.csgen.config.Problems;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;

/**
 * Address of the web store, to which the path of every page is appended. Immutable.
 *
 * @param text an absolute {@code http} or {@code https} URL in ASCII, without query, fragment and
 *     closing slash, such as {@code https://webstore.demo.com}; a path prefix is allowed
 */
public record StoreUrl(String text) {
    private static final String KEY = "web-store-url";

    /**
     * Creates a store URL; slashes at the end are cut off.
     *
     * @throws io.csgen.config.ConfigException if the text is no such URL; it says why
     */
    public StoreUrl {
        Problems problems = new Problems();
        text = text.strip();
        while (text.endsWith("/")) {
            text = text.substring(0, text.length() - 1);
        }
        try {
            URI uri = new URI(text);
            problems.require(
                    "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()),
                    KEY,
                    "begin with http:// or https://",
                    text);
            if (problems.found().isEmpty()) {
                problems.require(uri.getHost() != null, KEY, "name a host", text);
                problems.require(uri.getRawQuery() == null, KEY, "have no query", text);
                problems.require(uri.getRawFragment() == null, KEY, "have no fragment", text);
                problems.require(
                        StandardCharsets.US_ASCII.newEncoder().canEncode(text), KEY, "be ASCII (use punycode)", text);
            }
        } catch (URISyntaxException e) {
            problems.require(false, KEY, "be a URL", text);
        }
        problems.throwIfAny();
    }

    /** Returns the URL. */
    @Override
    public String toString() {
        return text;
    }
}
