package io.csgen.simulate;

import io.csgen.config.ConfigException;
import io.csgen.config.Problems;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in the clicks of a generator: right after one of them. Keep it, as text, to go on from
 * there later with {@link ClickGenerator#from}. It has a meaning only for the same model, seed, start
 * and shard. Immutable.
 *
 * @param timestampMillis time of the last click before this place
 * @param sessionId its session
 * @param clickCount clicks before this place; from 1
 * @param sessionCount sessions begun before this place; from 1
 */
public record Position(long timestampMillis, long sessionId, long clickCount, long sessionCount) {
    private static final Pattern FORM = Pattern.compile("(-?\\d{1,15})-([0-9a-f]{16})-(\\d{1,18})-(\\d{1,18})");

    /**
     * Creates a position.
     *
     * @throws ConfigException if a count is out of bounds
     */
    public Position {
        Problems problems = new Problems();
        problems.require(clickCount >= 1, "clicks of a position", "be at least 1", clickCount);
        problems.require(sessionCount >= 1, "sessions of a position", "be at least 1", sessionCount);
        problems.throwIfAny();
    }

    /**
     * Reads a position from its text.
     *
     * @throws ConfigException if the text is none
     */
    public static Position parse(String text) {
        Matcher m = FORM.matcher(text);
        if (!m.matches()) {
            throw new ConfigException(List.of(Problems.describe(
                    "position", "be MILLIS-SESSION-CLICKS-SESSIONS, as an earlier run gave it", text)));
        }
        return new Position(
                Long.parseLong(m.group(1)),
                HexFormat.fromHexDigitsToLong(m.group(2)),
                Long.parseLong(m.group(3)),
                Long.parseLong(m.group(4)));
    }

    /** Returns the text that {@link #parse} reads. */
    @Override
    public String toString() {
        return timestampMillis + "-" + HexFormat.of().toHexDigits(sessionId) + "-" + clickCount + "-" + sessionCount;
    }
}
