package io.csgen.click;

import io.csgen.config.ConfigException;
import io.csgen.config.Problems;
import java.util.List;
import java.util.function.BiFunction;

/** What is written of each product group: made once, and encoded. */
final class GroupTexts {
    private final Bytes.Text[] texts;
    private final int maxBytes;

    /**
     * Makes the texts.
     *
     * @param text makes the text of a group from its id and its name
     */
    GroupTexts(List<String> names, BiFunction<Integer, String, String> text) {
        texts = new Bytes.Text[names.size()];
        int max = 0;
        for (int i = 0; i < texts.length; i++) {
            texts[i] = Bytes.text(text.apply(i + 1, names.get(i)));
            max = Math.max(max, texts[i].length());
        }
        maxBytes = max;
    }

    int maxBytes() {
        return maxBytes;
    }

    /**
     * Lets a cursor that has read the id of a group go on to the product after the group's text, and read it.
     *
     * @param from where the text begins
     * @param gap length of what stands between the text and the product
     * @return whether there is such a group
     */
    boolean readProductAfter(ClickCursor cursor, int from, int gap) {
        int groupId = cursor.groupId();
        if (groupId < 1 || groupId > texts.length) {
            return false;
        }
        cursor.skip(from + texts[groupId - 1].length() + gap - cursor.at());
        cursor.readProductId();
        return true;
    }

    int put(ClickView click, byte[] target, int offset) {
        if (click.groupId() > texts.length) {
            throw new ConfigException(List.of(Problems.describe(
                    "groupId of click " + click.id(), "be from 1 to " + texts.length, click.groupId())));
        }
        return texts[click.groupId() - 1].put(target, offset);
    }
}
