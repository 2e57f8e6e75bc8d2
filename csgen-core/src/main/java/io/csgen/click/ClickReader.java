package io.csgen.click;

import io.csgen.config.ConfigException;
import io.csgen.config.Problems;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads clicks from lines of text in UTF-8: the formats {@code json} and {@code csv} of csgen, flat JSON or CSV
 * with a header from elsewhere, and access logs of a store of csgen; also from files of formats that unpack to such
 * lines, {@link ClickFormat.Unpacker}. Use it to check or describe what was captured; several
 * streams that belong together go through one reader. Confined to one thread.
 *
 * <p>The first click decides what the others must be. Lines with an {@code ordinal} are csgen's own, and must have all
 * fields of a click in csgen's form. Other lines must have
 *
 * <ul>
 *   <li>{@code timestamp}: whole milliseconds since 1970 (numbers that are seconds or microseconds by their size are
 *       refused), or ISO 8601 with an offset or {@code Z}
 *   <li>{@code user_id} or {@code userId}
 *   <li>{@code product_id}, {@code product} or {@code productId}, in a product view
 * </ul>
 *
 * and may have
 *
 * <ul>
 *   <li>{@code session_id} or {@code sessionId}; without it every click of a user has the session id of the user, and
 *       {@link #hasSessions()} is false
 *   <li>{@code group_id}, {@code group} or {@code groupId}; without it all clicks are of group 1
 *   <li>{@code type} or {@code kind}: {@code view_item}, {@code product_view} or {@code view}; {@code view_item_list} or
 *       {@code group_view}. Lines of other types are left out and counted. Without it, a click is a product view if it
 *       has a product
 * </ul>
 *
 * <p>Their ids stay as they are where a click can have them. Any other text gets a number in its place: session ids by
 * a 64-bit hash, the others counted down from 2,147,483,647. The ordinal of such a click is the number of its line. A
 * whole number may have a fraction of zeros, such as 390.0.
 *
 * <p>Lines of the format {@code access-log} are as other lines: times are whole seconds, there are no sessions, and what
 * is put into a cart or bought has a group of its own, as its page does not tell it.
 *
 * <p>Fields with other names are passed over, and may hold anything. If no line has what every click must have, there
 * is one exception that says what is missing, and not a problem for each line.
 */
public final class ClickReader {
    private static final Map<String, ClickType> TYPES =
            Arrays.stream(ClickType.values()).collect(Collectors.toMap(ClickType::wireName, type -> type));

    /** What others call the types of clicks. */
    private static final Map<String, ClickType> OTHER_TYPES = Map.of(
            "product_view", ClickType.PRODUCT_VIEW,
            "view", ClickType.PRODUCT_VIEW,
            "group_view", ClickType.GROUP_VIEW,
            "cart", ClickType.ADD_TO_CART);

    /** What a click must have, whoever wrote it. */
    private static final List<ClickField> REQUIRED = List.of(ClickField.TIMESTAMP, ClickField.USER_ID);

    private static final Set<String> KNOWN = ClickField.ALL.stream()
            .filter(field -> !field.isDerived())
            .flatMap(field -> field.names().stream())
            .collect(Collectors.toSet());

    /** After how many lines without what a click must have, and no click, a stream is taken for something else. */
    private static final int MAX_LACKING = 1_000;

    /** A line that lacks something. */
    private record Lacking(String place, String rule, String text) {
        String problem() {
            return Problems.describe(place, rule, text);
        }
    }

    private final ForeignIds users = new ForeignIds(0);
    private final ForeignIds groups = new ForeignIds(1);
    private final ForeignIds products = new ForeignIds(0);
    private long otherTypes;

    /** The fields that all lines have, but for a product; null until the first is known. */
    private @Nullable Set<String> names;

    private boolean any;
    private boolean sessions = true;
    private final List<Lacking> lacking = new ArrayList<>(); // before the first click

    private ClickReader() {}

    /** Returns a reader that has read nothing. */
    public static ClickReader create() {
        return new ClickReader();
    }

    /**
     * Reads a file to its end; see {@link #read(InputStream, String, Consumer, Consumer)}.
     *
     * @throws IOException if the file cannot be read
     * @throws ConfigException if its lines have no time or no user, or are neither JSON nor CSV with a header
     */
    public void read(Path file, Consumer<? super Click> clicks, Consumer<String> problems) throws IOException {
        try (InputStream stream = Files.newInputStream(file)) {
            read(stream, file.toString(), clicks, problems);
        }
    }

    /**
     * Reads a stream to its end. A line that is no click is a problem, and the next line is read.
     *
     * @param stream left open
     * @param name what the stream is called in problems
     * @param clicks takes each click, in the order of lines
     * @param problems takes each problem, such as {@code clicks.json:17 must have user_id or userId: {…}}
     * @throws IOException if the stream cannot be read
     * @throws ConfigException if its lines have no time or no user, or are neither JSON nor CSV with a header
     */
    public void read(InputStream stream, String name, Consumer<? super Click> clicks, Consumer<String> problems)
            throws IOException {
        Lines lines = new Lines(ClickFormat.lines(stream), name);
        boolean accessLog = false;
        CsvRecord header = null;
        boolean begun = false;
        for (String text = lines.next(); text != null; text = lines.next()) {
            if (text.isBlank()) {
                continue;
            }
            if (!begun) {
                begun = true;
                accessLog = AccessLogLine.isOne(text);
                if (!accessLog && !text.stripLeading().startsWith("{")) {
                    header = header(text, lines.place());
                    continue;
                }
            }
            String place = lines.place();
            String record = header == null ? text : lines.record(text);
            try {
                if (record.length() > Lines.LONGEST) {
                    throw new MalformedLine("be shorter than " + Lines.LONGEST + " characters");
                }
                Map<String, String> fields = header != null
                        ? header.parse(record)
                        : accessLog ? AccessLogLine.parse(text).fields() : FlatJson.parse(text);
                if (names == null && fields.keySet().equals(Set.of(ClickField.URL.wireName()))) {
                    throw fatal(
                            place, "have a timestamp, which format json-url does not (write format json or csv)", text);
                }
                Click click = click(fields, lines.number());
                if (click != null) {
                    lacking.forEach(line -> problems.accept(line.problem()));
                    lacking.clear();
                    clicks.accept(click);
                }
            } catch (MalformedLine e) {
                String rule = Objects.requireNonNull(e.getMessage());
                if (any || !e.isLacking()) {
                    problems.accept(Problems.describe(place, rule, record));
                } else {
                    lacking.add(new Lacking(place, rule, Problems.shown(record)));
                    requireSomeClicks(MAX_LACKING);
                }
            }
        }
        requireSomeClicks(1);
    }

    /** A file whose fields have other names needs one message, not one for each line. */
    private void requireSomeClicks(int most) {
        if (!any && lacking.size() >= most) {
            throw new ConfigException(List.of(lacking.get(0).problem()));
        }
    }

    /** Returns whether the clicks read had session ids. */
    public boolean hasSessions() {
        return sessions;
    }

    /** Returns how many lines were left out because of their type. */
    public long otherTypes() {
        return otherTypes;
    }

    private CsvRecord header(String text, String place) {
        try {
            CsvRecord header = CsvRecord.ofHeader(text);
            Set<String> columns = header.names();
            String time = ClickField.TIMESTAMP.wireName();
            if (columns.contains(time) || Problems.nearest(time, columns).isPresent()) {
                Optional<String> wrong = lacking(columns)
                        .or(() -> header.twice()
                                .filter(KNOWN::contains)
                                .map(name -> "have each column once, not twice " + name));
                if (wrong.isPresent()) {
                    throw fatal(place, wrong.get(), text);
                }
                names = names == null ? columns : names;
                return header;
            }
        } catch (MalformedLine e) {
            // Not a header, as the message says.
        }
        throw fatal(
                place,
                text.startsWith("http")
                        ? "have a timestamp, which URLs do not (write format json or csv)"
                        : "be a JSON object or a CSV header with timestamp",
                text);
    }

    private static ConfigException fatal(String place, String rule, String text) {
        return new ConfigException(List.of(Problems.describe(place, rule, text)));
    }

    /** Returns that fields must have those that a click must have, if they do not. */
    private static Optional<String> lacking(Set<String> given) {
        String missing = REQUIRED.stream()
                .filter(field -> find(given, field) == null)
                .map(field -> String.join(" or ", field.names())
                        + Problems.nearest(field.wireName(), given)
                                .map(near -> " (rename " + Problems.shown(near) + "?)")
                                .orElse(""))
                .collect(Collectors.joining(", and "));
        return missing.isEmpty() ? Optional.empty() : Optional.of("have " + missing);
    }

    private @Nullable Click click(Map<String, String> fields, long line) {
        Set<String> given = names == null ? fields.keySet() : names;
        boolean own = given.contains(ClickField.ORDINAL.wireName());
        Click click = own ? ownClick(fields) : foreignClick(fields, given, line);
        names = names == null ? Set.copyOf(given) : names;
        if (!any) {
            any = true;
            sessions = find(fields.keySet(), ClickField.SESSION_ID) != null;
        }
        return click;
    }

    /** Returns the click that fields in csgen's own form are. */
    static Click ownClick(Map<String, String> fields) {
        String typeName = own(fields, ClickField.TYPE);
        ClickType type = TYPES.get(typeName);
        if (type == null) {
            throw new MalformedLine("have type view_item, view_item_list, search, add_to_cart or purchase");
        }
        String session = own(fields, ClickField.SESSION_ID);
        if (!ForeignIds.isHex(session)) {
            throw new MalformedLine("have a session_id of 16 hexadecimal digits");
        }
        boolean hasProduct = fields.containsKey(ClickField.PRODUCT_ID.wireName());
        return click(
                ForeignTimes.millis(own(fields, ClickField.TIMESTAMP)),
                number(fields, ClickField.USER_ID),
                Long.parseUnsignedLong(session, 16),
                number(fields, ClickField.ORDINAL),
                type,
                number(fields, ClickField.GROUP_ID),
                hasProduct ? number(fields, ClickField.PRODUCT_ID) : Click.NO_PRODUCT);
    }

    private @Nullable Click foreignClick(Map<String, String> fields, Set<String> given, long line) {
        lacking(fields.keySet()).ifPresent(rule -> {
            throw MalformedLine.lacking(rule);
        });
        String typeName = find(given, ClickField.TYPE) == null ? null : require(fields, ClickField.TYPE);
        boolean hasProduct = find(fields.keySet(), ClickField.PRODUCT_ID) != null;
        ClickType type = !hasProduct ? ClickType.GROUP_VIEW : ClickType.PRODUCT_VIEW;
        if (typeName != null) {
            String name = typeName.toLowerCase(Locale.ROOT);
            ClickType known = TYPES.getOrDefault(name, OTHER_TYPES.get(name));
            if (known == null) {
                otherTypes++;
                return null;
            }
            type = known;
        }
        int user = users.of(require(fields, ClickField.USER_ID));
        int group = find(given, ClickField.GROUP_ID) == null ? 1 : groups.of(require(fields, ClickField.GROUP_ID));
        boolean hasSession = any ? sessions : find(fields.keySet(), ClickField.SESSION_ID) != null;
        long session = hasSession ? ForeignIds.session(require(fields, ClickField.SESSION_ID)) : user;
        int productId = type.hasProduct() ? products.of(require(fields, ClickField.PRODUCT_ID)) : Click.NO_PRODUCT;
        long time = ForeignTimes.millis(require(fields, ClickField.TIMESTAMP));
        return click(time, user, session, (int) Math.min(line, Integer.MAX_VALUE), type, group, productId);
    }

    private static Click click(long time, int user, long session, int ordinal, ClickType type, int group, int product) {
        try {
            return new Click(time, user, session, ordinal, type, group, product);
        } catch (ConfigException e) {
            throw new MalformedLine("be a click (" + String.join("; ", e.problems()) + ")");
        }
    }

    private static String own(Map<String, String> fields, ClickField field) {
        return require(fields, List.of(field.wireName()));
    }

    private static String require(Map<String, String> fields, ClickField field) {
        return require(fields, field.names());
    }

    private static String require(Map<String, String> fields, List<String> names) {
        String found = find(fields.keySet(), names);
        if (found == null) {
            throw MalformedLine.lacking("have " + String.join(" or ", names));
        }
        return Objects.requireNonNull(FlatJson.find(fields, found));
    }

    private static @Nullable String find(Set<String> given, ClickField field) {
        return find(given, field.names());
    }

    private static @Nullable String find(Set<String> given, List<String> names) {
        for (String name : names) {
            if (given.contains(name)) {
                return name;
            }
        }
        return null;
    }

    private static int number(Map<String, String> fields, ClickField field) {
        String text = own(fields, field);
        int value = ForeignIds.number(text);
        if (value < 0) {
            throw new MalformedLine("have a whole number as " + field + ", not " + Problems.shown(text));
        }
        return value;
    }
}
