package io.csgen.click;

import io.csgen.config.Problems;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * The facts about a store that fields of a click can depend on, besides the click itself. Immutable.
 *
 * @param url address of the store
 * @param groupNames names of the product groups; the first is that of group 1
 */
public record Store(Url url, List<String> groupNames) {
    /**
     * Address of the web store, to which the path of every page is appended. Immutable.
     *
     * @param text an absolute {@code http} or {@code https} URL in ASCII, without user, query, fragment and
     *     closing slash, such as {@code https://webstore.demo.com}; a path prefix is allowed
     */
    public record Url(String text) {
        private static final String KEY = "web-store-url";
        private static final int NO_PORT = -1; // as URIs have it
        private static final int MAX_PORT = 65_535;

        /**
         * Creates a store URL; slashes at the end are cut off.
         *
         * @throws io.csgen.config.ConfigException if the text is no such URL; it says why
         */
        public Url {
            Problems problems = new Problems();
            String given = text.strip();
            text = given.replaceFirst("/+$", "");
            if (problems.require(
                    StandardCharsets.US_ASCII.newEncoder().canEncode(given), KEY, "be ASCII (use punycode)", given)) {
                check(given, problems);
            }
            problems.throwIfAny();
        }

        private static void check(String given, Problems problems) {
            URI uri;
            try {
                uri = new URI(given);
            } catch (URISyntaxException e) {
                problems.require(false, KEY, "be a URL", given);
                return;
            }
            boolean web = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            if (problems.require(web, KEY, "begin with http:// or https://", given)) {
                problems.require(uri.getHost() != null, KEY, "name a host", given);
                problems.require(uri.getRawUserInfo() == null, KEY, "have no user before the host", given);
                problems.require(
                        uri.getPort() == NO_PORT || uri.getPort() >= 1 && uri.getPort() <= MAX_PORT,
                        KEY,
                        "have a port from 1 to " + MAX_PORT,
                        given);
                String path = String.valueOf(uri.getPath());
                problems.require(
                        path.chars().noneMatch(Character::isISOControl), KEY, "have no control characters", given);
                problems.require(
                        !path.replaceFirst("/+$", "").contains("//"), KEY, "have no two slashes in a row", given);
                problems.require(uri.getRawQuery() == null, KEY, "have no query", given);
                problems.require(uri.getRawFragment() == null, KEY, "have no fragment", given);
            }
        }

        /** Returns the URL. */
        @Override
        public String toString() {
            return text;
        }
    }

    /** Creates the store. */
    public Store {
        Objects.requireNonNull(url, "url");
        groupNames = List.copyOf(groupNames);
    }
}
