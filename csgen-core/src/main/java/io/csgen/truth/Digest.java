package io.csgen.truth;

import io.csgen.config.ConfigException;
import io.csgen.config.Problems;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A digest of many clicks that does not depend on their order: the sum of a 128-bit hash of all fields of each. One
 * click more, less, twice or with another value gives another digest, and so do two that swap values; by
 * chance the same with a probability of about 2⁻⁶⁴. Digests of parts add up to that of the whole. Not made to
 * resist people who look for clicks with the same digest. Immutable.
 *
 * @param high sum of the first half of the hashes
 * @param low sum of the second half of the hashes
 */
public record Digest(long high, long low) {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");

    /** Reads a digest from its text. */
    static Digest parse(String text) {
        if (!FORM.matcher(text).matches()) {
            throw new ConfigException(
                    List.of(Problems.describe("digest", "be 32 lower-case hexadecimal digits", text)));
        }
        return new Digest(HexFormat.fromHexDigitsToLong(text, 0, 16), HexFormat.fromHexDigitsToLong(text, 16, 32));
    }

    Digest plus(Digest more) {
        return new Digest(high + more.high, low + more.low);
    }

    /** Returns the digest in 32 hexadecimal digits. */
    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(high) + hex.toHexDigits(low);
    }
}
