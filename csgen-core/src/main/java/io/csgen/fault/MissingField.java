package io.csgen.fault;

import io.csgen.click.Click;
import io.csgen.click.ClickFormat;
import io.csgen.click.ClickView;
import io.csgen.simulate.RandomStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** Chooses the field that a line lacks, and takes it out. Immutable. */
final class MissingField {
    private static final String USER = "user_id";
    private static final String PRODUCT = "product_id";
    private static final String URL = "url";
    private static final byte[] USER_IN_URL = "userid=".getBytes(StandardCharsets.US_ASCII);

    private final Optional<ClickFormat> format;
    private final List<String> fields;
    private final List<String> withoutProduct;

    /**
     * Creates it.
     *
     * @param wanted empty for any
     */
    MissingField(List<String> wanted, Optional<ClickFormat> format) {
        this.format = format;
        List<String> possible = format.map(MissingField::possible).orElse(List.of());
        fields = possible.stream()
                .filter(field -> wanted.isEmpty() || wanted.contains(field))
                .toList();
        withoutProduct = fields.stream().filter(field -> !field.equals(PRODUCT)).toList();
    }

    private static List<String> possible(ClickFormat format) {
        return switch (format) {
            case URL -> List.of(USER);
            case JSON_URL -> List.of(USER, URL);
            case JSON, CSV -> Faults.FIELDS;
        };
    }

    boolean isPossible() {
        return !fields.isEmpty();
    }

    boolean isPossible(ClickView click) {
        return !fields(click).isEmpty();
    }

    private List<String> fields(ClickView click) {
        return click.productId() == Click.NO_PRODUCT ? withoutProduct : fields;
    }

    String of(ClickView click, long random) {
        List<String> all = fields(click);
        return all.get(RandomStream.below(random, all.size()));
    }

    /** Takes a field out of the text of a click, and returns its new end. */
    int remove(String field, byte[] text, int offset, int end) {
        return switch (format.orElseThrow()) {
            case URL -> removeUser(text, offset, end);
            case JSON_URL ->
                field.equals(USER) ? removeUser(text, offset, end) : removeMember(field, text, offset, end);
            case JSON -> removeMember(field, text, offset, end);
            case CSV -> removeValue(Faults.FIELDS.indexOf(field), text, offset, end);
        };
    }

    /** Takes out the user and the character before, which joins it to the rest. */
    private static int removeUser(byte[] text, int offset, int end) {
        int at = find(USER_IN_URL, text, offset, end);
        int to = at + USER_IN_URL.length;
        while (to < end && text[to] >= '0' && text[to] <= '9') {
            to++;
        }
        return cut(text, at - 1, to, end);
    }

    private static int removeMember(String field, byte[] text, int offset, int end) {
        int at = find(('"' + field + "\":").getBytes(StandardCharsets.US_ASCII), text, offset, end);
        int to = at + field.length() + 3;
        boolean quoted = false;
        while (quoted || text[to] != ',' && text[to] != '}') {
            if (text[to] == '\\') {
                to++;
            } else if (text[to] == '"') {
                quoted = !quoted;
            }
            to++;
        }
        // One of the commas beside it goes, too.
        if (text[to] == ',') {
            return cut(text, at, to + 1, end);
        }
        return cut(text, text[at - 1] == ',' ? at - 1 : at, to, end);
    }

    private static int removeValue(int column, byte[] text, int offset, int end) {
        int at = offset;
        for (int i = 0; i < column; i++) {
            at = endOfValue(text, at, end) + 1;
        }
        return cut(text, at, endOfValue(text, at, end), end);
    }

    private static int endOfValue(byte[] text, int from, int end) {
        int to = from;
        boolean quoted = false;
        while (to < end && (quoted || text[to] != ',')) {
            quoted ^= text[to] == '"';
            to++;
        }
        return to;
    }

    private static int cut(byte[] text, int from, int to, int end) {
        System.arraycopy(text, to, text, from, end - to);
        return end - (to - from);
    }

    /** Returns where a text stands in another; it must. */
    static int find(byte[] wanted, byte[] text, int offset, int end) {
        for (int at = offset; at <= end - wanted.length; at++) {
            int same = 0;
            while (same < wanted.length && text[at + same] == wanted[same]) {
                same++;
            }
            if (same == wanted.length) {
                return at;
            }
        }
        throw new IllegalStateException("text of a click must have " + new String(wanted, StandardCharsets.US_ASCII));
    }
}
