package io.csgen.click;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/**
 * One field of a click, as formats with fields write it. {@link #ALL} is the table of them: encoders, readers, checks,
 * faults and descriptions are made from it, so that a field is declared here and nowhere else.
 *
 * <p>A stored field is a component of {@link Click}. A derived one follows from these and the {@link Store}; who reads
 * clicks need not have it, and compares it where it is there. Immutable.
 */
public final class ClickField {
    private static final DateTimeFormatter MILLIS = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final String TEXT = "\"type\": \"string\"";
    private static final String WHOLE = "\"type\": \"integer\"";

    /** When the click happened: ISO 8601, UTC, with milliseconds. */
    public static final ClickField TIMESTAMP = stored(
            "timestamp",
            TEXT + ", \"format\": \"date-time\"",
            click -> MILLIS.format(Instant.ofEpochMilli(click.timestampMillis())));

    /** Who clicked. */
    public static final ClickField USER_ID =
            stored("user_id", WHOLE, click -> Integer.toString(click.userId()), "userId");

    /** The session, as 16 hexadecimal digits. */
    public static final ClickField SESSION_ID =
            stored("session_id", TEXT + ", \"pattern\": \"^[0-9a-f]{16}$\"", ClickView::sessionText, "sessionId");

    /** The position in the session. */
    public static final ClickField ORDINAL = stored(
            "ordinal",
            WHOLE + ", \"minimum\": 1, \"description\": \"position in the session\"",
            click -> Integer.toString(click.ordinal()));

    /** What page was opened, by its {@link ClickType#wireName}. */
    public static final ClickField TYPE = stored(
            "type",
            Arrays.stream(ClickType.values())
                    .map(type -> '"' + type.wireName() + '"')
                    .collect(Collectors.joining(", ", TEXT + ", \"enum\": [", "]")),
            click -> click.type().wireName(),
            "kind");

    /** The product group of the page. */
    public static final ClickField GROUP_ID =
            stored("group_id", WHOLE, click -> Integer.toString(click.groupId()), "group", "groupId");

    /** The name of this group. */
    public static final ClickField GROUP_NAME = derived("group_name", TEXT, store -> {
        List<String> names = store.groupNames();
        return click -> names.get(click.groupId() - 1);
    });

    /** The product of the page; left out where there is none. */
    public static final ClickField PRODUCT_ID = stored(
            "product_id",
            WHOLE,
            click -> click.productId() == Click.NO_PRODUCT ? "" : Integer.toString(click.productId()),
            "product",
            "productId");

    /** The address of the page. */
    public static final ClickField URL = derived("url", TEXT, store -> {
        ClickEncoder urls = ClickFormat.URL.encoder(store);
        return click -> new String(urls.encode(click), StandardCharsets.UTF_8);
    });

    /** All fields, in the order in which they are written. */
    public static final List<ClickField> ALL =
            List.of(TIMESTAMP, USER_ID, SESSION_ID, ORDINAL, TYPE, GROUP_ID, GROUP_NAME, PRODUCT_ID, URL);

    /**
     * A field that has one of a few texts. Immutable.
     *
     * @param texts in a store
     * @param index which of them a click has
     */
    public record Choice(Function<Store, List<String>> texts, ToIntFunction<ClickView> index) {
        private Function<ClickView, String> of(Store store) {
            List<String> all = texts.apply(store);
            return click -> all.get(index.applyAsInt(click));
        }
    }

    private final String wireName;
    private final String schema;
    private final boolean derived;
    private final Function<Store, Function<ClickView, String>> text;
    private final Optional<Choice> choice;
    private final List<String> names;

    private ClickField(
            String wireName,
            String schema,
            boolean derived,
            Function<Store, Function<ClickView, String>> text,
            Optional<Choice> choice,
            List<String> names) {
        this.wireName = wireName;
        this.schema = schema;
        this.derived = derived;
        this.text = text;
        this.choice = choice;
        this.names = names;
    }

    private static ClickField stored(
            String wireName, String schema, Function<ClickView, String> text, String... elsewhere) {
        String[] names = Arrays.copyOf(new String[] {wireName}, 1 + elsewhere.length);
        System.arraycopy(elsewhere, 0, names, 1, elsewhere.length);
        return new ClickField(wireName, schema, false, store -> text, Optional.empty(), List.of(names));
    }

    private static ClickField derived(
            String wireName, String schema, Function<Store, Function<ClickView, String>> text) {
        return new ClickField(wireName, schema, true, text, Optional.empty(), List.of(wireName));
    }

    /** Returns a derived field that has one of a few texts, which encoders write without a line of their own for it. */
    static ClickField chosen(String wireName, Function<Store, List<String>> texts, ToIntFunction<ClickView> index) {
        Choice choice = new Choice(texts, index);
        return new ClickField(wireName, TEXT, true, choice::of, Optional.of(choice), List.of(wireName));
    }

    /** Returns the fields that clicks of a store have, in their order: a field that has no text there is left out. */
    public static List<ClickField> of(Store store) {
        return ALL.stream().filter(field -> field.isIn(store)).toList();
    }

    private boolean isIn(Store store) {
        return choice.map(few -> !few.texts().apply(store).isEmpty()).orElse(true);
    }

    /** Returns the name in data, such as {@code user_id}. */
    public String wireName() {
        return wireName;
    }

    /** Returns the name in data, and those that data from elsewhere may have for it. */
    List<String> names() {
        return names;
    }

    /** Returns whether the field follows from the others and the store. */
    public boolean isDerived() {
        return derived;
    }

    /** Returns whether a click has this field: only a product may be lacking. */
    public boolean isIn(ClickView click) {
        return this != PRODUCT_ID || click.productId() != Click.NO_PRODUCT;
    }

    /**
     * Returns what makes the value as text, as comma-separated values have it, for the clicks of a store; the text is
     * empty where a click does not have this field.
     */
    public Function<ClickView, String> text(Store store) {
        return text.apply(store);
    }

    /** Returns the same for people, who need no milliseconds where there are none. */
    public Function<ClickView, String> shown(Store store) {
        return this == TIMESTAMP
                ? click -> Instant.ofEpochMilli(click.timestampMillis()).toString()
                : text(store);
    }

    /** Returns whether the value is a number, and so has no quotes in JSON. */
    public boolean isNumber() {
        return schema.startsWith(WHOLE);
    }

    /** Returns the texts that the field can have, where these are few; empty for a field that formats write by hand. */
    public Optional<Choice> choice() {
        return choice;
    }

    /** Returns the names of all fields, in their order. */
    public static List<String> wireNames() {
        return ALL.stream().map(ClickField::wireName).toList();
    }

    /** Returns the JSON schema of a click as an object with all fields, as {@link ClickFormat#JSON} writes it. */
    public static String jsonSchema() {
        String required = ALL.stream()
                .filter(field -> field != PRODUCT_ID)
                .map(field -> '"' + field.wireName + '"')
                .collect(Collectors.joining(", "));
        String properties = ALL.stream()
                .map(field -> '"' + field.wireName + "\": {" + field.schema + "}")
                .collect(Collectors.joining(", "));
        return "{\"type\": \"object\", \"additionalProperties\": false, \"required\": [" + required
                + "], \"properties\": {" + properties + "}, \"description\": \"one page request of a user\"}";
    }

    /** Returns the name in data. */
    @Override
    public String toString() {
        return wireName;
    }
}
