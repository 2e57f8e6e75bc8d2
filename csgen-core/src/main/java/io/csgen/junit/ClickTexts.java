package io.csgen.junit;

import io.csgen.click.Click;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HexFormat;
import java.util.StringJoiner;

/** Clicks, sessions and pauses as failure messages tell them. */
final class ClickTexts {
    private ClickTexts() {}

    static String describe(Click click) {
        return "click " + click.ordinal() + " of " + describeSession(click) + " at " + time(click);
    }

    /** Returns the name of the session that a click belongs to. */
    static String describeSession(Click click) {
        return "session " + HexFormat.of().toHexDigits(click.sessionId()) + " of user " + click.userId();
    }

    static String time(Click click) {
        return click.timestamp().toString();
    }

    /** Returns a time span such as {@code 29 min 58.5 s}. */
    static String describe(Duration span) {
        StringJoiner text = new StringJoiner(" ");
        if (span.toHours() > 0) {
            text.add(span.toHours() + " h");
        }
        if (span.toMinutesPart() > 0) {
            text.add(span.toMinutesPart() + " min");
        }
        BigDecimal seconds = BigDecimal.valueOf(span.toSecondsPart() * 1_000L + span.toMillisPart(), 3);
        if (seconds.signum() > 0 || text.length() == 0) {
            text.add(seconds.stripTrailingZeros().toPlainString() + " s");
        }
        return text.toString();
    }
}
