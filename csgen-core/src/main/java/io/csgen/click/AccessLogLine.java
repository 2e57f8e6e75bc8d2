package io.csgen.click;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a line of the combined log format tells of a click. Immutable.
 *
 * @param time when the page was requested, in whole seconds
 * @param target the path of the page, with its query
 */
record AccessLogLine(Instant time, String target) {
    /** How the time is written. */
    static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("dd/MMM/uuuu:HH:mm:ss xx", Locale.ENGLISH);

    /** What is said of a group that a page does not tell. */
    private static final String UNKNOWN = "unknown";

    private static final String PAGES = "/api/";
    private static final ClickUrl.Parser PARSER = ClickUrl.Parser.ofPaths();
    private static final Pattern LINE = Pattern.compile("[A-Za-z0-9.:_-]+ \\S+ \\S+ \\[(?<time>[^\\]\\[]+)\\] "
            + "\"[A-Z]+ (?<target>\\S+) HTTP/\\d(\\.\\d)?\" \\d{3} (\\d+|-) \"[^\"]*\" \"[^\"]*\"");

    /** Returns whether a line is one of this format. */
    static boolean isOne(String line) {
        return LINE.matcher(line).matches();
    }

    /**
     * Reads a line.
     *
     * @throws MalformedLine if it is none of this format
     */
    static AccessLogLine parse(String line) {
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
            throw new MalformedLine("be a line of the combined log format");
        }
        try {
            Instant time = OffsetDateTime.parse(parts.group("time"), TIME).toInstant();
            return new AccessLogLine(time, parts.group("target"));
        } catch (DateTimeException e) {
            throw new MalformedLine("have a time such as [23/Nov/2026:09:30:00 +0000]");
        }
    }

    /**
     * Returns the fields of the click, as lines from elsewhere have them.
     *
     * @throws MalformedLine if the page is none of a store of csgen
     */
    Map<String, String> fields() {
        int pages = target.indexOf(PAGES);
        if (pages < 0) {
            throw new MalformedLine("request a page under " + PAGES);
        }
        ClickUrl page = PARSER.read(target.substring(pages));
        Map<String, String> fields = new HashMap<>();
        fields.put(ClickField.TIMESTAMP.wireName(), time.toString());
        fields.put(ClickField.USER_ID.wireName(), Integer.toString(page.userId()));
        fields.put(ClickField.TYPE.wireName(), page.type().wireName());
        fields.put(
                ClickField.GROUP_ID.wireName(),
                page.groupId() == ClickUrl.NO_GROUP ? UNKNOWN : Integer.toString(page.groupId()));
        if (page.productId() != Click.NO_PRODUCT) {
            fields.put(ClickField.PRODUCT_ID.wireName(), Integer.toString(page.productId()));
        }
        return fields;
    }
}
