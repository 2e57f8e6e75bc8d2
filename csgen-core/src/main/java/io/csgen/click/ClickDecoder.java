package io.csgen.click;

import io.csgen.config.Problems;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads single lines or records in the forms in which csgen writes the clicks of one store; the inverse of {@link
 * ClickEncoder}. Use it where each line must be judged by itself; {@link ClickReader} reads whole files, from
 * elsewhere, too. Confined to one thread.
 *
 * <p>The format is that of the first line that has one, unless it is given. Lines as csgen writes them are read
 * several times as fast as others that say the same: with other spaces, fields in another order, or more of them.
 * The fields {@code group_name} and {@code url} may be left out.
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

    private static final String URL_FIELD = "url";
    private static final String GROUP_NAME = "group_name";
    private static final String ORDINAL = "ordinal";

    private final @Nullable ClickFormat givenFormat;
    private final String storeUrl;
    private final List<String> groupNames;
    private final ClickParser parser;
    private final ClickEncoder urls;
    private final LineEncoder json;
    private final LineEncoder csv;
    private final CsvRecord csvHeader;
    private final byte[] scratch;
    private final ClickCursor cursor = new ClickCursor();

    private @Nullable ClickFormat format;
    private @Nullable LineEncoder fast; // writes the lines as they are expected to be
    private @Nullable CsvRecord header;
    private boolean begun;

    // Of the line that was read last.
    private Line line = Line.NOTHING;
    private String text = "";
    private String rule = "";
    private String url = "";
    private String groupName = "";

    private ClickDecoder(StoreUrl storeUrl, List<String> groupNames, @Nullable ClickFormat givenFormat) {
        this.givenFormat = givenFormat;
        this.storeUrl = storeUrl.text();
        this.groupNames = List.copyOf(groupNames);
        parser = ClickParser.of(storeUrl, groupNames);
        urls = ClickFormat.URL.encoder(storeUrl, groupNames);
        json = (LineEncoder) ClickFormat.JSON.encoder(storeUrl, groupNames);
        csv = (LineEncoder) ClickFormat.CSV.encoder(storeUrl, groupNames);
        csvHeader = CsvRecord.ofHeader(new String(csv.header(), StandardCharsets.UTF_8));
        scratch = new byte[Math.max(json.maxBytes(), csv.maxBytes())];
        restart();
    }

    /** Returns a decoder of lines of any format. */
    public static ClickDecoder of(StoreUrl storeUrl, List<String> groupNames) {
        return new ClickDecoder(storeUrl, groupNames, null);
    }

    /** Returns a decoder of lines of one format; where they are comma-separated, a header is optional. */
    public static ClickDecoder of(ClickFormat format, StoreUrl storeUrl, List<String> groupNames) {
        return new ClickDecoder(storeUrl, groupNames, format);
    }

    /** Lets another stream of lines begin, which may have another format, unless that is given, and another header. */
    public void restart() {
        format = givenFormat;
        fast = format == ClickFormat.JSON ? json : null;
        header = null;
        begun = false;
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
                url = "";
                groupName = "";
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
        url = "";
        groupName = "";
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
        if (format == null) {
            format = formatOf(text);
            fast = format == ClickFormat.JSON ? json : null;
        }
        return switch (format) {
            case URL -> readUrl(text);
            case JSON_URL -> readUrl(urlIn(FlatJson.parse(text)));
            case JSON -> readFields(FlatJson.parse(text));
            case CSV -> readCsv();
        };
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
        if (isHeader(text) || Timestamps.isOwn(text.substring(0, Math.max(0, text.indexOf(','))))) {
            return ClickFormat.CSV;
        }
        throw new MalformedLine("be the URL of a click, a JSON object, or comma-separated values");
    }

    private Line readUrl(String text) {
        cursor.show(parser.read(text));
        return Line.URL;
    }

    private static String urlIn(Map<String, String> fields) {
        String found = FlatJson.find(fields, URL_FIELD);
        if (found == null) {
            throw new MalformedLine("have " + URL_FIELD);
        }
        if (fields.containsKey(ORDINAL)) {
            throw new MalformedLine("have no fields but " + URL_FIELD + ", as format json-url of the first line");
        }
        return found;
    }

    private Line readCsv() {
        if (header == null || isHeader(text)) {
            boolean given = isHeader(text);
            header = given ? header(text) : csvHeader;
            fast = header.hasNamesOf(csvHeader) ? csv : null;
            if (given) {
                return Line.NOTHING;
            }
        }
        return readFields(header.parse(text));
    }

    private CsvRecord header(String text) {
        CsvRecord given = CsvRecord.ofHeader(text);
        given.twice().filter(csvHeader.names()::contains).ifPresent(name -> {
            throw new MalformedLine("have each column once, not twice " + name);
        });
        return given;
    }

    private boolean isHeader(String text) {
        try {
            return CsvRecord.ofHeader(text).names().stream().anyMatch(csvHeader.names()::contains);
        } catch (MalformedLine e) {
            return false;
        }
    }

    private Line readFields(Map<String, String> fields) {
        Click click = ClickReader.ownClick(fields);
        cursor.show(click);
        if (click.groupId() <= groupNames.size()) {
            url = other(FlatJson.find(fields, URL_FIELD), () -> new String(urls.encode(click), StandardCharsets.UTF_8));
            groupName = other(FlatJson.find(fields, GROUP_NAME), () -> groupNames.get(click.groupId() - 1));
        }
        return Line.CLICK;
    }

    private static String other(@Nullable String given, Supplier<String> right) {
        return given == null || given.equals(right.get()) ? "" : given;
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

    /** Returns the URL that came with the click, where it is not that of its other fields; else an empty text. */
    public String url() {
        return url;
    }

    /** Returns the name of the group that came with the click, where it is not that of the group; else an empty text. */
    public String groupName() {
        return groupName;
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
