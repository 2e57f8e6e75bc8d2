package io.csgen.sink;

import java.util.regex.Pattern;

/** What differs from click to click in the messages of backends. */
final class ReasonText {
    static final Pattern VARIABLE = Pattern.compile(String.join(
            "|",
            "(?<=shardId-)\\d+",
            "\\b\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12}\\b", // a request
            "(?<![\\d.])\\d{1,3}(?:\\.\\d{1,3}){3}(?::\\d+)?(?![\\d.])", // an address
            "\\b\\d{8}T\\d{6}Z\\b", // a time of signing
            "(?<=\\bafter )\\d+", // a time that was measured
            "\\b\\d+(?: out of \\d+)?(?= bytes\\b)",
            "\\d{7,}")); // an account, a sequence number

    private ReasonText() {}
}
