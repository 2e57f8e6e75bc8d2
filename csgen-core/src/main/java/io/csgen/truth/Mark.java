package io.csgen.truth;

import io.csgen.config.ConfigException;
import io.csgen.config.Problems;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The place of a click in the order of all clicks: by time, then session id, then ordinal. Immutable.
 *
 * @param timestampMillis time of the click, in milliseconds since 1970
 * @param sessionId its session
 * @param ordinal its position in the session; from 1
 */
public record Mark(long timestampMillis, long sessionId, int ordinal) {
    private static final Pattern FORM = Pattern.compile("(-?\\d{1,15})-([0-9a-f]{16})-([1-9]\\d{0,8})");

    /**
     * Reads a mark from its text.
     *
     * @throws ConfigException if the text is none
     */
    public static Mark parse(String text) {
        Matcher m = FORM.matcher(text);
        if (!m.matches()) {
            throw new ConfigException(List.of(Problems.describe("mark", "be MILLIS-SESSION-ORDINAL", text)));
        }
        return new Mark(
                Long.parseLong(m.group(1)), HexFormat.fromHexDigitsToLong(m.group(2)), Integer.parseInt(m.group(3)));
    }

    /** Returns the text that {@link #parse} reads. */
    @Override
    public String toString() {
        return timestampMillis + "-" + HexFormat.of().toHexDigits(sessionId) + "-" + ordinal;
    }
}
