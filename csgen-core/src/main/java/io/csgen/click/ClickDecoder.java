package io.csgen.click;

import io.csgen.config.Problems;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads single lines or records in the forms in which csgen writes the clicks of one store; the inverse of {@link
 * ClickEncoder}. Use it where each line must be judged by itself; {@link ClickReader} reads whole files, from
 * elsewhere, too. Confined to one thread.
 *
 * <p>The format is that of the first line that has one, unless it is given. Lines as csgen writes them are read
 * several times as fast as others that say the same: with other spaces, fields in another order, or more of them.
 * Fields that follow from others, {@code group_name} and {@code url}, may be left out.
 */
public final class ClickDecoder {
    /** What a line is. */
    public enum Line {
        /** A click with all its fields. */
        CLICK,
        /** The URL of a click, which has no time, session and ordinal. */
        URL,
        /** Nothing: a blank line, or the header of comma-separated values. */
        NOTHING,
        /** No click, as {@link #problem} says. */
        MALFORMED
    }

    private static final String URL_FIELD = ClickField.URL.wireName();

    /** A field that follows from the others, and what makes its text for the clicks of the store. */
    private record Derived(ClickField field, Function<ClickView, String> text) {}

    private final @Nullable ClickFormat givenFormat;
    private final String storeUrl;
    private final int groups;
    private final ClickUrl.Parser urls;
    private final List<Derived> derived;
    private final Store store;
    private final List<ClickField> fields;
    private final CsvFormat.Parser csv;
    private final byte[] scratch;
    private final ClickCursor cursor = new ClickCursor();

    private @Nullable ClickFormat format;
    private @Nullable LineParser parser; // of this format
    private @Nullable LineEncoder fast; // writes the lines as they are expected to be
    private boolean begun;

    // Of the line that was read last.
    private Line line = Line.NOTHING;
    private String text = "";
    private String rule = "";
    private Map<ClickField, String> wrong = Map.of();

    ClickDecoder(Store store, List<ClickField> fields, @Nullable ClickFormat givenFormat) {
        this.givenFormat = givenFormat;
        storeUrl = store.url().text();
        groups = store.groupNames().size();
        urls = ClickUrl.Parser.of(store.url(), store.groupNames());
        derived = fields.stream()
                .filter(ClickField::isDerived)
                .map(field -> new Derived(field, field.text(store)))
                .toList();
        this.store = store;
        this.fields = fields;
        csv = ((CsvFormat) ClickFormat.CSV).parser(store, fields);
        scratch =
                new byte[Math.max(new JsonEncoder(store, fields).maxBytes(), new CsvEncoder(store, fields).maxBytes())];
        restart();
    }

    /** Returns a decoder of lines of any format that csgen knows to read. */
    public static ClickDecoder of(Store store) {
        return new ClickDecoder(store, ClickField.of(store), null);
    }

    /**
     * Returns a decoder of lines of one format; where they are comma-separated, a header is optional. Those of a format
     * with an {@link ClickFormat.Unpacker} are what it makes of its files.
     */
    public static ClickDecoder of(ClickFormat format, Store store) {
        return new ClickDecoder(store, ClickField.of(store), format);
    }

    /** Lets another stream of lines begin, which may have another format, unless that is given, and another header. */
    public void restart() {
        format = null;
        parser = null;
        fast = null;
        begun = false;
        if (givenFormat != null) {
            begin(givenFormat);
        }
    }

    /** A format that csgen does not know comes as lines of JSON, out of its files. */
    private LineParser begin(ClickFormat found) {
        LineFormat lines = found instanceof LineFormat known ? known : (LineFormat) ClickFormat.JSON;
        LineParser begun = lines.parser(store, fields);
        format = lines;
        parser = begun;
        fast = begun.exact();
        return begun;
    }

    /** Returns how many bytes must follow the beginning of a line so that it can be read fast. */
    public int maxBytes() {
        return scratch.length;
    }

    /**
     * Reads the line that begins at an index, if it ends; {@link #line} tells what it is.
     *
     * @param from index of its first byte
     * @param to index after the last byte that is there
     * @return the index after its end, which is a line feed, a carriage return or both; -1 if there is none, and nothing
     *     was read
     */
    public int readLine(byte[] bytes, int from, int to) {
        if (fast != null && to - from > scratch.length) {
            cursor.begin(bytes, from);
            int end = fast.read(cursor) ? cursor.endIfWrittenBy(fast, from, scratch) : -1;
            if (end >= 0 && bytes[end] == '\n') {
                wrong = Map.of();
                line = Line.CLICK;
                return end + 1;
            }
        }
        int end = endOfLine(bytes, from, to);
        boolean carriageReturn = end >= 0 && bytes[end] == '\r';
        if (end < 0 || carriageReturn && end + 1 == to) {
            return -1; // a line feed may follow
        }
        read(bytes, from, end);
        return carriageReturn && bytes[end + 1] == '\n' ? end + 2 : end + 1;
    }

    private static int endOfLine(byte[] bytes, int from, int to) {
        int end = from;
        while (end < to && bytes[end] != '\n' && bytes[end] != '\r') {
            end++;
        }
        return end < to ? end : -1;
    }

    /**
     * Reads a whole line or record.
     *
     * @param from index of its first byte
     * @param to index after its last byte
     * @return what it is
     */
    public Line read(byte[] bytes, int from, int to) {
        wrong = Map.of();
        text = new String(bytes, from, to - from, StandardCharsets.UTF_8);
        if (!begun && text.startsWith("\uFEFF")) {
            text = text.substring(1);
        }
        begun = true;
        if (text.endsWith("\r")) {
            text = text.substring(0, text.length() - 1);
        }
        try {
            line = text.isBlank() ? Line.NOTHING : readText();
        } catch (MalformedLine e) {
            rule = Objects.requireNonNull(e.getMessage());
            line = Line.MALFORMED;
        }
        return line;
    }

    private Line readText() {
        LineParser known = parser == null ? begin(formatOf(text)) : parser;
        Map<String, String> found;
        try {
            found = known.parse(text);
        } finally {
            fast = known.exact();
        }
        if (found == null) {
            return Line.NOTHING;
        }
        return Objects.requireNonNull(format).fields().contains(ClickField.ORDINAL)
                ? readFields(found)
                : readUrl(Objects.requireNonNull(found.get(URL_FIELD)));
    }

    private ClickFormat formatOf(String text) {
        if (text.stripLeading().startsWith("{")) {
            Map<String, String> fields = FlatJson.parse(text);
            boolean urlAlone = FlatJson.find(fields, URL_FIELD) != null && fields.size() == 1;
            return urlAlone ? ClickFormat.JSON_URL : ClickFormat.JSON;
        }
        if (text.startsWith("http") || text.startsWith(storeUrl)) {
            return ClickFormat.URL;
        }
        if (csv.isHeader(text) || Timestamps.isOwn(text.substring(0, Math.max(0, text.indexOf(','))))) {
            return ClickFormat.CSV;
        }
        if (AccessLogLine.isOne(text)) {
            return ClickFormat.ACCESS_LOG;
        }
        throw new MalformedLine("be the URL of a click, a JSON object, or comma-separated values");
    }

    private Line readUrl(String url) {
        cursor.show(urls.read(url));
        return Line.URL;
    }

    private Line readFields(Map<String, String> found) {
        Click click = ClickReader.ownClick(found);
        cursor.show(click);
        if (click.groupId() <= groups) {
            for (Derived each : derived) {
                String given = FlatJson.find(found, each.field.wireName());
                // An empty value is left out, as it is in comma-separated values.
                if (given != null && !given.isEmpty() && !given.equals(each.text.apply(click))) {
                    wrong = wrong.isEmpty() ? new HashMap<>() : wrong;
                    wrong.put(each.field, given);
                }
            }
        }
        return Line.CLICK;
    }

    /**
     * Returns the text of the line that was read last, in which what is not UTF-8 is replaced; only where it is {@link
     * Line#MALFORMED} or {@link Line#NOTHING}.
     */
    public String text() {
        return text;
    }

    /** Returns what the line is that was read last. */
    public Line line() {
        return line;
    }

    /**
     * Returns the click that was read last, or what its URL tells of it: time, session and ordinal are then 0, and so
     * is the group where a {@link ClickUrl} has none. Holds until the next line is read.
     */
    public ClickView click() {
        return cursor;
    }

    /**
     * Returns what came with the click and does not follow from it as it should, such as the URL of another page: the
     * texts, by their fields. Holds until the next line is read.
     */
    public Map<ClickField, String> wrong() {
        return Collections.unmodifiableMap(wrong);
    }

    /**
     * Returns what is wrong with a malformed line, such as {@code clicks.json:17 must have user_id: {…}}.
     *
     * @param place what to call it
     */
    public String problem(String place) {
        return Problems.describe(place, rule, text);
    }
}
