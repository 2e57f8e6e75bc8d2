package io.csgen.click;

import io.csgen.internal.json.JsonWriter;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;

/**
 * The fields that an encoder writes behind those of its straight line: what the table of fields has beyond them. Made
 * for one store. Immutable.
 */
final class MoreFields {
    /** How many fields the encoders have in their straight line: the first of the table. */
    static final int STRAIGHT = 9;

    private final Bytes.Text[][] texts;
    private final ToIntFunction<ClickView>[] indexes;
    private final int maxBytes;

    /**
     * Makes the texts.
     *
     * @param fields the whole table
     * @param text makes what is written of a value from the field's name and it
     */
    private MoreFields(List<ClickField> fields, Store store, BinaryOperator<String> text) {
        List<ClickField> more = fields.subList(STRAIGHT, fields.size());
        texts = new Bytes.Text[more.size()][];
        indexes = newArray(more.size());
        int max = 0;
        for (int i = 0; i < texts.length; i++) {
            ClickField field = more.get(i);
            ClickField.Choice choice = field.choice().orElseThrow();
            indexes[i] = choice.index();
            texts[i] = choice.texts().apply(store).stream()
                    .map(value -> Bytes.text(text.apply(field.wireName(), value)))
                    .toArray(Bytes.Text[]::new);
            int longest = 0;
            for (Bytes.Text each : texts[i]) {
                longest = Math.max(longest, each.length());
            }
            max += longest;
        }
        maxBytes = max;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // there are no arrays of generic types
    private static ToIntFunction<ClickView>[] newArray(int length) {
        return new ToIntFunction[length];
    }

    /** Returns them as members of a JSON object, each behind a comma. */
    static MoreFields json(List<ClickField> fields, Store store) {
        return new MoreFields(fields, store, (name, value) -> ",\"" + name + "\":" + JsonWriter.quote(value));
    }

    /** Returns them as comma-separated values, each behind a comma. */
    static MoreFields csv(List<ClickField> fields, Store store, UnaryOperator<String> quote) {
        return new MoreFields(fields, store, (name, value) -> ',' + quote.apply(value));
    }

    int maxBytes() {
        return maxBytes;
    }

    int put(ClickView click, byte[] target, int offset) {
        int at = offset;
        for (int i = 0; i < texts.length; i++) {
            at = texts[i][indexes[i].applyAsInt(click)].put(target, at);
        }
        return at;
    }
}
